"""On which day a contact was: a small learned model over all days that the article fixes.

The day stands in the contact's own clause two times in three; else in a sentence beside it, in the headline or where
the contact is told of again. Features describe where a day stands to the words that tell of the contact; a network of
one hidden layer (weights in data/held_on.npz, made by `python -m training.contact_models`) says which day it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from math import log1p

import numpy as np

from flows.normalise.dates import MONTHS, Day, days_in
from flows.normalise.document import Document
from flows.normalise.links import CLAUSE, VERB
from flows.normalise.weights import Floats, from_features, stored

weights = partial(stored, "held_on")

Span = tuple[int, int]
# From this probability on a day is given. On labelled articles (cross-validation) .27 gives 80 % of the days that there are
# and 269 wrong ones, .3 79 % and 241, .35 76 % and 198; noisy or alone, from .4 on, 78 % and 271.
FLOOR = 0.27
_TOGETHER = 0.25

# "said on Friday", "a statement Monday": the day of the telling, not of the contact.
_TOLD_ON = re.compile(
    r"\b(?:sa(?:id|ys)|told(?:\s+[\w.’']+){0,3}|announced|tweeted|wrote|revealed|reported|declared|stated|testified|"
    r"released|published|acknowledged|admitted|confirmed|denied|statement|letter|interview|hearing|tweets?|e-?mail|"
    r"report|speech|news conference|briefing reporters)(?:\s+(?:in|at|to|the|a|an))*(?:\s+(?:late|early|earlier))?(?:\s+on)?\s*$",
    re.I,
)
_TELLS_NEXT = re.compile(r"\s*(?:said|says|told|announced|tweeted|wrote|declared|denied|declined)\b", re.I)
_DIGIT = re.compile(r"\d")
# Days told from another day of the text: from the one before it, or, "a day after the July 25 call", the one behind it.
_FROM_BEFORE = re.compile(
    r"\b(?:(?P<same>(?:earlier|later) (?:that|the same) (?:day|evening|night|morning|afternoon)|(?:that|the) same (?:day|evening|night)|that (?:day|evening|night|morning|afternoon))"
    r"|(?P<next>(?:the|on the) (?:next|following) (?:day|morning)|(?:a|one) day later)|(?P<last>the (?:day|night|evening) before|the previous (?:day|night|evening)))\b",
    re.I,
)
_FROM_BEHIND = re.compile(r"\b(?:a|one|the) day (?P<side>after|before)\b", re.I)
# No day, though a time: "in recent days", "last month", "several times".
_VAGUE = re.compile(
    r"\b(?:recent(?:ly)?|repeatedly|often|frequently|regularly|lately|(?:weeks?|months?|years?|days) (?:ago|earlier|before|later)|times"
    r"|(?:the )?(?:last|past|this|next|coming|previous|following|several|few|two|three|four|five|six) (?:\w+ )?(?:days|weeks?|months?|years?|summer|winter|spring|autumn|fall)"
    rf"|(?:in|since|during) (?:{'|'.join(MONTHS)}|\d{{4}})(?! \d{{1,2}}\b)|since|ever|already|previously)\b"
)
# "expect the policy to change on", "will vote": what follows is still to come.
_AHEAD = re.compile(
    r"\b(?:will|won['’]t|shall|would|(?:expect|plann?|hop|intend|aim|schedul|set|due|slat|go)(?:e|es|s|ed|ing)?\b[^.;:,]{0,40}\bto|(?:scheduled|planned|set|slated|due) for)\b"
    r"(?:(?!\b(?:said|says|told|after|before|since)\b)[^.;:\n]){0,50}$",
    re.I,
)
# "the notorious July 2019 phone call", "his March meeting".
_OF_A_MONTH = re.compile(
    rf"\b(?P<month>{'|'.join(MONTHS)})(?:,? (?P<year>\d{{4}}))?(?:['’]s)? "
    r"(?:(?!(?:and|or|but|in|on|at|to|for|with|of|from|as|that|when)\b)[\w-]+ ){0,3}$"
)
_FARTHEST = 200  # characters from a trigger to its day
_REACH = 600, 60  # characters back to the day before, and on to the one behind


@dataclass(frozen=True, slots=True)
class Contact:
    """What is asked about: the words that tell of it, and those that tell of the article's other contacts.

    `within` are stretches of somebody's words that hold a trigger: the rest of their sentences tells of the telling.
    """

    triggers: tuple[Span, ...]
    status: str
    others: tuple[Span, ...] = ()
    within: tuple[Span, ...] = ()

    @property
    def ahead(self) -> bool:
        return self.status in ("planned", "cancelled")


def told_on(text: str, start: int, day: Day) -> bool:
    """The day is that of the telling; `start` is where its sentence starts."""
    return bool(
        _TOLD_ON.search(text, max(start, day.start - 60), day.start) or _TELLS_NEXT.match(text, day.end)
    )


def candidates(doc: Document, contact: Contact) -> list[Day]:
    """The days that the article fixes and that may be the contact's; none after publication for what has been."""
    days = _fixed(doc.text, doc.published_on, contact.ahead)
    latest = doc.published_on if contact.status == "held" else None
    held = [d for d in days if d.day <= latest and not _ahead(doc, d)] if latest else days
    months = [
        m for start, _ in contact.triggers if (m := _OF_A_MONTH.search(doc.text, max(0, start - 60), start))
    ]
    return [d for d in held if not _of_telling(doc, contact, d) and all(_within(m, d) for m in months)]


