"""Actors over all articles, from the entities of each: one row an actor, and which actor each entity is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import polars as pl
import pyarrow as pa

from flows.normalise.corrections import Corrections
from flows.normalise.kinds import Uses, bodies_among
from flows.normalise.names import PARTICLES, fold, gender_of, is_family_name
from flows.normalise.organisations import keys_of_bodies, plain_key
from flows.normalise.people import LONE, NameUse, group_people
from flows.normalise.sectors import of_body, of_people, of_role
from schemas.ids import stable_id

_MOST_ALIASES = 12


def actor_of_entities(
    entities: pl.DataFrame, corrections: Corrections, outlets: Iterable[str | None] = ()
) -> pl.DataFrame:
    """entity_id, actor_id, kind: which actor each entity is, and of what kind.

    Names are grouped once each, however many articles use them.
    """
    entities = entities.with_columns(bearer=_BEARER)
    distinct = entities.group_by("kind", "name").agg(
        _ARTICLES, pl.col("article_id").filter(_SHOWN_HUMAN).n_unique().alias("human")
    )
    keys = _keys_of_people(entities.filter(pl.col("kind") == "person"))
    usual = {name: key for (name, _), key in keys.items()}
    bodies = bodies_among(_uses(distinct), usual, {fold(o) for o in outlets if o})
    people = _people_among_bodies(distinct) - bodies
    body_keys = keys_of_bodies(_names_of_bodies(entities))
    rows, own_alone = [], []
    for kind, name, bearer in entities.select("kind", "name", "bearer").unique().iter_rows():
        actual = "organisation" if kind == "person" and name in bodies else kind
        actual = "person" if kind == "organisation" and name in people else actual
        actual = corrections.kind(actual, name)
        a_person = actual == "person" and (kind == "person" or name in people)
        own = (body_keys.get(name) or plain_key(name)) if actual == "organisation" else None
        key = keys.get((name, bearer), fold(name)) if a_person else own or fold(name) or name
        key = corrections.key(actual, name, key)
        rows.append((kind, name, bearer, actual, stable_id("actor", actual, key)))
        own_alone += [rows[-1][-1]] if a_person and key.startswith(LONE) and _only_first(name) else []
    # Types are declared because there may be no row to tell them: a run of other languages only.
    columns = dict.fromkeys(("kind", "name", "bearer", "actual", "actor_id"), pl.String)
    mapping = pl.DataFrame(rows, schema=columns, orient="row")
    joined = entities.join(mapping, on=["kind", "name", "bearer"], how="left")
    # Two Davids of two articles are two.
    one_each = (
        pl.concat_str("actor_id", "article_id", separator=" ")
        .map_elements(lambda key: stable_id("actor", "person", key), return_dtype=pl.String)
        .alias("actor_id")
    )
    alone = joined.filter(pl.col("actor_id").is_in(own_alone)).with_columns(one_each)
    joined = pl.concat([joined.filter(~pl.col("actor_id").is_in(own_alone)), alone])
    return joined.select("entity_id", "actor_id", pl.col("actual").alias("kind"))


def _only_first(name: str) -> bool:
    """A first name, which tells nobody from another: "David", but not "Francis", or "Kelly"."""
    return " " not in name and bool(gender_of(name)) and not is_family_name(name)


_SHOWN_HUMAN = pl.col("gender").is_not_null() | (pl.col("roles").list.len() > 0)
_ARTICLES = pl.col("article_id").n_unique().alias("articles")
# "Clinton" is one person where the article calls her she, another where it says Mr. Clinton.
_BEARER = (
    pl.when((pl.col("kind") == "person") & ~pl.col("name").str.contains(" "))
    .then(pl.col("gender").fill_null(""))
    .otherwise(pl.lit(""))
)


def _keys_of_people(persons: pl.DataFrame) -> dict[tuple[str, str], str]:
    """The key of every name and bearer, those of unknown sex last: they tell what a name usually means."""
    used = persons.group_by("name", "bearer").agg(_ARTICLES, _most("gender"), _most("country"))
    used = used.sort("name", "bearer", descending=[False, True])
    uses = {
        NameUse(r["name"], r["articles"], r["gender"] or "", r["country"]): (r["name"], r["bearer"])
        for r in used.iter_rows(named=True)
    }
    return {uses[use]: key for use, key in group_people(uses).items()}


def _names_of_bodies(entities: pl.DataFrame) -> list[tuple[str, list[str], int]]:
    """Every name of a body, the names that articles use beside it, and in how many articles."""
    bodies = entities.filter(pl.col("kind") == "organisation")
    used = bodies.group_by("name").agg(pl.col("names").explode().drop_nulls().unique().sort(), _ARTICLES)
    return list(used.sort("name").iter_rows())


def _people_among_bodies(distinct: pl.DataFrame) -> set[str]:
    """Full names that more articles give to a person than to a body."""
    counted = distinct.filter(
        pl.col("kind").is_in(["person", "organisation"]) & pl.col("name").str.contains(" ")
    )
    by_name = counted.pivot("kind", index="name", values="articles", aggregate_function="sum")
    if not {"person", "organisation"} <= set(by_name.columns):
        return set()
    return set(by_name.filter(pl.col("person") > pl.col("organisation"))["name"])


def _uses(distinct: pl.DataFrame) -> dict[str, Uses]:
    """How the articles use every name of a person; a body's name counts whatever its case, but "XI" is not Xi."""
    bodies = distinct.filter(pl.col("kind") == "organisation").select("name", "articles")
    as_body: Counter[str] = Counter()
    for name, articles in bodies.iter_rows():
        as_body["" if name.isupper() and len(name) < 3 else fold(name)] += articles
    persons = distinct.filter(pl.col("kind") == "person").select("name", "articles", "human")
    return {n: Uses(articles, human, as_body[fold(n)]) for n, articles, human in persons.iter_rows()}


