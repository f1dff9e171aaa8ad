"""Last names that the tagger missed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.document import read_document
from flows.normalise.repeated import missed_names

TAGGED = "Kadri Tamm spoke. Then Tamm left. "


def missed(rest: str, title: str = "News") -> list[str]:
    text = f"{title}\n\n{TAGGED}{rest}"
    doc = read_document("t", text, len(title))
    first = text.index("Kadri")
    people = [(first, first + 10), (first + 23, first + 27)]
    return [text[a - 12 : b + 9] for a, b in missed_names(doc, people, people)]


@pytest.mark.parametrize(
    "rest",
    [
        "In the end Tamm agreed.",
        "President Tamm agreed.",
        "Nobody saw Tamm’s letter.",
        "“Tamm will win,” he said.",
    ],
)
def test_a_last_name_is_found_again(rest: str) -> None:
    assert len(missed(rest)) == 1


@pytest.mark.parametrize(
    "rest",
    [
        "In the end Melania Tamm agreed.",
        "They met in Tamm Tower again.",
        "The Anna Tamm Show was over.",
        "Write to kadri.Tamm@example.org or to @Tamm at once.",
        "The anti-Tamm camp won.",
        "Nothing else was said.",
    ],
)
def test_parts_of_other_names_are_none(rest: str) -> None:
    assert missed(rest) == []


def test_a_word_that_is_more_often_no_name_is_left_alone() -> None:
    assert missed("Tamm here. Tamm there. Tamm everywhere, said the sign.") == []


def test_a_headline_is_read_in_capitals() -> None:
    assert len(missed("", title="How Tamm Won The Vote")) == 1


@given(st.text(max_size=80))
def test_what_is_found_is_never_covered_and_in_order(rest: str) -> None:
    text = f"News\n\n{TAGGED}{rest}"
    doc = read_document("t", text, 4)
    people = [(6, 16), (29, 33)]
    found = missed_names(doc, people, people)
    assert found == sorted(found)
    assert all(text[a:b] == "Tamm" and a >= people[-1][1] for a, b in found)
