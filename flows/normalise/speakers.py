"""From the words that name a source to the actor who spoke."""

from __future__ import annotations

import re

from flows.normalise.anaphora import NOBODY, Span, Speaker
from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference
from flows.normalise.names import fold
from flows.normalise.noun_sources import DOCUMENTS, from_nouns
from flows.normalise.plurals import plural

_PRONOUN = re.compile(
    r"(?:he|she|him|her|his|hers|they|them|their|it|its|whom?|we|i|us|me|my|our|you|your|this|that|which|those|these|one)$",
    re.I,
)
_RELATIVE_CLAUSE = re.compile(r"whom?\s+[a-z]")
FIRST_PERSON = frozenset({"i", "we", "us", "me", "my", "our"})
# Where the head of a noun phrase ends: what follows narrows it ("a spokesman for Schiff", "the official, who...").
_AFTER_HEAD = re.compile(
    r"\s+(?:of|for|from|in|at|with|to|who|whose|which|that|on|by|about|told|familiar|close|including|and|or|near|"
    r"under|inside|behind|between|briefed|speaking)\b|\s*[,;(–—:]"
)


def resolve_source(doc: Document, cast: Cast, source: Span, first_person: int | None) -> Speaker:
    """The actor behind the words of a source; `first_person` is who says "I" at that place."""
    start, end = source
    words = doc.text[start:end].strip()
    if not words:
        return NOBODY
    if _PRONOUN.match(words):
        return _pronoun(doc, cast, start, end, first_person)
    if _RELATIVE_CLAUSE.match(words):  # "who in 2010"
        return _relative(doc, cast, start, people_only=True)
    start = _past_quantifier(doc.text, start, end)
    if _PRONOUN.match(doc.text[start:end].strip()):  # "many of whom"
        return _pronoun(doc, cast, start, end, first_person)
    head_end = _past_name(cast, start, _head_end(doc.text, start, end))
    inside = [r for r in cast.references if start <= r.start < end and r.form != "pronoun"]
    found = (
        _in_head(doc, cast, inside, head_end)
        or _in_apposition(doc, cast, inside, start, head_end)
        or _named_behind(doc, cast, start, end)
    )
    if found is not None:
        return found
    return from_nouns(doc, cast, start, end, head_end, inside)


_QUANTIFIER = re.compile(
    r"(?:(?:at least|about|nearly|almost|more than)\s+)?(?:many|most|some|several|few|a few|each|all|one|two|three|none|"
    r"half|both|any|either|neither|members|a number|a group)\s+of\s+",
    re.I,
)


def _past_quantifier(text: str, start: int, end: int) -> int:
    """Where the people begin in "many of his supporters"."""
    m = _QUANTIFIER.match(text, start, end)
    return m.end() if m and m.end() < end else start


def _head_end(text: str, start: int, end: int) -> int:
    """Where the head noun phrase ends; a name's own "of" ("Secretary of State Kerry") does not end it."""
    begin = start
    while (m := _AFTER_HEAD.search(text, begin, end)) is not None:
        title = re.match(r"\s+of\s+(?:State|Defense|the\s+\w+|[A-Z]\w+)\s+(?=[A-Z])", text[m.start() : end])
        if title is None or m.group().strip() != "of":
            return m.start() if m.start() > start else end
        begin = m.start() + title.end()
    return end


def _past_name(cast: Cast, start: int, head_end: int) -> int:
    """A name is part of the head as a whole: "the Department of Labor"."""
    cut = [r.end for r in cast.references if r.form == "name" and start <= r.start < head_end < r.end]
    return max(cut, default=head_end)


def _in_head(doc: Document, cast: Cast, inside: list[Reference], head_end: int) -> Speaker | None:
    """A mention that ends where the head ends; one with a possessive after it only narrows ("Trump's lawyer")."""
    for ref in reversed([r for r in inside if r.end <= head_end]):
        rest = doc.text[ref.end : head_end]
        if rest.strip() in ("", ".", "Jr.", "Jr", '"', "”"):
            entity = cast.entities[ref.entity]
            if ref.form == "unnamed" or entity.kind == "unnamed":
                return Speaker(ref.entity, "unnamed", ((ref.start, ref.end),), ref.confidence)
            form = "noun" if ref.form == "title" else "name"
            evidence = ref.evidence or (ref.start, ref.end)
            return Speaker(ref.entity, form, (evidence,), ref.confidence)
    return None


def _in_apposition(
    doc: Document, cast: Cast, inside: list[Reference], start: int, head_end: int
) -> Speaker | None:
    """ "Trump's campaign manager, Kellyanne Conway": the name that follows the comma."""
    comma = doc.text.find(",", head_end, head_end + 60)
    if doc.text[head_end : head_end + 1] in ("(", "–", "—"):
        comma = head_end
    if comma < 0:
        return None
    head_word = fold(doc.text[start:head_end].split()[-1]) if doc.text[start:head_end].split() else ""
    if head_word in DOCUMENTS:
        return None
    for ref in inside:
        between = doc.text[comma : ref.start]
        if ref.start > comma and cast.entities[ref.entity].kind == "person" and len(between.split()) <= 4:
            if doc.text[ref.end : ref.end + 2] in ("'s", "’s"):
                return None
            return Speaker(ref.entity, "name", ((ref.start, ref.end),), ref.confidence)
    return None


