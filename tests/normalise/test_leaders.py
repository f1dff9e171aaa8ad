"""Leaders whom an article names without their country."""

import pytest

from flows.normalise.geography import data_rows
from flows.normalise.leaders import country_led
from flows.normalise.names import parse
from tests.normalise.marking import described, named, refers


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Vladimir Putin", "RUS"),
        ("Putin", "RUS"),
        ("Zelenskiy", "UKR"),
        ("Sisi", "EGY"),
        ("Donald Trump Jr.", None),
        ("Ivanka Trump", None),
        ("Kim", None),
        ("Juris Ozols", None),
    ],
)
def test_the_country_of_a_leader_by_name(name: str, country: str | None) -> None:
    parsed = parse(name)
    assert parsed is not None
    assert country_led(parsed) == country


def test_every_row_names_a_country_of_three_letters_once() -> None:
    rows = list(data_rows("leaders.tsv"))
    assert all(len(country) == 3 and country.isupper() for _, country, *_ in rows)
    assert len({name for name, *_ in rows}) == len(rows)


def test_a_title_of_another_nation_is_not_the_leader_at_hand() -> None:
    doc, people = described("President [Trump] made a call to the Ukrainian president, who thanked [Trump].")
    assert refers(doc, people, "the Ukrainian president") == {"Ukrainian president"}
    assert named(people, "Ukrainian president").country == "UKR"


def test_a_known_leader_answers_to_the_office_without_a_title_beside_the_name() -> None:
    doc, people = described("[Trump] praised [Zelensky]. The Ukrainian leader smiled.")
    assert refers(doc, people, "The Ukrainian leader") == {"Zelensky"}


def test_the_president_is_who_held_the_office_when_the_article_came_out() -> None:
    doc, people = described(
        "[Joe Biden] hired [Ann Lee], former president of a bank. [Biden] praised [Lee]. The president left early."
    )
    assert refers(doc, people, "The president") == {"Joe Biden"}


def test_a_leader_named_with_the_title_is_nobody_else_of_the_family() -> None:
    _, people = described(
        "President [Trump] came with [Ivanka Trump] and [Donald Trump Jr.] on Monday. [Trump] left."
    )
    assert named(people, "Trump").names["Trump"] == 2
    assert named(people, "Ivanka Trump").names.total() == 1
