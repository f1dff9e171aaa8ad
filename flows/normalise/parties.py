"""Who took part in a contact: the mentions around the word that stands for it.

The tagger links a trigger to mentions; where it links fewer than two, the clause is read by the shapes that news
uses: "A met with B and C", "a call between A and B", "A's talks with B", "In a call with B, A said".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference, unnamed
from flows.normalise.names import fold
from flows.normalise.nouns import single_nouns, stands_for_people, unnamed_name

_LINK = re.compile(r"\s*(?:[\w’'$%.-]+\s+){0,6}?(?:with|between|among|to|from|by|alongside|and)\s+", re.I)
_TRANSITIVE = re.compile(r"(?:met|meets?|meeting|phoned?|phones|called|calls|telephoned|hosted|hosts|hosting|welcomed|"
                         r"welcomes|visited|visits|received|receives|greeted|rang|briefed|contacted|consulted)$", re.I)  # fmt: skip
# What may stand between two parties that are coordinated: a comma, "and", a title, a short apposition.
_COORDINATED = re.compile(
    r"(?:\s*,)?\s*(?:(?:and|as well as|along with|&|then|including)\s+)?(?:(?:with|between)\s+)?(?:the\s+|his\s+|her\s+|their\s+)?"
    r"(?:(?:[A-Z][\w.’'-]*|of|the|and|then|former|acting|top|senior|deputy|national|security|adviser|advisor|chief|staff|envoy|"
    r"official|minister|president|leader|counterpart|secretary|one-time|critic|fellow|both),?\s+){0,8}$"
)
_OBJECT = re.compile(
    r"\b(?:of|to|for|by|with|from|against|about|on|in|at|than|like|between|over)\s+(?:the\s+)?(?:[A-Z][\w.’'-]*\s+){0,4}$"
)
_POSSESSIVE_GAP = re.compile(r"^['’]s?\s+(?:[\w’'$.,-]+\s+){0,5}$")


@dataclass(frozen=True, slots=True)
class Party:
    """A party and the mention that it was read from."""

    entity: int
    start: int
    end: int
    confidence: float


def parties_in_clause(doc: Document, cast: Cast, start: int, end: int) -> list[Party]:
    """The parties of the trigger at (start, end), read from its sentence; each entity once."""
    first, last = doc.sentences[doc.sentence_at(start)]
    refs = [r for r in cast.between(first, last) if not start <= r.start < end]
    after = list(_after(doc, refs, start, end))
    before = _possessor(doc, refs, start) or _subject(doc, refs, start, end)
    if not before and after:
        before = _main_subject(doc, refs, after[-1].end)
    found: dict[int, Party] = {}
    for ref in [*before, *after]:
        found.setdefault(ref.entity, Party(ref.entity, ref.start, ref.end, ref.confidence))
    return list(found.values())


_BETWEEN = re.compile(
    r"\s*(?:(?:[\w’'-]+\s+){0,2}?|(?:in|on|at|over|last|late|early|earlier|this)\s+(?:[\w’'-]+,?\s+){1,4}?)between\s+",
    re.I,
)
_WITH = re.compile(r"\s*(?:(?:on|last|this|late|early|earlier)\s+)?(?:[\w’'-]+\s+){0,3}?with\s+", re.I)
_CALLED_TO = re.compile(r"\s*(?:[\w’'-]+\s+){0,3}?(?:with|to)\s+", re.I)
_BY_TELEPHONE = re.compile(r"phone|video", re.I)


def told_outright(
    doc: Document, cast: Cast, start: int, end: int, *, by_pronoun: bool = False
) -> list[list[Party]]:
    """Groups of parties that the words themselves pair: "calls between A and B, as well as C and D", "A's call with B".

    One group a contact; empty where the words leave it to judgement. `by_pronoun` takes "his call with B", too.
    """
    first, last = doc.sentences[doc.sentence_at(start)]
    refs = [r for r in cast.between(first, last) if _stands_alone(doc, r)]
    between = _BETWEEN.match(doc.text, end, min(last, end + 60))
    if between is not None:
        groups = _groups(doc, list(_chain(doc, [r for r in refs if r.start >= between.end() - 1])))
        return [_parties(g) for g in groups] if groups and all(len(g) > 1 for g in groups) else []
    owner = _owner(doc, refs, start)
    if owner is None and by_pronoun:
        owner = _owning_pronoun(doc, cast, first, start)
    link = _CALLED_TO if _BY_TELEPHONE.search(doc.text, start, end) else _WITH
    linked = link.match(doc.text, end, min(last, end + 60))
    if owner is None or linked is None:
        return []
    others = [r for r in refs if r.start >= linked.end() - 1 and r.entity != owner.entity]
    if not others or not _chained(doc.text[linked.end() : others[0].start]):
        return []
    return [_parties([owner, *_chain(doc, others)])]


_OBJECT_PHRASE = re.compile(
    r"\s+(?:[\w’'-]+\s+){0,2}?(?:with|between|among|to|alongside)\s+"
    r"(?P<phrase>(?:(?:the|a|an|his|her|their|its|some|several|many|other|dozens of|members of|one of|\d+|two|three|four|five)\s+)*"
    r"(?:[A-Z][\w’'-]*\s+){0,3}(?:(?!(?:in|on|at|about|to|for|who|that|and|after|before|during|from|of|over|by|as|with|is|was|"
    r"were|has|had|will|would|the|discuss|talk)\b)[\w’'-]+\s?){1,4})"
)


def object_of(doc: Document, cast: Cast, end: int) -> list[Reference]:
    """ "met with two friends": people whom no mention covers are an unnamed actor, so that they can be a party."""
    m = _OBJECT_PHRASE.match(doc.text, end, min(len(doc.text), end + 120))
    if m is None:
        return []
    start, stop = m.start("phrase"), m.start("phrase") + len(m["phrase"].rstrip())
    if any(r.start < stop and start < r.end for r in cast.references):
        return []
    name = unnamed_name(m["phrase"])
    return [Reference(start, stop, "unnamed", unnamed(cast, name), 0.6)] if stands_for_people(name) else []


def _stands_alone(doc: Document, ref: Reference) -> bool:
    """A pronoun or a nation that only narrows what follows is no party of its own: "his Dutch counterpart"."""
    return ref.form != "pronoun" or doc.text[ref.start : ref.end].lower() in (
        "he",
        "she",
        "him",
        "they",
        "them",
    )


def _owner(doc: Document, refs: list[Reference], start: int) -> Reference | None:
    before = [r for r in refs if r.end <= start]
    if before and _POSSESSIVE_GAP.match(doc.text[before[-1].end : start]):
        return before[-1]
    return None


_SURELY_HIS = 0.75
_HIS_OWN = re.compile(r"\b(?:his|her|their)\s+(?:[\w.’'-]+\s+){0,3}$", re.I)


def _owning_pronoun(doc: Document, cast: Cast, first: int, start: int) -> Reference | None:
    """ "his phone call with B": the pronoun, where it is known whose."""
    m = _HIS_OWN.search(doc.text, max(first, start - 60), start)
    pronouns = (r for r in cast.references if r.form == "pronoun" and r.confidence >= _SURELY_HIS)
    return next((r for r in pronouns if m and r.start == m.start()), None)


def _groups(doc: Document, chain: list[Reference]) -> list[list[Reference]]:
    """The chain cut where "as well as" or "and between" begins another contact."""
    groups: list[list[Reference]] = []
    for ref in chain:
        gap = doc.text[groups[-1][-1].end : ref.start] if groups else ""
        if not groups or re.search(r"\bas well as\b|\band between\b|\band with\b", gap):
            groups.append([])
        groups[-1].append(ref)
    return groups


def _parties(refs: list[Reference]) -> list[Party]:
    found: dict[int, Party] = {}
    for ref in refs:
        found.setdefault(ref.entity, Party(ref.entity, ref.start, ref.end, max(ref.confidence, 0.9)))
    return list(found.values())


def _after(doc: Document, refs: list[Reference], start: int, end: int) -> Iterator[Reference]:
    """The chain of mentions after the trigger that "with", "between", "to" or a transitive verb opens."""
    later = [r for r in refs if r.start >= end]
    m = _LINK.match(doc.text, end, min(len(doc.text), end + 90))
    limit = end + 40 if _TRANSITIVE.search(doc.text[start:end]) else end
    for i, ref in enumerate(later):
        opened = ref.start <= limit or (
            m is not None and _chained(doc.text[m.end() : ref.start]) and ref.start >= m.end()
        )
        if opened:
            yield from _chain(doc, later[i:])
            return
        if m is None and ref.start > limit:
            return


def _chain(doc: Document, refs: list[Reference]) -> Iterator[Reference]:
    previous: Reference | None = None
    for ref in refs:
        if previous is not None and not _chained(doc.text[previous.end : ref.start]):
            return
        if doc.text[ref.end : ref.end + 2] in ("'s", "’s"):
            continue  # "Ukraine's president": the nation only narrows
        yield ref
        previous = ref


def _chained(gap: str) -> bool:
    return len(gap) <= 90 and _COORDINATED.fullmatch(gap) is not None


def coordinated(doc: Document, cast: Cast, party: Party) -> list[Party]:
    """Who follows in the row that a party opens ("with A, B and C"); as sure as the party itself, a little less each."""
    last = doc.sentences[doc.sentence_at(party.start)][1]
    refs = cast.between(party.start, last)
    row = [r for r in _chain(doc, refs) if r.entity != party.entity and r.form != "pronoun"]
    return [
        Party(r.entity, r.start, r.end, round(party.confidence * 0.95**i, 3)) for i, r in enumerate(row, 1)
    ]


_INCLUDING = re.compile(r",?\s+including\s+(?:[\w.’'-]+\s+){0,8}")
_NAME_ENDS = re.compile(r"['’]?\s*(?:[,.;:)\n]|$)")


def told_twice(doc: Document, cast: Cast, parties: list[Party]) -> set[int]:
    """Nameless parties that the one beside them names: "the new president, Jan Kos", "aides, including Kadri Tamm",
    "Jan Kos, the party's leader,".
    """
    out = set()
    for a, b in pairwise(parties):
        kinds = cast.entities[a.entity].kind, cast.entities[b.entity].kind
        if kinds == ("unnamed", "person") and _says_who(doc, a, b):
            out.add(a.entity)
        elif kinds == ("person", "unnamed") and _says_what(doc, a, b):
            out.add(b.entity)
    return out


def _says_who(doc: Document, a: Party, b: Party) -> bool:
    """Whether the name is apposed; "At a meeting with aides, Kos said" starts a clause."""
    if _INCLUDING.fullmatch(doc.text, a.end, b.start):
        return True
    return doc.text[a.end : b.start] in (", ", ",\n") and _NAME_ENDS.match(doc.text, b.end) is not None


_A_SINGLE = re.compile(r",\s+(?:(?:the|an?|his|her|its|their|then|now)\s+(?:[\w.’'-]+\s+){0,5})?")
_CLOSES = re.compile(r"\s*[,.;)]|\s+(?:who|for|at|of|in|on)\b")


def _says_what(doc: Document, a: Party, b: Party) -> bool:
    """Whether one person's description follows the name; "Kos, aides and lawyers" go on."""
    words = doc.text[b.start : b.end].split()
    if not words or fold(words[-1]) not in single_nouns():
        return False
    apposed = _A_SINGLE.fullmatch(doc.text, a.end, b.start)
    return apposed is not None and _CLOSES.match(doc.text, b.end) is not None