_PERSON_NOUN = re.compile(
    r"(?:the|a|an|his|her|its|their)\s+(?:[\w’'-]+\s+){0,3}[\w’'-]+(?:\s+(?:for|of|at|with)\s+[^,]{2,40})?$",
    re.I,
)


def _named_behind(doc: Document, cast: Cast, start: int, end: int) -> Speaker | None:
    """ "the miner, Jan Pawlak", "a spokesman for the union, Ebo Quaye": one name between commas, inside the source or behind it."""
    comma = doc.text.find(",", start, end + 1)
    if comma < 0 or not _PERSON_NOUN.match(doc.text[start:comma]):
        return None
    ref = next((r for r in cast.references if r.start == comma + 2 and r.form == "name"), None)
    if (
        ref is None
        or cast.entities[ref.entity].kind != "person"
        or doc.text[ref.end : ref.end + 1] not in ",.”"
    ):
        return None
    return Speaker(ref.entity, "name", ((ref.start, ref.end),), ref.confidence)


def _pronoun(doc: Document, cast: Cast, start: int, end: int, first_person: int | None) -> Speaker:
    word = doc.text[start:end].strip().lower()
    if word in FIRST_PERSON:
        return (
            Speaker(first_person, "pronoun", (), 0.7)
            if first_person is not None
            else Speaker(None, "pronoun")
        )
    if word in ("he", "she", "him", "her", "his", "hers"):
        ref = next((r for r in cast.references if r.start == start and r.form == "pronoun"), None)
        return (
            Speaker(ref.entity, "pronoun", (ref.evidence,) if ref.evidence else (), ref.confidence)
            if ref
            else Speaker(None, "pronoun")
        )
    if word in ("who", "which", "that"):
        return _relative(doc, cast, start, people_only=word == "who")
    return plural(doc, cast, start, word)


_PREPOSITION = re.compile(r"\b(?:of|for|to|with|at|in|from|by|on)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*\s+)*$")
_NOUN_PHRASE = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Ss]ome|[Tt]hose|[Mm]any|[Oo]ther|[Ss]everal)\s+(?:[\w’'-]+\s+){0,4}[\w’'-]+(?=,?\s*$)"
)


def _relative(doc: Document, cast: Cast, start: int, *, people_only: bool) -> Speaker:
    """What a relative clause hangs on stands right before it; after a comma it is no mere object of a preposition."""
    begin = doc.sentences[doc.sentence_at(start)][0]
    before = [r for r in cast.references if begin <= r.start and r.end <= start and r.form != "pronoun"]
    before.sort(key=lambda r: (r.start, -r.end))
    people = [r for r in before if cast.entities[r.entity].kind in ("person", "unnamed", "group")]
    if people_only and people:
        before = people
    if before and _touches(doc, before, start):
        ref = before[-1]
    else:
        heads = [r for r in before if not _PREPOSITION.search(doc.text, begin, r.start)]
        phrase = _NOUN_PHRASE.search(doc.text, begin, start)
        people = [r for r in people if r in heads] or people
        if (
            phrase
            and (not people or people[-1].end < phrase.start())
            and doc.text[start - 2] != ","
            and not _apposed(doc, people, phrase.start())
        ):
            return from_nouns(doc, cast, phrase.start(), phrase.end(), phrase.end(), [])
        if not people:
            return Speaker(None, "pronoun")
        ref = people[-1]
    return Speaker(ref.entity, "pronoun", ((ref.start, ref.end),), 0.8 if start - ref.end <= 2 else 0.6)


def _touches(doc: Document, before: list[Reference], start: int) -> bool:
    """The last mention stands right before the clause, and belongs to no other one: not "an aide to Smith, who"."""
    last = before[-1]
    if start - last.end <= 1:
        return True
    if not _ASIDE.fullmatch(doc.text[last.end : start]):
        return False
    owner = before[-2] if len(before) > 1 else None
    return owner is None or not _OWNED.fullmatch(doc.text[owner.end : last.start])


# A comma, and between two commas what the name is: ", now the majority leader, who".
_ASIDE = re.compile(r",\s(?:(?:now|then|a|an|the|his|her|their|its)\s[^,;.]{3,80},\s)?")
_OWNED = re.compile(r"\s+(?:of|for|to|with|from)\s+(?:the\s+)?(?:[\w.’'-]+\s+){0,3}")


def _apposed(doc: Document, people: list[Reference], phrase: int) -> bool:
    """ "John Bentel, a tech staffer at the State Department who": the phrase describes the name before the comma."""
    return bool(people) and _APPOSED.fullmatch(doc.text[people[-1].end : phrase]) is not None


_APPOSED = re.compile(r",\s(?:an?\s+(?:[\w’'-]+\s+){1,3}(?:at|of|for|in|with)\s+)?")
