"""Words that may stand for a contact, and those of them that do.

Candidates come from a lexicon of contact words. What decides is the company they keep: what the encoder made of the
word, the words around it, and who stands beside it (`judging`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from flows.normalise import manner
from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference
from flows.normalise.first_persons import Told, first_persons
from flows.normalise.judging import HASHED, Answer, Example, judge, worth_asking
from flows.normalise.links import Candidate, Place, Spoken, counted, features
from flows.normalise.no_contacts import stands_for_none
from flows.normalise.nominals import nominals
from flows.normalise.parties import object_of
from flows.normalise.spans import Span
from flows.normalise.tagger.states import States
from flows.normalise.weights import Floats
from flows.normalise.wholes import wholes

# Least probability of a contact that is passed on; `contacts` asks for more where the words do not pair two parties.
LEAST = 0.1
_LEXICON = re.compile(
    r"\b(?:(?:(?:tele)?phone|video|conference|private|face-to-face|one-on-one|bilateral|closed-door)\s+)*"
    r"(?:meet(?:s|ings?)?|met|summits?|talks?|talked|talking|calls?|called|calling|phoned|phones|telephoned|"
    r"(?:tele)?phone\s+(?:calls?|conversations?|chats?)|negotiat(?:e|es|ed|ing|ions?)|spoke|spoken|speaks?|speaking|"
    r"visit(?:s|ed|ing)?|conversations?|discuss(?:ed|es|ing|ions?)?|brief(?:ed|ing|ings)?|dinner|lunch(?:eon)?|breakfast|"
    r"contact(?:s|ed|ing)?|host(?:s|ed|ing)?|consult(?:s|ed|ing|ations?)?|gather(?:ed|ing)?|encounters?|sessions?|"
    r"interview(?:s|ed|ing)?|summon(?:s|ed|ing)?|interrogat(?:ed|ing|ions?)|confront(?:s|ed|ing|ations?)?|confabs?|"
    r"(?:hammer|work)(?:ed|ing)\s+out|shuttl(?:ed|ing)|golf(?:ed|ing)?|conferences?|"
    r"exchanges?|dialogue|sit(?:ting)?[ -]downs?|sat\s+down|reach(?:ed|ing)?\s+out|huddl(?:e[sd]?|ing)|confer(?:s|red|ring)?|"
    r"dined?s?|roundtables?|trips?|welcom(?:e|ed|es|ing)|greet(?:s|ed|ing)?|videoconference|chat(?:s|ted|ting)?|"
    r"video\s+(?:conference|link)|communications?|interactions?|in\s+touch|told|phone)\b",
    re.I,
)
# What its words begin with: trying the whole pattern at every word takes five times as long.
_BEGINS = re.compile(
    r"(?<![a-z])(?:bi|br|ca|ch|cl|co|di|en|ex|fa|ga|go|gr|ha|ho|hu|in|lu|me|ne|on|ph|pr|re|ro|sa|se|sh|si|sp|su|ta|te|to|tr|"
    r"vi|we|wo)",
    re.I | re.A,
)
_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|[^\w\s]")
_DIGITS = re.compile(r"^\d+$")


Parties = tuple[tuple[float, Candidate], ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that stands for a contact, with its channel, status and likely parties (probability, mention)."""

    start: int
    end: int
    channel: str
    status: str
    score: float
    parties: Parties
    within: tuple[int, int] | None = None


def candidate_spans(text: str) -> list[tuple[int, int]]:
    """Every place in the text where a contact word stands that may mean a contact."""
    return [span for span in _contact_words(text) if not stands_for_none(text, *span)]


def _contact_words(text: str) -> Iterator[tuple[int, int]]:
    """What `_LEXICON.finditer` finds."""
    after = 0
    for begins in _BEGINS.finditer(text):
        if begins.start() >= after:
            m = _LEXICON.match(text, begins.start())
            if m:
                after = m.end()
                yield m.span()


