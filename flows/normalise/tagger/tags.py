"""What the tagger answers. Offsets are Python string offsets into the text, end exclusive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
Kind = Literal["direct", "indirect", "mixed"]
Channel = Literal["phone", "video", "in_person", "unspecified"]
Status = Literal["held", "planned", "denied", "cancelled"]
CHANNELS: tuple[Channel, ...] = ("phone", "video", "in_person", "unspecified")
STATUSES: tuple[Status, ...] = ("held", "planned", "denied", "cancelled")
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
class Participant:
    """A party of a contact as written; `mention` indexes `Tags.mentions`, or is None for a pronoun."""

    start: int
    end: int
    mention: int | None
    score: float


@dataclass(frozen=True)
class Contact:
    """A word that stands for a call, a meeting or talks, and the parties linked to it in its window."""

    start: int
    end: int
    channel: Channel
    status: Status
    score: float
    channel_score: float
    status_score: float
    participants: list[Participant]


@dataclass(frozen=True)
class Tags:
    attributions: list[Attribution] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
