"""The tagger on text made for these tests: offsets, odd text, windows, determinism. Accuracy is measured in benchmarks."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.tagger import Tagger, Tags, load, version
from flows.normalise.tagger.encode import encode, quote_states
from flows.normalise.tagger.mentions import whole_words
from flows.normalise.tagger.reading import Floats
from flows.normalise.tagger.viterbi import best_path, every_span, means, segments, spans
from flows.normalise.tagger.windows import plan

STORY = """Bridge will not open this year, mayor tells council

The mayor of Lindholm, Karin Berg, said on Tuesday that the bridge needs new bearings before traffic can return.

\u201cWe will not gamble with people\u2019s lives,\u201d she told reporters. \u201cIt opens when it is safe.\u201d

  \u2022 According to the port authority, the repair could take nine months.
  \u2022 Berg spoke by phone with Transport Minister Nils Holm on Monday.

The contractor denied that it had used the wrong steel, a person familiar with the inquiry said."""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load()


def spans_of(tags: Tags) -> list[tuple[int, int]]:
    found = [s for a in tags.attributions for s in (*a.content, *a.cue, *a.source, *a.addressee)]
    return found + [(m.start, m.end) for m in tags.mentions]


def words(text: str, spans: list[tuple[int, int]]) -> str:
    return " ".join(text[a:b] for a, b in spans)


def test_who_said_what(tagger: Tagger) -> None:
    tags = tagger.tag(STORY)
    by_source = {words(STORY, a.source): a for a in tags.attributions}
    direct = by_source["she"]
    assert direct.kind == "direct"
    assert "gamble with people" in words(STORY, direct.content)
    authority = next(a for s, a in by_source.items() if "port authority" in s)
    assert authority.kind == "indirect"
    assert words(STORY, authority.cue) == "According to"


def test_a_pronoun_with_a_capital_is_part_of_the_name(tagger: Tagger) -> None:
    text = (
        "Chinese Vice Premier Liu He said on Monday that talks would resume. He met Karin Berg. She agreed."
    )
    assert {"Liu He", "Karin Berg"} <= {text[m.start : m.end] for m in tagger.tag(text).mentions}


def test_names_are_whole_words(tagger: Tagger) -> None:
    for m in tagger.tag(STORY).mentions:
        assert re.fullmatch(r"\S.*\S|\S", STORY[m.start : m.end])
        assert not (m.end < len(STORY) and STORY[m.end].isalnum() and STORY[m.end - 1].isalnum())


@pytest.mark.parametrize(
    ("text", "first", "whole"),
    [
        ("Ann O\u2019Connell left.", "O", "O\u2019Connell"),
        ("Ann O'Connell left.", "Connell", "O'Connell"),
        ("Obama\u2019s plan.", "Obama", "Obama"),
        ("IT WASN'T HE.", "WASN", "WASN"),
        ("Publisher A.G. Hale left.", "G. Hale", "A.G. Hale"),
    ],
)
def test_a_mark_within_a_name_does_not_end_it(tagger: Tagger, text: str, first: str, whole: str) -> None:
    enc = encode(text, tagger.network.tokenizer)
    start = text.index(first)
    inside = (enc.starts >= start) & (enc.ends <= start + len(first))
    a, b = np.flatnonzero(inside)[[0, -1]].tolist()
    a, b = whole_words(enc, (a, b + 1), text)
    assert text[enc.starts[a] : enc.ends[b - 1]] == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "a",
        "\u201c",
        '"""" said "',
        "\u200b\ufeff\u0000\ud83d\ude00 \u201cyes\u201d said \U0001f600 Bob",
        "e\u0301te\u0301 said Zo\u00eb \u4f60\u597d",
        "MAYOR SAYS BRIDGE WILL NOT OPEN\n\nKARIN BERG SAID IT NEEDS NEW BEARINGS.",
        "said " * 3000,
        "x" * 5000,
        "\u201cIt is safe, she said. \u201cIt is not, he said.",
        "Q: Is it safe?\nBERG: It is safe.\nHOLM: It is not.",
    ],
)
def test_odd_text_is_survived(tagger: Tagger, text: str) -> None:
    for a, b in spans_of(tagger.tag(text)):
        assert 0 <= a < b <= len(text)


