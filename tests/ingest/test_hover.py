"""Cards glued into a sentence by a scrape."""

from flows.ingest.hover import take_cards

GLUED = (
    "Sen. Ann Carver Ann Louise (Annie) CarverSenate panel backs ferry plan Ten things to know today MORE (D-Ohio) said"
    " Gov. Tom Reyes Thomas Michael ReyesFerry plan sinks MORE’s offer was late."
)


def test_the_name_stays_and_the_card_is_kept_as_furniture() -> None:
    text, cards = take_cards(GLUED)
    assert text == "Sen. Ann Carver (D-Ohio) said Gov. Tom Reyes’s offer was late."
    assert [c.text[:12] for c in cards] == ["Ann Louise (", "Thomas Micha"]


def test_a_sentence_that_only_shouts_more_is_left_alone() -> None:
    text = "Ann Carver said Ohio needs MORE. Carver wants ferries."
    assert take_cards(text) == (text, [])
