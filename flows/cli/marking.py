"""Spans made visible in a text, with colours for terminals and brackets that stay readable without."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from rich.text import Text

BRACKETS = {"content": ("<", ">"), "cue": ("{", "}"), "source": ("[", "]"), "call": ("|", "|")}
STYLES = {"content": "green", "cue": "bold yellow", "source": "bold cyan", "call": "underline magenta"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of one part (content, cue, source, call) of the quote or call `number`; `end` is exclusive."""

    start: int
    end: int
    part: str
    number: int

    @property
    def opening(self) -> str:
        return f"{BRACKETS[self.part][0]}{self.number}:"

    @property
    def closing(self) -> str:
        return BRACKETS[self.part][1]


def marked(text: str, marks: list[Mark]) -> Text:
    """The text with every mark's brackets around its span; marks may nest and overlap.

    >>> marked("Ann said no.", [Mark(0, 3, "source", 1), Mark(9, 11, "content", 1)]).plain
    '[1:Ann] said <1:no>.'
    """
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    out = Text()
    for start, end in [*pairwise(cuts), (len(text), len(text))]:
        for mark in sorted((m for m in marks if m.end == start), key=lambda m: (-m.start, m.end)):
            out.append(mark.closing, STYLES[mark.part])
        for mark in sorted((m for m in marks if m.start == start), key=lambda m: -m.end):
            out.append(mark.opening, STYLES[mark.part])
        inside = [m for m in marks if m.start <= start and end <= m.end]
        out.append(text[start:end], " ".join(STYLES[m.part] for m in inside[-1:]))
    return out
