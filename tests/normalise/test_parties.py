"""Who took part in a contact, read from its clause."""

import pytest

from flows.normalise.parties import Party, coordinated, parties_in_clause, told_outright, told_twice
from flows.normalise.pronouns import resolve_pronouns
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


def outright(text: str, trigger: str, *, by_pronoun: bool = False) -> list[list[str]]:
    doc, people = described(text)
    resolve_pronouns(doc, people, [])
    groups = told_outright(doc, people, *span(doc, trigger), by_pronoun=by_pronoun)
    return [[people.entities[p.entity].name for p in group] for group in groups]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("[Kadri Tamm]'s phone call to [Jan Kos] ended.", "phone call", [["Kadri Tamm", "Jan Kos"]]),
        ("[Kadri Tamm]'s call to [Jan Kos] to resign was heard.", "call", []),
        ("A meeting in New York between [Kadri Tamm] and [Jan Kos].", "meeting", [["Kadri Tamm", "Jan Kos"]]),
        ("They like meeting by themselves to build trust between [Ed Roe] and [Jan Kos].", "meeting", []),
    ],
)
def test_what_the_words_pair_outright(text: str, trigger: str, expected: list[list[str]]) -> None:
    assert outright(text, trigger) == expected


def test_a_possessive_pronoun_pairs_its_antecedent_where_asked() -> None:
    text = "[Kadri Tamm] resigned. She denied her call with [Jan Kos], a rival of [Ed Roe]."
    assert outright(text, "call") == []
    assert outright(text, "call", by_pronoun=True) == [["Kadri Tamm", "Jan Kos"]]


def test_who_stands_in_a_row_with_a_party_is_one() -> None:
    doc, people = described("[Kadri Tamm] met [Jan Kos], as well as Sen. [Ed Roe] and [Ann Lee], who left.")
    first = next(p for p in parties_in_clause(doc, people, *span(doc, "met")) if p.start > 10)
    found = coordinated(doc, people, first)
    assert [people.entities[p.entity].name for p in found] == ["Ed Roe", "Ann Lee"]
    assert first.confidence > found[0].confidence > found[1].confidence


def test_a_nameless_party_that_the_next_one_names_is_told_twice() -> None:
    doc, people = described(
        "[Kadri Tamm] met [senior aides|GROUP], including Senator [Ed Roe], and [Jan Kos]."
    )
    found = parties_in_clause(doc, people, *span(doc, "met"))
    twice = told_twice(doc, people, sorted(found, key=lambda p: p.start))
    assert [people.entities[i].name for i in twice] == ["senior aides"]


def test_a_clause_that_begins_with_a_name_is_no_apposition() -> None:
    doc, people = described("At a meeting with [senior aides|GROUP], [Kadri Tamm] promised help.")
    found = parties_in_clause(doc, people, *span(doc, "meeting"))
    assert len(found) == 2
    assert told_twice(doc, people, sorted(found, key=lambda p: p.start)) == set()


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("[Kadri Tamm] met [Jan Kos], the party's [leader|GROUP], on Monday.", ["leader"]),
        ("[Kadri Tamm] met [Jan Kos], a [lawyer|GROUP] who left.", ["lawyer"]),
        ("[Kadri Tamm] met [Jan Kos], two [aides|GROUP] and others.", []),
        ("[Kadri Tamm] met [Jan Kos] and the party's [leader|GROUP], too.", []),
    ],
)
def test_what_a_party_is_said_to_be_is_no_other_party(text: str, twice: list[str]) -> None:
    doc, people = described(text)
    found = [Party(r.entity, r.start, r.end, r.confidence) for r in people.references]
    told = told_twice(doc, people, found)
    assert [people.entities[i].name for i in told] == twice
