"""Reviewed corrections: merge, split, rename, and those that nothing used."""

from __future__ import annotations

import polars as pl
import pytest

from flows.normalise import corrections
from flows.normalise.actors import actor_of_entities
from flows.normalise.corrections import Corrections, key_of, load_corrections


def actor_ids(fixes: Corrections, *names: str) -> list[str]:
    """The actors of persons with these names, one entity each."""
    entities = pl.DataFrame({
        "entity_id": [f"e{i}" for i in range(len(names))], "article_id": [f"a{i}" for i in range(len(names))],
        "kind": "person", "name": list(names), "names": [[n] for n in names], "gender": [None] * len(names), "country": [None] * len(names),
        "roles": [[]] * len(names),
    }, schema_overrides={"gender": pl.String, "country": pl.String, "roles": pl.List(pl.String)})  # fmt: skip
    found = actor_of_entities(entities, fixes)
    return found.sort("entity_id")["actor_id"].to_list()


def test_merge_gives_one_actor() -> None:
    fixes = Corrections(merges={("person", "Anna Holm"): "Karin Berg"})
    holm, berg = actor_ids(fixes, "Anna Holm", "Karin Berg")
    assert holm == berg
    assert len(set(actor_ids(Corrections(), "Anna Holm", "Karin Berg"))) == 2


def test_split_gives_two() -> None:
    joined = actor_ids(Corrections(), "Joe Berg", "Joseph Berg")
    apart = actor_ids(Corrections(splits={("person", "Joseph Berg")}), "Joe Berg", "Joseph Berg")
    assert (len(set(joined)), len(set(apart))) == (1, 2)


def test_short_names_of_public_figures_are_theirs() -> None:
    aoc, whole = actor_ids(Corrections(), "AOC", "Alexandria Ocasio-Cortez")
    assert aoc == whole


def test_rename_changes_what_is_shown() -> None:
    assert Corrections(renames={"K. Berg": "Karin Berg"}).renamed("K. Berg") == "Karin Berg"
    assert Corrections().renamed("K. Berg") == "K. Berg"


def test_what_nothing_used_is_reported() -> None:
    fixes = Corrections(
        merges={("person", "Anna Holm"): "Karin Berg"}, splits={("person", "Ed Roe")}, renames={"X": "Y"}
    )
    assert fixes.unused() == ["merge Anna Holm", "rename X", "split Ed Roe"]
    fixes.key("person", "Anna Holm", "k")
    fixes.renamed("X")
    assert fixes.unused() == ["split Ed Roe"]


def test_a_correction_of_a_person_leaves_a_body_of_that_name_alone() -> None:
    fixes = Corrections(merges={("person", "Holm"): "Karin Berg"})
    assert fixes.key("organisation", "Holm", "holm") == "holm"


def test_a_key_ignores_spelling() -> None:
    assert key_of("person", "Volodymyr Zelensky") == key_of("person", "Volodymyr Zelenskyy")
    assert key_of("organisation", "Baltlink") == "baltlink"


def test_an_unknown_action_is_refused_with_the_file_and_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "data_rows", lambda _: [["join", "person", "Ed Roe", "Ed", "why"]])
    with pytest.raises(ValueError, match=r"corrections\.tsv: unknown action 'join' for 'Ed Roe'"):
        load_corrections()


def test_the_projects_corrections_can_be_read() -> None:
    assert isinstance(load_corrections(), Corrections)


def test_a_middle_name_may_make_another_person() -> None:
    one, other, same = actor_ids(Corrections(), "John Edwards", "John Bel Edwards", "Jon Bel Edwards")
    assert one != other == same


def test_first_names_alone_are_one_person_within_an_article_only() -> None:
    one, other = actor_ids(Corrections(), "David", "David")
    assert one != other
    one, other = actor_ids(Corrections(), "Kuusk", "Kuusk")
    assert one == other
