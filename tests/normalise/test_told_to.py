"""Outlets that only what is told to them shows."""

from __future__ import annotations

import pytest

from flows.normalise.told_to import missed_outlets


def found(text: str, *covered: tuple[int, int]) -> list[str]:
    return [text[s:e] for s, e in missed_outlets(text, covered, ["Kos"])]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It is over, an official told COURIER.", ["COURIER"]),
        ("It is over, an official tells Meridian\n\nMore follows.", ["Meridian"]),
        ("“No,” she told the Daily Herald on Tuesday.", ["Daily Herald"]),
        ("Aides told Meridian that it was over.", ["Meridian"]),
        ("She told Meridian host Jan Kos so.", []),  # the name only narrows
        ("She told Kos that it was over.", []),  # a person of the article
        ("She told Anna on Monday.", []),  # a first name
        ("He was told Monday.", []),
        ("She told Mr. Smith so.", []),
        ("It told Tokyo that it would stop.", []),  # a government
        ("She told President.", []),
    ],
)
def test_an_outlet_is_what_is_told_something_and_nothing_else(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_what_a_mention_covers_is_not_found_again() -> None:
    text = "It is over, an official told COURIER."
    start = text.index("COURIER")
    assert found(text, (start, start + 7)) == []
