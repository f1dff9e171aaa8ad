"""Who says "I" beside a word for a contact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.first_persons import Told, first_persons

from .marking import described


def told(doc: Document, people: Cast, source: str, content: str, *, direct: bool = True) -> Told:
    s, c = doc.text.index(source), doc.text.index(content)
    speaker = next((r.entity for r in people.references if r.start == s), None)
    return Told((s, s + len(source)), ((c, c + len(content)),), direct, speaker)


def found(doc: Document, people: Cast, *by: Told) -> list[tuple[str, str]]:
    refs = first_persons(doc, people, by, 0, len(doc.text))
    return [(doc.text[r.start : r.end], people.entities[r.entity].name) for r in refs]


TEXT = "“I spoke with [Jan Kos], and we agreed to meet,” [Kadri Tamm] said."
QUOTE = "“I spoke with Jan Kos, and we agreed to meet,”"


def test_the_first_person_is_whoever_is_quoted() -> None:
    doc, people = described(TEXT)
    assert found(doc, people, told(doc, people, "Kadri Tamm", QUOTE)) == [
        ("I", "Kadri Tamm"),
        ("we", "Kadri Tamm"),
    ]


def test_of_a_quote_in_a_quote_it_is_the_inner_speaker() -> None:
    doc, people = described("“[Jan Kos] told me ‘I met nobody’,” [Kadri Tamm] said.")
    outer = told(doc, people, "Kadri Tamm", "“Jan Kos told me ‘I met nobody’,”")
    inner = told(doc, people, "Jan Kos", "I met nobody")
    assert found(doc, people, outer, inner) == [("me", "Kadri Tamm"), ("I", "Jan Kos")]


@pytest.mark.parametrize("direct", [True, False])
def test_words_of_nobody_and_words_that_are_only_reported_tell_nobody(direct: bool) -> None:
    doc, people = described("I met [Jan Kos]. [Kadri Tamm] said that I was wrong about the U.S. and us.")
    assert found(doc, people) == []
    indirect = told(doc, people, "Kadri Tamm", "that I was wrong", direct=False)
    assert found(doc, people, indirect) == []


def test_reading_twice_finds_nothing_more() -> None:
    doc, people = described(TEXT)
    by = told(doc, people, "Kadri Tamm", QUOTE)
    people.references += first_persons(doc, people, [by], 0, len(doc.text))
    assert first_persons(doc, people, [by], 0, len(doc.text)) == []


@given(st.text(alphabet="I wemyus.“” ", max_size=60))
def test_offsets_are_those_of_the_words(text: str) -> None:
    doc, people = described(f"[Kadri Tamm] said: “{text}”")
    start = doc.text.index("“")
    by = Told((0, 10), ((start, len(doc.text)),), direct=True, speaker=0)
    for ref in first_persons(doc, people, [by], 0, len(doc.text)):
        assert doc.text[ref.start : ref.end].lower() in {"i", "me", "my", "myself", "we", "us", "our"}
        assert start <= ref.start < len(doc.text)
