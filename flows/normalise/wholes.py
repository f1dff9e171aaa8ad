"""Unnamed people told by whom they belong to: "members of Congress" are one party, not members and Congress.

Read where a contact may be told of: each such phrase is a mention of its own, and its parts are no parties there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference, unnamed
from flows.normalise.nouns import unnamed_name

_BELONGS = re.compile(r"\s(?:of|from|for)\s(?:(?:the|his|her|their|its)\s)?", re.I)
_AND = re.compile(r"(?:,|,?\sand)\s(?:the\s)?")
# "members of the Dunn family", "officials of Trump's": what follows goes on.
_GOES_ON = re.compile(
    r"['’]s?\s|-|\.?\s(?:[A-Z]|family|administration|government|campaign|team|committee|office|staff|party)"
)
_KINDS = ("person", "organisation", "country", "group")
_CONFIDENCE = 0.5


def wholes(doc: Document, cast: Cast, start: int, end: int) -> list[Reference]:
    """Phrases between two offsets; "leaders of Nigeria and Lebanon" are two. References stand in text order."""
    refs = cast.between(start, end)
    found: list[Reference] = []
    for i, noun in enumerate(refs):
        parts = _parts(doc, cast, noun, refs[i + 1 :]) if noun.form == "unnamed" else []
        for ref in parts:
            name = doc.text[noun.start : parts[0].start] + doc.text[ref.start : ref.end]
            entity = unnamed(cast, unnamed_name(name))
            found.append(Reference(noun.start, ref.end, "unnamed", entity, _CONFIDENCE))
        if parts:
            cast.within |= {(r.start, r.end) for r in (noun, *parts)}
    return found


def _parts(doc: Document, cast: Cast, noun: Reference, refs: Sequence[Reference]) -> list[Reference]:
    """Whom the noun's people belong to: the name after "of", "from" or "for", and those of its kind in a row with it."""
    found: list[Reference] = []
    for ref in refs:
        before = found[-1].end if found else noun.end
        kind = cast.entities[ref.entity].kind
        alike = kind == cast.entities[found[0].entity].kind != "person" if found else kind in _KINDS
        joint = (_AND if found else _BELONGS).fullmatch(doc.text, before, ref.start)
        if joint is None or not alike or ref.form != "name" or _GOES_ON.match(doc.text, ref.end):
            break
        found.append(ref)
    return found
