"""Sentences, paragraphs and section labels, all as offsets."""

from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.document import read_document, section_label


def sentences(text: str) -> list[str]:
    return [text[s:e] for s, e in read_document("a", text).sentences]


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Sen. Ann Lee (R-Ohio) met Gen. J. R. Cole in the U.S. on Jan. 3. They spoke. “Good.” He left."
    assert sentences(text) == [
        "Sen. Ann Lee (R-Ohio) met Gen. J. R. Cole in the U.S. on Jan. 3.", "They spoke.", "“Good.”", "He left.",
    ]  # fmt: skip


def test_a_label_opens_its_passage_and_the_bullets_below() -> None:
    text = "What they're saying: It rained.\n\n• Mayor Holt said so.\n\nHolt: We will see."
    doc = read_document("a", text)
    assert section_label(doc, text.index("It rained")) == "What they're saying"
    assert section_label(doc, text.index("said so")) == "What they're saying"
    assert section_label(doc, text.index("We will")) is None


@given(st.text(max_size=300))
def test_sentences_lie_in_order_inside_their_paragraphs(text: str) -> None:
    doc = read_document("a", text)
    end = 0
    for start, stop in doc.sentences:
        assert end <= start < stop <= len(text)
        end = stop
    assert all("\n" not in text[s:e] for s, e in doc.sentences)
