from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from flows.ingest import IngestError, discover, load_mapping
from tests.ingest.files import write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a/c.jsonl",
        "a/.hidden.txt",
        ".git/x.txt",
        "README.md",
        "a/readme.txt",
        "a/page.pdf",
    ):
        write(tmp_path / name, name)
    return tmp_path


def names(folder: Path, *paths: Path) -> list[str]:
    return [raw.path.relative_to(folder).as_posix() for raw in discover(paths)]


def test_folders_are_searched_without_hidden_and_readme_files(folder: Path) -> None:
    assert names(folder, folder) == ["a/c.jsonl", "a/page.pdf", "b.txt"]


def test_files_and_patterns(folder: Path) -> None:
    assert names(folder, folder / "b.txt") == ["b.txt"]
    assert names(folder, folder / "*.txt") == ["b.txt"]
    assert names(folder, folder / "**" / "*.jsonl", folder / "b.txt") == ["a/c.jsonl", "b.txt"]


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert names(folder, folder, folder / "b.txt", folder / "a" / ".." / "b.txt") == [
        "a/c.jsonl",
        "a/page.pdf",
        "b.txt",
    ]


def test_what_is_known_of_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (raw,) = discover([Path("a/c.jsonl")])
    assert (raw.name, raw.bytes) == ("a/c.jsonl", 9)
    assert raw.sha256 == hashlib.sha256(b"a/c.jsonl").hexdigest()


@pytest.mark.parametrize("missing", ["nowhere", "no-*.txt"])
def test_a_wrong_path_is_a_clear_error(folder: Path, missing: str) -> None:
    with pytest.raises(IngestError, match=r"Check the"):
        discover([folder / missing])


def test_a_device_is_a_clear_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(IngestError, match="neither a file nor a folder"):
        discover([tmp_path / "pipe"])


def test_a_mapping_file(tmp_path: Path) -> None:
    mapping = load_mapping(write(tmp_path / "m.toml", '[fields]\ntext = "body"\nurl = ""\n'))
    assert (mapping.text, mapping.url, mapping.title) == ("body", "", "title")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[fields]\nbody = "text"', "names body; it may name"),
        ("[fields]\ntext = 1", "text"),
        ('[fields]\ntext = ""', "text is empty"),
        ("[fields", "not a TOML file"),
        ('text = "body"', r"one table, \[fields\]"),
    ],
)
def test_a_wrong_mapping_is_a_clear_error(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=message):
        load_mapping(write(tmp_path / "m.toml", content))


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="cannot be read"):
        load_mapping(tmp_path / "m.toml")
