"""What speaks for two places telling of the same contact."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.coreference import Told, features, kind_of, probabilities
from flows.normalise.links import Candidate
from flows.normalise.triggers import Trigger
from tests.normalise.marking import described, span

TEXT = "[Kadri Tamm] phoned [Jan Kos] on Monday. The call was short. [Tamm] met [Ed Roe]."


def told(
    text: str, word: str, parties: set[int], channel: str, day: date | None = None
) -> tuple[Trigger, Told]:
    doc, people = described(text)
    start, end = span(doc, word)
    near = [(0.9, Candidate(r.entity, r)) for r in people.references if r.entity in parties]
    trigger = Trigger(start, end, channel, "held", 0.8, tuple(near))
    return trigger, Told(parties, channel, "held", day, ((start, end),))


def chance(text: str, first: tuple[Trigger, Told], second: tuple[Trigger, Told]) -> float:
    doc, _ = described(text)
    return float(probabilities([features(doc, second[0], second[1], first[1], True, 0)])[0])


def test_the_call_is_the_call_just_told_of() -> None:
    first = told(TEXT, "phoned", {0, 1}, "phone")
    back = chance(TEXT, first, told(TEXT, "call", set(), "phone"))
    other = chance(TEXT, first, told(TEXT, "met", {0, 2}, "in_person"))
    assert back > 0.6 > other


def test_another_day_speaks_against() -> None:
    text = "[Kadri Tamm] phoned [Jan Kos]. [Tamm] also called [Kos]."
    first = told(text, "phoned", {0, 1}, "phone", date(2024, 2, 19))
    same = chance(text, first, told(text, "called", {0, 1}, "phone", date(2024, 2, 19)))
    unlike = chance(text, first, told(text, "called", {0, 1}, "phone", date(2024, 2, 21)))
    assert same > unlike


@pytest.mark.parametrize(
    ("one", "other"),
    [("phone call", "rang"), ("meeting", "met"), ("talks", "negotiations"), ("visit", "hosted")],
)
def test_words_of_one_family(one: str, other: str) -> None:
    assert kind_of(one) == kind_of(other) >= 0


@given(st.lists(st.lists(st.floats(-5, 5), min_size=26, max_size=26), min_size=1, max_size=5))
def test_chances_are_probabilities(rows: list[list[float]]) -> None:
    assert all(0 <= p <= 1 for p in probabilities(rows))
