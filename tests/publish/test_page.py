"""The dataset page as files: what it shows, what it must not show, and that it is sound HTML."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import duckdb
import pytest

from flows.publish.examples import example_queries
from flows.publish.page import make_server, write_page
from flows.publish.page.browser import articles_in_copy, write_browser_database
from flows.publish.snapshot import RunInfo, publish
from schemas.arrow import empty
from schemas.manifest import CheckResult
from tests.datasets import Rows, small_tables
from tests.publish.page_server import served

EVIL = "<script>window.pwned = 1</script> & \"Sons\" 'Ltd'"
SECRET = "Nobody may republish this filler sentence."
VOID = {"meta", "link", "br", "img", "input", "hr"}


def make_evil(rows: Rows) -> None:
    """Names, titles and addresses that try to be markup; words beside quotes that must not be shown."""
    for actor in rows["actors"]:
        if actor["name"] == "Peter Gábor":
            actor.update(name=EVIL, role="<b>envoy</b>", aliases=["</title><script>"])
    for article in rows["articles"][:2]:
        article["text"] += f"\n\n{SECRET}"
        article["outlet"] = f"{article['outlet']} <i>"
    rows["articles"][1]["url"] = "javascript:alert(1)"


def published(folder: Path, change: Any = make_evil) -> Path:
    """The folder of a snapshot of the small dataset."""
    checks = (CheckResult("quotes", "content_matches_spans", False, False, 2, "2 rows <refused>"),)
    day = datetime(2024, 5, 1, tzinfo=UTC)
    info = RunInfo("0.0.0", "test-1", checks=checks, accuracy={"quotes": {"f1": 0.5}}, created_at=day)
    return publish(small_tables(change), empty("quarantine"), info, folder).folder


def page_of(snapshot: Path, folder: Path) -> Path:
    manifest = json.loads((snapshot / "manifest.json").read_text(encoding="utf-8"))
    return write_page(snapshot / "onrecord.duckdb", folder, manifest, files_at="files")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("warehouse"))


@pytest.fixture(scope="module")
def site(snapshot: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(snapshot, tmp_path_factory.mktemp("page") / "site")


class Page(HTMLParser):
    """Elements of a page: unbalanced tags, ids, links and the text outside scripts."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, name: str) -> list[str]:
        return [value for _, found in self.tags if (value := found.get(name)) is not None]


def pages(site: Path) -> Iterator[tuple[Path, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path, Page(path.read_text(encoding="utf-8"))


def test_every_page_is_sound(site: Path) -> None:
    for path, page in pages(site):
        ids = page.attributes("id")
        assert len(ids) == len(set(ids)), path
        tags = [tag for tag, _ in page.tags]
        assert tags.count("h1") == tags.count("main") == tags.count("nav") == 1, path
        for named in (*page.attributes("aria-labelledby"), *page.attributes("aria-describedby")):
            assert set(named.split()) <= set(ids), (path, named)
        assert tags.count("caption") == tags.count("table"), path
        assert all(found.get("scope") for tag, found in page.tags if tag == "th"), path


def test_links_lead_somewhere(site: Path) -> None:
    for path, page in pages(site):
        for link in page.attributes("href") + page.attributes("src"):
            if link.startswith(("https://news.example/", "files/")):
                continue
            target, _, anchor = link.partition("#")
            file = (path.parent / target).resolve() if target else path
            assert file.is_file(), (path, link)
            if anchor:
                assert anchor in Page(file.read_text(encoding="utf-8")).attributes("id"), (path, link)


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    for path, page in pages(site):
        for tag, found in page.tags:
            if tag in ("script", "link", "img", "source", "iframe"):
                address = found.get("src") or found.get("href") or ""
                assert address, (path, tag, "inline code is not allowed")
                assert "//" not in address, (path, address)
            assert not any(name.startswith("on") or name == "style" for name in found), (path, tag)
    for path in (site / "assets").iterdir():
        # The only address in an asset is the name of SVG itself.
        assert "http" not in path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", ""), path


def test_what_articles_say_is_never_markup(site: Path) -> None:
    shown = ""
    for path, page in pages(site):
        scripts = [found for tag, found in page.tags if tag == "script"]
        assert all(found.get("src") == "assets/query.js" for found in scripts), path
        assert not [a for a in page.attributes("href") if a.startswith("javascript")], path
        assert "i" not in {tag for tag, _ in page.tags}, path
        shown += page.text
    assert EVIL in shown
    assert "<b>envoy</b>" in shown


def test_only_quotes_in_their_sentence_are_shown(site: Path) -> None:
    whole = "".join(page.text for _, page in pages(site))
    assert "We will keep talking" in whole
    assert SECRET not in whole
    assert "Photo: nobody" not in whole


def test_front_page_tells_what_the_snapshot_is(site: Path) -> None:
    text = " ".join(Page((site / "index.html").read_text(encoding="utf-8")).text.split())
    for fact in (
        "4 news articles",
        "1 to 2 April 2024",
        "1 check refused rows",
        "2 rows <refused>",
        "F1 or share right",
        "0.500",
    ):
        assert fact in text
    assert "onrecord.duckdb" in text


def test_a_second_write_replaces_the_first_with_the_same_files(
    snapshot: Path, site: Path, tmp_path: Path
) -> None:
    again = tmp_path / "site"
    again.mkdir()
    (again / "left.html").write_text("old", encoding="utf-8")
    page_of(snapshot, again)
    assert [p.name for p in tmp_path.iterdir()] == ["site"]
    files = sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    # DuckDB files differ in bytes for the same rows.
    differ = {str(f) for f in files if (site / f).read_bytes() != (again / f).read_bytes()}
    assert differ <= {"data/onrecord.duckdb.gz"}


def test_copy_for_the_browser_answers_the_examples_without_article_text(site: Path, tmp_path: Path) -> None:
    path = tmp_path / "onrecord.duckdb"
    path.write_bytes(gzip.decompress((site / "data" / "onrecord.duckdb.gz").read_bytes()))
    assert SECRET.encode() not in path.read_bytes()
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*), sum(len(text)), sum(len(furniture)) FROM articles"
        ).fetchone() == (
            4,
            0,
            0,
        )
        for query in example_queries():
            assert connection.execute(query.sql).fetchall(), query.name
        assert connection.execute("SELECT count(*) FROM said_by('ndoye')").fetchone() == (2,)


