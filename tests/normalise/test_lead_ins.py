"""Transcripts and lines that lead in to a quote."""

from flows.normalise.lead_ins import with_lead_ins
from flows.normalise.tagger.tags import Attribution
from tests.normalise.marking import described, span

TRANSCRIPT = """They met on Sunday.

"TAMM: Why so late?

"PELED: The road was closed.

"It still is.

"TAMM: I see."
"""


def test_every_turn_of_a_transcript_is_a_quote_of_the_one_named() -> None:
    doc, people = described(TRANSCRIPT)
    across = Attribution([(doc.text.index('"PELED'), len(doc.text))], [], [], [], "direct", 0.9)
    found = with_lead_ins(doc, people, [across])
    said = [(doc.text[slice(*a.source[0])], [doc.text[s:e] for s, e in a.content]) for a in found]
    assert said == [
        ("TAMM", ["Why so late?"]),
        ("PELED", ["The road was closed.", "It still is."]),
        ("TAMM", ["I see."]),
    ]


def test_a_list_with_one_label_is_no_transcript() -> None:
    doc, people = described("NOTE: it rained.\n\n[Kadri Tamm] left.")
    assert with_lead_ins(doc, people, []) == []


def test_what_is_told_inside_a_turn_keeps_its_place() -> None:
    doc, people = described(TRANSCRIPT)
    outer = Attribution([span(doc, "They met on Sunday")], [], [], [], "indirect", 0.9)
    inner = Attribution([span(doc, "The road was closed")], [], [], [], "indirect", 0.9, parent=0)
    assert [a.parent for a in with_lead_ins(doc, people, [outer, inner])[:2]] == [None, 0]


def test_the_line_before_a_block_quote_names_its_speaker() -> None:
    doc, people = described("On Monday [Kadri Tamm] told [Noam Peled] this:\n\n“The road is closed.”")
    quote = Attribution([span(doc, "“The road is closed.”")], [], [], [], "direct", 0.9)
    (found,) = with_lead_ins(doc, people, [quote])
    assert [doc.text[s:e] for s, e in found.source] == ["Kadri Tamm"]
    doc, people = described("On Monday [Kadri Tamm] left.\n\n“The road is closed.”")
    quote = Attribution([span(doc, "“The road is closed.”")], [], [], [], "direct", 0.9)
    assert with_lead_ins(doc, people, [quote]) == [quote]
