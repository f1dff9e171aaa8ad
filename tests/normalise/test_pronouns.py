"""He and she go back to the person that agrees and is salient."""

import pytest

from flows.normalise.antecedents import FEATURES, chances
from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.pronouns import Said, resolve_pronouns
from tests.normalise.marking import described, refers, span


def resolved(text: str, *said: tuple[str, str, bool]) -> tuple[Document, Cast]:
    """`said` lists source, content and whether it is quoted."""
    doc, people = described(text)
    resolve_pronouns(doc, people, [Said(span(doc, s) if s else None, (span(doc, c),), d) for s, c, d in said])
    return doc, people


def test_gender_agrees() -> None:
    doc, people = resolved("[Martha Hollis] met [George Hollis]. Then she left, and he stayed.")
    assert refers(doc, people, "she") == {"Martha Hollis"}
    assert refers(doc, people, "he stayed") == {"George Hollis"}


def test_the_speaker_of_an_indirect_quote_is_meant_in_it() -> None:
    doc, people = resolved(
        "[George Hollis] met [Paul Imhof]. [Hollis] said that he would resign.",
        ("Hollis said", "that he would resign", False),
    )
    assert refers(doc, people, "he would") == {"George Hollis"}


def test_the_speaker_is_not_he_inside_a_direct_quote() -> None:
    doc, people = resolved(
        "[Paul Imhof] rose. “He is late,” said [George Hollis].",
        ("George Hollis", "“He is late,”", True),
    )
    assert refers(doc, people, "He is late") == {"Paul Imhof"}


def test_a_pronoun_without_anybody_before_it_is_left_alone() -> None:
    doc, people = resolved("He was late. [George Hollis] was not.")
    assert refers(doc, people, "He was") == set()


def test_pronouns_carry_evidence_and_confidence() -> None:
    doc, people = resolved("[Martha Hollis] left. She was tired.")
    ref = next(r for r in people.references if r.form == "pronoun")
    assert ref.evidence == span(doc, "Martha Hollis")
    assert 0.9 < ref.confidence < 1


def test_references_stay_in_text_order() -> None:
    _, people = resolved("[Martha Hollis] took her hat. She met [Paul Imhof], and he took his.")
    starts = [r.start for r in people.references]
    assert starts == sorted(starts)
    assert sum(r.form == "pronoun" for r in people.references) == 4


def test_a_subject_is_none_of_those_whom_its_own_clause_names() -> None:
    doc, people = resolved("[Paul Imhof] rose. [George Hollis] knew that he believed [Imhof] was right.")
    assert refers(doc, people, "he believed") == {"George Hollis"}


def test_an_object_is_not_its_own_subject() -> None:
    doc, people = resolved("[Paul Imhof] rose. [George Hollis] told him so.")
    assert refers(doc, people, "him so") == {"Paul Imhof"}


def test_a_source_goes_on_speaking() -> None:
    doc, people = resolved(
        "[Anna Hollis] ran. [Hollis] won. [Hollis] aide [Martha Imhof] said it was late. “It rains,” she said.",
        ("Hollis aide Martha Imhof", "it was late", False),
        ("she", "“It rains,”", True),
    )
    assert refers(doc, people, "she said") == {"Martha Imhof"}


def test_a_first_name_that_most_bearers_of_one_sex_have_leans_that_way() -> None:
    doc, people = resolved("Governor [Chris Hollis] mocked nominee [Martha Imhof] after she left.")
    assert refers(doc, people, "she left") == {"Martha Imhof"}


def test_gender_is_learned_from_the_rest_of_the_article() -> None:
    doc, people = resolved(
        "[Qodir Imhof] woke. He rose. He ate. He left. [Martha Hollis] met [Imhof]. She smiled."
    )
    assert next(e for e in people.entities if e.name == "Qodir Imhof").gender == "m"
    assert refers(doc, people, "She smiled") == {"Martha Hollis"}


def test_a_name_and_a_possessive_belong_together() -> None:
    doc, people = resolved("[Noam Peled] spoke. He laughed. He sang. [Harold Whitcomb] and his host walked.")
    assert refers(doc, people, "his host") == {"Harold Whitcomb"}


def test_who_relays_half_a_sentence_in_quotes_is_meant_outside_them() -> None:
    doc, people = resolved(
        "[Mike Hollis] rested. [Paul Imhof] has said he wants a “bigger boat.”",
        ("Paul Imhof", "he wants a “bigger boat.”", True),
    )
    assert refers(doc, people, "he wants") == {"Paul Imhof"}


def test_the_one_named_last_before_the_pronoun_is_meant_rather_than_whom_the_article_is_about() -> None:
    doc, people = resolved(
        "[Mike Hollis] came. [Hollis] ate. [Hollis] sang. [Paul Imhof] bought a home, which he sold."
    )
    assert refers(doc, people, "he sold") == {"Paul Imhof"}


def test_he_or_she_is_nobody() -> None:
    doc, people = resolved("[Martha Hollis] left. A student pays what he or she owes.")
    assert refers(doc, people, "he or she owes") == set()


def test_an_antecedent_far_away_is_doubtful() -> None:
    _, near = resolved("[Martha Hollis] left. She sang.")
    _, far = resolved("[Martha Hollis] left. It rained. It snowed. It froze. She sang.")
    sure, doubtful = (r.confidence for c in (near, far) for r in c.references if r.form == "pronoun")
    assert sure > 0.9 > 0.75 > doubtful


def test_somebody_without_a_name_may_be_meant() -> None:
    _, alone = resolved("[Paul Imhof] drove home. The town slept. He was tired.")
    _, beside = resolved("[Paul Imhof] drove home. A neighbour saw that he was tired.")
    sure, doubtful = (r.confidence for c in (alone, beside) for r in c.references if r.form == "pronoun")
    assert sure > doubtful


def test_a_bracketed_letter_makes_no_pronoun() -> None:
    doc, people = resolved("[Paul Imhof] wrote: “T]he is late.”")
    assert refers(doc, people, "he is late") == set()


def test_chances_leave_room_for_nobody() -> None:
    rows = [[0.0] * len(FEATURES), [1.0] * len(FEATURES)]
    found = chances(rows, [3, 3])
    assert found.keys() == {3}
    assert 0 < found[3] < 1
    assert sum(chances(rows, [3, 4]).values()) == pytest.approx(found[3])
