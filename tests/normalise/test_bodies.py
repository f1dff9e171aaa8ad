"""Names of bodies made whole."""

import pytest

from flows.normalise.bodies import names_none, whole_name
from tests.normalise.marking import named, names, read


@pytest.mark.parametrize(
    ("text", "tagged", "whole"),
    [
        ("The Department of Homeland Security said.", "Department of", "Department of Homeland Security"),
        ("The Michigan Department of Environmental Quality said.", "Environmental Quality",
         "Michigan Department of Environmental Quality"),
        ("The University of Oulu said.", "University of", "University of Oulu"),
        ("The Department of energy said.", "Department of", None),
        ("Baltlink said.", "Baltlink", "Baltlink"),
    ],
)  # fmt: skip
def test_a_cut_name_goes_on(text: str, tagged: str, whole: str | None) -> None:
    start = text.index(tagged)
    span = whole_name(text, start, start + len(tagged))
    assert (text[slice(*span)] if span else None) == whole


def test_two_pieces_of_one_name_are_one_body() -> None:
    _, people = read("The [Department of|ORG] [Homeland Security|ORG] said.")
    assert names(people) == {"Department of Homeland Security"}
    assert len(people.references) == 1


def test_a_body_that_every_town_has_is_unnamed() -> None:
    assert names_none("City Council")
    _, people = read("The [City Council|ORG] met [Baltlink|ORG].")
    assert (named(people, "City Council").kind, named(people, "Baltlink").kind) == ("unnamed", "organisation")


def test_the_head_of_a_name_and_its_rest_are_one_mention() -> None:
    doc, people = read("The [American Council|ORG] on [Education|ORG] said.")
    assert [doc.text[r.start : r.end] for r in people.references] == ["American Council on Education"]


def test_a_group_of_nations_keeps_its_number() -> None:
    text = "the Group of Seven summit"
    span = whole_name(text, 4, 9)
    assert span is not None
    assert text[slice(*span)] == "Group of Seven"


def test_laws_and_programmes_are_no_bodies() -> None:
    _, people = read("[Medicare|ORG] pays. The [Defense of Marriage Act|ORG] fell. [Baltlink|ORG] voted.")
    assert names(people) == {"Baltlink"}


def test_a_chamber_of_a_state_is_not_the_nations() -> None:
    _, people = read("The [Senate|ORG] voted. In the state [Senate|ORG] nobody did.")
    assert (named(people, "Senate").kind, named(people, "state Senate").kind) == ("organisation", "unnamed")


@pytest.mark.parametrize(
    "text",
    [
        "[TSB|ORG] falls. The [Tallinn Savings Bank|ORG] said that [T.S.B.|ORG] was sound.",
        "The [Department of Sea and Coast Safety|ORG] ([SCS|ORG]) said. [SCS|ORG] closed.",
        "The [Department of Justice|ORG] said. The [DOJ|ORG] closed.",
    ],
)
def test_an_acronym_is_the_body_written_out_wherever_it_stands(text: str) -> None:
    _, people = read(text)
    assert len(people.entities) == 1


def test_an_acronym_of_nothing_written_out_is_a_body_of_its_own() -> None:
    _, people = read("The [Tallinn Savings Bank|ORG] ([KPX|ORG]) and [TXB|ORG] said.")
    assert names(people) == {"Tallinn Savings Bank", "KPX", "TXB"}


def test_half_of_another_name_is_no_body() -> None:
    _, people = read(
        "The [Boston|ORG] Marathon began on [North American Free|ORG] Trade Agreement day; [Baltlink|ORG] ran."
    )
    assert names(people) == {"Baltlink"}


def test_a_nations_court_is_its_own() -> None:
    _, people = read(
        "The [Supreme Court|ORG] sat. Norway's [Supreme Court|ORG] did not, nor Kos's [Baltlink|ORG]."
    )
    assert names(people) == {"Supreme Court", "Norway's Supreme Court", "Baltlink"}
