"""Sectors and countries from names of bodies, from what people do and from the bodies in roles."""

import polars as pl
import pytest

from flows.normalise.actors import actor_of_entities, actor_rows
from flows.normalise.corrections import Corrections
from flows.normalise.geography import data_rows
from flows.normalise.sectors import of_body, of_people, of_role
from schemas.vocabulary import SECTORS


@pytest.mark.parametrize(
    ("name", "sector", "country"),
    [
        ("Pentagon", "MIL", "USA"),
        ("Federal Bureau of Investigation", "COP", "USA"),
        ("Estonian Defence Ministry", "GOV", "EST"),
        ("Lake County Sheriff's Office", "COP", None),
        ("Riverton Supreme Court", "JUD", None),
        ("Senate Fisheries Committee", "LEG", "USA"),
        ("University of Tartu", "EDU", None),
        ("Riverton Herald", "JRN", None),
        ("Kivi Holdings", "BUS", None),
        ("Latvian Farmers Party", "PTY", "LVA"),
        ("Foundation for Quiet Harbours", "NGO", None),
        ("New England Patriots", None, None),
        ("Ohio Board of Elections", "GOV", "USA"),
        ("Kivi", None, None),
    ],
)
def test_a_body_is_what_its_name_says(name: str, sector: str | None, country: str | None) -> None:
    assert of_body([name]) == (sector, country)


def test_any_name_of_a_body_may_tell() -> None:
    assert of_body(["RPD", "Riverton Police Department"]) == ("COP", None)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("FBI agents", ("COP", "USA")),
        ("GOP lawmakers", ("LEG", "USA")),
        ("Republicans", ("PTY", None)),
        ("nurses", ("MED", None)),
        ("people", ("CVL", None)),
        ("others", (None, None)),
        ("", (None, None)),
    ],
)
def test_unnamed_people_are_what_they_do(name: str, found: tuple[str | None, str | None]) -> None:
    assert of_people(name) == found


def test_a_role_is_of_the_body_in_it() -> None:
    assert of_role("State Department spokeswoman") == ("GOV", "USA")
    assert of_role("former director of the CIA") == ("SPY", "USA")
    assert of_role("CNN correspondent") == ("JRN", None)
    assert of_role("Republican National Committee Chairman", "GOV") == ("PTY", "USA")


def test_every_listed_sector_is_one() -> None:
    listed = {row[1] for row in data_rows("known_sectors.tsv")} | {
        row[0] for row in data_rows("people_sectors.tsv")
    }
    assert listed <= set(SECTORS)


def test_actors_have_them_and_titles_go_first() -> None:
    columns = {"gender": pl.String, "country": pl.String, "sector": pl.String, "roles": pl.List(pl.String)}
    entities = pl.DataFrame({
        "entity_id": ["e1", "e2"], "article_id": ["a", "a"], "kind": ["organisation", "person"],
        "name": ["Pentagon", "Anna Holm"], "names": [["Pentagon"], ["Anna Holm"]], "counts": [[1], [1]],
        "gender": [None, None], "country": [None, "EST"], "sector": [None, "LEG"], "roles": [[], ["FBI agent"]],
    }, schema_overrides=columns)  # fmt: skip
    articles = pl.DataFrame({"article_id": ["a"], "published_on": [None], "duplicate_of": [None]},
                            schema={"article_id": pl.String, "published_on": pl.Date, "duplicate_of": pl.String})  # fmt: skip
    fixes = Corrections()
    rows = actor_rows(entities, actor_of_entities(entities, fixes), articles, fixes).sort("name")
    assert rows.select("name", "sector", "country").rows() == [
        ("Anna Holm", "LEG", "EST"),
        ("Pentagon", "MIL", "USA"),
    ]