def add_parties(doc: Document, cast: Cast, spans: Sequence[Span], told: Sequence[Told] = ()) -> None:
    """People told by nouns and first persons around contact words join the cast, as parties that may be."""
    for _, end in spans:
        _may_be_party(cast, object_of(doc, cast, end))
    sentences = sorted({doc.sentences[doc.sentence_at(start)] for start, _ in spans})
    for start, end in sentences:
        _may_be_party(cast, nominals(doc, cast, start, end))
    cast.put_in_order()
    _may_be_party(cast, [ref for start, end in sentences for ref in wholes(doc, cast, start, end)])
    for start, end in sentences:
        _may_be_party(cast, first_persons(doc, cast, told, start, end))
    cast.put_in_order()


def _may_be_party(cast: Cast, references: list[Reference]) -> None:
    cast.references += references
    cast.maybe += references


def example(
    doc: Document,
    cast: Cast,
    start: int,
    end: int,
    states: States | _Known,
    told: Sequence[Told] = (),
    spoken_of: Spoken | None = None,
) -> Example:
    """What is known of a candidate; `spoken_of` counts the references of every entity."""
    first, last = doc.sentences[doc.sentence_at(start)]
    contents = [(t, s, e) for t in told for s, e in t.content if s <= start < e]
    place = Place(start, end, first, max(last, end), tuple(t.source for t, _, _ in contents))
    found, rows = features(doc, cast, place, counted(cast) if spoken_of is None else spoken_of)
    by_span = states.of([(start, end), *((c.ref.start, c.ref.end) for c in found)])
    before = doc.sentences[max(0, doc.sentence_at(start) - 1)][0]
    near = [c for c in found if before <= c.ref.start < last]
    people = [c for c in near if cast.entities[c.entity].kind == "person"]
    dense = (
        float(len(near) > 1), min(len(near), 6) / 6, min(len(people), 4) / 4,
        float(end <= doc.title_end), float(_quoted(doc.text, first, start)), float(bool(contents)),
    )  # fmt: skip
    hashed = _hashed(doc, cast, start, end, first, last)
    within = min(((s, e) for _, s, e in contents), key=lambda span: span[1] - span[0], default=None)
    return Example(start, end, hashed, dense, by_span[0], tuple(found), rows, by_span[1:], within)


