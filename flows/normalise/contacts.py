"""Contacts that an article reports: triggers with parties, grouped into one report a contact.

What counts is described in docs/calls.md: one party speaking directly with another, held, planned, denied or
cancelled. A trigger without two parties ("the call", "all three calls") refers back to a contact told elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flows.normalise.dates import days_in
from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.manner import settled
from flows.normalise.parties import Party, told_outright
from flows.normalise.triggers import FLOOR, Trigger

_AGAIN = re.compile(
    r"\b(?:again|another|second|third|next|follow-up|previous|earlier|separate(?:ly)?|other)\b", re.I
)
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
    again: bool = False
    statuses: list[str] = field(default_factory=list)


def contacts(doc: Document, cast: Cast, triggers: Sequence[Trigger]) -> list[Report]:
    """The contacts of an article, in the order of their first mention."""
    reports: list[Report] = []
    told = (r for t in sorted(triggers, key=lambda t: (t.start, t.end)) for r in _reports(doc, cast, t))
    for found in told:
        if len(found.parties) >= 2 and _named(cast, found):
            known = next((r for r in reports if _same(r, found)), None)
        else:
            known = _referred(doc, reports, found)
            if known is None:
                continue
        if known is None:
            reports.append(found)
        else:
            _merge(known, found)
    return reports


def _reports(doc: Document, cast: Cast, trigger: Trigger) -> list[Report]:
    """The contacts that one word stands for: several where the words pair their parties ("calls between ...")."""
    if doc.text[trigger.start : trigger.end].lower().startswith("call") and _NAME_CALLING.match(
        doc.text, trigger.end
    ):
        return []
    groups = told_outright(doc, cast, trigger.start, trigger.end)
    if groups:
        return [_report(doc, trigger, {p.entity: p for p in group}) for group in groups]
    return [_report(doc, trigger, _parties(doc, cast, trigger))] if trigger.score >= FLOOR else []


def _report(doc: Document, trigger: Trigger, parties: dict[int, Party]) -> Report:
    start, end = _evidence(doc, trigger)
    word = doc.text[trigger.start : trigger.end].lower()
    first = next(iter(parties), None)
    return Report(
        parties,
        trigger.channel,
        trigger.status,
        _day(doc, trigger, start, end),
        start,
        end,
        (trigger.start, trigger.end),
        round(trigger.score, 3),
        first if _starts_contact(word) and parties and parties[first].start < trigger.start else None,  # type: ignore[index]
        mode(word),
        [(trigger.start, trigger.end)],
        bool(_AGAIN.search(doc.text, max(start, trigger.start - 25), min(end, trigger.end + 12))),
        [trigger.status],
    )


# From this probability on an entity counts as one of two parties, or as a further one.
_SECOND_PARTY, _MORE_PARTIES = 0.45, 0.6


def _parties(doc: Document, cast: Cast, trigger: Trigger) -> dict[int, Party]:
    """The entities that most likely took part, in text order."""
    first, last = doc.sentences[doc.sentence_at(trigger.start)]
    pair = _the_two(doc, cast, trigger, first, last)
    if len(pair) == 2:
        return {party.entity: party for party in pair}
    chosen = [
        (p, c) for i, (p, c) in enumerate(trigger.parties) if p >= (_SECOND_PARTY if i < 2 else _MORE_PARTIES)
    ]
    return {
        c.entity: Party(c.entity, c.ref.start, c.ref.end, round(p, 3))
        for p, c in sorted(chosen, key=lambda pair: pair[1].ref.start)
    }


_PAIR = re.compile(
    r"\b(?:the two(?:\s+(?:men|women|leaders|presidents|ministers|officials|sides|countries|nations|governments))?|the pair|"
    r"both (?:men|women|leaders|presidents|ministers|sides))\b",
    re.I,
)
# Whoever only asks and reports is no party: interviews and press calls are no contacts.
_PRESS = re.compile(r"\b(?:reporters?|journalists?|the press|news media|interviewer|anchor|host)\b", re.I)
# "called his rival, Smith, a liar": a name, not a call.
_NAME_CALLING = re.compile(
    r"\s+(?:(?:him|her|them|it)|(?:(?:his|her|their|the)\s+[\w-]+,?\s+)?[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,3}),?\s+"
    r"(?:a|an|[“\"‘']|“?the)\s*(?!(?:day|week|month|year|few|second|third|couple)\b)\w"
)


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


def _named(cast: Cast, report: Report) -> bool:
    """Two parties that are no press, at least one a named person, state or organisation."""
    if sum(not _PRESS.search(cast.entities[i].name) for i in report.parties) < 2:
        return False
    return any(
        cast.entities[i].kind in ("person", "organisation", "country", "group") for i in report.parties
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


def _day(doc: Document, trigger: Trigger, start: int, end: int) -> date | None:
    """The day nearest to the trigger in its clause, after it before before it."""
    future = trigger.status in ("planned", "cancelled")
    days = list(days_in(doc.text, start, end, doc.published_on, future=future))
    if not days:
        return None
    nearest = min(
        days, key=lambda d: trigger.start - d.end + 15 if d.end <= trigger.start else d.start - trigger.end
    )
    gap = nearest.start - trigger.end if nearest.start >= trigger.end else trigger.start - nearest.end
    if gap > 120:
        return None
    if trigger.status == "held" and doc.published_on and nearest.day > doc.published_on:
        return None
    return nearest.day


def _core(report: Report) -> set[int]:
    """The two surest parties."""
    return set(
        sorted(report.parties, key=lambda e: (-report.parties[e].confidence, report.parties[e].start))[:2]
    )


def _same(a: Report, b: Report) -> bool:
    """Two mentions of one contact: the surest parties agree, and nothing else speaks against it."""
    if not (_core(b) <= a.parties.keys() or _core(a) <= b.parties.keys()) or b.again:
        return False
    if a.called_on and b.called_on and a.called_on != b.called_on:
        return False
    if a.channel != b.channel and "unspecified" not in (a.channel, b.channel):
        return False
    return ("planned" in a.statuses) == (b.status == "planned") or not (a.called_on and b.called_on)


def _referred(doc: Document, reports: list[Report], found: Report) -> Report | None:
    """The contact that a bare "the call" refers back to: the nearest before it that fits, else the first after."""
    fits = [
        r
        for r in reports
        if (r.channel == found.channel or "unspecified" in (r.channel, found.channel))
        and (not found.parties or found.parties.keys() <= r.parties.keys())
    ]
    return fits[-1] if fits else None


def _merge(known: Report, found: Report) -> None:
    for entity, party in found.parties.items():
        if party.confidence >= _MORE_PARTIES:
            known.parties.setdefault(entity, party)
    known.statuses.append(found.status)
    known.status = settled(known.statuses)
    known.called_on = known.called_on or found.called_on
    if known.channel == "unspecified":
        known.channel = found.channel
    if found.confidence > known.confidence:
        known.confidence = found.confidence
    known.initiator = known.initiator if known.initiator is not None else found.initiator
    known.triggers.extend(found.triggers)


def _starts_contact(word: str) -> bool:
    return re.match(r"phon|call|telephon|rang|visit|host|welcom|receiv|reached|contacted", word) is not None


_MODES = (
    (re.compile(r"mediat|broker|shuttl"), "mediate"),
    (re.compile(r"negotiat|talks\b"), "negotiate"),
    (re.compile(r"visit|trip|tour|travel"), "visit"),
    (re.compile(r"host|welcom|receiv"), "host"),
    (
        re.compile(r"\bmet\b|meet|summit|dinner|lunch|breakfast|huddle|sat down|sit-down|gather|session"),
        "meet",
    ),
)


def mode(word: str) -> str:
    """The PLOVER mode that a trigger stands for."""
    return next((name for pattern, name in _MODES if pattern.search(word)), "talk")


def cameo(channel: str, status: str, plover_mode: str) -> str:
    """The CAMEO code (Gerner et al. 2009) of a contact."""
    if status == "planned":
        return "036"
    if channel in ("phone", "video"):
        return "041"
    return {"visit": "042", "host": "043", "meet": "044", "mediate": "045", "negotiate": "046"}.get(
        plover_mode, "040"
    )
