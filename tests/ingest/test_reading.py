from __future__ import annotations

import codecs
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.ingest import FieldMapping, discover, read_file
from schemas.arrow import schema
from schemas.ids import stable_id
from schemas.tables import TABLES
from tests.ingest.files import STORY, article, read, read_table, write, write_lines

GOOD = {
    "id": "a",
    "outlet": "Paper",
    "url": "https://a.example/x",
    "title": "The road",
    "date": "2020-01-02",
    "authors": "Ann Lee",
    "text": STORY,
}


def test_a_record_becomes_a_row(tmp_path: Path) -> None:
    (row,), refused = read(write_lines(tmp_path / "x.jsonl", GOOD))
    assert not refused
    assert row["article_id"] == stable_id("article", "Paper", "a")
    assert row["text"] == f"The road\n\n{STORY}"
    assert row["text"][: row["title_end"]] == "The road"
    assert (row["external_id"], row["outlet"], row["byline"], row["language"]) == (
        "a",
        "Paper",
        ["Ann Lee"],
        "en",
    )
    assert row["flags"] == []


def test_tables_have_the_declared_schema(tmp_path: Path) -> None:
    table = read_table(write_lines(tmp_path / "x.jsonl", GOOD))
    assert table.schema.equals(schema(TABLES["articles"]), check_metadata=True)


def test_ids_follow_what_the_source_gives(tmp_path: Path) -> None:
    no_id = {k: v for k, v in GOOD.items() if k != "id"}
    articles, _ = read(write_lines(tmp_path / "x.jsonl", no_id, {"text": STORY}))
    assert articles[0]["article_id"] == stable_id("article", GOOD["url"])
    assert articles[1]["article_id"] == stable_id("article", "x.jsonl", articles[1]["raw_sha256"])


def test_a_page_has_the_same_id_wherever_it_lies(tmp_path: Path) -> None:
    ids = {article(STORY, tmp_path / folder)["article_id"] for folder in ("a", "b/c")}
    assert len(ids) == 1


def test_a_record_without_a_title_keeps_its_text_whole(tmp_path: Path) -> None:
    text = f"A Headline Perhaps.\n\n{STORY}\n\nShort end"
    articles, _ = read(
        write_lines(tmp_path / "x.jsonl", {"id": 1, "title": None, "text": text}, {"id": 2, "text": text})
    )
    for row in articles:
        assert (row["title"], row["title_end"], row["text"], row["flags"]) == ("", 0, text, ["title_missing"])


BAD_LINES = [
    ('{"id": 1, "text": "cut', "json_invalid"),
    ("[" * 100_000, "json_invalid"),
    ("[1, 2]", "json_not_object"),
    ("null", "json_not_object"),
    ('{"id": 1}', "text_missing"),
    ('{"id": 1, "text": " \\n "}', "text_missing"),
    ('{"id": 1, "text": "Advertisement\\n\\nGo deeper"}', "text_missing"),
    ('{"id": 1, "text": ["a"]}', "field_wrong_type"),
    ('{"id": 1, "title": {}, "text": "The road is open."}', "field_wrong_type"),
    ("\x01\x02\x03\x04", "binary_line"),
]


