"""The encoder's states by span."""

from __future__ import annotations

import numpy as np

from flows.normalise import tagger
from flows.normalise.tagger.states import STATE_WIDTH, States, no_states


def test_the_mean_of_the_pieces_under_a_span() -> None:
    rows = np.arange(3, dtype=np.float32)[:, None] * np.ones((1, STATE_WIDTH), dtype=np.float32)
    states = States(np.array([0, 4, 8], dtype=np.int32), np.array([3, 7, 11], dtype=np.int32), rows)
    assert states.of([(0, 3), (4, 11), (5, 6)])[:, 0].tolist() == [0.0, 1.5, 1.0]


def test_an_empty_text_has_none() -> None:
    assert no_states().of([(0, 3)]).tolist() == [[0.0] * STATE_WIDTH]
    assert not len(tagger.load().tag("").states.rows)


def test_a_long_text_has_a_state_for_every_piece() -> None:
    text = "Kadri Tamm met Jan Kos in Tallinn. " * 200
    states = tagger.load().tag(text).states
    assert len(states.rows) == len(states.starts) == len(states.ends)
    assert np.isfinite(states.rows).all()
