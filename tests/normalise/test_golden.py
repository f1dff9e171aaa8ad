"""Golden articles: no fact that was found may be lost, and no miss may stay on the list once it is found."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.normalise.golden import Golden, goldens, missed, read_all
from tests.normalise.golden_facts import marked, overlap

PARAMETERS = [pytest.param(g, id=g.name) for g in goldens()]


@pytest.mark.parametrize("golden", PARAMETERS)
def test_facts(golden: Golden) -> None:
    misses, known = set(missed(golden.name)), set(golden.known_misses)
    lost, found = sorted(misses - known), sorted(known - misses)
    assert not lost, f"{golden.record['trap']}: {golden.path.name} tells facts that are not found: {lost}"
    assert not found, f"known misses are found, or expected no more: renew {golden.path.name}: {found}"


@pytest.mark.parametrize("golden", PARAMETERS)
def test_what_is_expected_stands_in_the_article(golden: Golden) -> None:
    """A slip in an expectation must not look like a miss of the extractor."""
    record = golden.record
    text, expected = f"{record['title']}\n\n{record['text']}", record["expected"]
    words = set(re.findall(r"\w+", text))
    for quote in expected.get("quotes", []):
        assert set(re.findall(r"\w+", quote["content"])) <= words
        assert quote.get("source", "") in text
    for call in expected.get("calls", []):
        assert call["date"] is None or date.fromisoformat(call["date"])
        assert len(call["participants"]) >= 2
    for phrase in expected.get("not_calls", []):
        assert text.count(phrase) == 1
    for reference in expected.get("refers", []):
        assert marked(reference["words"], text)


def test_the_collection_is_wide() -> None:
    assert len(goldens()) >= 32
    assert len({g.record["trap"] for g in goldens()}) == len(goldens())
    assert all(40 <= len(g.record["text"].split()) <= 190 for g in goldens())
    assert sum(len(facts) for facts in read_all().values()) >= 600


def test_overlap_of_words() -> None:
    assert overlap("the ships would be late", "the ships would be late") == 1.0
    assert overlap("the ships", "no word of it") == 0.0
    assert 0.7 < overlap("that the ships would be late", "the ships would be late") < 1.0