def spoken_for(cast: Cast, parties: list[Party]) -> set[int]:
    """Countries beside two others of whom one is a person of theirs: a state takes part through its minister."""
    persons = {cast.entities[p.entity].country for p in parties if cast.entities[p.entity].kind == "person"}
    states = [p.entity for p in parties if cast.entities[p.entity].kind == "country"]
    theirs = {i for i in states if cast.entities[i].country in persons}
    return theirs if len(parties) - len(theirs) >= 2 else set()


def _possessor(doc: Document, refs: list[Reference], start: int) -> list[Reference]:
    """ "Blinken's call", "his meeting": the mention right before the trigger that owns it."""
    for ref in reversed([r for r in refs if r.end <= start]):
        gap = doc.text[ref.end : start]
        own = doc.text[ref.start : ref.end].lower() in ("his", "her", "their")
        if (own and len(gap.split()) <= 4) or _POSSESSIVE_GAP.match(gap):
            return [ref]
    return []


def _subject(doc: Document, refs: list[Reference], start: int, end: int) -> list[Reference]:
    """The mention before the trigger that is no object, with what is coordinated to it."""
    before = [r for r in refs if r.end <= start and doc.text[r.end : r.end + 2] not in ("'s", "’s")]
    for i in range(len(before) - 1, -1, -1):
        ref = before[i]
        if _OBJECT.search(doc.text, max(0, ref.start - 40), ref.start):
            continue
        subjects = [ref]
        while i > 0 and _chained(doc.text[before[i - 1].end : subjects[0].start]):
            i -= 1
            subjects.insert(0, before[i])
        return subjects
    return []


def _main_subject(doc: Document, refs: list[Reference], offset: int) -> list[Reference]:
    """ "In a call with B, A said": the first mention after the comma."""
    ref = next((r for r in refs if r.start >= offset), None)
    if ref is not None and re.match(
        r"[^,;]{0,60},\s+(?:[A-Z][\w.’'-]*\s+){0,5}$", doc.text[offset : ref.start]
    ):
        return [ref]
    return []
