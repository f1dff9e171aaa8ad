"""Titles beside names, and titles that stand for somebody."""

import pytest

from flows.normalise.roles import counterparts, offices, role_after, role_before, titles_alone
from schemas.vocabulary import SECTORS


@pytest.mark.parametrize(
    ("before", "role", "country"),
    [
        ("Estonian Foreign Minister ", "Foreign Minister", "EST"),
        ("met U.S. Secretary of State ", "Secretary of State", "USA"),
        ("said Prime Minister ", "Prime Minister", None),
        ("the French President ", "President", "FRA"),
    ],
)
def test_title_before_a_name(before: str, role: str, country: str | None) -> None:
    found = role_before(before + "Kadri Tamm", len(before))
    assert found is not None
    assert (found.office.role, found.country, found.former) == (role, country, False)


def test_title_after_a_name() -> None:
    text = "Kadri Tamm, the foreign minister of Estonia, left."
    found = role_after(text, len("Kadri Tamm"))
    assert found is not None
    assert (found.office.role, found.country) == ("Foreign Minister", "EST")


def test_party_and_state_make_a_lawmaker() -> None:
    found = role_after("Sen. Ann Lee (R-Ohio) left.", len("Sen. Ann Lee"))
    assert found is not None
    assert (found.office.sector, found.country) == ("LEG", "USA")


def test_former_titles_are_marked() -> None:
    found = role_before("The former President Juris Ozols", len("The former President "))
    assert found is not None
    assert found.former


def test_a_name_without_title_has_none() -> None:
    assert role_before("yesterday, Kadri Tamm", len("yesterday, ")) is None
    assert role_after("Kadri Tamm, who was late, left.", len("Kadri Tamm")) is None


def test_titles_that_stand_alone() -> None:
    text = (
        "The president spoke. The Turkish leader left. The president of the club and President Ozols stayed."
    )
    found = [(text[r.start : r.end], r.country) for r in titles_alone(text)]
    assert found == [("The president", None), ("The Turkish leader", "TUR")]


def test_counterparts_name_a_nation() -> None:
    text = "She called her Polish counterpart, Jan Kos, and his best friend."
    assert [c for *_, c in counterparts("His Ecuadorian counterpart nodded.")] == ["ECU"]
    ((start, end, country),) = counterparts(text)
    assert (text[start:].startswith("her Polish"), text[end:].startswith("Jan Kos"), country) == (
        True,
        True,
        "POL",
    )


def test_every_office_has_a_role_and_a_known_sector() -> None:
    assert len(offices()) > 50
    assert all(o.role and o.sector in (*SECTORS, None) for o in offices().values())


def test_a_state_tells_the_country_of_its_office() -> None:
    role = role_before("New Jersey Governor ", 20)
    assert role is not None
    assert role.country == "USA"


def test_a_title_that_opens_the_next_clause_is_nobody_s() -> None:
    assert role_after("After Floyd, the president said so.", 11) is None
    role = role_after("Kushner, the president's adviser, left.", 7)
    assert role is not None
    assert role.office.role == "adviser"
