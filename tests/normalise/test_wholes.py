"""Unnamed people told by whom they belong to."""

from __future__ import annotations

import pytest

from flows.normalise.entities import Cast
from flows.normalise.wholes import wholes

from .marking import described


def joined(text: str) -> tuple[list[tuple[str, str]], Cast]:
    doc, people = described(text)
    found = wholes(doc, people, 0, len(doc.text))
    return [(doc.text[r.start : r.end], people.entities[r.entity].name) for r in found], people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He met [members|GROUP] of [Congress|ORG] on Monday.", ["members of Congress"]),
        ("A call from [a spokesman|GROUP] for [Kadri Tamm].", ["spokesman for Kadri Tamm"]),
        (
            "He met the [leaders|GROUP] of [Nigeria|GPE] and [Lebanon|GPE].",
            ["leaders of Nigeria", "leaders of Lebanon"],
        ),
    ],
)
def test_a_noun_with_its_owner_is_one_party(text: str, names: list[str]) -> None:
    found, people = joined(text)
    assert [name for _, name in found] == names
    assert len(people.within) == 1 + len(names)


@pytest.mark.parametrize(
    "text",
    [
        "He met [members|GROUP] of the [Dunn] family.",  # the name goes on
        "[Officials|GROUP] of [Kadri Tamm]'s party met.",
        "[Officials|GROUP] said of [Kadri Tamm] that she lied.",
        "[Officials|GROUP], from [Riga|GPE] to [Oslo|GPE], met.",
    ],
)
def test_others_stay_apart(text: str) -> None:
    found, people = joined(text)
    assert found == []
    assert people.within == set()


def test_reading_twice_finds_nothing_more() -> None:
    doc, people = described("He met [members|GROUP] of [Congress|ORG] on Monday.")
    people.references += wholes(doc, people, 0, len(doc.text))
    people.references.sort(key=lambda r: (r.start, r.end))
    assert wholes(doc, people, 0, len(doc.text)) == []
