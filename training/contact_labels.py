"""The labelled articles as the contact models see them: rows of features, states and truths.

Articles are read as the normalise room reads them, so that the models learn from mentions and pronouns as they come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from flows.normalise import contacts, coreference, links, tagger
from flows.normalise import held_on as H
from flows.normalise import triggers as T
from flows.normalise.attributions import speakers, told
from flows.normalise.document import Document, read_document
from flows.normalise.entities import Cast
from flows.normalise.extract import read as read_article
from flows.normalise.extract import tags_of
from flows.normalise.first_persons import Told
from flows.normalise.names import fold
from schemas.vocabulary import CALL_STATUSES, CHANNELS

Floats = npt.NDArray[np.float32]
Label = dict[str, Any]


class Read(NamedTuple):
    """A labelled article as the normalise room reads it."""

    doc: Document
    people: Cast
    tags: tagger.Tags
    told: tuple[Told, ...]
    label: Label


def read(label: Label, doc: Document, tags: tagger.Tags) -> Read:
    people, attributions = read_article(doc, tags)
    spoken = tuple(told(doc, attributions, speakers(doc, people, attributions)))
    T.add_parties(doc, people, T.candidate_spans(doc.text), spoken)
    return Read(doc, people, replace(tags, attributions=attributions), spoken, label)


def read_all(
    labels: Iterable[Label], corpus: dict[str, str], published: dict[str, date | None]
) -> Iterator[Read]:
    """Articles of the corpus; those written for training bring their own text and day."""
    model = tagger.load(threads=2)
    for label in labels:
        name = label["doc"]
        text = label["text"] if "like" in label else corpus[name]
        day = date.fromisoformat(label["published"]) if "like" in label else published[name]
        doc = read_document(name, text, text.index("\n\n"), day)
        yield read(label, doc, tags_of(model, doc))


def told_of(label: Label, start: int, end: int) -> list[int]:
    """Which of the labelled contacts the words at (start, end) stand for."""
    return [
        i
        for i, call in enumerate(label["calls"])
        if any(start < m["trigger"][1] and m["trigger"][0] < end for m in call["mentions"])
    ]


def same_party(a: str, b: str) -> bool:
    """One name is the other, a part of it, or shares its last word and first letter."""
    x, y = [[w for w in fold(n).split() if w not in ("the", "a", "his", "her")] for n in (a, b)]
    if not x or not y:
        return False
    return set(x) <= set(y) or set(y) <= set(x) or (x[-1] == y[-1] and x[0][0] == y[0][0])


def took_part(one: Read, calls: Sequence[int], entity: int) -> bool:
    name = one.people.entities[entity].name
    return any(same_party(p, name) for i in calls for p in one.label["calls"][i]["participants"])


@dataclass
class Rows:
    """Parallel rows: article, inputs by name, truths by name."""

    articles: list[str] = field(default_factory=list)
    inputs: dict[str, list[Any]] = field(default_factory=dict)
    truth: dict[str, list[float]] = field(default_factory=dict)

    def add(self, article: str, inputs: dict[str, Any], truth: dict[str, float]) -> None:
        self.articles.append(article)
        for name, value in inputs.items():
            self.inputs.setdefault(name, []).append(value)
        for name, value in truth.items():
            self.truth.setdefault(name, []).append(value)


def contact_rows(reads: Sequence[Read]) -> Rows:
    """Every candidate word and every labelled one, with channel and status as numbers, -1 for what is no contact.

    `told` says that the word is labelled, so that its parties are known; `asked`, that it is a candidate. Of articles
    written for training the labelled words alone.
    """
    rows = Rows()
    for one in reads:
        asked = set(T.candidate_spans(one.doc.text))
        labelled = {tuple(m["trigger"]) for c in one.label["calls"] for m in c["mentions"]}
        spoken_of = links.counted(one.people)
        for start, end in sorted(labelled if "like" in one.label else asked | labelled):
            if not one.doc.text[start:end].strip():
                continue  # page furniture, blanked
            calls = told_of(one.label, start, end)
            first = one.label["calls"][calls[0]] if calls else None
            example = T.example(one.doc, one.people, start, end, one.tags.states, one.told, spoken_of)
            parties = [took_part(one, calls, c.entity) for c in example.candidates]
            rows.add(
                one.doc.article_id,
                {"example": example, "parties": np.array(parties, dtype=np.float32)},
                {
                    "channel": CHANNELS.index(first["channel"]) if first else -1,
                    "status": CALL_STATUSES.index(first["status"]) if first else -1,
                    "asked": (start, end) in asked,
                    "told": (start, end) in labelled,
                    "written": "like" in one.label,
                },
            )
    return rows


def coreference_rows(reads: Sequence[Read], judged: dict[str, list[T.Trigger]]) -> Rows:
    """Every (labelled trigger, contact told before it) pair; contacts as the labels group them."""
    rows = Rows()
    for one in reads:
        known: dict[int, coreference.Told] = {}
        for trigger in judged[one.doc.article_id]:
            calls = told_of(one.label, trigger.start, trigger.end)
            if not calls:
                continue
            here = contacts.told_here(one.doc, one.people, trigger)
            order = sorted(known, key=lambda i: known[i].triggers[-1])
            for at, i in enumerate(order):
                newest = at == len(order) - 1
                features = coreference.features(one.doc, trigger, here, known[i], newest, len(order) - 1)
                rows.add(one.doc.article_id, {"features": features}, {"same": i in calls})
            for i in calls:
                known[i] = _grown(one, known.get(i), here, i, trigger)
    return rows


def day_rows(reads: Sequence[Read]) -> Rows:
    """Every (labelled contact, day that its article fixes) pair."""
    rows = Rows()
    for one in reads:
        for call in one.label["calls"]:
            mine = {tuple(m["trigger"]) for m in call["mentions"]}
            every = {tuple(m["trigger"]) for c in one.label["calls"] for m in c["mentions"]}
            if not mine:
                continue
            contact = H.Contact(tuple(sorted(mine)), call["status"], tuple(sorted(every - mine)))
            days = H.candidates(one.doc, contact)
            for day, features in zip(days, H.features(one.doc, contact, days), strict=True):
                truth = {"same": day.day.isoformat() == call["date"]}
                rows.add(one.doc.article_id, {"features": features}, truth)
    return rows


def _grown(
    one: Read, known: coreference.Told | None, here: coreference.Told, call: int, trigger: T.Trigger
) -> coreference.Told:
    """The contact with what this place adds: the right parties, as if told by a perfect reader."""
    mine = {c.entity for _, c in trigger.parties if took_part(one, [call], c.entity)}
    if known is None:
        return replace(here, parties=frozenset(mine))
    channel = known.channel if known.channel != "unspecified" else here.channel
    return replace(
        known,
        parties=frozenset({*known.parties, *mine}),
        channel=channel,
        day=known.day or here.day,
        triggers=(*known.triggers, *here.triggers),
    )
