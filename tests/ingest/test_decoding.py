from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from flows.ingest.decoding import NotText, decode, repair
from tests.ingest.files import STORY, article, read, write

PAGE = f"A road before the winter\n\n{STORY}\n\nThe café in Zürich stayed open — all night."
BODY = PAGE.split("\n\n", 1)[1]


@pytest.mark.parametrize(
    ("data", "flags"),
    [
        (PAGE.encode(), []),
        (codecs.BOM_UTF8 + PAGE.encode(), []),
        (codecs.BOM_UTF16_LE + PAGE.encode("utf-16-le"), []),
        (codecs.BOM_UTF16_BE + PAGE.encode("utf-16-be"), []),
        (codecs.BOM_UTF32_LE + PAGE.encode("utf-32-le"), []),
        (PAGE.encode("utf-16-le"), ["encoding_guessed"]),
        (PAGE.encode("utf-16-be"), ["encoding_guessed"]),
        (PAGE.encode("cp1252"), ["encoding_guessed"]),
        (PAGE.replace("\n", "\r\n").encode("cp1252"), ["encoding_guessed"]),
        (PAGE.encode().decode("cp1252", "replace").replace("�", "\x9d").encode(), ["mojibake_repaired"]),
    ],
    ids=[
        "utf8",
        "utf8-bom",
        "utf16le",
        "utf16be",
        "utf32",
        "utf16le-bare",
        "utf16be-bare",
        "cp1252",
        "crlf",
        "mojibake",
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, flags: list[str], tmp_path: Path) -> None:
    row = article(data, tmp_path)
    assert row["text"] == PAGE
    assert row["flags"] == flags


def test_russian_in_windows_1251_is_not_read_as_western() -> None:
    text = "Министр сообщил, что переговоры состоятся завтра утром в столице. " * 10
    assert decode(text.encode("cp1251")).text == text


def test_broken_bytes_in_utf8_are_replaced_and_flagged(tmp_path: Path) -> None:
    data = PAGE.encode() + "\n\nMünster, Zürich, Köln and Łódź agreed on Sunday\xff".encode(
        "latin-1", "ignore"
    )
    broken = PAGE.encode() + b"\n\nA stray byte \xff ends the page."
    row = article(broken, tmp_path)
    assert row["flags"] == ["bad_characters"]
    assert "A stray byte \N{REPLACEMENT CHARACTER} ends" in row["text"]
    assert decode(data).text


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7 text",
        b"PK\x03\x04abc",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"text\x00with\x00nul, and more",
        bytes(range(256)) * 20,
    ],
)
def test_binary_files_are_refused(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotText):
        decode(data)
    articles, refused = read(write(tmp_path / "page.txt", data))
    assert not articles
    assert [row["check_name"] for row in refused] == ["binary_file"]


def test_good_text_is_left_alone_by_the_repair() -> None:
    text = f"{STORY}\nThe coöperation of Ångström and Çelik cost £5 – or €6…"
    assert repair(text) == (text, False)


def test_one_bad_line_is_repaired_beside_good_ones() -> None:
    assert repair("“Good,” he said.\nItâ€™s bad.") == ("“Good,” he said.\nIt’s bad.", True)
