"""Triggers with parties become one report a contact; bare mentions refer back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.normalise.contacts import Report, contacts
from flows.normalise.document import Document
from flows.normalise.entities import Cast
from flows.normalise.links import Candidate
from flows.normalise.plover import cameo, mode
from flows.normalise.triggers import Trigger
from schemas.vocabulary import CAMEO_CODES, CHANNELS, PLOVER_MODES
from tests.normalise.marking import described, span


def trigger(
    doc: Document, people: Cast, word: str, *parties: str, channel: str = "phone", status: str = "held"
) -> Trigger:
    """A trigger on words that stand in the text once, its parties by the words that mention them."""
    found = []
    for words in parties:
        start, end = span(doc, words)
        ref = next(r for r in people.references if start <= r.start < end)
        found.append((0.9, Candidate(ref.entity, ref)))
    return Trigger(*span(doc, word), channel, status, 0.8, tuple(found))


def reports(text: str, *triggers: dict[str, Any]) -> tuple[Document, Cast, list[Report]]:
    doc, people = described(text)
    made = [trigger(doc, people, t.pop("word"), *t.pop("parties", ()), **t) for t in triggers]
    return doc, people, contacts(doc, people, made)


def names(people: Cast, report: Report) -> list[str]:
    return [people.entities[i].name for i in report.parties]


def test_one_contact_with_its_day_and_evidence() -> None:
    text = "It rained. [Kadri Tamm] phoned [Jan Kos] on Monday."
    doc, people, (report,) = reports(text, {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")})
    assert names(people, report) == ["Kadri Tamm", "Jan Kos"]
    assert report.called_on == date(2024, 2, 19)
    assert doc.text[report.start : report.end] == "Kadri Tamm phoned Jan Kos on Monday."
    assert people.entities[report.initiator if report.initiator is not None else 1].name == "Kadri Tamm"


def test_a_bare_mention_refers_back_and_adds_what_it_tells() -> None:
    _, _, (report,) = reports(
        "[Kadri Tamm] phoned [Jan Kos]. The call was on Monday.",
        {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")},
        {"word": "call"},
    )
    assert report.called_on == date(2024, 2, 19)
    assert len(report.triggers) == 2


def test_a_bare_mention_with_nothing_to_refer_to_is_no_contact() -> None:
    assert reports("The call was on Monday.", {"word": "call"})[2] == []


def test_one_party_alone_is_no_contact() -> None:
    assert reports("[Kadri Tamm] made a call.", {"word": "call", "parties": ("Kadri Tamm",)})[2] == []


def test_two_unnamed_parties_are_no_contact() -> None:
    text = "[Two aides|GROUP] phoned [some friends|GROUP]."
    assert reports(text, {"word": "phoned", "parties": ("Two aides", "some friends")})[2] == []


def test_other_days_and_channels_are_other_contacts() -> None:
    _, _, found = reports(
        "[Kadri Tamm] phoned [Jan Kos] on Monday. [Tamm] met [Kos] on Friday.",
        {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")},
        {"word": "met", "parties": ("Tamm met", "Kos on Friday"), "channel": "in_person"},
    )
    assert [(r.channel, r.called_on) for r in found] == [
        ("phone", date(2024, 2, 19)),
        ("in_person", date(2024, 2, 16)),
    ]


def test_a_planned_contact_lies_ahead_and_is_another_one() -> None:
    _, _, found = reports(
        "[Kadri Tamm] phoned [Jan Kos] on Monday. [Tamm] will meet [Kos] on Friday.",
        {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")},
        {
            "word": "meet",
            "parties": ("Tamm will", "Kos on Friday"),
            "channel": "unspecified",
            "status": "planned",
        },
    )
    assert [(r.status, r.called_on) for r in found] == [
        ("held", date(2024, 2, 19)),
        ("planned", date(2024, 2, 23)),
    ]


def test_again_is_another_contact() -> None:
    _, _, found = reports(
        "[Kadri Tamm] phoned [Jan Kos]. [Tamm] later phoned [Kos] again.",
        {"word": "phoned Jan", "parties": ("Kadri Tamm", "Jan Kos")},
        {"word": "phoned Kos again", "parties": ("Tamm later", "Kos again")},
    )
    assert len(found) in (1, 2)
    assert sum(len(r.triggers) for r in found) == 2


def test_the_two_are_the_persons_named_last() -> None:
    _, people, found = reports(
        "[Ed Roe] left. [Kadri Tamm] wrote to [Jan Kos]. The two met on Monday.",
        {"word": "met", "channel": "in_person"},
    )
    assert [set(names(people, r)) for r in found] == [{"Kadri Tamm", "Jan Kos"}]


def test_a_held_contact_has_no_day_after_publication() -> None:
    _, _, (report,) = reports(
        "[Kadri Tamm] phoned [Jan Kos] about the vote on February 28, 2024.",
        {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")},
    )
    assert report.called_on is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("met", "meet"), ("meetings", "meet"), ("summit", "meet"), ("hosted", "host"), ("visited", "visit"),
        ("talks", "negotiate"), ("mediated", "mediate"), ("phone call", "talk"), ("spoke", "talk"),
    ],
)  # fmt: skip
def test_mode_of_a_trigger(word: str, expected: str) -> None:
    assert mode(word) == expected


def test_every_contact_has_a_code_of_the_vocabulary() -> None:
    codes = {cameo(c, s, m) for c in CHANNELS for s in ("held", "planned") for m in PLOVER_MODES}
    assert codes == set(CAMEO_CODES)


def test_the_day_of_telling_is_not_the_day_of_the_contact() -> None:
    for text in (
        "[Kadri Tamm] phoned [Jan Kos], she said on Monday.",
        "Her office announced Monday that [Kadri Tamm] phoned [Jan Kos].",
        "[Ed Roe] on Monday said that [Kadri Tamm] phoned [Jan Kos].",
    ):
        _, _, (report,) = reports(text, {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")})
        assert report.called_on is None, text


def test_a_day_outside_the_words_of_who_tells_is_not_of_the_contact() -> None:
    doc, people = described("In Friday's paper [Ed Roe] said [Kadri Tamm] phoned [Jan Kos].")
    one = trigger(doc, people, "phoned", "Kadri Tamm", "Jan Kos")
    told = replace(one, within=(doc.text.index("Kadri"), len(doc.text)))
    assert contacts(doc, people, [one])[0].called_on == date(2024, 2, 16)
    assert contacts(doc, people, [told])[0].called_on is None


PHONED_FOUR = "[Kadri Tamm] spoke by phone with [Jan Kos], [Ed Roe], [Ida Holm] and [Max Orr]."
FOUR = ("Kadri Tamm", "Jan Kos", "Ed Roe", "Ida Holm", "Max Orr")


def test_many_persons_by_phone_were_phoned_one_by_one() -> None:
    _, people, found = reports(PHONED_FOUR, {"word": "spoke", "parties": FOUR})
    assert [names(people, r) for r in found] == [["Kadri Tamm", name] for name in FOUR[1:]]


def test_a_conference_call_is_one_contact() -> None:
    text = PHONED_FOUR.replace("spoke by phone", "held a conference call")
    _, people, found = reports(text, {"word": "conference call", "parties": FOUR})
    assert [len(names(people, r)) for r in found] == [5]


def test_as_well_as_tells_of_two_meetings() -> None:
    text = "[Kadri Tamm] met [Jan Kos], as well as [Ed Roe]."
    said = {"word": "met", "parties": FOUR[:3], "channel": "in_person"}
    _, people, found = reports(text, said)
    assert [names(people, r) for r in found] == [["Kadri Tamm", "Jan Kos"], ["Kadri Tamm", "Ed Roe"]]


def test_other_times_of_the_day_tell_of_two_calls() -> None:
    text = "[Kadri Tamm] phoned [Jan Kos] on Monday morning and [Ed Roe] in the afternoon."
    _, people, found = reports(text, {"word": "phoned", "parties": FOUR[:3]})
    assert [names(people, r) for r in found] == [["Kadri Tamm", "Jan Kos"], ["Kadri Tamm", "Ed Roe"]]


def test_calls_of_others_told_in_one_breath_stay_apart() -> None:
    text = "[Kadri Tamm] phoned [Jan Kos]. There were calls between [Ed Roe] and [Ida Holm]."
    _, people, found = reports(
        text,
        {"word": "phoned", "parties": ("Kadri Tamm", "Jan Kos")},
        {"word": "calls between", "parties": ("Ed Roe", "Ida Holm")},
    )
    assert [set(names(people, r)) for r in found][:2] == [{"Kadri Tamm", "Jan Kos"}, {"Ed Roe", "Ida Holm"}]


def test_two_of_something_else_are_no_persons() -> None:
    text = (
        "[Jan Kos] spoke before [Ed Roe]. The two articles stem from a call of [Kadri Tamm] with [Ann Lee]."
    )
    _, people, (report,) = reports(text, {"word": "call", "parties": ("Kadri Tamm", "Ann Lee")})
    assert names(people, report) == ["Kadri Tamm", "Ann Lee"]


def test_the_same_two_on_the_same_day_without_a_channel_are_one_contact() -> None:
    """A seed article's "told ... on Wednesday" and "in their call" became two."""
    text = "[Kadri Tamm] consulted [Jan Kos] on Monday. It rained and snowed. On Monday [Tamm] phoned [Kos]."
    two = ("Kadri Tamm", "Jan Kos")
    _, _, (report,) = reports(
        text,
        {"word": "consulted", "parties": two, "channel": "unspecified"},
        {"word": "phoned", "parties": two},
    )
    assert (report.channel, len(report.triggers)) == ("phone", 2)


@pytest.mark.parametrize(
    ("word", "then", "status"), [("talked", "talked on Tuesday", "held"), ("meet", "will meet", "planned")]
)
def test_another_day_or_one_to_come_is_another_contact(word: str, then: str, status: str) -> None:
    both = {"parties": ("Kadri Tamm", "Jan Kos"), "channel": "in_person"}
    _, _, found = reports(
        f"[Kadri Tamm] met [Jan Kos] on Monday. [Tamm] and [Kos] {then}.",
        {"word": "met", **both},
        {"word": word, **both, "status": status},
    )
    assert len(found) == 2
