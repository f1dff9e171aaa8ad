"""Reports of the same contact become one call; what differs stays apart."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.ledger import call_row, ledger, told_apart

MAY_19 = date(2021, 5, 19)


def report(number: int, **changes: Any) -> dict[str, Any]:
    base = {
        "report_id": f"{number:016x}", "article_id": f"a{number}", "participants": ("p1", "p2"), "channel": "phone",
        "status": "held", "called_on": MAY_19, "initiator_id": None, "plover_mode": "talk", "confidence": 0.9,
    }  # fmt: skip
    return base | changes


def published(reports: list[dict[str, Any]], day: date | None = MAY_19) -> dict[str, date | None]:
    return {r["article_id"]: day for r in reports}


def test_two_papers_one_call() -> None:
    reports = [report(1), report(2, channel="unspecified")]
    (call,) = ledger(reports, published(reports))
    assert {r["article_id"] for r in call.reports} == {"a1", "a2"}
    assert call.channel == "phone"


def test_other_days_and_other_channels_are_other_calls() -> None:
    reports = [report(1), report(2, called_on=MAY_19 + timedelta(days=1)), report(3, channel="in_person")]
    assert len(ledger(reports, published(reports))) == 3


def test_an_undated_report_joins_the_call_of_that_week_only() -> None:
    reports = [report(1), report(2, called_on=None), report(3, called_on=None)]
    days = {"a1": MAY_19, "a2": MAY_19 + timedelta(days=2), "a3": MAY_19 + timedelta(days=60)}
    calls = ledger(reports, days)
    assert sorted(len(c.reports) for c in calls) == [1, 2]


def test_a_denial_is_kept_as_a_conflict() -> None:
    reports = [report(1), report(2, status="denied")]
    (call,) = ledger(reports, published(reports))
    row = call_row(call, "x", {"a1", "a2"}, contested=False)
    assert (row["status"], row["conflicted"], row["article_count"]) == ("held", True, 2)


def test_a_planned_call_is_not_the_held_one() -> None:
    reports = [report(1), report(2, status="planned")]
    assert len(ledger(reports, published(reports))) == 2


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["phone", "unspecified", "in_person"])), max_size=20
    )
)
def test_every_report_is_in_exactly_one_call_and_ids_are_unique(shape: list[tuple[int, str]]) -> None:
    reports = [
        report(i, channel=channel, called_on=MAY_19 + timedelta(days=shift) if shift else None)
        for i, (shift, channel) in enumerate(shape)
    ]
    calls = ledger(reports, published(reports))
    assert sorted(r["report_id"] for c in calls for r in c.reports) == [r["report_id"] for r in reports]
    assert len(set(told_apart(calls).values())) == len(calls)
