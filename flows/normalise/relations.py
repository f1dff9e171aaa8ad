"""People told by whose they are: "his attorney", "Mr. Ozols's lawyer", "a spokesman for the mayor".

Where the article names such a person beside the one they belong to, the description means that person everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference, unnamed
from flows.normalise.geography import data_rows

Span = tuple[int, int]


@cache
def _relations() -> dict[str, str]:
    """Every noun, and the first of those that mean the same."""
    return {noun: row[0] for row in data_rows("relations.tsv") for noun in row}


@cache
def _noun() -> str:
    return "|".join(sorted(map(re.escape, _relations()), key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    few = r"(?:[\w.’'-]+\s+){0,3}?"
    noun = rf"(?P<noun>{_noun()})"
    return {
        "for": re.compile(rf"\b{noun}\s+(?:for|of|to)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*\s+){{0,3}}$"),
        "owned": re.compile(rf"(?:['’]s?)?\s+{few}{noun},?\s+(?:[A-Z][\w.’'-]*\s+){{0,2}}"),
        "apposed": re.compile(
            rf",\s+(?:(?:an?|the|one of)\s+)?{few}{noun}\s+(?:for|of|to)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*\s+){{0,3}}"
        ),
        "after": re.compile(rf"(?:['’]s?)?\s+{few}{noun}\b"),
        "head": re.compile(rf"(?:['’]s?)?\s+{few}{noun}$"),
    }


def related(doc: Document, cast: Cast) -> dict[tuple[str, int], int]:
    """(relation, whose) -> who, for all that the article names: ("lawyer", Ozols) -> Anna Berg."""
    found: dict[tuple[str, int], int] = {}
    for noun, owner, person in _told(doc, cast):
        if owner != person:
            found.setdefault((_relations()[noun.lower()], owner), person)
    return found


def _told(doc: Document, cast: Cast) -> Iterator[tuple[str, int, int]]:
    refs = sorted(
        (r for r in cast.references if cast.entities[r.entity].kind == "person"), key=lambda r: r.start
    )
    shape = _patterns()
    for a, b in pairwise(refs):
        if b.start <= a.end or b.start - a.end > 80:
            continue
        gap = doc.text[a.end : b.start]
        if gap == ", " and (m := shape["for"].search(doc.text, max(0, a.start - 60), a.start)):
            yield m["noun"], a.entity, b.entity  # an attorney for A, B
        elif gap == ", " and _is_owner(doc, b) and (m := shape["after"].match(doc.text, b.end, b.end + 50)):
            yield m["noun"], b.entity, a.entity  # A, B's attorney
        elif _is_owner(doc, a) and b.form == "name" and (m := shape["owned"].fullmatch(gap)):
            yield m["noun"], a.entity, b.entity  # A's attorney, B
        elif a.form == "name" and (m := shape["apposed"].fullmatch(gap)):
            yield m["noun"], b.entity, a.entity  # A, an attorney for B


def _is_owner(doc: Document, ref: Reference) -> bool:
    """A possessive: "Smith's", "his"."""
    if ref.form == "pronoun":
        return doc.text[ref.start : ref.end].lower() in ("his", "her")
    return doc.text[ref.end : ref.end + 2] in ("'s", "’s") or doc.text[ref.end : ref.end + 1] in ("'", "’")


def link_relations(doc: Document, cast: Cast) -> None:
    """ "his attorney", tagged as somebody unnamed: the person it means, else an unnamed one told by whose."""
    known: dict[tuple[str, int], int] | None = None
    for ref in [r for r in cast.references if r.form == "unnamed"]:
        kin = owner_of(doc, cast, ref.start, ref.end)
        if kin is None:
            continue
        known = related(doc, cast) if known is None else known
        who = known.get((kin[0], kin[1].entity))
        if who is not None:
            evidence = min((r.start, r.end) for r in cast.references if r.entity == who)
            ref.entity, ref.form, ref.evidence = who, "noun", evidence
        else:
            ref.entity = unnamed(cast, described_kin(doc, cast, kin[1], ref.end))


def described_kin(doc: Document, cast: Cast, owner: Reference, end: int) -> str:
    """ "his lawyer" with the name of whose: "Juris Ozols's lawyer"."""
    rest = re.sub(r"^['’]s?\s", "", doc.text[owner.end : end]).strip()
    return f"{cast.entities[owner.entity].name}'s {rest}"


def owner_of(doc: Document, cast: Cast, start: int, head_end: int) -> tuple[str, Reference] | None:
    """The relation and whose it is, for a noun phrase such as "his attorney" or "Ozols's lawyer"."""
    ref = next((r for r in cast.references if start <= r.start <= start + 4 and r.end < head_end), None)
    if ref is None or cast.entities[ref.entity].kind != "person" or not _is_owner(doc, ref):
        return None
    m = _patterns()["head"].fullmatch(doc.text, ref.end, head_end)
    return (_relations()[m["noun"].lower()], ref) if m else None
