"""Who took part in a contact, read from its clause."""

import pytest

from flows.normalise.parties import parties_in_clause
from tests.normalise.marking import described, span


def parties(text: str, trigger: str) -> list[str]:
    doc, people = described(text)
    found = parties_in_clause(doc, people, *span(doc, trigger))
    return [people.entities[p.entity].name for p in found]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("[Kadri Tamm] met with [Jan Kos] on Monday.", "met", ["Kadri Tamm", "Jan Kos"]),
        ("[Kadri Tamm] phoned [Jan Kos].", "phoned", ["Kadri Tamm", "Jan Kos"]),
        ("[Kadri Tamm] met [Jan Kos] and [Ed Roe].", "met", ["Kadri Tamm", "Jan Kos", "Ed Roe"]),
        ("A call between [Kadri Tamm] and [Jan Kos] ended.", "call", ["Kadri Tamm", "Jan Kos"]),
        ("[Kadri Tamm]'s talks with [Jan Kos] ended.", "talks", ["Kadri Tamm", "Jan Kos"]),
        ("In a call with [Jan Kos], [Kadri Tamm] wept.", "call", ["Kadri Tamm", "Jan Kos"]),
        ("[Kadri Tamm] and [Ed Roe] hosted [Jan Kos].", "hosted", ["Kadri Tamm", "Ed Roe", "Jan Kos"]),
        ("[Kadri Tamm] met Polish Foreign Minister [Jan Kos].", "met", ["Kadri Tamm", "Jan Kos"]),
        ("It rained during the call.", "call", []),
    ],
)
def test_parties_of_a_clause(text: str, trigger: str, expected: list[str]) -> None:
    assert sorted(parties(text, trigger)) == sorted(expected)


def test_a_nation_that_only_narrows_is_no_party() -> None:
    assert parties("[Kadri Tamm] met [Poland|GPE]'s president, [Jan Kos].", "met") == [
        "Kadri Tamm",
        "Jan Kos",
    ]


def test_other_sentences_give_no_parties() -> None:
    assert parties("[Ed Roe] left. [Kadri Tamm] met [Jan Kos]. [Ann Lee] sang.", "met") == [
        "Kadri Tamm",
        "Jan Kos",
    ]


def test_each_party_once_with_the_mention_it_was_read_from() -> None:
    doc, people = described("[Kadri Tamm] met [Jan Kos], and [Kos] smiled.")
    found = parties_in_clause(doc, people, *span(doc, "met"))
    assert [doc.text[p.start : p.end] for p in found] == ["Kadri Tamm", "Jan Kos"]
