from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from flows.ingest.cleaning import normalise

ODD = "a é\u0301\u0340\u1fef\u2126ﬁ \t\n\r\v\f\x85\u2028\u00a0\u2003\u3000\u200b\u200d\ufeff\u00ad\x00\x1b\x9d•“”’—\ud800"
any_text = st.one_of(st.text(), st.text(alphabet=ODD))


@given(any_text)
@example("e\u200b\u0301")
@example("a \u200b b\r\n\r\n\r\n \u00a0\r\nc")
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(any_text)
def test_normalised_text_is_regular(text: str) -> None:
    clean = normalise(text)
    assert clean == unicodedata.normalize("NFC", clean) == clean.strip()
    assert not any(run in clean for run in ("  ", "\n\n\n", " \n", "\n ", "\r", "\t", "\u00a0", "\u200b"))
    clean.encode("utf-8")


@given(st.text(alphabet="abc“”‘’—–•…\"'., "))
def test_marks_and_words_are_kept(text: str) -> None:
    assert normalise(text).split() == text.split()


def test_paragraphs_keep_their_borders() -> None:
    assert normalise("One.\r\n\r\n\r\nTwo\u00a0two.\n  • Three \n") == "One.\n\nTwo two.\n• Three"
