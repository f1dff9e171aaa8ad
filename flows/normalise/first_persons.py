"""Who says "I" and "we" beside a word for a contact: "I spoke with the governor," Kos said.

In newswriting the first person of words in quotation marks is whoever they are attributed to. As parties these words
count where they stand, so that grammar tells their part; those that took no part are forgotten again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference

Span = tuple[int, int]

# "We" is also whom the speaker speaks for.
_I, _WE = 0.9, 0.6
_FIRST = re.compile(r"(?<![\w.’'-])(?:(?P<one>I|[Mm]e|[Mm]y|myself)|[Ww]e|us|[Oo]ur)(?![\w.-])")


@dataclass(frozen=True, slots=True)
class Told:
    """An attribution as far as contacts need it: who tells, the stretches of what is told, whether in the same words.

    `speaker` is the entity that says "I" in it, None where that is nobody known.
    """

    source: Span
    content: tuple[Span, ...]
    direct: bool = False
    speaker: int | None = None


def first_persons(doc: Document, cast: Cast, told: Sequence[Told], start: int, end: int) -> list[Reference]:
    """The first persons between two offsets whose speaker is known, each as a mention of its speaker."""
    near = [t for t in told if any(s < end and start < e for s, e in t.content)]
    if not any(t.direct for t in near):
        return []
    found = []
    taken = {r.start for r in cast.references}
    for m in _FIRST.finditer(doc.text, start, end):
        by = None if m.start() in taken else _teller(near, m.start())
        if by is not None and by.direct and by.speaker is not None:
            found.append(Reference(*m.span(), "pronoun", by.speaker, _I if m["one"] else _WE, by.source))
    return found


def _teller(told: Sequence[Told], at: int) -> Told | None:
    """The attribution of the narrowest stretch that holds the place."""
    holds = ((e - s, i) for i, t in enumerate(told) for s, e in t.content if s <= at < e)
    narrowest = min(holds, default=None)
    return None if narrowest is None else told[narrowest[1]]