def test_a_snapshot_without_anything_has_a_page(tmp_path: Path) -> None:
    def nothing(rows: Rows) -> None:
        for listed in rows.values():
            listed.clear()

    site = page_of(published(tmp_path, nothing), tmp_path / "site")
    text = Page((site / "index.html").read_text(encoding="utf-8")).text
    assert "No article of this snapshot has a date" in text
    assert "No call was found" in text
    assert [p.name for p in (site / "actors").iterdir()] == ["index.html"]


def test_server_gives_types_and_no_listing(site: Path) -> None:
    with served(site) as address:
        for path, kind in (
            ("", "text/html; charset=utf-8"),
            ("assets/query.js", "text/javascript; charset=utf-8"),
            ("duckdb/duckdb.mjs", "text/javascript; charset=utf-8"),
            ("assets/icon.svg", "image/svg+xml"),
        ):
            with urlopen(address + path) as response:
                assert response.headers["Content-Type"] == kind
        with pytest.raises(OSError, match="404"):
            urlopen(address + "data/")


@pytest.mark.parametrize("beside", ["manifest.json", "latest.json"])
def test_server_serves_the_files_that_a_page_lies_among(tmp_path: Path, beside: str) -> None:
    (tmp_path / beside).write_text("{}", encoding="utf-8")
    inside = tmp_path / "page"
    inside.mkdir()
    (inside / "index.html").write_text("<p>front", encoding="utf-8")
    with served(inside) as address:
        assert urlopen(address.removesuffix("page/")).url == address
        assert urlopen(f"{address}../{beside}").read() == b"{}"


def test_server_says_when_there_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no dataset page"):
        make_server(tmp_path)


def test_a_large_database_is_cut_to_its_newest_articles_for_the_browser(
    snapshot: Path, tmp_path: Path
) -> None:
    published, copy = snapshot / "onrecord.duckdb", tmp_path / "copy.duckdb"
    write_browser_database(published, copy, most=2)
    with duckdb.connect(str(published), read_only=True) as connection:
        kept = articles_in_copy(connection, most=2)
        newest = connection.execute("SELECT max(published_on) FROM articles").fetchone()
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (kept,)
        assert connection.execute("SELECT min(published_on) FROM articles").fetchone() == newest
        assert connection.execute("SELECT count(*) FROM quotes").fetchone() == (2,)
        assert connection.execute("FROM mentions ANTI JOIN articles USING (article_id)").fetchall() == []
        assert connection.execute("SELECT count(*) FROM actors").fetchone() == (4,)
