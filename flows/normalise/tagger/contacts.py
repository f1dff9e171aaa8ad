"""Calls, meetings and talks: trigger words, their channel and status, and who took part."""

from __future__ import annotations

import re

import numpy as np

from .link import clipped
from .reading import Floats, Reading
from .tags import CHANNELS, STATUSES, Contact, Mention, Participant
from .viterbi import Span, segments, spans, sparse_path

PRONOUN = re.compile(r"\b(he|she|they|him|her|them|we|us|i|me|his|their|both)\b", re.IGNORECASE)


def pronouns(reading: Reading, text: str) -> list[tuple[Span, Span]]:
    """(characters, pieces) of words that may stand for a party without being a name."""
    starts = reading.enc.starts
    out = []
    for m in PRONOUN.finditer(text):
        i = int(np.searchsorted(starts, m.start()))
        if i < len(starts) and starts[i] == m.start():
            out.append((m.span(), (i, i + 1)))
    return out


def choice(logp: Floats, span: Span) -> tuple[int, float]:
    mean = np.exp(logp[span[0] : span[1]].mean(axis=0))
    best = int(mean.argmax())
    return best, float(mean[best] / mean.sum())


def participants(
    reading: Reading, w: int, trigger: Span, parties: list[tuple[Span, Span, int | None]], floor: float
) -> list[Participant]:
    window = reading.windows[w]
    near = [p for p in parties if window.start <= p[1][0] and p[1][1] <= window.end]
    if not near:
        return []
    a, b = clipped(trigger, window.start, window.end)
    columns = np.concatenate([np.arange(x, y) for _, (x, y), _ in near])
    scores, _ = reading.point("trigger_party", w, np.arange(a, b), columns)
    firsts = np.cumsum([0] + [y - x for _, (x, y), _ in near[:-1]])
    sizes = np.array([y - x for _, (x, y), _ in near])
    mean = np.add.reduceat(scores.mean(axis=0), firsts) / sizes
    probability = 1.0 / (1.0 + np.exp(-mean))
    return [
        Participant(s, e, index, round(float(p), 4))
        for ((s, e), _, index), p in zip(near, probability.tolist(), strict=True)
        if p >= floor
    ]


def contacts(
    reading: Reading, text: str, mentions: list[Mention], pieces: list[Span], bias: float, floor: float
) -> list[Contact]:
    """`bias` is added to the log probability of trigger tags, `floor` is the least link probability kept."""
    enc = reading.enc
    if not len(enc):
        return []
    logp = reading.head("trigger").copy()
    mass = np.exp(np.logaddexp(logp[:, 1], logp[:, 2]))
    logp[:, 1:] += bias
    found = spans(sparse_path(logp, segments(np.flatnonzero(enc.para), len(enc))), 1)
    if not found:
        return []
    channel, status = reading.head("channel"), reading.head("status")
    window_of = reading.window_of()
    parties: list[tuple[Span, Span, int | None]] = [
        ((m.start, m.end), p, i)
        for i, (m, p) in enumerate(zip(mentions, pieces, strict=True))
        if m.label != "DATE"
    ]
    covered = {i for _, (a, b), _ in parties for i in range(a, b)}
    parties += [(chars, p, None) for chars, p in pronouns(reading, text) if p[0] not in covered]
    out = []
    for span in found:
        (c, c_score), (s, s_score) = choice(channel, span), choice(status, span)
        linked = participants(reading, int(window_of[span[0]]), span, parties, floor)
        out.append(
            Contact(
                int(enc.starts[span[0]]), int(enc.ends[span[1] - 1]), CHANNELS[c], STATUSES[s],
                round(float(mass[span[0] : span[1]].mean()), 4), round(c_score, 4), round(s_score, 4),
                sorted(linked, key=lambda p: p.start),
            )
        )  # fmt: skip
    return out
