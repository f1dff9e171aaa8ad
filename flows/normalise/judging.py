"""One small network that judges a contact word and the mentions around it together.

A layer of self-attention (Vaswani et al. 2017) over the word and its candidates: who took part depends on who else
stands there, and whether the word tells of a contact on whether anybody did. It reads the encoder's states, hashed
words (Weinberger et al. 2009) and features, and answers at once: contact or not, by which channel, of which status, and
who took part. Weights in data/contacts.npz are made by `python -m training.contact_models`: several networks of other
seeds, first axis, whose logits are averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.normalise.links import Candidate
from flows.normalise.weights import Floats, stored

weights = partial(stored, "contacts")

HASHED = 2048
HEADS = 4
_AT_ONCE = 64  # contact words: bounds memory for the longest articles


@dataclass(frozen=True, slots=True)
class Example:
    """What the network is asked about one contact word.

    Hashed features, dense ones, the encoder's state [S]; for its candidates features [n, F] and states [n, S].
    `within` is the narrowest stretch of words of somebody that the word stands in.
    """

    start: int
    end: int
    hashed: tuple[int, ...]
    dense: tuple[float, ...]
    state: Floats
    candidates: tuple[Candidate, ...]
    features: Floats
    states: Floats
    within: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Probabilities: contact, channel [4] and status [4] in the order of the vocabulary, each candidate's part [n]."""

    contact: float
    channel: Floats
    status: Floats
    parties: Floats


def worth_asking(states: Floats) -> npt.NDArray[np.bool_]:
    """Which contact words [n, S] are worth the network's time: a line through the states tells half of them apart.

    So many of those that the network would call a contact are lost as `training.contact_networks.LOST` says.
    """
    w = weights()
    return np.asarray(states @ w["gate"] >= w["gate_least"], dtype=np.bool_)


def judge(examples: Sequence[Example]) -> Iterator[Answer]:
    """The network's answer for each contact word."""
    for first in range(0, len(examples), _AT_ONCE):
        yield from _answers(examples[first : first + _AT_ONCE])


def _answers(examples: Sequence[Example]) -> Iterator[Answer]:
    w = weights()
    counts = [len(e.candidates) for e in examples]
    word = np.stack([e.state for e in examples])
    word = (word - w["state_mean"]) * w["state_scale"]
    told = _told_by_word(examples, word, w)
    tokens = np.zeros((len(told), len(examples), 1 + max(counts), w["out"].shape[1]), dtype=np.float32)
    tokens[:, :, 0] = told @ w["told"] + w["told_bias"]
    there = np.arange(1 + max(counts)) <= np.asarray(counts)[:, None]
    inside = there.copy()
    inside[:, 0] = False
    if any(counts):
        tokens[:, inside] = _candidates(examples, word, counts, w)
    tokens = _attended(tokens, there, w)
    party = (tokens @ w["out"][:, None] + w["out_bias"][:, None]).mean(axis=0)[..., 0]
    about = np.concatenate([told, tokens[:, :, 0]], axis=-1)
    answers = (about @ w["answer"] + w["answer_bias"]).mean(axis=0)
    for row, parties, n in zip(answers, party, counts, strict=True):
        yield Answer(
            float(_sigmoid(row[:1])[0]), _softmax(row[1:5]), _softmax(row[5:]), _sigmoid(parties[1 : 1 + n])
        )


def _told_by_word(examples: Sequence[Example], word: Floats, w: dict[str, Floats]) -> Floats:
    """[networks, words, hidden]: what the word and its company tell."""
    firsts = np.cumsum([0] + [len(e.hashed) for e in examples[:-1]])
    rows = w["hashed"][:, [slot for e in examples for slot in e.hashed]]
    dense = np.asarray([e.dense for e in examples], dtype=np.float32)
    summed = np.add.reduceat(rows, firsts, axis=1)
    return _rectified(summed + dense @ w["dense"] + w["dense_bias"] + word @ w["word"])


def _candidates(examples: Sequence[Example], word: Floats, counts: list[int], w: dict[str, Floats]) -> Floats:
    """[networks, candidates of all words, width]: features, both states, and the product of their projections."""
    rows = np.concatenate([e.features for e in examples if len(e.candidates)])
    states = np.concatenate([e.states for e in examples if len(e.candidates)])
    x = (rows - w["feature_mean"]) * w["feature_scale"]
    s = (states - w["state_mean"]) * w["state_scale"]
    owner = np.repeat(np.arange(len(examples)), counts)
    shared = (word @ w["trigger"])[:, owner]
    product = (word @ w["left"] + w["left_bias"])[:, owner] * (s @ w["right"] + w["right_bias"])
    return _rectified(x @ w["feature"] + w["feature_bias"] + s @ w["entity"] + shared + product)


def _attended(x: Floats, there: npt.NDArray[np.bool_], w: dict[str, Floats]) -> Floats:
    """One pre-norm layer of attention and feed-forward over tokens [networks, words, tokens, width]."""
    networks, words, n, width = x.shape
    parts = _normed(x, w, "norm1") @ w["qkv"][:, None] + w["qkv_bias"][:, None]
    q, k, v = parts.reshape(networks, words, n, 3, HEADS, width // HEADS).transpose(3, 0, 1, 4, 2, 5)
    scores = q @ k.transpose(0, 1, 2, 4, 3) / np.sqrt(width // HEADS).astype(np.float32)
    mixed = _softmax(np.where(there[None, :, None, None], scores, np.float32(-1e4))) @ v
    mixed = mixed.transpose(0, 1, 3, 2, 4).reshape(x.shape)
    x = x + mixed @ w["mix"][:, None] + w["mix_bias"][:, None]
    hidden = _rectified(_normed(x, w, "norm2") @ w["up"][:, None] + w["up_bias"][:, None])
    return x + hidden @ w["down"][:, None] + w["down_bias"][:, None]


def _normed(x: Floats, w: dict[str, Floats], name: str) -> Floats:
    centred = x - x.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-5)
    return np.asarray(scaled * w[name][:, None] + w[f"{name}_bias"][:, None], dtype=np.float32)


def _rectified(x: npt.NDArray[Any]) -> Floats:
    return np.asarray(np.maximum(x, 0), dtype=np.float32)


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-x)), dtype=np.float32)
