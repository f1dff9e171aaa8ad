"""Last names that the tagger missed: what an article calls a person by elsewhere is that person's name again.

A tagger reads one window; the article as a whole knows more (Krishnan and Manning 2006, "An effective two-stage model
for exploiting non-local dependencies in named entity recognition").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from flows.normalise.document import Document
from flows.normalise.leaders import leader
from flows.normalise.names import called_alone, fold, gender_of, parse
from flows.normalise.no_persons import label_of
from flows.normalise.roles import last_words, role_before
from flows.normalise.spans import Span, meets

_LEAST = 2  # so many times a name is tagged before it counts where it is not
_BEGIN = re.compile(r"(?<![\w.@/#-])[^\W\d_a-z]\w*")
_GOES_ON = re.compile(r"[\w@-]")
_NAME_BEFORE = re.compile(r"(?P<word>[A-Z][\w.’'-]*)\s$")
_NAME_AFTER = re.compile(r"(?:['’]s?)?\s[A-Z]")


def missed_names(doc: Document, people: Iterable[Span], covered: Iterable[Span]) -> list[Span]:
    """Where a last name of the tagged `people` stands alone and nothing `covered` is, in text order."""
    taken = sorted(covered)
    used = Counter(name for start, end in people if (name := _last_name(doc.text[start:end])))
    if not used:
        return []
    missed: dict[str, list[Span]] = {}
    for name, span in _occurrences(doc.text, used):
        if not meets(taken, *span):
            missed.setdefault(name, []).append(span)
    last_names = {fold(name) for name in used}
    return sorted(
        span
        for name, spans in missed.items()
        if _is_sure(name, used[name], len(spans))
        for span in spans
        if _stands_alone(doc, *span) and label_of(doc.text, *span, last_names) == "PERSON"
    )


def _occurrences(text: str, names: Iterable[str]) -> Iterator[tuple[str, Span]]:
    """Every place where one of the names stands as a word: a pattern of all of them costs more to compile than to use."""
    by_begin: dict[str, list[str]] = {}
    for name in names:
        begin = _BEGIN.match(name)
        if begin is not None:
            by_begin.setdefault(begin.group(), []).append(name)
    for m in _BEGIN.finditer(text):
        for name in by_begin.get(m.group(), ()):
            end = m.start() + len(name)
            if text.startswith(name, m.start()) and not _GOES_ON.match(text, end):
                yield name, (m.start(), end)
                break


def _last_name(words: str) -> str:
    name = parse(words)
    last = called_alone(name) if name else ""
    begins = name is not None and last == name.first != ""
    return last if len(last) > 2 - begins and last[0].isupper() and not last.isupper() else ""


def _is_sure(name: str, tagged: int, missed: int) -> bool:
    """Tagged more often than not: "Page" and "Roof" are words as well."""
    parsed = parse(name)
    known = parsed is not None and leader(parsed) is not None
    return tagged >= (1 if known else max(_LEAST, missed))


def _stands_alone(doc: Document, start: int, end: int) -> bool:
    """No part of a longer name: "Melania Trump", "Trump University", "the Glenn Beck Program"."""
    before = _NAME_BEFORE.search(doc.text, max(0, start - 30), start)
    if before is not None and gender_of(before["word"]):
        return False
    if start < doc.title_end:
        return True
    if _NAME_AFTER.match(doc.text, end):
        return False
    return before is None or _opens_or_titles(doc, before, start)


def _opens_or_titles(doc: Document, before: re.Match[str], start: int) -> bool:
    opens = before.start() <= doc.sentences[doc.sentence_at(start)][0] + 1
    word = before["word"].rstrip(".").casefold()
    return opens or word in last_words() or role_before(doc.text, start) is not None
