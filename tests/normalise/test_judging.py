"""The network that judges contact words, as it is shipped."""

from __future__ import annotations

from datetime import date

import numpy as np

from flows.normalise import tagger
from flows.normalise.document import read_document
from flows.normalise.entities import cast
from flows.normalise.judging import Example, judge, worth_asking
from flows.normalise.triggers import LEAST, candidate_spans, example

TEXT = (
    "Prime Minister Kadri Tamm met President Jan Kos in Tallinn on Tuesday.\n\n"
    "She later spoke by phone with Ed Roe, a senator. Nobody called for talks.\n\n"
    "A dinner followed."
)


def examples() -> list[Example]:
    doc = read_document("t", TEXT, 0, date(2024, 2, 24))
    tags = tagger.load().tag(TEXT)
    people = cast(doc, tags.mentions)
    return [example(doc, people, a, b, tags.states) for a, b in candidate_spans(TEXT)]


def test_answers_are_probabilities_for_every_candidate() -> None:
    asked = examples()
    for e, answer in zip(asked, judge(asked), strict=True):
        assert 0 <= answer.contact <= 1
        assert len(answer.parties) == len(e.candidates)
        assert np.isclose(answer.channel.sum(), 1, atol=1e-5)
        assert np.isclose(answer.status.sum(), 1, atol=1e-5)


def test_a_word_is_judged_the_same_beside_any_others() -> None:
    asked = examples()
    together = list(judge(asked))
    for e, answer in zip(asked, together, strict=True):
        alone = next(iter(judge([e])))
        assert np.isclose(alone.contact, answer.contact, atol=1e-4)
        assert np.allclose(alone.parties, answer.parties, atol=1e-4)


def test_no_words_no_answers() -> None:
    assert list(judge([])) == []


def test_words_that_are_contacts_are_asked_about_and_not_all_others() -> None:
    asked = examples()
    worth = worth_asking(np.stack([e.state for e in asked]))
    answers = [a.contact >= LEAST for a in judge(asked)]
    assert all(w for w, contact in zip(worth.tolist(), answers, strict=True) if contact)
    text = "The law called for reform. A trip to Riga is cheap. She told jokes."
    words = [(at := text.index(w), at + len(w)) for w in ("called", "trip", "told")]
    assert not worth_asking(tagger.load().tag(text).states.of(words)).any()
