"""Contacts that an article reports: triggers with parties, grouped into one report a contact.

What counts is described in docs/calls.md: one party speaking directly with another, held, planned, denied or
cancelled. A trigger without two parties ("the call", "all three calls") refers back to a contact told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from flows.normalise.coreference import Told, features, probabilities
from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.held_on import Contact, day_beside, held_on
from flows.normalise.manner import settled
from flows.normalise.parties import Party, coordinated, spoken_for, told_outright, told_twice
from flows.normalise.plover import mode
from flows.normalise.triggers import Trigger

_EVIDENCE_LIMIT = 400  # characters


@dataclass(slots=True)
class Report:
    """One contact as this article tells it; `triggers` are all the places that mention it."""

    parties: dict[int, Party]
    channel: str
    status: str
    called_on: date | None
    start: int
    end: int
    trigger: tuple[int, int]
    confidence: float
    initiator: int | None = None
    mode: str = "talk"
    triggers: list[tuple[int, int]] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    within: list[tuple[int, int]] = field(default_factory=list)


# From these probabilities on, chosen on labelled articles by cross-validation: a word stands for a contact and the second
# of its parties took part; a word that pairs two parties outright ("calls between A and B") stands for one; a word may
# tell more of a contact told already; it does.
BOTH, PAIRED_FLOOR, MENTION_FLOOR, SAME = 0.35, 0.1, 0.25, 0.6


def contacts(doc: Document, cast: Cast, triggers: Sequence[Trigger]) -> list[Report]:
    """The contacts of an article, in the order of their first mention."""
    reports: list[Report] = []
    for trigger in sorted(triggers, key=lambda t: (t.start, t.end)):
        for found, paired in _reports(doc, cast, trigger):
            # What one word tells apart is apart.
            others = [r for r in reports if found.trigger not in r.triggers and _may_be(r, found, paired)]
            known = _known(doc, trigger, found, others)
            if known is not None:
                _merge(known, found)
            elif _is_told(trigger, found, paired) and _named(cast, found):
                reports.append(found)
    for report in reports:  # merged by now: every place that tells of it may tell the day
        report.called_on = held_on(doc, _contact(report, reports))
    return sorted(_once_a_day(reports), key=lambda r: r.trigger)


def _once_a_day(reports: Sequence[Report]) -> list[Report]:
    """Of the same parties on the same day, what is told without a channel is the contact that has one."""
    out: list[Report] = []
    for report in reports:
        same = (
            known
            for known in out
            if known.parties.keys() == report.parties.keys()
            and report.called_on is not None
            and (known.called_on, known.status) == (report.called_on, report.status)
            and "unspecified" in (known.channel, report.channel)
        )
        first = next(same, None)
        if first is None:
            out.append(report)
        else:
            _merge(first, report)
    return out


def _contact(report: Report, reports: Sequence[Report]) -> Contact:
    others = {t for r in reports for t in r.triggers} - set(report.triggers)
    return Contact(tuple(report.triggers), report.status, tuple(sorted(others)), tuple(report.within))


def _is_told(trigger: Trigger, found: Report, paired: bool) -> bool:
    """Sure enough that the word stands for a contact of two parties at least."""
    sure = sorted((p.confidence for p in found.parties.values()), reverse=True)
    if len(sure) < 2:
        return False
    return trigger.score >= PAIRED_FLOOR if paired else trigger.score * sure[1] >= BOTH


def _reports(doc: Document, cast: Cast, trigger: Trigger) -> list[tuple[Report, bool]]:
    """The contacts that one word stands for, and whether the words themselves pair their parties ("calls between ...").

    Several where they do.
    """
    groups = told_outright(doc, cast, trigger.start, trigger.end)
    if groups:
        parted = [g for group in groups for g in separately(doc, trigger, {p.entity: p for p in group})]
        return [(_report(doc, trigger, group), True) for group in parted]
    if trigger.score < MENTION_FLOOR:
        return []
    parties = _parties(doc, cast, trigger)
    return [(_report(doc, trigger, group), False) for group in separately(doc, trigger, parties)]


def _may_be(known: Report, found: Report, paired: bool) -> bool:
    """Not of another day, nor held where the other is planned, nor of others.

    Two parties that took no part in a contact tell of another; so does a pair that the words name, if one did not.
    """
    if known.called_on and found.called_on and known.called_on != found.called_on:
        return False
    if len(found.parties) < 2:
        return True
    if {known.status, found.status} == {"held", "planned"}:
        return False
    shared = len(found.parties.keys() & known.parties.keys())
    return shared >= (2 if paired else 1)


def _known(doc: Document, trigger: Trigger, found: Report, reports: list[Report]) -> Report | None:
    """The contact told of already that this place most likely tells of, if any."""
    if not reports:
        return None
    order = sorted(reports, key=lambda r: r.triggers[-1])
    newest, others = len(order) - 1, len(order) - 1
    rows = [
        features(doc, trigger, _told(found), _told(known), i == newest, others)
        for i, known in enumerate(order)
    ]
    chances = probabilities(rows)
    best = int(chances.argmax())
    return order[best] if chances[best] >= SAME else None


def told_here(doc: Document, cast: Cast, trigger: Trigger) -> Told:
    """What one word by itself tells of a contact."""
    return _told(_report(doc, trigger, _parties(doc, cast, trigger)))


def _told(report: Report) -> Told:
    return Told(
        report.parties.keys(), report.channel, report.status, report.called_on, tuple(report.triggers)
    )


def _report(doc: Document, trigger: Trigger, parties: dict[int, Party]) -> Report:
    start, end = _evidence(doc, trigger)
    word = doc.text[trigger.start : trigger.end].lower()
    first = next(iter(parties), None)
    return Report(
        parties,
        trigger.channel,
        trigger.status,
        day_beside(doc, (trigger.start, trigger.end), trigger.status, _narrowed(trigger, start, end)),
        start,
        end,
        (trigger.start, trigger.end),
        round(trigger.score, 3),
        first if _starts_contact(word) and parties and parties[first].start < trigger.start else None,  # type: ignore[index]
        mode(word),
        [(trigger.start, trigger.end)],
        [trigger.status],
        [] if trigger.within is None else [trigger.within],
    )


_APART = re.compile(
    r"\bas well as\b|\band (?:then|later|separately)\b|\bfollowed by\b|"
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|morning|afternoon|evening|night|week|month),? and\b",
    re.I,
)
_TOGETHER = re.compile(r"\b(?:conference|joint(?:ly)?|together|trilateral|three-way|group)\b", re.I)
_ONE_BY_ONE = 4  # telephone calls with so many persons in a row were one call each


def separately(doc: Document, trigger: Trigger, parties: dict[int, Party]) -> list[dict[int, Party]]:
    """Groups of parties, one a contact: "spoke by phone with A, B and C" tells of three calls of one person."""
    before = [p for p in parties.values() if p.end <= trigger.start]
    after = [p for p in parties.values() if p.start >= trigger.end]
    if len(before) != 1 or len(after) < 2:
        return [parties]
    end = after[-1].end
    if _TOGETHER.search(doc.text, max(0, trigger.start - 40), end):
        return [parties]
    each = trigger.channel == "phone" and len(after) >= _ONE_BY_ONE
    groups: list[list[Party]] = [[after[0]]]
    for last, party in pairwise(after):
        if each or _APART.search(doc.text, last.end, party.start):
            groups.append([])
        groups[-1].append(party)
    return [{p.entity: p for p in [*before, *group]} for group in groups]


# From this probability on an entity counts as one of two parties, as a further one, as one that a later mention adds.
_SECOND_PARTY, _MORE_PARTIES, _JOINING_PARTY = 0.5, 0.5, 0.85


def _parties(doc: Document, cast: Cast, trigger: Trigger) -> dict[int, Party]:
    """The entities that most likely took part, in text order."""
    first, last = doc.sentences[doc.sentence_at(trigger.start)]
    pair = _the_two(doc, cast, trigger, first, last)
    if len(pair) != 2:
        pair = next(iter(told_outright(doc, cast, trigger.start, trigger.end, by_pronoun=True)), [])
    if len(pair) >= 2:
        return {party.entity: party for party in pair}
    chosen = [
        (p, c) for i, (p, c) in enumerate(trigger.parties) if p >= (_SECOND_PARTY if i < 2 else _MORE_PARTIES)
    ]
    found = {
        c.entity: Party(c.entity, c.ref.start, c.ref.end, round(p, 3))
        for p, c in sorted(chosen, key=lambda pair: pair[1].ref.start)
    }
    objects = [p for p in found.values() if trigger.end <= p.start < last]
    for party in coordinated(doc, cast, objects[0]) if objects else ():
        found.setdefault(party.entity, party)
    in_order = sorted(found.values(), key=lambda p: p.start)
    beside = told_twice(doc, cast, in_order) | spoken_for(cast, in_order)
    return {p.entity: p for p in in_order if p.entity not in beside}


_PAIR = re.compile(
    r"\b(?:the two\s+(?:men|women|leaders|presidents|ministers|officials|sides|countries|nations|governments)\b|"
    r"the two(?=\s*[,.;]|\s+(?:met|spoke|talked|ha[ds]|have|held|discussed|also|will|would|were|are|did|agreed|exchanged|sat|"
    r"later|then|last|first|in|on|at|by)\b)|the pair|"
    r"both (?:men|women|leaders|presidents|ministers|sides))\b",
    re.I,
)
# Whoever only asks and reports is no party: interviews and press calls are no contacts.
_PRESS = re.compile(r"\b(?:reporters?|journalists?|the press|news media|interviewer|anchor|host)\b", re.I)


def _the_two(doc: Document, cast: Cast, trigger: Trigger, first: int, last: int) -> list[Party]:
    """ "The two met", "both leaders spoke": the two persons (or states) that the text named last before."""
    m = next((m for m in _PAIR.finditer(doc.text, first, last) if abs(m.start() - trigger.start) < 60), None)
    if m is None:
        return []
    kinds = (
        ("country", "organisation")
        if re.search(r"sides|countries|nations|governments", m.group(), re.I)
        else ("person",)
    )
    found: dict[int, Party] = {}
    for ref in reversed([r for r in cast.references if r.end <= m.start()]):
        if (
            cast.entities[ref.entity].kind in kinds
            and doc.sentence_at(m.start()) - doc.sentence_at(ref.start) <= 3
        ):
            found.setdefault(ref.entity, Party(ref.entity, ref.start, ref.end, 0.7))
            if len(found) == 2:
                break
    return list(found.values())


_NAMED = ("person", "organisation", "country", "group")


def _named(cast: Cast, report: Report) -> bool:
    """Two parties that are no press, at least one a named person, state or organisation, or some of its people."""
    if sum(not _PRESS.search(cast.entities[i].name) for i in report.parties) < 2:
        return False
    if any(cast.entities[i].kind in _NAMED for i in report.parties):
        return True
    return any(
        p.start <= start and end <= p.end for p in report.parties.values() for start, end in cast.within
    )


def _evidence(doc: Document, trigger: Trigger) -> tuple[int, int]:
    """The sentence of the trigger, cut to the clauses around it where it is very long."""
    start, end = doc.sentences[doc.sentence_at(trigger.start)]
    end = max(end, trigger.end)
    if end - start > _EVIDENCE_LIMIT:
        half = _EVIDENCE_LIMIT // 2
        left, right = max(start, trigger.start - half), min(end, trigger.end + half)
        start = left if left == start else doc.text.find(" ", left, trigger.start) + 1 or left
        end = right if right == end else max(doc.text.rfind(" ", trigger.end, right), trigger.end)
    return start, end


def _narrowed(trigger: Trigger, start: int, end: int) -> tuple[int, int]:
    """The stretch that may tell the day: of somebody's words no more than these."""
    return (
        (start, end)
        if trigger.within is None
        else (max(start, trigger.within[0]), min(end, trigger.within[1]))
    )


def _merge(known: Report, found: Report) -> None:
    for entity, party in found.parties.items():
        if party.confidence >= _JOINING_PARTY:
            known.parties.setdefault(entity, party)
    known.statuses.append(found.status)
    known.within += found.within
    known.status = settled(known.statuses)
    known.called_on = known.called_on or found.called_on
    if known.channel == "unspecified":
        known.channel = found.channel
    if found.confidence > known.confidence:
        known.confidence = found.confidence
    known.initiator = known.initiator if known.initiator is not None else found.initiator
    known.triggers = sorted({*known.triggers, *found.triggers})


def _starts_contact(word: str) -> bool:
    return re.match(r"phon|call|telephon|rang|visit|host|welcom|receiv|reached|contacted", word) is not None