def _within(m: re.Match[str], d: Day) -> bool:
    """The day is one of the month that the words before the contact name."""
    return d.day.month == MONTHS.index(m["month"]) + 1 and m["year"] in (None, str(d.day.year))


def _ahead(doc: Document, d: Day) -> bool:
    """The words before the day say that it is still to come; a bare weekday was read as one before publication."""
    start = max(doc.sentences[doc.sentence_at(d.start)][0], d.start - 110)
    return _AHEAD.search(doc.text, start, d.start) is not None


@lru_cache(maxsize=4)
def _fixed(text: str, published_on: date | None, future: bool) -> tuple[Day, ...]:
    """All days of a text in order, once for its contacts."""
    days = list(days_in(text, 0, len(text), published_on, future=future))
    return tuple(sorted([*days, *_told_from(text, days)], key=lambda d: d.start))


def _of_telling(doc: Document, contact: Contact, d: Day) -> bool:
    """The day stands beside a trigger, yet is the one on which somebody told of it."""
    here = doc.sentence_at(d.start)
    if all(doc.sentence_at(s) != here for s, _ in contact.triggers):
        return False
    around = [(s, e) for s, e in contact.within if doc.sentence_at(s) <= here <= doc.sentence_at(e - 1)]
    outside = bool(around) and not any(s <= d.start < e for s, e in around)
    return outside or told_on(doc.text, doc.sentences[here][0], d)


def _told_from(text: str, days: Sequence[Day]) -> list[Day]:
    """ "The next day", "later that day", "a day after the July 25 call": days told from others."""
    back, on = _REACH
    out = []
    for m in _FROM_BEFORE.finditer(text):
        before = [d for d in days if m.start() - back <= d.start and d.end <= m.start()]
        if before:
            shift = 1 if m["next"] else -1 if m["last"] else 0
            out.append(Day(m.start(), m.end(), before[-1].day + timedelta(days=shift)))
    for m in _FROM_BEHIND.finditer(text):
        behind = [d for d in days if m.end() <= d.start <= m.end() + on]
        if behind:
            shift = 1 if m["side"].lower() == "after" else -1
            out.append(Day(m.start(), m.end(), behind[0].day + timedelta(days=shift)))
    return out


def features(doc: Document, contact: Contact, days: Sequence[Day]) -> Floats:
    """[days, F]."""
    often = Counter(d.day for d in days)
    by_sentence = Counter(doc.sentence_at(d.start) for d in days)
    own = {doc.sentence_at(s) for s, _ in contact.triggers}
    beside = Counter(
        day_beside(doc, t, contact.status, doc.sentences[doc.sentence_at(t[0])]) for t in contact.triggers
    )
    vague = sum(_VAGUE.search(doc.text, *doc.sentences[i]) is not None for i in own)
    vaguely = float(vague == len(own)), vague / len(own)
    rows = [[*_row(doc, contact, d, often, by_sentence, own), *_beside(d, beside), *vaguely] for d in days]
    return np.array(rows, dtype=np.float32)


