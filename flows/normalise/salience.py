"""How salient a mention's place in its sentence makes it, and which mentions a pronoun's own place rules out.

Salience after Lappin & Leass (1994): subjects and speakers before objects, possessors and modifiers. What is ruled
out follows the binding principles (Chomsky 1981): "he told Smith" is not Smith, "Smith told him" is not Smith either.
The weights were set by reading news articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.normalise.document import Document
from flows.normalise.roles import last_words

POSSESSIVES = frozenset({"his", "her", "hers"})
_OBJECT_BEFORE = re.compile(
    r"\b(?:of|to|for|by|with|from|against|about|on|in|than|like|at|between|behind|over|under|and)\s+"
    r"(?:[A-Z][\w.’'-]+\s+){0,4}$"
)
_VERB_AFTER = re.compile(
    r"(?:\s+\([^)]*\))?(?:,[^,\n]{3,160},)?\s+(?:\w+ly\s+)?(?:[a-z]+ed|[a-z]+s|has|had|was|is|said|told|did|will|would|could|may|"
    r"might|also|who|then|later|went|made|took|gave|won|met|wrote|spoke|began|came|got|put|held|led|ran|let|kept)\b"
)
# "Clinton campaign manager Robby Mook", "Trump supporters": the name only narrows what follows.
_MODIFIED = re.compile(
    r"\s+(?:[a-z]+\s+){0,2}?(?P<noun>campaign|administration|team|aides?|allies|ally|supporters?|surrogates?|voters?|"
    r"family|foundation|organization|communications?|[a-z]+)\b"
)
_NARROWED = frozenset(
    "campaign administration team aide aides allies ally supporter supporters surrogate surrogates voter voters family "
    "foundation organization communication communications".split()
)
_CLAUSE_ENDS = re.compile(
    r"[,;:.!?—–\n“”\"]|\b(?:and|but|or|when|while|because|after|before|as|if|since|where|who|whom|which|that|until|though|"
    r"although|unless|whether|how|why|what)\b"
)
_NEW_SENTENCE_PART = re.compile(r"[,;.!?\n“”\"]|\b(?:while|but|and)\b")
_FUNCTION_WORDS = frozenset(
    "a an the in on at to of for with by from as and or but that than then when while if because about after before into "
    "over out up down off through during who which how why what where not so too again is was has had will would".split()
)


def weight(doc: Document, start: int, end: int, *, pronoun: bool = False) -> float:
    """How much its place speaks for a mention: 0 is a bare object, about 1 its sentence's subject."""
    text, begin = doc.text, doc.sentences[doc.sentence_at(start)][0]
    out = 0.7 if verb_after(text, end) else 0.0
    out += 0.0 if object_before(text, begin, start) else 0.5
    out -= 0.4 if text[end : end + 2] in ("'s", "’s") else 0.0
    if pronoun:
        return out + (0.1 if text[start:end].lower() in POSSESSIVES else 0.3)
    return out - (0.8 if narrows(text, end) else 0.0)


def verb_after(text: str, end: int) -> bool:
    """A verb follows the mention: it is a subject."""
    return _VERB_AFTER.match(text, end) is not None


def object_before(text: str, first: int, start: int) -> bool:
    """A preposition or "and" stands before the mention, in the sentence that starts at `first`."""
    return _OBJECT_BEFORE.search(text, max(first, start - 40), start) is not None


def narrows(text: str, end: int) -> bool:
    """The name that ends here only narrows the noun that follows: "Clinton communications director"."""
    m = _MODIFIED.match(text, end)
    return m is not None and (m["noun"] in _NARROWED or m["noun"] in last_words())


def owns(text: str, start: int, end: int) -> bool:
    """The pronoun is a possessive: his hat, her hat (but not "told her that")."""
    word = text[start:end].lower()
    if word == "her":
        following = re.match(r"\s+([\w’'-]+)", text[end : end + 30])
        return following is not None and following[1].lower() not in _FUNCTION_WORDS
    return word in ("his", "hers")


_MARKS = re.compile(r"[“”\"]")


def in_quotes(doc: Document, content: Sequence[tuple[int, int]], offset: int) -> bool:
    """The place stands between quotation marks; content that has none at all (a transcript's) is quoted whole."""
    if not any(_MARKS.search(doc.text, max(0, s - 2), min(len(doc.text), e + 2)) for s, e in content):
        return True
    marks = _MARKS.findall(doc.text, doc.paragraph_at(offset)[0], offset)
    if marks and marks[-1] != '"':
        return bool(marks[-1] == "“")
    return len(marks) % 2 == 1


def named_in_clause(text: str, end: int, start_of_name: int) -> bool:
    """The subject pronoun that ends here and a later name share a clause or a complement: they are two persons."""
    return start_of_name - end < 100 and _NEW_SENTENCE_PART.search(text, end, start_of_name) is None


def same_clause(text: str, end_of_subject: int, start: int) -> bool:
    """Nothing that opens a clause stands between a subject and an object pronoun: "Smith told him"."""
    after = end_of_subject + (
        text[end_of_subject : end_of_subject + 1] == ","
    )  # "the agent, Smith, told him"
    return start - end_of_subject < 80 and _CLAUSE_ENDS.search(text, after, start) is None
