"""Third-person pronouns resolved to the persons of an article.

Candidates agree in gender and are not ruled out by the pronoun's own place; `antecedents` tells how likely each is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from flows.normalise.antecedents import FEMALE, Pronoun, Seen, Standing, chances, features, pronouns, seen
from flows.normalise.document import Document
from flows.normalise.entities import Cast, Reference
from flows.normalise.names import leaning_of
from flows.normalise.relations import link_relations
from flows.normalise.salience import in_quotes, named_in_clause, narrows, owns, same_clause

Span = tuple[int, int]

_LOOK_BACK = 5  # sentences
_SURE = 0.75
_VOTES, _SHARE = 2, 0.8  # sure pronouns that must agree before they tell a person's gender


@dataclass(frozen=True, slots=True)
class Said:
    """What the resolver needs of an attribution: where its source is, where its content, whether it is quoted."""

    source: Span | None
    content: tuple[Span, ...]
    direct: bool


@dataclass(slots=True)
class _Resolver:
    doc: Document
    cast: Cast
    said: Sequence[Said]
    named: list[Reference]
    history: list[Seen] = field(default_factory=list)
    count: Counter[int] = field(default_factory=Counter)
    named_at: dict[int, int] = field(default_factory=dict)  # entity -> the sentence of its last name
    speaker_of: dict[int, Seen] = field(default_factory=dict)  # start of a source -> who it is
    last_speaker: Seen | None = None
    quoted: list[Span] = field(default_factory=list)
    contents: list[tuple[int, int, Said]] = field(default_factory=list)  # of those that have a source
    sources: list[Span] = field(default_factory=list)
    found_at: dict[int, Span | None] = field(default_factory=dict)  # offset -> the source around it
    # (entity, start, end) -> the same mention as it was seen before: an earlier reading saw most of them
    known: dict[tuple[int, int, int], Seen] = field(default_factory=dict)
    # offset -> the attributions whose content it is in
    around: dict[int, list[Said]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.quoted = [span for s in self.said if s.direct for span in s.content]
        self.contents = [(a, b, s) for s in self.said if s.source for a, b in s.content]
        self.sources = sorted(s.source for s in self.said if s.source)
        for ref in self.named:
            source = self._source_at(ref.start)
            if source is not None and _heads(self.doc.text, ref):
                self.speaker_of.setdefault(source[0], self._seen(ref))

    def afresh(self) -> _Resolver:
        """For another reading, which knows who speaks at every source from the start."""
        return _Resolver(
            self.doc, self.cast, self.said, self.named,
            speaker_of=self.speaker_of, found_at=self.found_at, known=self.known,
            around=self.around,
        )  # fmt: skip

    def _source_at(self, offset: int) -> Span | None:
        if offset not in self.found_at:
            around = (s for s in self.sources if s[0] <= offset < s[1])
            self.found_at[offset] = next(around, None)
        return self.found_at[offset]

    def _seen(self, ref: Reference) -> Seen:
        key = (ref.entity, ref.start, ref.end)
        if key not in self.known:
            quoted = _inside(ref.start, self.quoted)
            self.known[key] = seen(self.doc, *key, pronoun=ref.form == "pronoun", quoted=quoted)
        return self.known[key]

    def see(self, ref: Reference) -> None:
        source = self._source_at(ref.start)
        mention = self._seen(ref)
        self.history.append(mention)
        if ref.form != "pronoun":
            self.count[ref.entity] += 1
            self.named_at[ref.entity] = mention.sentence
        if source is None or not _heads(self.doc.text, ref):
            return
        if self.speaker_of.setdefault(source[0], mention).entity == ref.entity:
            self.last_speaker = mention

    def resolve(self, p: Pronoun) -> Reference | None:
        """The reference that a pronoun makes; `confidence` is the probability that it goes back to this person."""
        found, rows = self.candidates(p)
        if not found:
            return None
        chance = chances(rows, [c.entity for c in found])
        winner = max(chance, key=lambda e: (chance[e], max(c.start for c in found if c.entity == e)))
        top = max((c for c in found if c.entity == winner), key=lambda c: c.start)
        sure = round(chance[winner], 3)
        return Reference(p.start, p.end, "pronoun", winner, sure, (top.start, top.end))

    def candidates(self, p: Pronoun) -> tuple[list[Seen], list[list[float]]]:
        """The mentions that the pronoun may go back to, and the features of each."""
        barred = self._barred(p)
        recent = [s for s in self.history[-40:] if p.sentence - s.sentence <= _LOOK_BACK] or self.history[-6:]
        favoured = self._speaker_around(p.start, direct=False)
        if favoured is not None and favoured not in recent:
            recent = [*recent, favoured]
        fits = [s for s in recent if s.entity not in barred and not self._other_gender(s.entity, p.gender)]
        nearest = max((s.start for s in fits if s.start < p.start), default=-1)
        standing = {entity: self._standing(entity, p) for entity in {s.entity for s in fits}}

        def speaks(s: Seen) -> bool:
            return (
                favoured is not None
                and s.entity == favoured.entity
                and max(favoured.start, s.start) >= nearest
            )

        rows = [
            features(self.doc.text, p, s, standing[s.entity], nearest=s.start == nearest, speaks=speaks(s))
            for s in fits
        ]
        return fits, rows

    def _standing(self, entity: int, p: Pronoun) -> Standing:
        e = self.cast.entities[entity]
        leaning = leaning_of(e.person) if e.person and not e.gender else ""
        return Standing(
            self._goes_on_speaking(entity, p.start),
            self.count[entity],
            p.sentence - self.named_at.get(entity, p.sentence),
            not e.gender and not leaning and not (e.person and e.person.first),
            bool(leaning) and leaning != p.gender,
        )

    def _goes_on_speaking(self, entity: int, start: int) -> bool:
        """The pronoun is a source, and this entity the one who spoke before it, a paragraph back at most."""
        last = self.last_speaker
        if last is None or last.entity != entity or self._source_at(start) is None:
            return False
        return (
            self.doc.text.count("\n\n", last.end, start) + (self.doc.text.count("\n", last.end, start) > 2)
            <= 1
        )

    def _other_gender(self, entity: int, gender: str) -> bool:
        own = self.cast.entities[entity].gender
        return bool(own) and own != gender

    def _barred(self, p: Pronoun) -> set[int]:
        """Whom the pronoun cannot mean: the speaker of the quote around it, and those its own clause names."""
        text = self.doc.text
        speaker = self._speaker_around(p.start, direct=True)
        out = {speaker.entity} if speaker is not None else set()
        if p.word in ("he", "she"):
            out |= {r.entity for r in self._named_after(p.start) if named_in_clause(text, p.end, r.start)}
        elif p.word in ("him", "her") and not owns(text, p.start, p.end):
            last = self.history[-1] if self.history else None
            if last is not None and same_clause(text, last.end, p.start):
                out.add(last.entity)
        return out

    def _named_after(self, start: int) -> list[Reference]:
        stop = self.doc.sentences[self.doc.sentence_at(start)][1]
        at = bisect_left(self.named, start, key=lambda r: r.start)
        return [r for r in self.named[at : at + 4] if r.start < stop and r.form == "name"]

    def _speaker_around(self, start: int, *, direct: bool) -> Seen | None:
        """Who speaks the attribution that the place is inside of, where that is known by now."""
        if start not in self.around:
            self.around[start] = [s for a, b, s in self.contents if a <= start < b]
        for s in self.around[start]:
            if s.source and direct == (s.direct and in_quotes(self.doc, s.content, start)):
                return self.speaker_of.get(s.source[0])
        return None


def _heads(text: str, ref: Reference) -> bool:
    """The name is whom the source is about, not what narrows it: "Trump's lawyer", "Clinton spokesman Brian Fallon"."""
    return text[ref.end : ref.end + 2] not in ("'s", "’s") and not narrows(text, ref.end)


def _inside(offset: int, spans: list[Span]) -> bool:
    return any(s <= offset < e for s, e in spans)


def resolve_pronouns(doc: Document, cast: Cast, said: Sequence[Said]) -> None:
    """Add a reference for every he, she, him, her and his that has an antecedent among the persons before it.

    A first reading learns the gender of persons whose name does not tell it, and who speaks at pronouns; where it learns
    anything, a second resolves.
    """
    named = [r for r in cast.references if _may_be_meant(cast, r)]
    named.sort(key=lambda r: r.start)
    unnamed = sorted(r.start for r in cast.references if r.form == "unnamed")
    resolver = _Resolver(doc, cast, said, named)
    found = list(pronouns(doc, resolver.quoted, unnamed))
    sources = len(resolver.speaker_of)
    references = _read(resolver, found)
    learnt = _learn_gender(doc, cast, references)
    if learnt or len(resolver.speaker_of) > sources:
        references = _read(resolver.afresh(), found)
    cast.references += references
    cast.put_in_order()
    link_relations(doc, cast)


def _may_be_meant(cast: Cast, ref: Reference) -> bool:
    return cast.entities[ref.entity].kind == "person"


def _read(resolver: _Resolver, found: Sequence[Pronoun]) -> list[Reference]:
    """The references of all pronouns, mentions and pronouns taken in text order."""
    upcoming = iter(resolver.named)
    following = next(upcoming, None)
    out = []
    for p in found:
        while following is not None and following.start < p.start:
            resolver.see(following)
            following = next(upcoming, None)
        ref = resolver.resolve(p)
        if ref is not None:
            out.append(ref)
            resolver.see(ref)
    return out


def _learn_gender(doc: Document, cast: Cast, found: Sequence[Reference]) -> bool:
    """Most of the pronouns that a first reading gives to a person are right: their gender is the person's. Whether any is new."""
    before = [e.gender for e in cast.entities]
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for ref in found:
        if ref.confidence < _SURE:
            continue
        votes[ref.entity]["f" if doc.text[ref.start : ref.end].lower() in FEMALE else "m"] += 1
    for entity, genders in votes.items():
        gender, count = genders.most_common(1)[0]
        if not cast.entities[entity].gender and count >= max(_VOTES, _SHARE * genders.total()):
            cast.entities[entity].gender = gender
    return before != [e.gender for e in cast.entities]
