"""Mention labels by a public tagger (spaCy) as teacher, corrected by rules; nothing here is labelled by hand.

Names come from the tagger's entities, made consistent within a document and by a vote over all documents. Roles
(TITLE) and unnamed people (GROUP) come from noun chunks whose head is a word for a role.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

LABELS = ("PERSON", "ORG", "GPE", "NORP", "TITLE", "GROUP", "DATE")
NAMES = ("PERSON", "ORG", "GPE", "NORP")
Mention = tuple[int, int, str]  # first and last token, label

ROLES = frozenset(
    """
    president vice-president secretary minister premier chancellor senator sen. rep. gov. governor
    congressman congresswoman lawmaker representative spokesman spokeswoman spokesperson adviser advisor
    ambassador chairman chairwoman chair director leader chief judge justice officer general colonel
    lieutenant sergeant captain admiral mayor king queen prince princess pope bishop cardinal imam rabbi
    pastor analyst professor attorney nominee candidate ceo founder co-founder editor columnist author
    correspondent host envoy commissioner counsel lawyer prosecutor official aide diplomat strategist
    pollster economist expert researcher scientist historian counterpart speaker whip deputy head manager
    executive treasurer sheriff detective agent delegate lobbyist activist organizer consultant operative
    surrogate staffer negotiator mediator commander veteran doctor physician nurse teacher reporter
    journalist anchor commentator critic opponent rival supporter ally donor politician superintendent
    trustee councilman councilwoman alderman undersecretary dictator emperor ayatollah sultan emir sheikh mr.
    mrs. ms. dr. sir lady lord gen. col. lt. sgt. capt. adm. rev. prof. mr mrs ms dr
    """.split()
)
PEOPLE = frozenset(
    """
    source people person voter resident witness protester demonstrator investigator police authority insider
    observer employee worker officer soldier troop militant rebel refugee migrant immigrant family relative
    neighbor friend colleague student scholar member participant attendee advocate republican democrat
    conservative liberal progressive evangelical american businessman businesswoman man woman mother father
    son daughter wife husband brother sister victim suspect survivor parent
    """.split()
)
NEVER_PERSON = frozenset(
    [
        "trump tower",
        "white house",
        "capitol hill",
        "twitter",
        "facebook",
        "brexit",
        "obamacare",
        "ebola",
        "zika",
    ]
)
POSSESSIVE = re.compile(r"['\u2019]s?$")


def head(token: Any) -> str:
    return str(token.lemma_).lower()


def is_role(token: Any) -> bool:
    return head(token) in ROLES or token.lower_ in ROLES


def entity_spans(doc: Any) -> list[Mention]:
    out = []
    for e in doc.ents:
        if e.label_ not in LABELS:
            continue
        a, b = e.start, e.end
        while a < b and (
            doc[a].lower_ in ("the", "a", "an", ",", "(", "\u2014", "-", "\u2022") or doc[a].is_space
        ):
            a += 1
        while b > a and (
            (doc[b - 1].lower_ in ("'s", "\u2019s", "'", "\u2019", ",", ")", ".") and e.label_ != "DATE")
            or doc[b - 1].is_space
        ):
            b -= 1
        while e.label_ == "PERSON" and b - a > 1 and is_role(doc[a]):
            a += 1
        if a < b and not any(t.is_space and "\n" in t.text for t in doc[a:b]):
            out.append((a, b, str(e.label_)))
    return out


def text_of(doc: Any, m: Mention) -> str:
    return str(doc[m[0] : m[1]].text)


def vote(docs: list[Any]) -> dict[str, str]:
    """Over all documents, the label of every name seen often enough and mostly alike."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for m in entity_spans(doc):
            if m[2] in NAMES:
                counts[text_of(doc, m)][m[2]] += 1
    table = {}
    for name, c in counts.items():
        label, n = c.most_common(1)[0]
        if n >= 6 and n >= 0.7 * c.total():
            table[name] = label
    return table


def consistent(doc: Any, found: list[Mention], table: dict[str, str]) -> list[Mention]:
    """One name, one label within a document: full names of people fix their last names, then the vote decides."""
    people: set[str] = set()
    local: dict[str, Counter[str]] = defaultdict(Counter)
    for m in found:
        name = text_of(doc, m)
        if m[2] in NAMES:
            local[name][m[2]] += 1
        if m[2] == "PERSON" and m[1] - m[0] > 1 and table.get(name, "PERSON") == "PERSON":
            people.add(doc[m[1] - 1].text)
    out = []
    for a, b, label in found:
        name = str(doc[a:b].text)
        if label in NAMES:
            if name.lower() in NEVER_PERSON:
                label = "ORG" if label == "PERSON" else label
            elif b - a == 1 and name in people:
                label = "PERSON"
            elif name in table:
                label = table[name]
            else:
                label = local[name].most_common(1)[0][0]
        out.append((a, b, label))
    taken = {i for a, b, _ in out for i in range(a, b)}
    for t in doc:
        known = t.text in people and len(t.text) > 2 and t.text[0].isupper() and t.pos_ in ("PROPN", "NOUN")
        if known and t.i not in taken:
            out.append((t.i, t.i + 1, "PERSON"))
    return sorted(out)


