"""Countries by the words that news has for them."""

import pytest

from flows.normalise.geography import country_in, country_name, place


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Israeli", "ISR"), ("Israelis", "ISR"), ("U.S.", "USA"), ("Britain’s", "GBR"), ("the Netherlands", "NLD"),
        ("South Korean", "KOR"), ("Kremlin", "RUS"), ("Saudi", "SAU"), ("Springfield", None), ("us", None), ("Jordan", None),
    ],
)  # fmt: skip
def test_a_word_stands_for_its_country(words: str, country: str | None) -> None:
    found = place(words)
    assert (found.country if found else None) == country


def test_a_country_is_found_inside_a_title() -> None:
    assert country_in("the South Korean national security adviser") == "KOR"
    assert country_in("deputy mayor of Springfield") is None


@pytest.mark.parametrize("part", ["England", "Scotland", "Wales", "Northern Ireland"])
def test_a_part_of_a_country_tells_the_country_and_is_not_it(part: str) -> None:
    found = place(part)
    assert found is not None
    assert (found.country, found.kind) == ("GBR", "demonym")


def test_countries_have_their_usual_names() -> None:
    assert [country_name(c) for c in ("USA", "IRN", "XKX")] == [
        "United States",
        "Iran",
        "Kosovo",
    ]


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("former New Mexico", "USA"),
        ("Rhode Island", "USA"),
        ("Georgetown Law Center", None),
        ("Mexican", "MEX"),
        ("San Jose", None),
    ],
)
def test_states_and_namesakes_of_capitals_are_no_countries(words: str, country: str | None) -> None:
    assert country_in(words) == country
