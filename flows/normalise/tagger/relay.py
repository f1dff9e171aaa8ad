"""Relayed attribution: "A told B that X, officials say" is read a second time without its frame.

The encoder, trained on flat attributions, sees the outer layer; what stands inside comes out when the sentence up to
the end of the content is read as a text of its own. Only contents before their cue that hold a word of speaking are.
"""

from __future__ import annotations

import re

from .link import COLON, LABEL_PIECES, Draft
from .reading import Reading
from .viterbi import Span
from .windows import SENTENCE_END

SPEAKING = re.compile(
    r"\b(told|tells|said|says|stressed|warned|assured|informed|replied|argued|insisted|promised)\b"
)


def sentence_start(reading: Reading, piece: int) -> int:
    """First piece of the sentence around `piece`; a section label ("Why it matters:") is not part of it."""
    enc = reading.enc
    i = piece
    while i > 0 and not enc.para[i]:
        before = int(enc.ids[i - 1])
        spaced = enc.starts[i] > enc.ends[i - 1]
        whole = i > 1 and enc.ends[i - 2] - enc.starts[i - 2] > 1
        if before in SENTENCE_END and spaced and whole:
            break
        i -= 1
    for j in range(i, min(i + LABEL_PIECES, piece)):
        if int(enc.ids[j]) == COLON:
            return j + 1
    return i


def relayed_stretch(reading: Reading, text: str, d: Draft) -> Span | None:
    """Pieces to read again, or None where nothing is relayed."""
    if d.cue is None or d.source is None or d.content[0][1] > min(d.cue[0], d.source[0]):
        return None
    before = [c for c in d.content if c[1] <= d.cue[0]]
    start, end = sentence_start(reading, before[0][0]), before[-1][1]
    if end - start < 8 or (reading.enc.quote[start:end] > 0).any():
        return None
    return (
        (start, end)
        if SPEAKING.search(text, int(reading.enc.starts[start]), int(reading.enc.ends[end - 1]))
        else None
    )