def test_one_line_article_of_100_kb_is_read_to_the_end(tagger: Tagger) -> None:
    sentence = "Karin Berg said on Tuesday that the bridge needs new bearings. "
    text = sentence * (100_000 // len(sentence))
    tags = tagger.tag(text)
    assert max(a.content[-1][1] for a in tags.attributions) > len(text) - 2 * len(sentence)
    assert len(tags.attributions) > 0.9 * text.count(" said ")


def test_deterministic_and_independent_of_batching(tagger: Tagger) -> None:
    assert tagger.tag_many([STORY, "", STORY]) == [tagger.tag(STORY), Tags(), tagger.tag(STORY)]
    assert load().tag(STORY) == tagger.tag(STORY)


def test_parents_point_somewhere(tagger: Tagger) -> None:
    tags = tagger.tag(STORY)
    for a in tags.attributions:
        assert 0.0 <= a.confidence <= 1.0
        assert a.parent is None or 0 <= a.parent < len(tags.attributions)


def test_every_piece_is_answered_for_once(tagger: Tagger) -> None:
    text = STORY + "\n\n" + "One long paragraph without an end, " * 400
    enc = encode(text, tagger.network.tokenizer)
    windows = plan(enc, 200)
    cores = [i for w in windows for i in range(w.core_start, w.core_end)]
    assert cores == list(range(len(enc)))
    assert all(w.end - w.start <= 200 and w.start <= w.core_start and w.core_end <= w.end for w in windows)


def test_quotation_marks_of_every_style() -> None:
    for text in ('"yes" no', "\u201cyes\u201d no", "\u00abyes\u00bb no", "``yes'' no"):
        ((a, b, state),) = quote_states(text)
        assert "yes" in text[a:b]
        assert "no" not in text[a:b]
        assert state == 1
    assert quote_states("it's the dogs' \u2019 day") == []
    assert quote_states("\u201copen to the end\n\nnext")[0][2] == 2


def test_inside_tags_need_a_begin() -> None:
    logp = np.log(np.array([[0.9, 0.05, 0.05], [0.1, 0.2, 0.7], [0.1, 0.1, 0.8]], dtype=np.float32))
    path = best_path(logp, segments(np.array([0]), 3))
    assert path.tolist() == [0, 1, 2]
    assert spans(path, 1) == [(1, 3)]


def likeliest(logp: Floats, starts: list[int]) -> float:
    """The score of the best legal path, by trying every tag after every tag (Viterbi without short cuts)."""
    classes = logp.shape[1]
    score = logp[0].astype(np.float64)
    for t in range(1, len(logp)):
        into = [
            max(score)
            if t in starts or tag % 2 or not tag
            else max(s for before, s in enumerate(score) if before in (tag, tag - 1))
            for tag in range(classes)
        ]
        score = np.array(into) + logp[t]
    return float(max(score))


@given(
    st.integers(0, 2**32 - 1), st.sampled_from([3, 7, 15]), st.integers(1, 40), st.sampled_from([0.3, 2.0])
)
def test_only_stretches_around_broken_rules_are_searched_yet_the_path_is_the_best(
    seed: int, classes: int, n: int, spread: float
) -> None:
    rng = np.random.default_rng(seed)
    logp = (rng.normal(size=(n, classes)) * spread).astype(np.float32)
    starts = np.flatnonzero(rng.random(n) < 0.15)
    starts = starts if len(starts) and not starts[0] else np.insert(starts, 0, 0)
    path = best_path(logp, segments(starts, n))
    for t in range(1, n):
        inside = path[t] and path[t] % 2 == 0
        assert not inside or t in starts or path[t - 1] in (path[t], path[t] - 1)
    assert logp[np.arange(n), path].sum() == pytest.approx(likeliest(logp, starts.tolist()), abs=1e-3)


def test_spans_of_every_tag_in_order() -> None:
    path = np.array([0, 1, 2, 1, 0, 4, 4, 3, 6, 2])
    assert every_span(path) == [(1, 3, 1), (3, 4, 1), (5, 7, 3), (7, 8, 3), (8, 9, 5), (9, 10, 1)]
    values = np.arange(10, dtype=np.float32)
    assert means(values, [(1, 3), (5, 6), (8, 10)]) == [1.5, 5.0, 8.5]
    assert means(values, []) == []


def test_version_names_the_model() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", version())
