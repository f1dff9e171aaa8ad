"""Names taken apart and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.names import fold, gender_of, parse, same_person, sound


@pytest.mark.parametrize(
    ("surface", "text", "gender"),
    [
        ("Mr. Donald Trump Jr.'s", "Donald Trump Jr.", "m"),
        ("Sen. Lindsey Graham", "Lindsey Graham", ""),
        ("Mrs. Clinton", "Clinton", "f"),
        ("Blinken’s", "Blinken", ""),
    ],
)
def test_honorific_and_possessive_are_no_part_of_a_name(surface: str, text: str, gender: str) -> None:
    name = parse(surface)
    assert name is not None
    assert (name.text, name.gender) == (text, gender)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", True),
        ("Joe Biden", "Joseph Biden", True),
        ("Donald J. Trump", "Donald Trump", True),
        ("Donald Trump", "Donald Trump Jr.", False),
        ("Hillary Clinton", "Bill Clinton", False),
        ("Abdel Fattah el-Sisi", "Abdel Fattah al-Sisi", True),
        ("Mr. Kelly Smith", "Mrs. Kelly Smith", False),
        ("George W. Bush", "Jeb Bush", False),
        ("George W. Bush", "George H.W. Bush", False),
        ("Hillary Rodham Clinton", "Hillary Clinton", True),
    ],
)
def test_namesakes_are_kept_apart_and_variants_joined(a: str, b: str, same: bool) -> None:
    x, y = parse(a), parse(b)
    assert x is not None
    assert y is not None
    assert same_person(x, y) is same
    assert same_person(y, x) is same


@given(st.text(max_size=40))
def test_any_text_can_be_folded_and_parsed(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    parse(text)
    sound(text)


def test_gender_only_where_the_name_tells() -> None:
    assert (gender_of("Hillary"), gender_of("Donald"), gender_of("Taylor")) == ("f", "m", "")