def _beside(d: Day, beside: Counter[date | None]) -> tuple[float, ...]:
    return (
        float(d.day in beside),
        log1p(beside[d.day]),
        float(any(beside)),
        float(beside[None] == beside.total()),
    )


def _row(
    doc: Document,
    contact: Contact,
    d: Day,
    often: Counter[date],
    by_sentence: Counter[int],
    own: set[int],
) -> list[float]:
    start, end = min(contact.triggers, key=lambda t: _gap(t, d))
    sentence, here = doc.sentence_at(start), doc.sentence_at(d.start)
    apart = here - sentence
    first, _ = doc.sentences[here]
    between = doc.text[end : d.start] if d.start >= end else doc.text[d.end : start]
    gap = _gap((start, end), d)
    rival = min((_gap(t, d) for t in contact.others), default=10_000)
    published = doc.published_on
    ago = (published - d.day).days if published else 0
    written = doc.text[d.start : d.end]
    same = apart == 0
    return [
        float(same), float(apart == -1), float(apart == 1), min(abs(apart), 8) / 8, float(abs(apart) > 3),
        float("\n" not in between), float(d.start >= end), log1p(gap) / 6, float(gap <= 2), float(gap <= 2 and d.end <= start),
        float(told_on(doc.text, first, d)),
        float(len(CLAUSE.findall(between))) if same else 0.0, float(len(VERB.findall(between))) if same else 0.0,
        float(between.count(",")) if same else 0.0, float('"' in between or "“" in between or "”" in between),
        float(rival < gap), float(rival < gap and same), float(min(by_sentence[here], 4)) / 4,
        float(bool(own & by_sentence.keys())), float(here in own),
        log1p(often[d.day]), float(len(often) == 1), often[d.day] / sum(often.values()),
        float(_DIGIT.search(written) is not None), float(bool(_FROM_BEFORE.match(written) or _FROM_BEHIND.match(written))),
        float(written.lower().startswith(("yest", "today", "tom", "last", "this", "ton"))),
        float(published is not None and ago == 0), log1p(abs(ago)) / 6, float(ago < 0), float(0 <= ago <= 7),
        float(contact.ahead), float(contact.ahead and ago > 0), float(contact.status == "held"),
        float(start < doc.title_end), float(here <= 2), float(sentence <= 2), log1p(len(contact.triggers)),
        float(sum(doc.sentence_at(s) == here for s, _ in contact.triggers)),
    ]  # fmt: skip


def day_beside(doc: Document, trigger: Span, status: str, within: Span) -> date | None:
    """The day nearest to the trigger in its sentence, after it before before it; not that on which somebody told it."""
    first, last = within
    contact = Contact((trigger,), status)
    start, end = trigger
    days = [
        d
        for d in days_in(doc.text, first, last, doc.published_on, future=contact.ahead)
        if not told_on(doc.text, first, d) and _gap(trigger, d) <= _FARTHEST
    ]
    nearest = min(days, key=lambda d: start - d.end + 15 if d.end <= start else d.start - end, default=None)
    if nearest is None or (status == "held" and doc.published_on and nearest.day > doc.published_on):
        return None
    return nearest.day


def _gap(span: Span, d: Day) -> int:
    return max(d.start - span[1], span[0] - d.end, 0)


def probabilities(rows: Floats) -> Floats:
    """The probability [n] that it was on this day."""
    return from_features(rows, weights())


def held_on(doc: Document, contact: Contact) -> date | None:
    """The likeliest day, where it is likely enough.

    Places that name the same day hardly speak for it independently: they count together a quarter of the way from the
    likeliest of them alone to all of them as if each were evidence of its own (noisy or).
    """
    days = candidates(doc, contact)
    if not days:
        return None
    alone: dict[date, float] = {}
    against: dict[date, float] = {}
    for d, p in zip(days, probabilities(features(doc, contact, days)).tolist(), strict=True):
        alone[d.day] = max(alone.get(d.day, 0.0), p)
        against[d.day] = against.get(d.day, 1.0) * (1.0 - p)
    chance = {day: p + _TOGETHER * (1.0 - against[day] - p) for day, p in alone.items()}
    best = min(chance, key=lambda day: (-chance[day], day))
    return best if chance[best] >= FLOOR else None
