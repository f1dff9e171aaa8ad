"""Words that may stand for a contact, and a small learned model that tells those that do.

Candidates come from a lexicon of contact words. What decides is the company they keep: what the encoder made of the
word, the words around it, how sure the party model is of two parties. One hidden layer over the encoder's state and
hashed features (Weinberger et al. 2009) answers three questions at once: contact or not, by which channel, of which
status. Weights in data/triggers.npz are made by `python -m training.contact_models`.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from flows.normalise import manner
from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.links import Candidate, Place, counted, features, probabilities
from flows.normalise.no_contacts import stands_for_none
from flows.normalise.parties import add_object
from flows.normalise.tagger.states import States
from flows.normalise.weights import Floats, stored

weights = partial(stored, "triggers")

HASHED = 2048
# Least probability of a contact that is passed on; `contacts` asks for more where the words do not pair two parties.
LEAST = 0.1
_LEXICON = re.compile(
    r"\b(?:(?:(?:tele)?phone|video|conference|private|face-to-face|one-on-one|bilateral|closed-door)\s+)*"
    r"(?:meet(?:s|ings?)?|met|summits?|talks?|talked|talking|calls?|called|calling|phoned|phones|telephoned|"
    r"(?:tele)?phone\s+(?:calls?|conversations?|chats?)|negotiat(?:e|es|ed|ing|ions?)|spoke|spoken|speaks?|speaking|"
    r"visit(?:s|ed|ing)?|conversations?|discuss(?:ed|es|ing|ions?)?|brief(?:ed|ing|ings)?|dinner|lunch(?:eon)?|breakfast|"
    r"contact(?:s|ed|ing)?|host(?:s|ed|ing)?|consult(?:s|ed|ing|ations?)?|gather(?:ed|ing)?|encounters?|sessions?|"
    r"exchanges?|dialogue|sit(?:ting)?[ -]downs?|sat\s+down|reach(?:ed|ing)?\s+out|huddled|confer(?:s|red|ring)?|"
    r"dined?s?|roundtables?|trips?|welcom(?:e|ed|es|ing)|greet(?:s|ed|ing)?|videoconference|chat(?:s|ted)?|"
    r"video\s+(?:conference|link)|communications?|interactions?|in\s+touch|told|phone)\b",
    re.I,
)
# What its words begin with: trying the pattern at every word takes three times as long.
_BEGINNINGS = frozenset(
    "bi br ca ch cl co di en ex fa ga gr ho hu in lu me ne on ph pr re ro sa se si sp su ta te to tr vi we".split()
)
_WORD = re.compile(r"[A-Za-z]+")
_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|[^\w\s]")
_DIGITS = re.compile(r"^\d+$")


@dataclass(frozen=True, slots=True)
class Told:
    """An attribution as far as contacts need it: who tells, and the stretches of what is told."""

    source: tuple[int, int]
    content: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that stands for a contact, with its channel, status and likely parties (probability, mention)."""

    start: int
    end: int
    channel: str
    status: str
    score: float
    parties: tuple[tuple[float, Candidate], ...]
    within: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """What the model is asked about one candidate: hashed features, dense ones, the encoder's state [S].

    `within` is the narrowest stretch of words of somebody that it stands in.
    """

    start: int
    end: int
    hashed: tuple[int, ...]
    dense: tuple[float, ...]
    state: Floats
    parties: tuple[tuple[float, Candidate], ...]
    within: tuple[int, int] | None = None


def candidate_spans(text: str) -> list[tuple[int, int]]:
    """Every place in the text where a contact word stands that may mean a contact."""
    return [span for span in _contact_words(text) if not stands_for_none(text, *span)]


def _contact_words(text: str) -> Iterator[tuple[int, int]]:
    """What `_LEXICON.finditer` finds."""
    after = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start >= after and text[start : start + 2].lower() in _BEGINNINGS:
            m = _LEXICON.match(text, start)
            if m:
                after = m.end()
                yield m.span()


def candidates(doc: Document, cast: Cast) -> list[tuple[int, int]]:
    """The same; the pronouns that are their objects join the cast."""
    spans = candidate_spans(doc.text)
    for _, end in spans:
        add_object(doc, cast, end)
    cast.references.sort(key=lambda r: (r.start, r.end))
    return spans


