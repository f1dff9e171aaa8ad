"""One body over all articles: "FBI" and "Federal Bureau of Investigation", "Department of Justice" and "Justice Department".

What an acronym stands for is learnt from the articles that write both (after Schwartz and Hearst 2003, "A simple
algorithm for identifying abbreviation definitions"); works on distinct names, not on mentions.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from flows.normalise.bodies import explains
from flows.normalise.geography import data_rows
from flows.normalise.names import fold

# An acronym stands everywhere for what at least this share of the articles that explain it mean.
_MOSTLY = 0.6
# Names with the same acronym are one where they share more than this part of their words: "Department for Homeland Security".
_ALIKE = 0.5
# One article in so many must explain it: NPR, which nobody explains, is not the register of one article.
_AT_LEAST = 0.015
_OF = re.compile(r"^(?:us )?(department|ministry) of (?:the )?(.+)$")
_US = re.compile(r"^us (.+ department)$")

Used = tuple[str, Sequence[str], int]


def is_acronym(name: str) -> bool:
    """
    >>> is_acronym("F.B.I."), is_acronym("NASA"), is_acronym("Nato"), is_acronym("WHITE HOUSE")
    (True, True, False, False)
    """
    return name.isupper() and " " not in name and 1 < len(fold(name)) < 7


def plain_key(name: str) -> str:
    """The key that a body's name has by itself.

    >>> plain_key("U.S. Department of Justice"), plain_key("Justice Department"), plain_key("GOP")
    ('justice department', 'justice department', 'republican party')
    """
    key = fold(name)
    key = _known().get(key, key)
    key = _OF.sub(lambda m: f"{m[2]} {m[1]}", key)
    return _US.sub(r"\1", key)


@cache
def _known() -> dict[str, str]:
    return {fold(name): fold(usual) for name, usual in data_rows("known_bodies.tsv")}


def keys_of_bodies(uses: Iterable[Used]) -> dict[str, str]:
    """Map every name to the key of its body.

    A use is a name, all names that an article calls the same body by, and in how many articles.
    """
    rows = list(uses)
    explained: dict[str, Counter[str]] = defaultdict(Counter)
    alone: Counter[str] = Counter()
    for name, others, articles in rows:
        if is_acronym(name):
            alone[plain_key(name)] += articles
            continue
        for acronym in {fold(o) for o in others if is_acronym(o) and explains(o, name)} - _known().keys():
            explained[acronym][plain_key(name)] += articles
    usual = {a: key for a, found in explained.items() if (key := _usual(found, alone[a]))}
    return {name: _key(name, others, usual) for name, others, _ in rows}


def _usual(found: Counter[str], alone: int) -> str | None:
    """What most articles mean; names that are nearly alike count together. `alone` articles do not explain it."""
    top = min(found, key=lambda key: (-found[key], key))
    alike = sum(n for key, n in found.items() if _alike(key, top))
    return top if alike >= max(_MOSTLY * found.total(), _AT_LEAST * alone) else None


def _key(name: str, others: Sequence[str], usual: dict[str, str]) -> str:
    own = plain_key(name)
    if is_acronym(name):
        return usual.get(own, own) or name
    meant = (usual.get(plain_key(o)) for o in others if is_acronym(o))
    return next((key for key in meant if key and _alike(own, key)), own) or name


def _alike(a: str, b: str) -> bool:
    x, y = ({w for w in key.split() if len(w) > 3} for key in (a, b))
    return a == b or len(x & y) > _ALIKE * len(x | y)
