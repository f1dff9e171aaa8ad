"""From the words that name a source to the actor who spoke."""

from __future__ import annotations

import re

from flows.normalise.anaphora import NOBODY, Span, Speaker, described, plural
from flows.normalise.document import Document
from flows.normalise.entities import Cast, Entity, Reference, add_unnamed, unnamed_name
from flows.normalise.names import fold, parse

_PRONOUN = re.compile(
    r"(?:he|she|him|her|his|hers|they|them|it|whom?|we|i|us|me|you|this|that|which|those|these|one)$", re.I
)
_FIRST = frozenset({"i", "we", "us", "me", "my", "our"})
# Where the head of a noun phrase ends: what follows narrows it ("a spokesman for Schiff", "the official, who...").
_AFTER_HEAD = re.compile(
    r"\s+(?:of|for|from|in|at|with|to|who|whose|which|that|on|by|about|told|familiar|close|including|and|or|near|"
    r"under|inside|behind|between|briefed|speaking)\b|\s*[,;(–—:]"
)
# Things that say without being anybody.
_DOCUMENTS = frozenset(
    (
        "report reports poll polls survey surveys study studies statement statements letter letters email "
        "emails e-mail e-mails memo memos law laws bill article articles book books data figures document "
        "documents transcript ad ads tweet tweets website site page post posts lawsuit complaint indictment "
        "affidavit order ruling opinion editorial headline story stories text texts release message "
        "messages sign signs evidence research analysis platform plan policy rule rules constitution "
        "amendment video tape speech remarks filing filings records record resolution findings results "
        "numbers statistics estimate estimates forecast note notes column piece caption narrative"
    ).split()
)


def resolve_source(doc: Document, cast: Cast, source: Span, first_person: int | None) -> Speaker:
    """The actor behind the words of a source; `first_person` is who says "I" at that place."""
    start, end = source
    words = doc.text[start:end].strip()
    if not words:
        return NOBODY
    if _PRONOUN.match(words):
        return _pronoun(doc, cast, start, end, first_person)
    start = _past_quantifier(doc.text, start, end)
    if _PRONOUN.match(doc.text[start:end].strip()):  # "many of whom"
        return _pronoun(doc, cast, start, end, first_person)
    head_end = _head_end(doc.text, start, end)
    inside = [r for r in cast.references if start <= r.start < end and r.form != "pronoun"]
    found = (
        _in_head(doc, cast, inside, head_end)
        or _in_apposition(doc, cast, inside, start, head_end)
        or _named_behind(doc, cast, start, end)
    )
    if found is not None:
        return found
    return _unnamed(doc, cast, start, end, head_end, inside)


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
    if head_word in _DOCUMENTS:
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


def _unnamed(
    doc: Document, cast: Cast, start: int, end: int, head_end: int, inside: list[Reference]
) -> Speaker:
    head = doc.text[start:head_end]
    words = head.split()
    head_word = fold(words[-1]) if words else ""
    if head_word in _DOCUMENTS or not any(c.isalpha() for c in head):
        return Speaker(None, "noun")
    known = _by_words(cast, head)
    if known is not None:
        return Speaker(known, "name", ((start, head_end),), 0.8)
    officer = described(doc, cast, head, start)
    if officer is not None:
        return officer
    if len(words) >= 2 and all(w[:1].isupper() for w in words[-2:]) and parse(head) and not inside:
        return _new_name(cast, doc, start, head_end)
    name = unnamed_name(re.split(r",|\s+who\b|\s+that\b", doc.text[start:end])[0])
    name = " ".join(name.split()[:8])
    if not name:
        return Speaker(None, "noun")
    index = next(
        (i for i, e in enumerate(cast.entities) if e.kind == "unnamed" and fold(e.name) == fold(name)), None
    )
    if index is None:
        index = add_unnamed(cast, name)
    cast.entities[index].names[name] += 1
    cast.references.append(Reference(start, head_end, "unnamed", index, 0.8))
    return Speaker(index, "unnamed", ((start, head_end),), 0.8)


def _by_words(cast: Cast, head: str) -> int | None:
    """A name in capitals, as transcripts have it ("PENCE:"), or one that the tagger missed in this place."""
    name = parse(head)
    if name is None or not all(w[:1].isupper() for w in name.tokens):
        return None
    words = [fold(w) for w in name.tokens]
    for i, e in enumerate(cast.entities):
        own = [fold(w) for w in e.person.tokens] if e.person else []
        if own and (words == own or (len(words) == 1 and words[0] == own[-1])):
            return i
    return None


def _new_name(cast: Cast, doc: Document, start: int, end: int) -> Speaker:
    """A capitalised name that the tagger did not mark as a mention is one all the same."""
    name = parse(doc.text[start:end])
    assert name is not None
    entity = Entity("person", person=name)
    entity.names[name.text] += 1
    index = cast.add(entity)
    cast.references.append(Reference(start, end, "name", index, 0.5))
    return Speaker(index, "name", ((start, end),), 0.5)


def _pronoun(doc: Document, cast: Cast, start: int, end: int, first_person: int | None) -> Speaker:
    word = doc.text[start:end].strip().lower()
    if word in _FIRST:
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
        return _relative(doc, cast, start)
    return plural(doc, cast, start, word)


_PREPOSITION = re.compile(r"\b(?:of|for|to|with|at|in|from|by|on)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*\s+)*$")
_NOUN_PHRASE = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Ss]ome|[Tt]hose|[Mm]any|[Oo]ther|[Ss]everal)\s+(?:[\w’'-]+\s+){0,4}[\w’'-]+(?=,?\s*$)"
)


def _relative(doc: Document, cast: Cast, start: int) -> Speaker:
    """What a relative clause hangs on stands right before it; after a comma it is no mere object of a preposition."""
    begin = doc.sentences[doc.sentence_at(start)][0]
    before = [r for r in cast.references if begin <= r.start and r.end <= start and r.form != "pronoun"]
    if before and start - before[-1].end <= 1:
        ref = before[-1]
    else:
        heads = [r for r in before if not _PREPOSITION.search(doc.text, begin, r.start)]
        people = [
            r for r in heads or before if cast.entities[r.entity].kind in ("person", "unnamed", "group")
        ]
        phrase = _NOUN_PHRASE.search(doc.text, begin, start)
        if phrase and (not people or people[-1].end < phrase.start()) and doc.text[start - 2] != ",":
            return _unnamed(doc, cast, phrase.start(), phrase.end(), phrase.end(), [])
        if not people:
            return Speaker(None, "pronoun")
        ref = people[-1]
    return Speaker(ref.entity, "pronoun", ((ref.start, ref.end),), 0.8 if start - ref.end <= 2 else 0.6)
