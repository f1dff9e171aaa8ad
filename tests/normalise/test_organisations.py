"""One body over all articles."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.actors import actor_of_entities
from flows.normalise.corrections import Corrections
from flows.normalise.organisations import Used, keys_of_bodies, plain_key

BANK = "Tallinn Savings Bank"


def keys(*uses: Used) -> dict[str, str]:
    return keys_of_bodies(uses)


def test_an_acronym_is_what_the_articles_that_explain_it_mean() -> None:
    found = keys((BANK, [BANK, "TSB"], 2), (BANK.upper(), [], 1), ("TSB", ["TSB"], 9), ("T.S.B.", [], 1))
    assert len(set(found.values())) == 1


def test_one_that_means_two_bodies_alike_stays_alone() -> None:
    found = keys((BANK, [BANK, "TSB"], 1), ("Tartu School Board", ["TSB"], 1), ("TSB", [], 5))
    assert len(set(found.values())) == 3


def test_one_that_hardly_any_article_explains_stays_alone() -> None:
    assert len(set(keys((BANK, [BANK, "TSB"], 1), ("TSB", [], 99)).values())) == 2


def test_letters_that_the_name_lacks_explain_nothing() -> None:
    assert len(set(keys((BANK, [BANK, "KPX"], 5), ("KPX", [], 5)).values())) == 2


def test_names_with_one_acronym_and_nearly_the_same_words_are_one() -> None:
    usual, other = "Department of Coastal Safety", "Department for Coastal Safety"
    far = "Danish Council of Shipping"
    found = keys((usual, [usual, "DCS"], 8), (other, [other, "DCS"], 1), (far, [far, "DCS"], 1))
    assert found[usual] == found[other] != found[far]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Department of Justice", "Justice Department"),
        ("U.S. Department of the Treasury", "Treasury"),
        ("Ministry of Defence", "Defence Ministry"),
        ("GOP", "Republican Party"),
        ("U.N.", "United Nations"),
        ("U.S. Senate", "Senate"),
    ],
)
def test_two_ways_of_naming_one_body(one: str, other: str) -> None:
    assert plain_key(one) == plain_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("California Department of Justice", "Justice Department"), ("state Senate", "Senate")],
)
def test_bodies_of_states_are_their_own(one: str, other: str) -> None:
    assert plain_key(one) != plain_key(other)


def test_the_articles_of_one_body_have_one_actor() -> None:
    written, short = [BANK, "TSB"], ["TSB"]
    entities = pl.DataFrame({
        "entity_id": ["e0", "e1"], "article_id": ["a0", "a1"], "kind": "organisation", "name": [BANK, "TSB"],
        "names": [written, short], "gender": [None, None], "country": [None, None], "roles": [[], []],
    }, schema_overrides={"gender": pl.String, "country": pl.String, "roles": pl.List(pl.String)})  # fmt: skip
    assert actor_of_entities(entities, Corrections())["actor_id"].n_unique() == 1


names = st.text(alphabet="ABab. ", min_size=1, max_size=6)


@given(st.lists(st.tuples(names, st.lists(names, max_size=3), st.integers(1, 9)), max_size=8))
def test_every_name_has_a_key_in_any_order(uses: list[Used]) -> None:
    by_name = list({u[0]: u for u in uses}.values())
    found = keys_of_bodies(by_name)
    assert found.keys() == {u[0] for u in by_name}
    assert all(found.values())
    assert found == keys_of_bodies(by_name[::-1])
