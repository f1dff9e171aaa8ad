"""People and bodies that an article calls by a common noun, where no mention covers it: "the committee", "Ozols's team".

The tagger marks people told by nouns ("officials"), but few bodies, kin and offices. As parties of a contact they count
(docs/calls.md), so the words around a contact are read for them; those that took no part are forgotten again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference, unnamed
from flows.normalise.nouns import nouns, single_nouns, unnamed_name
from flows.normalise.spans import meets

_CONFIDENCE = 0.5
# What may stand before the noun: names, nations, and words that look like adjectives or often narrow such nouns.
_NARROWING = (
    r"(?:[A-Z][\w.&’'-]*|(?!(?:an|than|any|many|then)\b)[\w-]+(?:al|ic|ary|an|ish|ese|ior|ous|ive|ent|ist|able)|\w+-\w+|top|former|local|police|trade|"
    r"security|intelligence|defen[cs]e|campaign|government|party|union|business|health|law|enforcement|state|peace|"
    r"opposition|rebel|policy|city|house|family|legal|fellow|key|staff|transition|negotiating|advance|press|budget|"
    r"finance|army|navy|border|power|oil|tech|media|community|church|school|student|labou?r|industry|company|leading|"
    r"young|other|prime|deputy|vice|chief|acting|special|elected|armed|world|foreign|longtime|unnamed|moderate|white|"
    r"black|female|male|small|large|whole|entire|new|old|own)"
)


_WORD = re.compile(r"[A-Za-z][A-Za-z-]*[A-Za-z]")
_BEFORE = re.compile(
    rf"(?<![\w’'-])(?:(?:[A-Z][\w.-]*|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Oo]ur|[Mm]y)(?:(?<=s)’|'s?|’s?)?\s+)?(?:{_NARROWING}\s+){{0,3}}$"
)
# A single one needs a determiner: "in office", "by committee" are nobody. Between them two words that are no verbs of
# note may stand: "the oversight committee".
_ARTICLE = re.compile(
    r"\b(?:a|an|the|this|that|another|one|every|each|two|three|four|five|some|both)\s+"
    r"(?P<between>(?:(?!(?:by|of|in|to|for|with|on|at|and|or|from|as|will|has|had|was|is|are)\b)[a-z-]+\s+){0,2})$",
    re.I,
)
# "the attorney general" is an office.
_OFFICE = re.compile(
    r"\b(?:attorney|surgeon|solicitor|secretary|inspector|director|consul|postmaster|major|brigadier)[ -]$",
    re.I,
)
# "adviser Ben Rhodes", "its head, Anna Berg": the name is the mention.
_NAME_NEXT = re.compile(r",?\s(?:[A-Z][\w.’'-]+|de|van|al)\b")
_OWN = re.compile(r"(?:his|her|their|its|our|my)\s", re.I)
# "the group's call", "officials-turned-donors": the noun only narrows.
_NARROWS = re.compile(r"-\w|\s(?:members?|officials?|leaders?|meetings?|talks|calls?)\b")


def nominals(doc: Document, cast: Cast, start: int, end: int) -> list[Reference]:
    """Nouns for people between two offsets that no mention covers; each is an unnamed actor of the cast."""
    taken = sorted((r.start, r.end) for r in cast.references)
    return [
        Reference(head, stop, "unnamed", unnamed(cast, _name(doc, cast, first, stop)), _CONFIDENCE)
        for first, head, stop in _phrases(doc.text, start, end)
        if not meets(taken, head, stop)
    ]


def _phrases(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(where the phrase starts, where its noun does, where it ends)."""
    for m in _WORD.finditer(text, start, end):
        if m.group().lower() not in nouns() or m.group()[0].isupper() or _NARROWS.match(text, m.end()):
            continue
        before = _BEFORE.search(text, max(start, m.start() - 60), m.start())
        first = before.start() if before else m.start()
        if m.group() == "general" and _OFFICE.search(text, max(start, m.start() - 12), m.start()):
            continue
        if first == m.start() and m.group() in single_nouns():
            article = _ARTICLE.search(text, max(start, first - 40), first)
            if article is None:
                continue
            first = article.start("between")
        if not _NAME_NEXT.match(text, m.end()):
            yield first, m.start(), m.end()


def _name(doc: Document, cast: Cast, first: int, stop: int) -> str:
    """The words without determiners; "his team" is told by whose it is."""
    words = doc.text[first:stop]
    own = _OWN.match(words)
    if own is None:
        return unnamed_name(words)
    owner = next((r for r in cast.references if r.start == first), None)
    rest = words[own.end() :]
    return f"{cast.entities[owner.entity].name}'s {rest}" if owner else unnamed_name(words)
