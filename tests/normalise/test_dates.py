"""Days of the text, fixed through the day of publication."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.dates import days_in

WEDNESDAY = date(2021, 5, 19)


@pytest.mark.parametrize(
    ("text", "future", "day"),
    [
        ("told him on Wednesday that", False, "2021-05-19"),
        ("spoke on Monday night", False, "2021-05-17"),
        ("will meet on Thursday", True, "2021-05-20"),
        ("next Wednesday", True, "2021-05-26"),
        ("last Wednesday", False, "2021-05-12"),
        ("yesterday", False, "2021-05-18"),
        ("the July 25 call", False, "2020-07-25"),
        ("on 3 March 2019", False, "2019-03-03"),
        ("on Sept. 11, 2001", False, "2001-09-11"),
    ],
)
def test_a_day_expression_is_fixed(text: str, future: bool, day: str) -> None:
    found = list(days_in(text, 0, len(text), WEDNESDAY, future=future))
    assert [d.day.isoformat() for d in found] == [day]


@pytest.mark.parametrize("text", ["on Mondays", "the day before", "Feb. 30", "in May", "last week"])
def test_what_fixes_no_day_gives_none(text: str) -> None:
    assert list(days_in(text, 0, len(text), WEDNESDAY)) == []


def test_without_a_day_of_publication_only_full_dates_are_fixed() -> None:
    text = "on Monday, May 4, and on May 5, 2020"
    assert [d.day.isoformat() for d in days_in(text, 0, len(text), None)] == ["2020-05-05"]


@given(st.text(max_size=200), st.dates(date(1900, 1, 2), date(2100, 1, 1)))
def test_any_text_is_read_without_error(text: str, published: date) -> None:
    for found in days_in(text, 0, len(text), published):
        assert 0 <= found.start < found.end <= len(text)
