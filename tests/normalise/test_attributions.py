"""Quote rows: speaker, addressee, relayer, negation, day and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from flows.normalise.attributions import quote_rows, said, speakers, told
from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.pronouns import resolve_pronouns
from tests.normalise.marking import described, span

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An attribution as the tagger would find it."""

    content: Sequence[Span]
    cue: Sequence[Span] = ()
    source: Sequence[Span] = ()
    addressee: Sequence[Span] = ()
    kind: str = "indirect"
    confidence: float = 0.9
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """An attribution by its words, each of which stands in the text once."""

    content: str
    cue: str = ""
    source: str = ""
    addressee: str = ""
    kind: str = "indirect"
    parent: int | None = None
    more: list[str] = field(default_factory=list)

    def tagged(self, doc: Document) -> Tagged:
        def at(words: str) -> list[Span]:
            return [span(doc, words)] if words else []

        content = [*at(self.content), *(span(doc, m) for m in self.more)]
        return Tagged(
            content, at(self.cue), at(self.source), at(self.addressee), self.kind, parent=self.parent
        )


def rows(
    text: str, *words: Words, byline: tuple[str, ...] = ()
) -> tuple[Document, Cast, list[dict[str, Any]]]:
    doc, people = described(text, byline)
    tagged = [w.tagged(doc) for w in words]
    resolve_pronouns(doc, people, said(tagged))
    return doc, people, quote_rows(doc, people, tagged, speakers(doc, people, tagged))


def name(people: Cast, entity: int | None) -> str | None:
    return None if entity is None else people.entities[entity].name


def test_speaker_and_addressee() -> None:
    _, people, (row,) = rows(
        "Minister [Kadri Tamm] told [Jan Kos] that the ice is thin.",
        Words("the ice is thin", "told", "Minister Kadri Tamm"),
    )
    assert (name(people, row["speaker_id"]), name(people, row["addressee_id"])) == ("Kadri Tamm", "Jan Kos")
    assert (row["kind"], row["negated"], row["ordinal"]) == ("indirect", False, 0)


def test_a_relayed_attribution_points_at_its_parent_and_its_relayer() -> None:
    _, people, found = rows(
        "[Kadri Tamm] said the ice is thin, [an Estonian official|GROUP] claimed.",
        Words("Kadri Tamm said the ice is thin", "claimed", "an Estonian official"),
        Words("the ice is thin", "said the", "Kadri Tamm", parent=0),
    )
    inner = next(r for r in found if r["parent_quote_id"])
    outer = next(r for r in found if not r["parent_quote_id"])
    assert inner["parent_quote_id"] == outer["quote_id"]
    assert (name(people, inner["speaker_id"]), name(people, inner["relayed_by_id"])) == (
        "Kadri Tamm",
        "Estonian official",
    )


def test_i_inside_a_quote_is_its_speaker() -> None:
    _, people, found = rows(
        "“I think it is thin,” said [Kadri Tamm].",
        Words("“I think it is thin,”", "said", "Kadri Tamm", kind="direct"),
        Words("it is thin", "think", "I", parent=0),
        byline=("Paul Imhof",),
    )
    assert {name(people, r["speaker_id"]) for r in found} == {"Kadri Tamm"}


def test_i_outside_quotes_is_the_writer() -> None:
    _, people, (row,) = rows(
        "I believe it is thin.", Words("it is thin", "believe", "I"), byline=("Catriona MacAskill",)
    )
    assert (name(people, row["speaker_id"]), row["speaker_form"]) == ("Catriona MacAskill", "pronoun")


def test_what_was_never_said_is_marked() -> None:
    _, _, found = rows(
        "[Kadri Tamm] never said it rained. [Jan Kos] did not claim it snowed. [Ed Roe] denied it froze.",
        Words("it rained", "said", "Kadri Tamm"),
        Words("it snowed", "claim", "Jan Kos"),
        Words("it froze", "denied", "Ed Roe"),
    )
    assert [r["negated"] for r in found] == [True, True, False]


def test_a_negation_inside_the_cue_counts_too() -> None:
    _, _, (row,) = rows(
        "[Kadri Tamm] has not claimed that it rained.", Words("it rained", "has not claimed", "Kadri Tamm")
    )
    assert row["negated"] is True


def test_the_day_beside_the_cue_is_when_it_was_said() -> None:
    _, _, (row,) = rows(
        "[Kadri Tamm] said on Monday that the ice may melt by Friday.",
        Words("the ice may melt by Friday", "said", "Kadri Tamm"),
    )
    assert row["said_on"] == date(2024, 2, 19)


def test_a_day_inside_the_content_is_not_when_it_was_said() -> None:
    _, _, (row,) = rows(
        "[Kadri Tamm] said the ice melted on Monday.",
        Words("the ice melted on Monday", "said", "Kadri Tamm"),
    )
    assert row["said_on"] is None


def test_rows_are_ordered_and_repeated_content_is_one_row() -> None:
    _, _, found = rows(
        "It rains, said [Kadri Tamm]. It snows, said [Jan Kos].",
        Words("It snows", "said Jan", "Jan Kos"),
        Words("It rains", "said Kadri", "Kadri Tamm"),
        Words("It rains", "said Kadri", ""),
    )
    assert [(r["content"], r["ordinal"]) for r in found] == [("It rains", 0), ("It snows", 1)]


def test_nobody_speaks_without_a_source() -> None:
    _, _, (row,) = rows("It rains, reportedly.", Words("It rains", "reportedly"))
    assert (row["speaker_id"], row["speaker_form"], row["source"]) == (None, "none", "")


def test_a_source_in_pieces_is_its_named_piece() -> None:
    doc, people = described("“Yes,” said [Kadri Tamm]. “No,” she added.")
    tagged = Tagged(
        [span(doc, "“Yes,”"), span(doc, "“No,”")], [], [span(doc, "she"), span(doc, "Kadri Tamm")]
    )
    (row,) = quote_rows(doc, people, [tagged], speakers(doc, people, [tagged]))
    assert name(people, row["speaker_id"]) == "Kadri Tamm"


def test_who_tells_is_handed_on_with_what_is_told() -> None:
    doc, people = described("“Yes,” [Kadri Tamm] said. “No,” I added.")
    tagged = [Words("“Yes,”", "said", "Kadri Tamm"), Words("“No,”", "added", "I"), Words("“Yes,”")]
    found = [w.tagged(doc) for w in tagged]
    by = told(doc, found, speakers(doc, people, found))
    assert [(t.speaker, t.direct) for t in by] == [(0, False), (None, False)]  # who "I" is, is not guessed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It rains, according to a poll by [Riga Radio|ORG].", Words("It rains", "according to", "a poll")),
        ("It rains, we’re told; [Jan Kos] sleeps.", Words("It rains", "’re told", "we")),
        ("It is easy to forget that it rains. [Jan Kos] sleeps.", Words("it rains", "easy to forget")),
    ],
)
def test_who_only_stands_there_is_not_spoken_to(text: str, words: Words) -> None:
    _, _, (row,) = rows(text, words)
    assert row["addressee_id"] is None
