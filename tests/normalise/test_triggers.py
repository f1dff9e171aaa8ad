"""Which words stand for a contact: what the shipped models say of plain sentences."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise import tagger
from flows.normalise.document import read_document
from flows.normalise.entities import cast
from flows.normalise.triggers import _LEXICON, Trigger, _contact_words, candidate_spans, find_triggers

MODEL = tagger.load()


def found(text: str) -> list[tuple[str, Trigger]]:
    doc = read_document("t", text, 0, date(2024, 2, 24))
    tags = MODEL.tag(text)
    people = cast(doc, tags.mentions)
    return [(text[t.start : t.end], t) for t in find_triggers(doc, people, tags.states) if t.score > 0.5]


@pytest.mark.parametrize(
    ("text", "word", "channel"),
    [
        ("French President Emmanuel Macron spoke by phone with Chancellor Olaf Scholz on Monday.", "spoke", "phone"),
        ("Prime Minister Kadri Tamm met President Jan Kos in Tallinn on Tuesday.", "met", "in_person"),
        ("Prime Minister Kadri Tamm called President Jan Kos on Monday.", "called", "phone"),
        ("Defense Secretary Lloyd Austin had a phone call with his counterpart, Benny Gantz.", "phone call", "phone"),
    ],
)  # fmt: skip
def test_contacts(text: str, word: str, channel: str) -> None:
    assert (word, channel) in [(w, t.channel) for w, t in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Senators called for an inquiry into the crash of the airliner.",
        "The proposal met with criticism from farmers in the valley.",
        "The president told reporters that the economy was strong.",
        "Prime Minister Kadri Tamm called President Jan Kos a liar on Monday.",
        "Police arrested a singer called Jan Kos on Monday.",
    ],
)
def test_what_only_looks_like_a_contact(text: str) -> None:
    assert found(text) == []


def test_parties_are_ranked_by_probability() -> None:
    text = "Prime Minister Kadri Tamm met President Jan Kos in Tallinn, said Ed Roe, a reporter."
    for _, trigger in found(text):
        chances = [p for p, _ in trigger.parties]
        assert chances == sorted(chances, reverse=True)


def test_every_candidate_is_a_word_of_the_text() -> None:
    text = "They met. A video call followed; talks, a dinner and a visit were planned."
    words = [text[a:b] for a, b in candidate_spans(text)]
    assert words == ["met", "video call", "talks", "dinner", "visit"]


@given(
    st.lists(
        st.sampled_from(
            [
                "met",
                "phone",
                "call",
                "Video",
                "éncounter",
                "3meet",
                "in",
                "touch",
                "don't",
                "told",
                " ",
                ".",
                "\n",
            ]
        )
    )
)
def test_words_are_looked_at_one_by_one_and_none_is_missed(parts: list[str]) -> None:
    text = " ".join(parts)
    assert list(_contact_words(text)) == [m.span() for m in _LEXICON.finditer(text)]