def before_name(doc: Any, start: int, taken: dict[int, str]) -> Mention | None:
    """The role words that lead up to a person's name: "U.S. Secretary of State" Antony Blinken."""
    i = start
    while i > 0 and start - i < 9:
        t = doc[i - 1]
        joins = t.lower_ in ("of", "for", "and", "-", "/", "the", "to") and i < start
        worded = t.pos_ in ("PROPN", "NOUN", "ADJ") or taken.get(t.i) in ("NORP", "GPE", "ORG") or is_role(t)
        crosses = t.lower_ in ("of", "for", "to") and not (i >= 2 and is_role(doc[i - 2]))
        drops = t.is_lower and t.pos_ == "NOUN" and not is_role(t) and doc[i].is_title and not is_role(doc[i])
        if t.is_space or taken.get(t.i) in ("PERSON", "DATE") or not (joins or worded) or crosses or drops:
            break
        i -= 1
    while i < start and doc[i].lower_ in ("of", "for", "and", "-", "/", "the", "to"):
        i += 1
    return (i, start, "TITLE") if any(is_role(t) for t in doc[i:start]) else None


def role_chunks(doc: Any, taken: dict[int, str]) -> list[Mention]:
    """Roles without a name: TITLE for one definite person, GROUP for unnamed people."""
    out: list[Mention] = []
    for chunk in doc.noun_chunks:
        root = chunk.root
        known = head(root) in ROLES or head(root) in PEOPLE
        if not known or (root.pos_ == "PROPN" and not is_role(root)) or taken.get(root.i) == "PERSON":
            continue
        a, b = chunk.start, root.i + 1
        if any(taken.get(i) in ("PERSON", "DATE") for i in range(a, b)):
            a = max(i for i in range(a, b) if taken.get(i) in ("PERSON", "DATE")) + 1
            while a < b and doc[a].lower_ in ("'s", "\u2019s", "'", "\u2019", ","):
                a += 1
        if a >= b or any(t.is_space for t in doc[a:b]):
            continue
        first = doc[a].lower_
        plural = root.tag_ in ("NNS", "NNPS")
        indefinite = first in (
            "a",
            "an",
            "one",
            "some",
            "another",
            "no",
            "any",
            "two",
            "three",
            "many",
            "several",
        )
        apposed = root.dep_ in ("appos", "attr") and taken.get(root.head.i) == "PERSON"
        if apposed and not plural and is_role(root):
            indefinite = False
        if plural or indefinite or (head(root) in PEOPLE and not is_role(root)):
            if head(root) in PEOPLE and not plural and not indefinite:
                continue
            out.append((a, b, "GROUP"))
        else:
            while a < b and doc[a].pos_ in ("DET",):
                a += 1
            end = b
            if end < len(doc) and doc[end].lower_ in ("of", "for", "to") and doc[end].head.i == root.i:
                tail = max(t.i for t in doc[end].subtree) + 1
                if tail - end <= 6 and not any(taken.get(i) == "PERSON" for i in range(end, tail)):
                    end = tail
            out.append((a, end, "TITLE"))
    return out


def label(doc: Any, table: dict[str, str]) -> list[tuple[int, int, str]]:
    """Mentions of a parsed document as character spans, none overlapping another."""
    names = consistent(doc, entity_spans(doc), table)
    taken = {i: m[2] for m in names for i in range(m[0], m[1])}
    roles = [t for m in names if m[2] == "PERSON" and (t := before_name(doc, m[0], taken))]
    chunks = role_chunks(doc, taken)
    chosen: list[Mention] = []
    used: set[int] = set()
    rest = [m for m in names if m[2] == "PERSON"]
    for m in [*rest, *roles, *chunks, *(m for m in names if m[2] != "PERSON")]:
        if not used & set(range(m[0], m[1])):
            chosen.append(m)
            used |= set(range(m[0], m[1]))
    return sorted((doc[a].idx, doc[b - 1].idx + len(doc[b - 1]), k) for a, b, k in chosen)
