"""Page furniture: nothing is read in it, and no span runs over it."""

import re

import pytest

from flows.normalise.document import read_document
from flows.normalise.extract import article_rows
from flows.normalise.furniture import beside, blanked, furniture
from flows.normalise.tagger import Attribution, Mention, Tags

BOX = "Kersti Anna TammCouncil clears harbour plan Tamm wins second term Five things to know MORE"
TEXT = f"""Minister talks to mayor

Mayor Jaan Saar spoke by phone with Minister Kersti Tamm {BOX} (R-Tartu) on Monday, his office said.

ADVERTISEMENT

"The bridge will be built," Tamm said. "It will cost less than we feared."
"""


def test_boxes_and_lines_are_found_and_blanked_in_place():
    boxes = furniture(TEXT)
    assert [TEXT[a:b] for a, b in boxes] == [BOX, "ADVERTISEMENT"]
    plain = blanked(TEXT, boxes)
    assert len(plain) == len(TEXT)
    assert "MORE" not in plain
    assert plain.index("(R-Tartu)") == TEXT.index("(R-Tartu)")


@pytest.mark.parametrize(
    "text",
    [
        "She asked for MORE time.",
        "Ann Lee said Lee County wants MORE.",
        "An advertisement ran on Monday.\nAdvertisement prices rose.",
        "Kersti Tamm Tamm said nothing MORE\nthan that.",
    ],
)
def test_words_of_the_article_are_no_furniture(text: str):
    assert furniture(text) == ()


def test_no_span_runs_over_a_box():
    boxes = furniture(TEXT)
    start, end = TEXT.index("Minister Kersti"), TEXT.index(" on Monday")
    tags = Tags(
        [Attribution([(start, end)], [], [], [], "indirect", 0.9)], [Mention(start, end, "PERSON", 0.9)]
    )
    found = beside(tags, blanked(TEXT, boxes), boxes)
    assert [TEXT[a:b] for a, b in found.attributions[0].content] == ["Minister Kersti Tamm", "(R-Tartu)"]
    assert TEXT[found.mentions[0].start : found.mentions[0].end] == "Minister Kersti Tamm"


def test_rows_are_cut_from_the_printed_text_and_hold_no_furniture():
    rows = article_rows(read_document("a", TEXT, TEXT.index("\n\n")))
    names = {e["name"] for e in rows["entities"]}
    assert "Kersti Tamm" in names
    assert not any(re.search("Council|MORE|TammC", n) for n in names)
    for quote in rows["quotes"]:
        assert quote["content"] == " ".join(TEXT[s["start"] : s["end"]] for s in quote["content_spans"])
        assert "ADVERTISEMENT" not in quote["content"]
        assert "Council clears" not in quote["content"]
    for mention in rows["mentions"]:
        assert mention["text"] == TEXT[mention["start"] : mention["end"]]
    [report] = rows["reports"]
    assert report["evidence"] == TEXT[report["start"] : report["end"]]
    assert {TEXT[p["start"] : p["end"]] for p in report["parties"]} == {"Jaan Saar", "Kersti Tamm"}
