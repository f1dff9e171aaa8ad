"""What kind of contact a word stands for, in the codes of two event ontologies: PLOVER modes and CAMEO."""

from __future__ import annotations

import re

_MODES = (
    (re.compile(r"mediat|broker|shuttl"), "mediate"),
    (re.compile(r"negotiat|talks\b"), "negotiate"),
    (re.compile(r"visit|trip|tour|travel"), "visit"),
    (re.compile(r"host|welcom|receiv"), "host"),
    (
        re.compile(r"\bmet\b|meet|summit|dinner|lunch|breakfast|huddle|sat down|sit-down|gather|session"),
        "meet",
    ),
)


def mode(word: str) -> str:
    """The PLOVER mode that a trigger stands for."""
    return next((name for pattern, name in _MODES if pattern.search(word)), "talk")


def cameo(channel: str, status: str, plover_mode: str) -> str:
    """The CAMEO code (Gerner et al. 2009) of a contact."""
    if status == "planned":
        return "036"
    if channel in ("phone", "video"):
        return "041"
    return {"visit": "042", "host": "043", "meet": "044", "mediate": "045", "negotiate": "046"}.get(
        plover_mode, "040"
    )