def _quoted(text: str, first: int, start: int) -> bool:
    before = text[first:start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _hashed(doc: Document, cast: Cast, start: int, end: int, first: int, last: int) -> tuple[int, ...]:
    """Slots of the words around the candidate, by place and side, names replaced by their kind."""
    word = " ".join(doc.text[start:end].casefold().split())
    left = _words(doc, cast, max(first, start - 80), start)[-7:]
    right = _words(doc, cast, end, min(last, end + 80))[:7]
    out = [f"w={word}", f"last={word.split()[-1]}"]
    for side, words in (("L", left[::-1]), ("R", right)):
        out += [f"{side}{min(i, 3)}={w}" for i, w in enumerate(words)]
        out += [f"{side}01={' '.join(words[:2])}", f"w{side}={word.split()[-1]} {' '.join(words[:1])}"]
    if left and right:
        out.append(f"LR={left[-1]} {right[0]}")
    return tuple(sorted({zlib.crc32(f.encode()) % HASHED for f in out}))


def _words(doc: Document, cast: Cast, start: int, end: int) -> list[str]:
    """Words of a stretch, names as their kind: "<person>", numbers as "0"."""
    out: list[str] = []
    inside = {r.start: r for r in cast.every_between(start, end) if r.form in ("name", "unnamed")}
    skip = start
    for m in _TOKEN.finditer(doc.text, start, end):
        if m.start() < skip:
            continue
        ref = inside.get(m.start())
        if ref is not None:
            out.append(f"<{cast.entities[ref.entity].kind}>")
            skip = ref.end
        else:
            out.append("0" if _DIGITS.match(m.group()) else m.group().casefold())
    return out


@dataclass
class _Known:
    """States by span, each looked up once: mentions are candidates of several contact words."""

    states: States
    rows: dict[tuple[int, int], Floats] = field(default_factory=dict)

    def of(self, found: Sequence[tuple[int, int]]) -> Floats:
        new = [span for span in dict.fromkeys(found) if span not in self.rows]
        self.rows.update(zip(new, self.states.of(new), strict=True))
        return np.stack([self.rows[span] for span in found])


def find_triggers(doc: Document, cast: Cast, states: States, told: Sequence[Told] = ()) -> list[Trigger]:
    """The contacts that the article's words stand for."""
    spans = candidate_spans(doc.text)
    if not spans:
        return []
    add_parties(doc, cast, spans, told)
    spoken_of, known = counted(cast), _Known(states)
    examples = [
        example(doc, cast, start, end, known, told, spoken_of)
        for (start, end), worth in zip(spans, worth_asking(known.of(spans)), strict=True)
        if worth or _plain_word(doc.text, start, end) or _CALLED.match(doc.text, start, end)
    ]
    return triggers(doc.text, examples)


# Words that nothing but a contact is told with, where two parties stand beside them.
_PLAIN = re.compile(
    r"(?:(?:tele)?phoned|telephones|rang|(?:(?:tele)?phone|video)\s+(?:calls?|conversations?|conference|link))$",
    re.I,
)
_BY_PHONE = re.compile(r"[^.;]{0,30}\bby (?:(?:tele)?phone|video)\b", re.I)
_SPOKE = re.compile(r"sp[eo]ak|spoke|talk|called", re.I)


# "Tamm called Jan Kos on Monday", "She calls him back": a name that somebody is called stands right after.
_CALLED = re.compile(r"call(?:s|ed)$")
_NEXT = re.compile(
    r"\s+(?:(?:also|then|later|personally|privately|reportedly|had|even|just|quickly|immediately)\s+)*"
)
_TITLES = re.compile(r"\s+(?:up\s+)?(?:(?:his|her|then|former|[A-Z][\w.’-]*)\s+){0,4}")
_NO_NAME = re.compile(
    r"\s*(?:[.;]|\s(?:back|twice|once|again|yesterday|today|late|early|shortly|minutes|on|at|last|this|from|after|before|"
    r"during|(?:mon|tues|wednes|thurs|fri|satur|sun)day|and\s+(?:they|told|asked|said|urged|offered|he|she)|"
    r"to\s+(?:tell|ask|discuss|say|congratulate|thank|apologi[sz]e|offer|talk|urge|inform|warn|complain|explain|let))\b)",
    re.I,
)


def _rang(text: str, e: Example, parties: Parties) -> bool:
    """One party, the word, the other, and no name that the one calls the other."""
    a, b = sorted((c.ref for _, c in parties[:2]), key=lambda ref: ref.start)
    if not (_CALLED.match(text, e.start, e.end) and a.end < e.start and e.end < b.start):
        return False
    if text[a.start].islower() and a.form != "pronoun":  # "a group called Jan Kos"
        return False
    between = _NEXT.fullmatch(text, a.end, e.start) and _TITLES.fullmatch(text, e.end, b.start)
    return between is not None and _NO_NAME.match(text, b.end) is not None


def _plain_word(text: str, start: int, end: int) -> bool:
    by_phone = _SPOKE.match(text, start, end) is not None and _BY_PHONE.match(text, end) is not None
    return by_phone or _PLAIN.match(text, start, end) is not None


def _plain(text: str, e: Example, parties: Parties) -> bool:
    if len(parties) < 2 or parties[1][0] < 0.5:
        return False
    return _plain_word(text, e.start, e.end) or _rang(text, e, parties)


def triggers(text: str, examples: Sequence[Example], floor: float = LEAST) -> list[Trigger]:
    """The candidates that stand for a contact, surer than `floor`."""
    found = (_trigger(text, e, answer) for e, answer in zip(examples, judge(examples), strict=True))
    return [t for t in found if t.score >= floor]


def _trigger(text: str, e: Example, answer: Answer) -> Trigger:
    parts = zip(answer.parties.tolist(), e.candidates, strict=True)
    parties = tuple(sorted(parts, key=lambda pair: -pair[0]))
    return Trigger(
        e.start,
        e.end,
        manner.channel(text, e.start, e.end, answer.channel.tolist()),
        manner.status(text, e.start, e.end, answer.status.tolist()),
        round(max(answer.contact, 0.6 if _plain(text, e, parties) else 0.0), 4),
        parties,
        e.within,
    )