@pytest.mark.parametrize(("line", "check"), BAD_LINES)
def test_one_bad_line_is_refused_and_the_rest_is_read(line: str, check: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", GOOD, "", line, GOOD | {"id": "b"})
    articles, (refused,) = read(path)
    assert [row["external_id"] for row in articles] == ["a", "b"]
    assert (refused["check_name"], refused["line"], refused["raw_path"]) == (check, 3, path.as_posix())
    assert refused["row"]
    assert len(refused["row"]) <= 500
    assert refused["reason"].endswith(".")


@pytest.mark.parametrize(
    ("name", "content", "check"),
    [
        ("a.txt", b"", "empty_file"),
        ("a.txt", b" \n\n", "empty_file"),
        ("a.jsonl", b"", "empty_file"),
        ("a.jsonl", b"\n \n", "empty_file"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "empty_file"),
        ("a.txt", b"Advertisement\n\nGo deeper", "text_missing"),
        ("a.jsonl", b"%PDF-1.4\n\x00\x01", "binary_file"),
        ("a.jsonl.gz", b"{}", "gzip_unreadable"),
        ("a.json", b'[\n{"id": 1}\n]', "unsupported_format"),
        ("a.html", b"<p>The road</p>", "unsupported_format"),
        ("a.pdf", b"%PDF-1.4", "unsupported_format"),
    ],
)
def test_a_file_that_holds_no_article_is_refused_once(
    name: str, content: bytes, check: str, tmp_path: Path
) -> None:
    articles, refused = read(write(tmp_path / name, content))
    assert not articles
    assert [(row["check_name"], row["line"]) for row in refused] == [(check, None)]


def test_a_gzip_file_that_is_cut_off_keeps_the_lines_before(tmp_path: Path) -> None:
    records = [GOOD | {"id": str(i), "text": f"{i} {i * 7919} {STORY}"} for i in range(3000)]
    whole = gzip.compress("\n".join(json.dumps(r) for r in records).encode())
    articles, refused = read(write(tmp_path / "x.jsonl.gz", whole[: len(whole) // 2]))
    assert 100 < len(articles) < 3000
    assert [row["external_id"] for row in articles] == [str(i) for i in range(len(articles))]
    assert [(row["check_name"], row["line"]) for row in refused] == [("gzip_unreadable", len(articles) + 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_json_lines_in_other_encodings(encoding: str, end: str, tmp_path: Path) -> None:
    data = end.join(json.dumps(GOOD | {"id": i}, ensure_ascii=False) for i in "ab").encode(encoding)
    articles, refused = read(write(tmp_path / "x.jsonl", data))
    assert not refused
    assert [row["text"] for row in articles] == [f"The road\n\n{STORY}"] * 2


def test_a_bad_first_line_does_not_stop_the_file(tmp_path: Path) -> None:
    articles, refused = read(write_lines(tmp_path / "x.jsonl", "\x01\x00\x02\x03" * 20, GOOD))
    assert (len(articles), [row["check_name"] for row in refused]) == (1, ["binary_line"])


def test_gzip_is_known_by_its_content(tmp_path: Path) -> None:
    articles, _ = read(
        write(tmp_path / "x.ndjson", gzip.compress(codecs.BOM_UTF8 + json.dumps(GOOD).encode()))
    )
    assert len(articles) == 1


def test_lone_surrogates_and_nul_in_json_text(tmp_path: Path) -> None:
    line = json.dumps(GOOD | {"id": "\ud800", "text": f"\x00{STORY} \ud800"})
    (row,), _ = read(write_lines(tmp_path / "x.jsonl", line))
    assert row["text"].endswith("\N{REPLACEMENT CHARACTER}")
    assert "\x00" not in row["text"]
    assert row["flags"] == ["bad_characters"]


def test_rows_bound_the_tables(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", *(GOOD | {"id": i} for i in range(7)))
    (raw,) = discover([path])
    assert [t.articles.num_rows for t in read_file(raw, rows=3)] == [3, 3, 1]


def test_other_field_names(tmp_path: Path) -> None:
    mapping = FieldMapping(external_id="guid", text="body", title="headline", section="desk", byline="by")
    record = {"guid": 7, "body": STORY, "headline": "The road", "desk": "World", "by": ["Ann Lee", "Bo Ek"]}
    (row,), _ = read(write_lines(tmp_path / "x.jsonl", record), mapping)
    assert (row["external_id"], row["title"], row["section"]) == ("7", "The road", "World")
    assert row["byline"] == ["Ann Lee", "Bo Ek"]


def test_languages(tmp_path: Path) -> None:
    german = (
        "Die beiden Minister trafen sich am Dienstag in der Hauptstadt und sprachen über die Straße. " * 3
    )
    rows = [article(text, tmp_path, name) for name, text in (("a.txt", german), ("b.txt", "Ok ja si."))]
    assert (rows[0]["language"], rows[0]["flags"]) == ("de", ["not_english", "title_missing"])
    assert (rows[1]["language"], rows[1]["flags"]) == ("und", ["language_uncertain", "title_missing"])


any_line = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=80).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.sampled_from([line.encode() for line, _ in BAD_LINES] + [json.dumps(GOOD).encode(), b"%PDF", b"[", b"\xff\xfe"]),
    st.dictionaries(st.sampled_from(["id", "text", "title", "date", "authors", "url", "outlet"]), st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=30), lambda x: st.lists(x, max_size=3))).map(lambda d: json.dumps(d).encode()),
)  # fmt: skip
NAMES = ["a.txt", "a.jsonl", "a.json", "a.jsonl.gz", "a.ndjson", "a.gz", "a"]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lines=st.lists(any_line, max_size=6),
    name=st.sampled_from(NAMES),
    packed=st.booleans(),
    cut=st.integers(0, 40),
)
def test_junk_never_raises_and_is_accounted_for(
    lines: list[bytes], name: str, packed: bool, cut: int, tmp_path: Path
) -> None:
    data = b"\n".join(lines)
    data = gzip.compress(data)[: -cut or None] if packed else data
    articles, refused = read(write(tmp_path / name, data))
    assert len({row["quarantine_id"] for row in refused}) == len(refused)
    for row in articles:
        assert row["text"][: row["title_end"]] == row["title"]
        assert row["text"].strip() == row["text"] != ""
    whole_file = not name.startswith("a.j") and name != "a.ndjson"
    assert len(articles) + len(refused) == 1 if whole_file else len(articles) + len(refused) >= 1


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lines=st.lists(any_line.filter(lambda line: b"\n" not in line and b"\x00" not in line), max_size=8))
def test_every_line_after_a_good_one_is_an_article_or_refused(lines: list[bytes], tmp_path: Path) -> None:
    good = json.dumps(GOOD).encode()
    articles, refused = read(write(tmp_path / "x.jsonl", b"\n".join([good, *lines])))
    assert len(articles) + len(refused) == 1 + sum(bool(line.strip()) for line in lines)
