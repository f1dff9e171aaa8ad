"""The sample articles, each with its trap, are read as a person would."""

from __future__ import annotations

import json

import pytest

from tests.ingest.golden import EXPECTED, SAMPLE, read_sample

EXPECTATION = json.loads(EXPECTED.read_text(encoding="utf-8"))
READ = read_sample()


@pytest.mark.parametrize("name", EXPECTATION["articles"])
def test_article(name: str) -> None:
    assert READ["articles"].get(name) == EXPECTATION["articles"][name]


def test_nothing_else_was_read() -> None:
    assert READ["articles"].keys() == EXPECTATION["articles"].keys()
    assert READ["refused"] == EXPECTATION["refused"]


def test_every_file_of_the_sample_is_accounted_for() -> None:
    files = {path.name for path in SAMPLE.iterdir()}
    seen = {name.split(" ")[0] for name in READ["articles"]} | {row["file"] for row in READ["refused"]}
    assert seen == files
    assert len(files) >= 12
