"""Which entities may have taken part in a contact, and features of where their mentions stand around the word for it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import numpy as np

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference
from flows.normalise.parties import parties_in_clause
from flows.normalise.weights import Floats

_PREPOSITIONS = (
    "with",
    "between",
    "and",
    "to",
    "from",
    "by",
    "of",
    "for",
    "in",
    "at",
    "on",
    "about",
    "against",
    "than",
    "as",
)
_WORD_BEFORE = re.compile(r"(\w+)\W+(?:(?:the|a|an|his|her|their|its)\W+)?(?:[A-Z][\w.’'-]*\W+){0,4}$")
_LINKED = re.compile(r"\s*(?:[\w’'$%.-]+\s+){0,6}?(with|between|among|to|from|by)\s+", re.I)
_FAMILIES = (
    re.compile(r"^(?:me[et]t?|meets)$"), re.compile(r"meeting|summit|session|gather|sit-down|roundtable"),
    re.compile(r"phone|call|rang|dial"), re.compile(r"talks|negotiat|discussions|consultations"),
    re.compile(r"sp[oe]ak|sp[oe]ke|talk|convers|discuss|chat|told|tell"), re.compile(r"visit|trip|travel|tour"),
    re.compile(r"host|welcom|receiv|greet|invit"), re.compile(r"dinner|lunch|breakfast|golf"),
    re.compile(r"brief|consult|contact|reach|huddl"),
)  # fmt: skip
CLAUSE = re.compile(
    r"[;:]|,\s+(?:but|and|while|which|who|as|after|before|when|where)\b|\b(?:that|because|after|before|while|when|if)\b"
)
VERB = re.compile(r"\b(?:said|says|told|has|had|was|were|is|are|will|would|[a-z]{3,}ed)\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A trigger at its place: its span, its sentence, and who tells it.

    `told_by` are the sources of the attributions whose content holds the trigger: whoever tells of a contact is less
    often a party than those of whom it is told.
    """

    start: int
    end: int
    first: int
    last: int
    told_by: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may have taken part, and the mention that says so."""

    entity: int
    ref: Reference


# How far the parties of a contact may stand from the word for it, in sentences; the persons whom the article speaks
# of most may stand anywhere before.
_BACK, _ON, _MOST_SPOKEN_OF = 3, 1, 2
_MOST = 24  # candidates of one contact word, the nearest


def candidates(doc: Document, cast: Cast, place: Place, spoken_of: Spoken) -> list[Candidate]:
    """Entities mentioned around the trigger, each with its nearest mention. References are in text order."""
    index = doc.sentence_at(place.start)
    begin = doc.sentences[max(0, index - _BACK)][0]
    stop = max(place.last, doc.sentences[min(index + _ON, len(doc.sentences) - 1)][1])
    near: dict[int, Reference] = {}
    for ref in cast.between(begin, stop):
        if not place.start <= ref.start < place.end:
            known = near.get(ref.entity)
            if known is None or _far(doc, ref, place) < _far(doc, known, place):
                near[ref.entity] = ref
    for entity in spoken_of.most:
        last = next((r for r in reversed(cast.between(0, begin)) if r.entity == entity), None)
        if last is not None:
            near.setdefault(entity, last)
    nearest = sorted(near.items(), key=lambda pair: abs(pair[1].start - place.start))[:_MOST]
    return [Candidate(entity, ref) for entity, ref in nearest]


def _far(doc: Document, ref: Reference, place: Place) -> int:
    """Distance in characters; every sentence between counts as far, one that follows a little more."""
    gap = ref.start - place.end if ref.start >= place.end else place.start - ref.end
    away = doc.sentence_at(place.start) - doc.sentence_at(ref.start)
    return gap + 1000 * (away if away >= 0 else 2)


@dataclass(frozen=True, slots=True)
class Spoken:
    """How often every entity of an article is spoken of, and the persons who are most often."""

    times: Counter[int]
    most: tuple[int, ...]


def counted(cast: Cast) -> Spoken:
    times = Counter(r.entity for r in cast.references)
    ranked = (i for i, _ in times.most_common() if cast.entities[i].kind == "person")
    return Spoken(times, tuple(islice(ranked, _MOST_SPOKEN_OF)))


def features(doc: Document, cast: Cast, place: Place, spoken_of: Spoken) -> tuple[list[Candidate], Floats]:
    """The candidates of a trigger and a row of features for each."""
    found = candidates(doc, cast, place, spoken_of)
    order = sorted(c.ref.start for c in found)
    shared = _trigger_features(doc, place)
    shaped = {p.entity for p in parties_in_clause(doc, cast, place.start, place.end)}
    rows = [
        [*shared, float(c.entity in shaped), *_pair(doc, cast, place, c, order, spoken_of)] for c in found
    ]
    return found, np.asarray(rows, dtype=np.float32) if rows else np.zeros((0, 0), dtype=np.float32)


_BEFORE = (
    re.compile(r"['’]s?\s+(?:\S+\s+){0,3}$"),
    re.compile(r"\b(?:his|her|their)\s+(?:\S+\s+){0,3}$"),
    re.compile(r"\b(?:to|will|would|could|may|might|should)\s+(?:\S+\s+){0,1}$"),
    re.compile(r"\b(?:a|an|the|in|during|after|at|on)\s+(?:\S+\s+){0,2}$"),
)


def _trigger_features(doc: Document, place: Place) -> list[float]:
    word = doc.text[place.start : place.end].casefold()
    after = doc.text[place.end : place.end + 60].casefold()
    before = doc.text[max(place.first, place.start - 40) : place.start]
    linked = _LINKED.match(after)
    link = linked.group(1).lower() if linked else ""
    return [
        *(float(bool(f.search(word))) for f in _FAMILIES),
        float(word.endswith("s")),
        *(float(link == p) for p in ("with", "between", "to", "from", "by")),
        *(float(bool(shape.search(before))) for shape in _BEFORE),
        float(place.end <= doc.title_end),
    ]


_OWNS = re.compile(r"['’]s?\s+(?:\S+\s+){0,4}$")
_IN_A_ROW = re.compile(r"[^.;]*,?\s*(?:and|,|&)\s+(?:\S+\s+){0,6}")
_GAP = 400  # characters before the trigger that are read


def _pair(
    doc: Document, cast: Cast, place: Place, c: Candidate, order: list[int], spoken_of: Spoken
) -> list[float]:
    ref, text = c.ref, doc.text
    before = ref.end <= place.start
    gap = text[max(ref.end, place.start - _GAP) : place.start] if before else text[place.end : ref.start]
    away = doc.sentence_at(place.start) - doc.sentence_at(ref.start)
    same = ref.start >= place.first
    lead = _WORD_BEFORE.search(text, max(place.first if same else 0, ref.start - 50), ref.start)
    lead_word = lead.group(1).casefold() if lead else ""
    lo, hi = (ref.end, place.start) if before else (place.end, ref.start)
    between = sum(lo <= s < hi for s in order)
    entity = cast.entities[c.entity]
    following = text[ref.end : ref.end + 2]
    linked = None if before else _LINKED.match(text, place.end, ref.end)
    chain = linked is not None and linked.end() <= ref.start
    rest = text[linked.end() : ref.start] if linked and chain else ""
    return [
        float(before and same), float(not before), float(not same),
        min(len(gap.split()), 30) / 10 if same else 3.0,
        min(between, 6) / 3, float(between == 0),
        *(float(lead_word == p) for p in _PREPOSITIONS),
        float(following in ("'s", "’s")),
        float(before and bool(_OWNS.match(gap))),
        float(before and text[ref.start : ref.end].casefold() in ("his", "her", "their") and len(gap.split()) <= 4),
        float(chain and len(rest.split()) <= 3), float(chain and len(rest.split()) > 3),
        float(bool(_IN_A_ROW.fullmatch(rest)) if rest else 0.0),
        float(len(CLAUSE.findall(gap))), float(len(VERB.findall(gap))), float(gap.count(",")), float(gap.count('"') + gap.count("“")),
        *(float(entity.kind == k) for k in ("person", "organisation", "country", "group", "unnamed")),
        *(float(ref.form == f) for f in ("name", "title", "pronoun", "unnamed")),
        np.log1p(spoken_of.times[c.entity]), float(bool(VERB.match(text, ref.end + 1))),
        float(ref.start == place.first or ref.start < place.first + 25),
        float(any(s <= ref.start < e for s, e in place.told_by)), float(bool(place.told_by)),
        min(max(away, 0), 4) / 4, float(away < 0), float(away > 1), float(away > _BACK), ref.confidence,
    ]  # fmt: skip