def actor_rows(
    entities: pl.DataFrame, actor_of: pl.DataFrame, articles: pl.DataFrame, corrections: Corrections
) -> pl.DataFrame:
    """One row an actor, without counts of quotes and calls: name, kind, role, country, sector, aliases, dates."""
    joined = (
        entities.drop("kind")
        .join(actor_of, on="entity_id")
        .join(articles.select("article_id", "published_on", "duplicate_of"), on="article_id")
    )
    own = joined.filter(pl.col("duplicate_of").is_null())
    facts = joined.group_by("actor_id").agg(
        pl.col("kind").first(),
        _most("sector"),
        _most("country"),
        pl.col("published_on").min().alias("first_seen"),
        pl.col("published_on").max().alias("last_seen"),
    )
    roles = (
        joined.select("actor_id", pl.col("roles").list.first().alias("role")).drop_nulls()
        .group_by("actor_id").agg(_most("role"))
    )  # fmt: skip
    counts = own.group_by("actor_id").agg(
        pl.col("article_id").n_unique().cast(pl.Int32).alias("article_count")
    )
    return (
        facts.join(_names(joined, corrections), on="actor_id")
        .join(roles, on="actor_id", how="left")
        .join(counts, on="actor_id", how="left")
        .with_columns(pl.col("article_count").fill_null(0))
        .pipe(_with_sectors)
    )


def _with_sectors(actors: pl.DataFrame) -> pl.DataFrame:
    """Sectors and countries that titles did not tell, from the names of bodies and of unnamed people, and from roles."""
    columns = actors.select("kind", "name", "aliases", "role", "sector")
    told = pl.DataFrame(
        [_sector(*row) for row in columns.iter_rows()],
        schema={"sector": pl.String, "nation": pl.String},
        orient="row",
    )
    nations = pl.coalesce("country", "nation").alias("country")
    return actors.drop("sector").hstack(told).with_columns(nations).drop("nation")


def _sector(
    kind: str, name: str, aliases: list[str], role: str | None, sector: str | None
) -> tuple[str | None, str | None]:
    if kind == "person":
        return of_role(role, sector) if role else (sector, None)
    found: tuple[str | None, str | None] = (None, None)
    if kind == "organisation":
        found = of_body([name, *aliases])
    elif kind == "unnamed":
        found = of_people(name)
    return sector or found[0], found[1]


# "Van Aalst" is a family name alone, "Pieter van Aalst" a full name; "Ben" is asked about apart, it may be either.
_FAMILY = rf"(?i)^(?:(?:{'|'.join(sorted(PARTICLES - {'ben'}))})\.?[ -])+"
# Ben Shabbat or Ben Carson.
_BEN = r"^Ben "


def _most(column: str) -> pl.Expr:
    """The most frequent value, nulls left out; the first in order among equals."""
    return pl.col(column).drop_nulls().mode().sort().first().alias(column)


def _names(joined: pl.DataFrame, corrections: Corrections) -> pl.DataFrame:
    """The name and the other names of every actor.

    The name is the most frequent of the full ones; "Ben Shabbat" is one where no article knows the actor by a longer one.
    """
    used = (
        joined.select("actor_id", "kind", "names", "counts", "name").explode("names", "counts", empty_as_null=True)
        .with_columns(pl.coalesce("names", "name").alias("names"), pl.col("counts").fill_null(1))
        .group_by("actor_id", "kind", "names")
        .agg(pl.col("counts").sum(), (pl.col("names") == pl.col("name")).any().alias("chosen"))
        .with_columns(
            pl.when(pl.col("chosen") | ~pl.col("names").str.contains(_BEN))
            .then(pl.col("names").str.replace(_FAMILY, "").str.count_matches(" ").clip(0, 1))
            .otherwise(0)
            .alias("full")
        )
        .with_columns(pl.when(pl.col("kind") == "person").then(pl.col("full")).otherwise(0).alias("full"))
        .with_columns(pl.col("names").str.len_chars().alias("length"))  # "Donald Trump" before a middle name
        .sort(["actor_id", "full", "counts", "length", "names"], descending=[False, True, True, False, False])
    )  # fmt: skip
    names = used.group_by("actor_id", maintain_order=True).agg(
        pl.col("names").first().alias("name"),
        pl.col("names").slice(1, _MOST_ALIASES).alias("aliases"),
    )
    return names.with_columns(
        pl.struct("actor_id", "name")
        .map_elements(lambda r: corrections.renamed(r["name"]), return_dtype=pl.String)
        .alias("name")
    )


def to_polars(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
