"""Bodies that a tagger took for persons, told by all articles together."""

from flows.normalise.kinds import Uses, bodies_among
from flows.normalise.people import LONE


def bodies(outlets: set[str] | None = None, **uses: tuple[Uses, str]) -> set[str]:
    """`uses` gives each name (_ for a space) its uses and key."""
    named = {name.replace("_", " "): use for name, use in uses.items()}
    return bodies_among(
        {n: u for n, (u, _) in named.items()}, {n: k for n, (_, k) in named.items()}, outlets or set()
    )


def test_a_lone_name_that_articles_take_for_a_body_is_one() -> None:
    assert bodies(Hamas=(Uses(person=7, human=0, body=9), f"{LONE} hamas")) == {"Hamas"}
    assert bodies(Slate=(Uses(person=18, human=1, body=4), f"{LONE} slate")) == {"Slate"}


def test_a_lone_name_with_titles_or_pronouns_stays_a_person() -> None:
    assert bodies(Barron=(Uses(person=9, human=6, body=2), f"{LONE} baron")) == set()


def test_a_last_name_whose_bearer_is_known_stays_a_person() -> None:
    assert bodies(Biden=(Uses(person=9, human=0, body=20), "joe biden")) == set()


def test_an_outlet_is_a_body_but_a_writer_who_has_one_is_not() -> None:
    outlets = {"axios", "ben shapiro"}
    assert bodies(outlets, Axios=(Uses(10, 1, 0), f"{LONE} axios")) == {"Axios"}
    assert bodies(outlets, Ben_Shapiro=(Uses(16, 12, 0), "ben shapiro")) == set()


def test_a_first_name_outweighs_a_few_mistakes() -> None:
    assert bodies(Wolf_Blitzer=(Uses(13, 9, 5), "wolf blitzer")) == set()
    assert bodies(Goldman_Sachs=(Uses(8, 0, 21), "goldman sachs")) == {"Goldman Sachs"}