def example(
    doc: Document,
    cast: Cast,
    start: int,
    end: int,
    states: States,
    told: Sequence[Told] = (),
    spoken_of: Counter[int] | None = None,
) -> Example:
    """The features of a candidate; `spoken_of` counts the references of every entity."""
    first, last = doc.sentences[doc.sentence_at(start)]
    contents = [(t, s, e) for t in told for s, e in t.content if s <= start < e]
    place = Place(start, end, first, max(last, end), tuple(t.source for t, _, _ in contents))
    found, rows = features(doc, cast, place, counted(cast) if spoken_of is None else spoken_of)
    by_span = states.of([(start, end), *((c.ref.start, c.ref.end) for c in found)])
    likely = probabilities(rows, by_span[:1], by_span[1:]).tolist()
    ranked = sorted(zip(likely, found, strict=True), key=lambda pair: -pair[0])
    sure = [p for p, _ in ranked[:3]] + [0.0] * 3
    people = [c for _, c in ranked if cast.entities[c.entity].kind == "person"]
    dense = (
        *sure[:3], sure[0] * sure[1], float(len(found) > 1), min(len(found), 6) / 6, min(len(people), 4) / 4,
        float(end <= doc.title_end), float(_quoted(doc.text, first, start)), float(bool(contents)),
    )  # fmt: skip
    within = min(((s, e) for _, s, e in contents), key=lambda span: span[1] - span[0], default=None)
    return Example(
        start, end, _hashed(doc, cast, start, end, first, last), dense, by_span[0], tuple(ranked), within
    )


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
    inside = {r.start: r for r in cast.references if start <= r.start < end and r.form in ("name", "unnamed")}
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


def judge(examples: Sequence[Example]) -> tuple[Floats, Floats, Floats]:
    """Probabilities: contact [n], channel [n, 4], status [n, 4], in the order of the vocabulary."""
    w = weights()
    state = (np.stack([e.state for e in examples]) - w["mean"]) * w["scale"]
    firsts = np.cumsum([0] + [len(e.hashed) for e in examples[:-1]])
    rows = w["hashed"][[slot for e in examples for slot in e.hashed]]
    hidden = np.add.reduceat(rows, firsts, axis=0) + state @ w["by_state"]
    dense = np.asarray([e.dense for e in examples], dtype=np.float32)
    out = np.maximum(hidden + dense @ w["dense"] + w["bias"], 0) @ w["out"] + w["out_bias"]
    contact = np.asarray(1 / (1 + np.exp(-out[:, 0])), dtype=np.float32)
    return contact, _softmax(out[:, 1:5]), _softmax(out[:, 5:9])


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True), dtype=np.float32)


def find_triggers(doc: Document, cast: Cast, states: States, told: Sequence[Told] = ()) -> list[Trigger]:
    """The contacts that the article's words stand for."""
    spans = candidates(doc, cast)
    spoken_of = counted(cast)
    examples = [example(doc, cast, start, end, states, told, spoken_of) for start, end in spans]
    return triggers(doc.text, examples)


# Words that nothing but a contact is told with, where two parties stand beside them.
_PLAIN = re.compile(
    r"(?:(?:tele)?phoned|telephones|rang|(?:(?:tele)?phone|video)\s+(?:calls?|conversations?|conference|link))$",
    re.I,
)
_BY_PHONE = re.compile(r"[^.;]{0,30}\bby (?:(?:tele)?phone|video)\b", re.I)
_SPOKE = re.compile(r"sp[eo]ak|spoke|talk|called", re.I)


def _plain(text: str, e: Example) -> bool:
    two = len(e.parties) > 1 and e.parties[1][0] >= 0.5
    words = text[e.start : e.end]
    by_phone = _SPOKE.match(words) is not None and _BY_PHONE.match(text, e.end) is not None
    return two and (_PLAIN.match(words) is not None or by_phone)


def triggers(text: str, examples: Sequence[Example], floor: float = LEAST) -> list[Trigger]:
    """The candidates that stand for a contact, surer than `floor`."""
    if not examples:
        return []
    contact, by, of = judge(examples)
    return [
        Trigger(
            e.start,
            e.end,
            manner.channel(text, e.start, e.end, by[i].tolist()),
            manner.status(text, e.start, e.end, of[i].tolist()),
            round(max(float(contact[i]), 0.6 if _plain(text, e) else 0.0), 4),
            e.parties,
            e.within,
        )
        for i, e in enumerate(examples)
        if contact[i] >= floor or _plain(text, e)
    ]
