"""Contact words that mean something else."""

import pytest

from flows.normalise.no_contacts import stands_for_none


@pytest.mark.parametrize(
    "text",
    [
        "Tamm [called] him a liar.",
        "Tamm [called] Jan Kos a liar.",
        "Tamm [called] his rival, Jan Kos, a liar.",
        "Tamm [called] that “a disgrace”.",
        "Kos [called] Tamm the worst of all.",
        "Tamm renewed her [calls] to Riga to stop.",
        "Kos rejected growing [calls] for a vote.",
        "The two [meet] every week.",
        "They [talk] about prices regularly.",
        "Kos is willing to [talk] with Tamm.",
        "He has no authorization from Tamm to enter into [negotiations].",
        "Riga was ready to resume peace [talks].",
        "Her plea was [met] with silence.",
        "Tamm [told] reporters in Riga that Kos was gone.",
        "Tamm [spoke] with the Riga Times about Kos.",
        "At a press [briefing] Tamm praised Kos.",
        "The court [called] two more witnesses.",
    ],
)
def test_a_contact_word_that_is_none(text: str) -> None:
    assert stands_for_none(*_marked(text))


@pytest.mark.parametrize(
    "text",
    [
        "Tamm [called] Kos.",
        "Tamm [called] Jan Kos, the minister, on Monday.",
        "Tamm [called] Kos a day later.",
        "Tamm [called] Kos and Roe on Monday.",
        "In a [call] to Riga she asked for help.",
        "They [met] every minister of the region.",
        "Tamm received [calls] from Kos.",
        "Kos refused to [meet] Tamm.",
        "Tamm was ready when they [met].",
        "Kos was [met] at the door by nobody but Tamm.",
        "Tamm [told] Kos that reporters knew.",
        "At a security [briefing] Tamm met Kos.",
    ],
)
def test_a_contact_word_that_may_be_one(text: str) -> None:
    assert not stands_for_none(*_marked(text))


def _marked(text: str) -> tuple[str, int, int]:
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), start, end
