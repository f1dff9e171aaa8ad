"""The site: data from the published database, markup from templates, a folder that appears whole."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from flows.publish.database import MEMORY_LIMIT
from flows.publish.examples import example_queries
from flows.publish.page import charts, network, overview, people
from flows.publish.page.browser import articles_in_copy, write_browser_database
from flows.publish.page.reading import Connection, Row
from flows.publish.page.words import FILTERS, span_of_days
from schemas.ddl import quoted

ACTOR_PAGES = 50
MOST_QUOTED_SHOWN = 20
PAIRS_SHOWN = 25
CONTACTS_SHOWN = 12
# Width of the drawing for screens, and of the one for phones.
WIDE, NARROW = 1040, 340


def write_page(
    database: Path,
    folder: Path,
    manifest: Mapping[str, Any] | None = None,
    *,
    actor_pages: int = ACTOR_PAGES,
    files_at: str = "..",
) -> Path:
    """Write the static site for one published database into `folder`, replacing what is there.

    `manifest` is the content of the snapshot's manifest.json: without it there are no downloads. They are linked
    as `files_at`/<path>, relative to the front page, so the site fits into the snapshot's folder as it is.
    Every file but the compressed copy of the database depends on the rows and the manifest alone.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        new = Path(beside) / "new"
        new.mkdir()
        with duckdb.connect(str(database), read_only=True) as connection:
            # What does not fit is spilled beside the page, not beside the published file.
            connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
            connection.execute(f"SET temp_directory = {quoted(str(beside))}")
            _write_html(connection, new, manifest, actor_pages, files_at)
        _write_assets(new)
        _write_database(database, new / "data", Path(beside))
        if folder.exists():
            folder.rename(Path(beside) / "old")
        new.rename(folder)
    return folder


def _write_html(
    connection: Connection, folder: Path, manifest: Mapping[str, Any] | None, actor_pages: int, files_at: str
) -> None:
    environment = _environment()
    actors = people.most_quoted(connection, max(actor_pages, MOST_QUOTED_SHOWN))
    pages = frozenset(a["actor_id"] for a in actors[:actor_pages])
    pairs = people.contacts(connection)
    facts = overview.overview(connection)
    below = {"root": "../", "here": "actors"}
    common = {
        "root": "",
        "here": "index",
        "facts": facts,
        "span": span_of_days(facts["first"], facts["last"]),
        "pages": pages,
    }
    front = {**common, **_front(connection, facts, actors, pairs), "manifest": manifest, "files_at": files_at}
    front["downloads"] = overview.downloads(manifest) if manifest else None
    _render(environment, "index.html", folder / "index.html", front)
    listed = actors[:actor_pages]
    _render(
        environment, "actors.html", folder / "actors" / "index.html", {**common, **below, "actors": listed}
    )
    for actor_id, own in _actor_pages(connection, listed, pairs):
        context = {**common, **below, "here": "actor", **own}
        _render(environment, "actor.html", folder / "actors" / f"{actor_id}.html", context)


def _front(connection: Connection, facts: Row, actors: list[Row], pairs: list[Row]) -> Row:
    return {
        "coverage": overview.coverage(connection),
        "articles": (articles := overview.articles_by_period(connection)),
        "articles_drawn": _drawn(articles, 200),
        "example": people.example(connection),
        "actors": actors[:MOST_QUOTED_SHOWN],
        "pairs": pairs[:PAIRS_SHOWN],
        "pair_count": len(pairs),
        "networks": [network.picture(pairs, WIDE, 640, 32), network.picture(pairs, NARROW, 460, 12)],
        "calls": (calls := overview.calls_by_period(connection)),
        "calls_drawn": _drawn(calls, 240),
        "queries": example_queries(),
        "in_copy": articles_in_copy(connection),
        "views": overview.views(connection),
        "tables": overview.tables(facts["counts"]),
        "checks": overview.checks(connection),
        "refusals": overview.refusals(connection),
        "accuracy": overview.accuracy(connection),
    }


def _actor_pages(connection: Connection, actors: list[Row], pairs: list[Row]) -> Iterator[tuple[str, Row]]:
    """What each actor's page shows, beside what every page does."""
    quotes, calls = people.quotes_of_shown(connection), people.calls_of_shown(connection)
    by_period = people.quotes_by_period(connection)
    for actor in actors:
        key = actor["actor_id"]
        own = {"actor": actor, "quotes": quotes[key], "calls": calls[key], "by_period": by_period.get(key)}
        contacts = people.contacts_of(pairs, key)[:CONTACTS_SHOWN]
        yield key, {**own, "contacts": contacts, "drawn": _drawn(by_period.get(key), 150)}


def _drawn(counted: Row | None, height: int) -> list[charts.Columns]:
    """The chart for screens and the one for phones; none where there is nothing to draw."""
    if counted is None:
        return []
    periods, unit, series = counted["periods"], counted["unit"], counted["series"]
    return [charts.columns(periods, unit, series, width, height) for width in (WIDE, NARROW)]


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.publish.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment


def _render(environment: Environment, template: str, path: Path, context: Row) -> None:
    path.parent.mkdir(exist_ok=True)
    # Half of a surrogate pair can stand in a text; UTF-8 has no bytes for it.
    html = environment.get_template(template).render(context)
    path.write_bytes(html.encode("utf-8", "replace"))


def _write_assets(folder: Path) -> None:
    with as_file(files("flows.publish.page")) as package:
        shutil.copytree(package / "assets", folder / "assets")
        shutil.copytree(package / "vendor" / "duckdb", folder / "duckdb")


def _write_database(source: Path, folder: Path, scratch: Path) -> None:
    """The copy for the browser, compressed: it travels whole."""
    folder.mkdir()
    copy = scratch / "onrecord.duckdb"
    write_browser_database(source, copy)
    with (
        copy.open("rb") as plain,
        (folder / "onrecord.duckdb.gz").open("wb") as target,
        gzip.GzipFile(filename="", mode="wb", fileobj=target, compresslevel=6, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)
