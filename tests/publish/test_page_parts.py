"""Sentences, drawings and periods of the page, as functions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.publish.page import charts, network
from flows.publish.page.periods import MOST_COLUMNS, grain, periods, start_of
from flows.publish.page.sentences import Piece, in_context, sentence_around

TEXT = (
    "Talks fail again\n\n"
    "Nothing happened before. “We tried,” Sen. Ann B. Ro said. “Twice.” Then she left.\n\n"
    "U.S. officials told reporters that the bridge stays shut; no date was given. Later it rained."
)


@pytest.mark.parametrize(
    ("quoted", "sentence"),
    [
        ("“We tried,”", "“We tried,” Sen. Ann B. Ro said."),
        ("“Twice.”", "“Twice.”"),
        ("fail", "Talks fail again"),
        ("the bridge stays shut", "officials told reporters that the bridge stays shut; no date was given."),
    ],
)
def test_sentence_around_a_quote(quoted: str, sentence: str) -> None:
    start = TEXT.index(quoted)
    first, last = sentence_around(TEXT, start, start + len(quoted))
    assert TEXT[first:last].endswith(sentence)
    assert len(TEXT[first:last]) <= len(sentence) + len("U.S. ")


def test_a_quote_in_two_places_shows_both_sentences() -> None:
    spans = [(TEXT.index(q), TEXT.index(q) + len(q)) for q in ("“We tried,”", "“Twice.”")]
    pieces = in_context(TEXT, spans, "“We tried,” “Twice.”")
    assert pieces == [
        Piece("“We tried,”", True),
        Piece(" Sen. Ann B. Ro said.", False),
        Piece(" … ", False),
        Piece("“Twice.”", True),
    ]


@pytest.mark.parametrize("spans", [[], [(5, 3)], [(0, 10_000)], [(4, 9), (6, 12)]])
def test_the_content_stands_alone_where_spans_do_not_fit(spans: list[tuple[int, int]]) -> None:
    assert in_context(TEXT, spans, "words") == [Piece("words", True)]


def test_the_content_stands_alone_without_the_text() -> None:
    assert in_context(None, [(0, 4)], "words") == [Piece("words", True)]


@given(st.text(alphabet="aB.“” \n?é", min_size=1, max_size=80), st.data())
def test_context_holds_the_span_and_stays_on_its_lines(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = sentence_around(text, start, end)
    assert first <= start < end <= last
    assert "\n" not in text[first:start] + text[end:last]
    assert "".join(p.text for p in in_context(text, [(start, end)], "") if p.quoted) == text[start:end]


NAMES = st.sampled_from(
    ["Bo", "Noor Vance", "Red Crescent Society of Velmora", "X" * 60, "Ann Marie Zeller-Duarte"]
)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 25), st.integers(0, 25), st.integers(1, 9)), min_size=1, max_size=60),
    st.lists(NAMES, min_size=26, max_size=26),
    st.sampled_from([(1040, 640, 32), (340, 460, 12)]),
)
def test_labels_of_the_network_never_collide(
    links: list[tuple[int, int, int]], names: list[str], frame: tuple[int, int, int]
) -> None:
    pairs = [
        {"one": str(a), "other": str(b), "calls": n, "quotes": 0, "times": n}
        | {"one_name": names[a], "other_name": names[b], "one_kind": "person", "other_kind": "person"}
        for a, b, n in {(min(x), max(x)): (*sorted(x), n) for *x, n in links if x[0] != x[1]}.values()
    ]
    pairs.sort(key=lambda p: -int(p["times"]))
    drawn = network.picture(pairs, *frame)
    if not pairs:
        assert drawn is None
        return
    assert drawn is not None
    assert drawn == network.picture(pairs, *frame)
    assert len(drawn.nodes) <= frame[2]
    boxes = [
        (n.x - n.width / 2, n.y - n.radius - 4, n.x + n.width / 2, n.y - n.radius - 4 + n.height)
        for n in drawn.nodes
    ]
    for left, top, right, bottom in boxes:
        assert left >= -1
        assert right <= drawn.width + 1
        assert top >= -1
        assert bottom <= drawn.height + 1
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert min(a[2], b[2]) - max(a[0], b[0]) <= 1 or min(a[3], b[3]) - max(a[1], b[1]) <= 1


def test_network_keeps_every_actor_it_shows_connected() -> None:
    pairs = [
        {"one": str(a), "other": str(b), "calls": 1, "quotes": 0, "times": 1}
        for a in range(12)
        for b in range(a + 1, 12)
    ]
    kept = network.strongest(pairs, 6)
    assert {p[side] for p in kept for side in ("one", "other")} == {"0", "1", "2", "3", "4", "5"}


@given(st.dates(date(1900, 1, 1), date(2060, 1, 1)), st.integers(0, 20_000))
def test_periods_cover_the_span_once(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    unit = grain(first, last)
    starts = periods(first, last, unit)
    assert starts[0] <= first
    assert starts[-1] <= last
    assert start_of(last, unit) == starts[-1]
    assert starts == sorted(set(starts))
    assert unit == "year" or len(starts) <= MOST_COLUMNS + 1


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=36))
def test_columns_stay_in_the_drawing(values: list[tuple[int, int]]) -> None:
    values[0] = (max(1, values[0][0]), values[0][1])
    starts = periods(date(2020, 1, 1), date(2020, 1, 1) + timedelta(days=31 * (len(values) - 1)), "month")
    series = {
        "a": [v[0] for v in values][: len(starts)],
        "b": [v[1] for v in values][: len(starts)],
    }
    drawn = charts.columns(starts[: len(values)], "month", series, 340, 200)
    assert all(b.y >= 0 and b.y + b.height <= 200 and b.x >= 0 and b.x + b.width <= 340 for b in drawn.bars)
    assert drawn.peak.text == f"{max(map(sum, zip(*series.values(), strict=True))):,}"
