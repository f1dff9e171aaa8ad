"""The encoder's states by span."""

from __future__ import annotations

import numpy as np
import pytest

from flows.normalise import tagger
from flows.normalise.tagger.reading import TAG_COLUMNS
from flows.normalise.tagger.states import PROJECTED, STATE_WIDTH, States, no_states


@pytest.mark.parametrize("windows", [[(0, 3)], [(0, 2), (2, 3)], [(0, 1), (1, 2), (2, 3)]])
def test_the_mean_of_the_pieces_under_a_span_whatever_windows_they_were_read_in(
    windows: list[tuple[int, int]],
) -> None:
    values = np.arange(3, dtype=np.float32)[:, None]
    projected = [values[a:b] * np.ones((1, PROJECTED), dtype=np.float32) for a, b in windows]
    tags = values * np.ones((1, TAG_COLUMNS), dtype=np.float32)
    starts, ends = np.array([0, 4, 8], dtype=np.int32), np.array([3, 7, 11], dtype=np.int32)
    states = States(starts, ends, tags, [a for a, _ in windows], projected)
    found = states.of([(0, 3), (4, 11), (5, 6)])
    assert found[:, 0].tolist() == found[:, -1].tolist() == [0.0, 1.5, 1.0]


def test_an_empty_text_has_none() -> None:
    assert no_states().of([(0, 3)]).tolist() == [[0.0] * STATE_WIDTH]
    assert not len(tagger.load().tag("").states)


def test_a_long_text_has_a_state_for_every_piece() -> None:
    text = "Kadri Tamm met Jan Kos in Tallinn. " * 200
    states = tagger.load().tag(text).states
    assert len(states) == len(states.starts) == len(states.ends)
    assert np.isfinite(states.rows(0, len(states))).all()
