"""Which documents hold which words, how often, and what that weighs: arrays that grow block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# BM25: how soon repeating a word stops to help, and how much length hurts (Robertson and Zaragoza 2009).
K1, B = 1.2, 0.75

# Postings sorted together, about: 100 MB of memory.
PART_ROWS = 4_000_000

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class Vocabulary:
    """Words and their stems, numbered as they come."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, stem: str) -> None:
        self._connection, self._sql = connection, f"SELECT {stem} FROM new_words ORDER BY number"
        self._stem_of: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._counts: dict[str, Ints] = {}

    def __len__(self) -> int:
        return len(self._stems)

    def stems(self, words: list[str]) -> Ints:
        """The number of each word's stem."""
        new = [w for w in words if w not in self._stem_of]
        if new:
            self._connection.register("new_words", pa.table({"word": new, "number": range(len(new))}))
            rows = self._connection.execute(self._sql).fetchall()
            self._connection.unregister("new_words")
            for word, (stem,) in zip(new, rows, strict=True):
                self._stem_of[word] = self._stems.setdefault(stem, len(self._stems))
        return np.array([self._stem_of[w] for w in words], dtype=np.int32)

    def names(self) -> tuple[list[str], Ints]:
        """The stems in alphabetical order, and the place in it of each number."""
        names = sorted(self._stems)
        places = np.empty(len(names), dtype=np.int32)
        places[[self._stems[name] for name in names]] = np.arange(len(names), dtype=np.int32)
        return names, places

    def count(self, source: str, postings: Postings) -> None:
        """Note how many documents of a source hold each stem."""
        self._counts[source] = postings.document_counts()

    def table(self) -> pa.Table:
        words = sorted(self._stem_of)
        numbers = [self._stem_of[w] for w in words]
        names = list(self._stems)
        counts = {
            source: np.pad(found, (0, len(names) - len(found))) for source, found in self._counts.items()
        }
        return pa.table(
            {
                "word": pa.array(words, pa.string()),
                "stem": pa.array([names[n] for n in numbers], pa.string()),
                "quote_count": counts["quotes"][numbers],
                "article_count": counts["articles"][numbers],
            }
        )


class Postings:
    """(document, stem, occurrences) of one source."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._documents: list[Ints] = []
        self._stems: list[Ints] = []
        self._occurrences: list[npt.NDArray[np.uint16]] = []
        self._lengths: list[npt.NDArray[np.uint32]] = []
        self._total = self._count = 0

    def add(self, documents: pa.Array, words: pa.Array) -> None:
        """The words of each document, in order; every document comes once."""
        encoded = words.flatten().dictionary_encode()
        stems = self._vocabulary.stems(encoded.dictionary.to_pylist())[encoded.indices.to_numpy()]
        lengths = pc.list_value_length(words).to_numpy(zero_copy_only=False).astype(np.uint32)
        rows = np.repeat(np.arange(len(documents), dtype=np.int64), lengths)
        keys, occurrences = np.unique((rows << 32) | stems, return_counts=True)
        at = keys >> 32
        self._documents.append(documents.to_numpy()[at].astype(np.int32))
        self._stems.append((keys & 0xFFFFFFFF).astype(np.int32))
        self._occurrences.append(np.minimum(occurrences, 65_535).astype(np.uint16))
        self._lengths.append(lengths[at])
        self._total += int(lengths.sum())
        self._count += int((lengths > 0).sum())

    def document_counts(self) -> Ints:
        """How many documents hold each stem, by its number."""
        counts = np.zeros(len(self._vocabulary), dtype=np.int32)
        for stems in self._stems:
            counts += np.bincount(stems, minlength=len(counts)).astype(np.int32)
        return counts

    def tables(self) -> Iterator[pa.Table]:
        """All of it sorted by stem and document, a range of stems at a time: what is asked for together lies together.

        At least one table; sorted whole, the index would need four times its size in memory.
        """
        names, places = self._vocabulary.names()
        stems = pa.array(names, pa.string())
        counts = np.zeros(len(names), dtype=np.int64)
        counts[places] = self.document_counts()
        part_of = np.cumsum(counts) // PART_ROWS
        for part in range(int(part_of[-1]) + 1 if len(part_of) else 1):
            chosen = [part_of[places[s]] == part for s in self._stems]
            place = places[_joined(self._stems, chosen)]
            documents = _joined(self._documents, chosen)
            order = np.lexsort((documents, place))
            yield pa.table(
                {
                    "stem": pa.DictionaryArray.from_arrays(pa.array(place[order]), stems),
                    "document": documents[order],
                    "weight": self._weights(chosen)[order],
                }
            )

    def _weights(self, chosen: Sequence[Flags]) -> Ints:
        """BM25 without the rarity of the word, in thousandths."""
        mean = self._total / max(self._count, 1)
        blocks = []
        for occurrences, lengths, mask in zip(self._occurrences, self._lengths, chosen, strict=True):
            n = occurrences[mask].astype(np.float64)
            relative = lengths[mask] / mean if mean else lengths[mask]
            blocks.append(np.rint(1000 * n * (K1 + 1) / (n + K1 * (1 - B + B * relative))).astype(np.int32))
        return np.concatenate(blocks) if blocks else _NONE


_NONE: Ints = np.empty(0, dtype=np.int32)


def _joined(blocks: Sequence[Ints], chosen: Sequence[Flags]) -> Ints:
    return np.concatenate([b[mask] for b, mask in zip(blocks, chosen, strict=True)]) if blocks else _NONE
