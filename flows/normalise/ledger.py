"""One ledger of calls: the reports of different articles that tell of the same contact become one row.

Reports merge when they name the same parties by compatible channels on one day. A report without a day joins a
contact of the same parties that was told within a week of it. Days and channels that differ are never merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flows.normalise.plover import cameo
from schemas.ids import stable_id

_SAME_NEWS = 7  # days between articles that tell of one undated contact


@dataclass(slots=True)
class Call:
    """A contact and its reports (rows of the intermediate table, actors in place of entities)."""

    parties: tuple[str, ...]
    channel: str
    called_on: date | None
    seen: date | None
    reports: list[dict[str, Any]] = field(default_factory=list)

    def takes(self, report: dict[str, Any], published: date | None) -> bool:
        if "unspecified" not in (self.channel, report["channel"]) and self.channel != report["channel"]:
            return False
        if ("planned" in {r["status"] for r in self.reports}) != (report["status"] == "planned"):
            return False
        if any(r["article_id"] == report["article_id"] for r in self.reports):
            return False  # one article tells two contacts apart
        if self.called_on and report["called_on"]:
            return bool(self.called_on == report["called_on"])
        mine, theirs = self.called_on or self.seen, report["called_on"] or published
        return mine is not None and theirs is not None and abs((mine - theirs).days) <= _SAME_NEWS

    def add(self, report: dict[str, Any], published: date | None) -> None:
        self.reports.append(report)
        self.called_on = self.called_on or report["called_on"]
        self.seen = self.seen or published
        if self.channel == "unspecified":
            self.channel = report["channel"]


def ledger(reports: Iterable[dict[str, Any]], published: dict[str, date | None]) -> list[Call]:
    """Group reports into calls; `reports` carry `participants` (sorted actor ids), `published` maps article ids."""
    blocks: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for report in reports:
        blocks[report["participants"]].append(report)
    return [call for parties in sorted(blocks) for call in _calls_of(parties, blocks[parties], published)]


def _calls_of(
    parties: tuple[str, ...], block: list[dict[str, Any]], published: dict[str, date | None]
) -> list[Call]:
    """Dated reports first, so that undated ones find the day they belong to."""
    far = date.max
    order = sorted(
        block,
        key=lambda r: (
            r["called_on"] is None,
            r["called_on"] or published[r["article_id"]] or far,
            r["report_id"],
        ),
    )
    calls: list[Call] = []
    for report in order:
        day = published[report["article_id"]]
        call = next((c for c in reversed(calls[-40:]) if c.takes(report, day)), None)
        if call is None:
            call = Call(parties, report["channel"], report["called_on"], day)
            calls.append(call)
        call.add(report, day)
    return calls


def call_row(call: Call, key: str, independent: set[str], contested: bool) -> dict[str, Any]:
    """The published row; `independent` holds the articles whose report counts, `contested` a channel clash elsewhere."""
    surest = max(call.reports, key=lambda r: (r["confidence"], r["report_id"]))
    statuses = {r["status"] for r in call.reports}
    status = "held" if "held" in statuses else surest["status"]
    initiators = sorted({r["initiator_id"] for r in call.reports if r["initiator_id"] in call.parties})
    return {
        "call_id": key,
        "channel": call.channel,
        "status": status,
        "called_on": call.called_on,
        "participants": list(call.parties),
        "initiator_id": initiators[0] if len(initiators) == 1 else None,
        "plover_mode": surest["plover_mode"],
        "cameo_code": cameo(call.channel, status, surest["plover_mode"]),
        "article_count": len({r["article_id"] for r in call.reports} & independent),
        "conflicted": len(statuses) > 1 or contested,
        "confidence": surest["confidence"],
    }


def call_id(call: Call) -> str:
    """A dated call is its parties, channel and day; an undated one also the first report that told it."""
    first = "" if call.called_on else min(r["report_id"] for r in call.reports)
    kind = "planned" if {r["status"] for r in call.reports} == {"planned"} else ""
    return stable_id("call", *call.parties, call.channel, call.called_on, kind, first)


def told_apart(calls: list[Call]) -> dict[int, str]:
    """The id of every call by its place in the list; a second call of the same parties, channel and day has its own."""
    seen: set[str] = set()
    out: dict[int, str] = {}
    for i, call in enumerate(calls):
        key = call_id(call)
        if key in seen:
            key = stable_id("call", key, min(r["report_id"] for r in call.reports))
        seen.add(key)
        out[i] = key
    return out
