"""Third-person pronouns resolved to the persons of an article.

A salience model in the tradition of Lappin & Leass (1994): the antecedent is recent, a subject, a speaker, much
spoken of, and agrees in gender. The weights were set by reading news articles, not fitted to any test.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference

Span = tuple[int, int]

_PRONOUN = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself)\b", re.I)
_FEMALE = frozenset({"she", "her", "hers", "herself"})
_POSSESSIVES = frozenset({"his", "her", "hers"})
_OBJECT_BEFORE = re.compile(
    r"\b(?:of|to|for|by|with|from|against|about|on|in|than|like|at|between|behind|over|under|and)\s+"
    r"(?:[A-Z][\w.’'-]+\s+){0,4}$"
)
_VERB_AFTER = re.compile(
    r"(?:\s+\([^)]*\))?(?:,[^,\n]{3,80},)?\s+(?:\w+ly\s+)?(?:[a-z]+ed|[a-z]+s|has|had|was|is|said|told|did|will|would|could|may|"
    r"might|also|who|then|later|went|made|took|gave|won|met|wrote|spoke|began|came|got|put|held|led|ran|let|kept)\b"
)
_LOOK_BACK = 5  # sentences


@dataclass(frozen=True, slots=True)
class Said:
    """What the resolver needs of an attribution: where its source is, where its content, whether it is quoted."""

    source: Span | None
    content: tuple[Span, ...]
    direct: bool


@dataclass(slots=True)
class _Seen:
    """A mention that a pronoun may go back to, and how salient it makes its entity."""

    entity: int
    start: int
    end: int
    sentence: int
    weight: float


@dataclass(slots=True)
class _Resolver:
    doc: Document
    cast: Cast
    said: Sequence[Said]
    history: list[_Seen] = field(default_factory=list)
    count: Counter[int] = field(default_factory=Counter)
    speaker_of: dict[int, int] = field(default_factory=dict)  # start of a source -> who it is
    chain: dict[str, tuple[int, int]] = field(
        default_factory=dict
    )  # gender -> entity and sentence of the last pronoun
    quoted: list[Span] = field(default_factory=list)
    sources: list[Span] = field(default_factory=list)

    def see(self, ref: Reference) -> None:
        source = next((s for s in self.sources if s[0] <= ref.start < s[1]), None)
        self.history.append(
            _Seen(ref.entity, ref.start, ref.end, self.doc.sentence_at(ref.start), self._weight(ref, source))
        )
        self.count[ref.entity] += 1
        if source is not None:
            self.speaker_of.setdefault(source[0], ref.entity)

    def _weight(self, ref: Reference, source: Span | None) -> float:
        text, begin = self.doc.text, self.doc.sentences[self.doc.sentence_at(ref.start)][0]
        weight = 0.8 if source is not None else 0.0
        weight += 0.7 if _VERB_AFTER.match(text, ref.end) else 0.0
        weight += 0.0 if _OBJECT_BEFORE.search(text, max(begin, ref.start - 40), ref.start) else 0.5
        weight -= 0.4 if text[ref.end : ref.end + 2] in ("'s", "’s") else 0.0
        weight -= 0.7 if self._inside(ref.start, self.quoted) else 0.0
        if ref.form == "pronoun":
            weight += 0.1 if text[ref.start : ref.end].lower() in _POSSESSIVES else 0.3
        return weight

    @staticmethod
    def _inside(offset: int, spans: list[Span]) -> bool:
        return any(s <= offset < e for s, e in spans)

    def resolve(self, m: re.Match[str]) -> Reference | None:
        """The reference that a pronoun makes; `confidence` falls with the nearness of the runner-up."""
        gender = "f" if m.group().lower() in _FEMALE else "m"
        scores, best = self._scores(m.start(), gender)
        if not scores:
            return None
        ranked = sorted(scores, key=lambda e: (-scores[e], -best[e].start))
        margin = scores[ranked[0]] - scores[ranked[1]] if len(ranked) > 1 else 2.0
        winner, top = ranked[0], best[ranked[0]]
        if margin > 1.5 and not self.cast.entities[winner].gender:
            self.cast.entities[winner].gender = gender
        self.chain[gender] = (winner, self.doc.sentence_at(m.start()))
        return Reference(
            m.start(),
            m.end(),
            "pronoun",
            winner,
            round(min(0.95, 0.55 + 0.2 * margin), 3),
            (top.start, top.end),
        )

    def _scores(self, start: int, gender: str) -> tuple[dict[int, float], dict[int, _Seen]]:
        here = self.doc.sentence_at(start)
        barred = self._speaker_around(start, direct=True)
        favoured = self._speaker_around(start, direct=False)
        recent = [s for s in self.history[-40:] if here - s.sentence <= _LOOK_BACK] or self.history[-6:]
        scores: dict[int, float] = {}
        best: dict[int, _Seen] = {}
        for seen in recent:
            entity = self.cast.entities[seen.entity]
            if (entity.gender and entity.gender != gender) or seen.entity == barred:
                continue
            score = seen.weight - 0.5 * (here - seen.sentence) + (0.8 if entity.gender == gender else 0.0)
            score += 0.3 * math.log2(1 + self.count[seen.entity]) + (1.3 if seen.entity == favoured else 0.0)
            score += 0.7 if self._continues(seen.entity, gender, here) else 0.0
            if score > scores.get(seen.entity, -99.0):
                scores[seen.entity], best[seen.entity] = score, seen
        return scores, best

    def _continues(self, entity: int, gender: str, here: int) -> bool:
        """The pronoun before this one, a sentence or two back, meant the same person."""
        last = self.chain.get(gender)
        return last is not None and last[0] == entity and here - last[1] <= 2

    def _speaker_around(self, start: int, *, direct: bool) -> int | None:
        """Who speaks the attribution that the place is inside of, where that is known by now."""
        for s in self.said:
            if s.direct == direct and s.source and any(a <= start < b for a, b in s.content):
                return self.speaker_of.get(s.source[0])
        return None


def resolve_pronouns(doc: Document, cast: Cast, said: Sequence[Said]) -> None:
    """Add a reference for every he, she, him, her and his that has an antecedent among the persons before it."""
    resolver = _Resolver(doc, cast, said)
    resolver.quoted = [span for s in said if s.direct for span in s.content]
    resolver.sources = [s.source for s in said if s.source]
    named = [r for r in cast.references if cast.entities[r.entity].kind == "person"]
    upcoming = iter(sorted(named, key=lambda r: r.start))
    following = next(upcoming, None)
    found = []
    for m in _PRONOUN.finditer(doc.text):
        while following is not None and following.start < m.start():
            resolver.see(following)
            following = next(upcoming, None)
        ref = resolver.resolve(m)
        if ref is not None:
            found.append(ref)
            resolver.see(ref)
    cast.references = sorted([*cast.references, *found], key=lambda r: (r.start, r.end))
