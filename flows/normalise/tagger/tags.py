"""What the tagger answers. Offsets are Python string offsets into the text, end exclusive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .states import States, no_states

Span = tuple[int, int]
Kind = Literal["direct", "indirect", "mixed"]
MENTION_LABELS = ("PERSON", "ORG", "GPE", "NORP", "TITLE", "GROUP", "DATE")


@dataclass(frozen=True)
class Attribution:
    """Who said what. `cue`, `source` and `addressee` may be empty; `parent` indexes the attribution around this one."""

    content: list[Span]
    cue: list[Span]
    source: list[Span]
    addressee: list[Span]
    kind: Kind
    confidence: float
    parent: int | None = None


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True)
class Tags:
    attributions: list[Attribution] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    states: States = field(default_factory=no_states, compare=False, repr=False)
