"""By which channel a contact was, and whether it took place: words beside the trigger, weighed with the model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_PHONE = re.compile(r"phone|\bcall(?:s|ed|ing)?\b|\bdial|\brang\b", re.I)
_PHONE_NEAR = re.compile(
    r"\b(?:by|on the|via|over the) (?:tele)?phone|phone call|telephone|phone conversation|\bon the call\b",
    re.I,
)
_VIDEO = re.compile(r"\bvideo|\bzoom\b|\bskype\b", re.I)
_FACE_TO_FACE = re.compile(
    r"\bme[et]t?\b|\bmeets\b|\bmeeting|summit|visit|dinner|lunch|breakfast|host|welcom|greet|huddl|sat down|\bsit|"
    r"\bdin(?:e|ed)\b|gather|trip|roundtable|session|encounter|face-to-face",
    re.I,
)
_PLANNED_BEFORE = re.compile(
    r"\b(?:will|would|plans?|planned|planning|scheduled|set|expected|due|slated|upcoming|going to|is to|are to|"
    r"next (?:week|month|year)|invited?|hopes?|prepar\w+|ahead of|before|arrang\w+|possible|potential|propos\w+|future|"
    r"could|may|might|should)\b",
    re.I,
)
_PLANNED_AFTER = re.compile(
    r"^[^.;]{0,40}\b(?:scheduled|planned|set for|next (?:week|month)|later this|will (?:take place|be held)|expected|"
    r"tomorrow|slated)\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|never|den(?:y|ied|ies|ying)|no)\b|n['’]t\b", re.I)
_CANCELLED = re.compile(
    r"\b(?:cancel\w*|call(?:ed|ing|s)? off|scrap\w*|postpon\w*|refus\w*|declin\w*|reject\w*|withdr\w+|"
    r"pull(?:ed|ing)? out|snub\w*)\b",
    re.I,
)


def channel(text: str, start: int, end: int, likely: Sequence[float]) -> str:
    """The channel of the contact at (start, end); `likely` holds the model's phone, video, in_person, unspecified."""
    word, around = text[start:end], text[max(0, start - 45) : end + 45]
    if _VIDEO.search(word):
        return "video"
    if _PHONE.search(word) or _PHONE_NEAR.search(around):
        return "phone"
    if _FACE_TO_FACE.search(word) or likely[2] > 0.6:
        return "in_person"
    return "phone" if likely[0] > 0.8 else "unspecified"


def status(text: str, start: int, end: int, likely: Sequence[float]) -> str:
    """Whether it took place; `likely` holds the model's held, planned, denied, cancelled."""
    before, after = text[max(0, start - 40) : start], text[end : end + 70]
    if _CANCELLED.search(f"{before} {text[start:end]}{after[:30]}") and likely[3] > 0.05:
        return "cancelled"
    if _DENIED.search(before[-25:]) and likely[2] > 0.05:
        return "denied"
    if (_PLANNED_BEFORE.search(before[-35:]) or _PLANNED_AFTER.search(after)) and likely[1] > 0.15:
        return "planned"
    return "planned" if likely[1] > 0.6 else "denied" if likely[2] > 0.5 else "held"


def settled(statuses: Sequence[str]) -> str:
    """The status of a contact that several places tell of: called off once is called off, else what most say."""
    if "cancelled" in statuses:
        return "cancelled"
    counts = Counter(statuses)
    return max(counts, key=lambda s: (counts[s], s == "held"))
