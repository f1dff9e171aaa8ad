"""The day of a contact: among those that the text fixes, in its clause, beside it, or where it is told of again."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.normalise.document import Document, read_document
from flows.normalise.held_on import Contact, candidates, features, held_on
from schemas.vocabulary import CALL_STATUSES

PUBLISHED = date(2024, 2, 21)  # a Wednesday


def article(text: str) -> Document:
    return read_document("a1", text, 0, PUBLISHED)


def contact(doc: Document, *words: str, status: str = "held") -> Contact:
    places = tuple((at := doc.text.index(w), at + len(w)) for w in words)
    return Contact(places, status)


def days_of(doc: Document, one: Contact) -> list[str]:
    return [d.day.isoformat() for d in candidates(doc, one)]


def test_a_day_in_the_contacts_own_clause() -> None:
    doc = article("Kadri Tamm met Jan Kos in Riga on Monday. The harvest was poor, she said.")
    assert held_on(doc, contact(doc, "met")) == date(2024, 2, 19)


def test_a_day_that_ends_a_relative_clause_is_not_that_of_the_telling() -> None:
    doc = article("Kadri Tamm, who met Jan Kos on Monday, said the harvest was the poorest since February 1.")
    assert held_on(doc, contact(doc, "met")) == date(2024, 2, 19)


def test_another_mention_of_the_contact_tells_the_day() -> None:
    doc = article("The call was friendly, aides said.\n\nKadri Tamm phoned Jan Kos on February 14.")
    assert held_on(doc, contact(doc, "call", "phoned")) == date(2024, 2, 14)


def test_days_told_from_other_days() -> None:
    doc = article("They argued on February 5. The next day they met. Later that day he left.")
    assert days_of(doc, contact(doc, "met")) == ["2024-02-05", "2024-02-06", "2024-02-05"]
    doc = article("They met a day after the February 5 vote.")
    assert days_of(doc, contact(doc, "met")) == ["2024-02-06", "2024-02-05"]


def test_the_rest_of_a_sentence_is_about_the_telling() -> None:
    doc = article("On Friday she wrote that they had met in Riga.")
    words = (doc.text.index("they"), len(doc.text))
    assert days_of(doc, contact(doc, "met")) == ["2024-02-16"]
    assert days_of(doc, Contact(contact(doc, "met").triggers, "held", within=(words,))) == []


def test_a_day_still_to_come_is_none_of_a_contact_that_was() -> None:
    doc = article("They met. He expects the price to change on Thursday and will leave Friday.")
    assert days_of(doc, contact(doc, "met")) == []
    assert days_of(doc, contact(doc, "met", status="planned")) == ["2024-02-22", "2024-02-23"]


def test_a_contact_of_a_month_was_on_none_of_another() -> None:
    doc = article("On Monday aides told of the January 2024 phone call. It was long, they said on January 9.")
    assert days_of(doc, contact(doc, "call")) == ["2024-01-09"]


def test_a_contact_of_some_time_ago_was_not_on_the_day_of_the_next_sentence() -> None:
    doc = article("In recent weeks Kadri Tamm met Jan Kos several times. The harvest began on Monday.")
    assert held_on(doc, contact(doc, "met")) is None


def test_no_day_is_made_up() -> None:
    doc = article("Kadri Tamm met Jan Kos. Nobody knows when.")
    assert held_on(doc, contact(doc, "met")) is None


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["They met.", "On Monday it rained.", "She left on May 3.", "The next day was calm.",
                              "A day after the July 25 call he wept.", "Tomorrow they vote."]), min_size=1, max_size=8),
    st.sampled_from(CALL_STATUSES),
)  # fmt: skip
def test_the_day_is_one_that_the_text_fixes(sentences: list[str], status: str) -> None:
    doc = article(" ".join([*sentences, "Then both talked."]))
    one = contact(doc, "talked", status=status)
    days = candidates(doc, one)
    found = held_on(doc, one)
    assert found is None or found in {d.day for d in days}
    assert status != "held" or all(d.day <= PUBLISHED for d in days)
    assert not days or features(doc, one, days).shape[0] == len(days)
