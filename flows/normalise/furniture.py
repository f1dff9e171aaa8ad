"""What a page scrape leaves among an article's words: link boxes and lines of the page, no part of what it says.

"Sen. Ann Lee Ann Marie LeeHouse passes bill Lee wins again MORE (D) said": a name, the full name again, headlines that
are glued to it, MORE. "ADVERTISEMENT" in a line of its own. Offsets stay those of the text; nothing is read there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.normalise.tagger import Tags

Span = tuple[int, int]

_WORD = r"(?:[A-Z][\w.'’-]*|\([A-Z][\w. ]*\)|[a-z]{1,3})"
_REST = r"[^\n]{15,700}? MORE\b"
_GLUED = re.compile(
    rf"\b(?P<last>[A-Z][\w’'-]+) (?P<box>{_WORD}(?: {_WORD}){{0,5}}? (?P=last)[^\sa-z,.;:’')-]{_REST})"
)
_SPACED = re.compile(
    r"\b(?P<first>[A-Z][\w’'-]+) (?P<last>[A-Z][\w’'-]+) "
    rf"(?P<box>(?P=first)(?: {_WORD}){{0,4}}? (?P=last) [A-Z]{_REST})"
)
_LINE = re.compile(
    r"^[ \t]*(?P<box>(?i:advertisements?:?(?: continue reading the main story)?|story continued below|"
    r"continue reading(?: the main story)?|article continues below|\[pullquote\]|read more:?|"
    r"(?:sign up for [\w ]{0,40}newsletters?)?(?: ?manage newsletters?)?|click here (?:to get|for) the [\w ]{3,20} app))[ \t]*$",
    re.M,
)


def furniture(text: str) -> tuple[Span, ...]:
    """
    >>> text = "Sen. Ann Lee Ann Marie LeeHouse passes bill Lee wins again MORE (D) said no.\\nADVERTISEMENT"
    >>> [text[a:b] for a, b in furniture(text)]
    ['Ann Marie LeeHouse passes bill Lee wins again MORE', 'ADVERTISEMENT']
    """
    patterns = (_GLUED, _SPACED, _LINE) if " MORE" in text else (_LINE,)
    found = [m.span("box") for pattern in patterns for m in pattern.finditer(text) if m["box"]]
    return tuple(sorted(found))


# "Kuusk reported from Oslo.", "Contributing: Ada Rebane", "Ada Rebane contributed to this report."
_CREDIT = re.compile(
    r"^(?:[^\n]{0,300}\bcontributed (?:reporting\b|from\b|to this (?:report|article|story)\b)|[^\w\n]{0,5}Contributing: |"
    r"[^\w\n]{0,5}(?:With |Additional )?[Rr]eporting by [A-Z]|[^\w\n]{0,5}[A-Z][\w.-]+(?:,? (?:and )?[A-Z][\w.-]+){0,4} reported from [A-Z])[^\n]*",
    re.M,
)
_LAST_PART = 0.7


def credits(text: str) -> tuple[Span, ...]:
    """The lines near the end that say who wrote the article: nobody in them is spoken of.

    >>> text = "Kuusk resigned on Monday. " * 3 + "\\n\\nRebane reported from Oslo."
    >>> [text[a:b] for a, b in credits(text)]
    ['Rebane reported from Oslo.']
    """
    start = int(_LAST_PART * len(text))
    if not any(text.find(words, start) >= 0 for words in ("ontribut", "reported from", "eporting by")):
        return ()
    return tuple(m.span() for m in _CREDIT.finditer(text, start))


def blanked(text: str, boxes: Iterable[Span]) -> str:
    """The text with spaces in the place of boxes: offsets stay."""
    for start, end in boxes:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def beside(tags: Tags, text: str, boxes: Sequence[Span]) -> Tags:
    """The same without any span that runs over a box: spans go on behind it, names end before it."""
    if not boxes:
        return tags

    def parts(spans: Iterable[Span]) -> list[Span]:
        return [part for span in spans for part in _parts(text, span, boxes)]

    attributions = [
        replace(
            a,
            content=parts(a.content),
            cue=parts(a.cue),
            source=parts(a.source),
            addressee=parts(a.addressee),
        )
        for a in tags.attributions
    ]
    mentions = [replace(m, end=_parts(text, (m.start, m.end), boxes)[0][1]) for m in tags.mentions]
    return replace(tags, attributions=attributions, mentions=mentions)


def _parts(text: str, span: Span, boxes: Sequence[Span]) -> list[Span]:
    """The span in pieces, none of them over a box or with spaces at its ends."""
    start, end = span
    out = []
    for first, last in boxes:
        if start < first and last < end:
            out.append((start, start + len(text[start:first].rstrip())))
            start = last + len(text[last:end]) - len(text[last:end].lstrip())
    return [*out, (start, end)]
