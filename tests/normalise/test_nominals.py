"""Parties that an article calls by a common noun."""

from __future__ import annotations

import pytest

from flows.normalise.nominals import nominals

from .marking import described


def names(text: str) -> list[str]:
    doc, people = described(text)
    return [people.entities[r.entity].name for r in nominals(doc, people, 0, len(doc.text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Kadri Tamm] met the oversight committee on Monday.", "oversight committee"),
        ("[Kadri Tamm]'s lawyers met the Latvian government.", "Latvian government"),
        ("[Kadri Tamm] spoke with a top Estonian general.", "top Estonian general"),
        ("[Kadri Tamm] called a whistleblower at home.", "whistleblower"),
        ("He sat down with several landlords.", "landlords"),
    ],
)
def test_people_and_bodies_told_by_nouns(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "It was the first meeting in office.",  # nobody
        "The committee's meetings were long, group talks short.",  # the noun only narrows
        "He met adviser [Kadri Tamm].",  # the name is the mention
        "They met [Israeli officials|GROUP].",  # covered
    ],
)
def test_nouns_that_are_no_parties(text: str) -> None:
    found = names(text)
    assert not {"office", "group", "adviser", "officials"} & set(found)
