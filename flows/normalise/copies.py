"""Near-duplicates among the articles that report a call: wire copies do not count as independent reports."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rensa import RMinHash

_PERMUTATIONS = 64
_SEED = 7
# Share of five-word shingles (Broder 1997) from which two texts tell the same story in the same words.
_SAME_TEXT = 0.6
_WORD = re.compile(r"\w+")


def sketch(text: str) -> RMinHash:
    words = _WORD.findall(text.casefold())
    shingles = [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]
    out = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    out.update(shingles)
    return out


def independent(article_ids: Iterable[str], sketches: dict[str, RMinHash]) -> set[str]:
    """Of the articles (in the order of their publication), those that are no near-copy of an earlier one."""
    kept: list[str] = []
    for article_id in article_ids:
        mine = sketches[article_id]
        if all(mine.jaccard(sketches[other]) < _SAME_TEXT for other in kept):
            kept.append(article_id)
    return set(kept)
