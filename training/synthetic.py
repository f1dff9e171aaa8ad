"""Short invented articles with marked attributions, for forms that PolNeAR hardly holds.

Relayed attribution, bullets, section labels, datelines, colon speakers and headline attribution. Names and facts are
made up. In a template `[A.C text]` marks text as content of attribution A; C, Q, S, R stand for content, cue,
source and addressee (recipient); lower-case attributions are told within the upper-case one around them.

    python -m training.synthetic > training/labels/synthetic.jsonl
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

from .phrases import (
    CLAUSES,
    GROUPS,
    LABELS,
    NAMES,
    NATIONS,
    ORGANISATIONS,
    OUTLETS,
    PEOPLE_ROLES,
    PLACES,
    PREDICATES,
    SUBJECTS,
)

TELL = ("tells", "told", "tells", "has told")
SAID = ("said", "says", "said", "added", "stressed", "warned", "argued", "acknowledged", "insisted", "noted")
SAY = ("say", "said", "say", "say", "acknowledge", "concede")
TOLD = ("told", "told", "assured", "warned", "informed", "has told")

RELAYS = (
    "[A.C [a.S {role1} {p1}] [a.Q {told}] [a.R {role2} {p2}] on {day} [a.C that {f1}]], [A.S {group1}] [A.Q {tell}] {outlet}",
    "[A.C [a.S {role1} {p1}] [a.Q told] [a.R {role2} {p2}] [a.C that {f1}], but [b.S {l2}] [b.Q {said}] [b.C that {f2}]], "
    "[A.S {group1}] [A.Q {tell}] {outlet}.",
    "[A.C [a.S {l1}] [a.Q {told}] [a.R {l2}] [a.C {f1} and that {f2}]], [A.S {groups}] [A.Q {say}].",
    "[A.C In their {meeting}, [a.S {l1}] [a.Q told] [a.R {l2}] [a.C {f1}]], [A.S {groups}] [A.Q {say}].",
    "[A.C During the {meeting}, [a.S {l1}] [a.Q {told}] [a.R his {nation} counterpart] [a.C that {f1}]], according to "
    "[A.S {group1}] briefed on it.",
    "[A.Q According to] [A.S {group1}], [A.C [a.S {l1}] [a.Q told] [a.R {l2}] [a.C that {f1}]].",
    "[A.S {Groups}] [A.Q {say}] [A.C [a.S {l1}] [a.Q {told}] [a.R {l2}] on {day} [a.C that {f1}]].",
    "[A.S {Group1}] [A.Q told] {outlet} [A.C that [a.S {l1}] [a.Q {said}] privately [a.C that {f1}]].",
    "[A.C [a.S The {org}] [a.Q {said}] in a note to ministers [a.C that {f1}]], [A.S two people familiar with it] [A.Q said].",
    "[A.C [a.S {role1} {l1}] [a.Q {said}] [a.C {f1}], while [b.S {l2}] [b.Q replied] [b.C that {f2}]], [A.S {group1}] [A.Q says].",
)
PLAIN = (
    "[A.S {Groups}] [A.Q {said2}] [A.C {f1}].",
    "[A.S {Groups}] [A.Q {said2}] over dinner [A.C that {f1}].",
    "[A.S {Groups}] [A.Q {said2}] [A.C they want {n1} {infinitive}, not {n2}].",
    "[A.C {F1}], [A.S {groups}] [A.Q {say}].",
    "[A.C {F1}], [A.S {groups}] [A.Q {say}]. Still, {f2}.",
    "Even so, [A.C {f1}], [A.S {groups}] [A.Q {say}] — and {n1} {predicate}.",
    "Meanwhile, [A.S {role1} {p1}] [A.Q {said}] {day} [A.C that {f1}].",
    "[A.S {l1}] [A.Q {told}] [A.R {l2}] [A.C that {f1}].",
    "[A.S {Role1} {p1}] [A.Q told] [A.R {role2} {p2}] on {day} [A.C that {f1}].",
    "[A.S The {nation} mission to the {org}] [A.Q said] [A.C it had not been consulted].",
    "[A.S {p1}], {role1}, [A.Q {said}] [A.C {f1}].",
    "“[A.C {F1},]” [A.S {l1}] [A.Q said]. “[A.C {F2}.]”",
    '"[A.C {F1},]" [A.Q said] [A.S {p1}], {role1}.',
    "[A.S {l1}] [A.Q {said}] [A.C {f1}] “[A.C and {predicate}].”",
    "[A.Q According to] [A.S the {org}], [A.C {f1}].",
    "[A.C {F1}], [A.Q according to] [A.S a {org} report] seen by {outlet}.",
    "[A.S {L1}][A.Q :] [A.C {F1}.]",
    "[A.S {l1}] [A.Q {said}] [A.C {f1}]. [B.S He] [B.Q added] [B.C that {f2}].",
    "Asked about it, [A.S a spokesperson for the {org}] [A.Q declined to comment].",
    "[A.S The {org}] [A.Q denied] [A.C that {f1}].",
    "[A.S {l1}] [A.Q pressed] [A.R {l2}] [A.C to reopen {n1}].",
)
FACTS = (
    "{l1} and {l2} spoke by phone on {day}.",
    "The {meeting} between {l1} and {l2} was part of a wider effort to reopen {n1}.",
    "{L1n}'s {meeting} with {l2} followed talks between {role1} {p3} and the {org}.",
    "In recent days, {groups} have held talks with the {org} about {n1}.",
    "{F1}.",
    "{n1c} {predicate}. {F2}.",
    "The {org} published a paper calling for a review of {n1}.",
)
HEADLINES = (
    "[A.C {F1}], [A.S {l1}] [A.Q tells] [A.R {nation} counterpart]",
    "[A.C {F1}], [A.S {l1}] [A.Q {says}]",
    "[A.S {l1}] [A.Q tells] [A.R {l2}] [A.C {f1}]",
    "[A.S {l1}][A.Q :] [A.C {F1}]",
    "[A.C {F1}], [A.S {nation} officials] [A.Q say]",
    "{F1}",
    "{l1} and {l2} discuss {n1}",
)
MARK = re.compile(r"\[([A-Za-z])\.([CQSR]) |\]")
KEYS = {"C": "content", "Q": "cue", "S": "source", "R": "addressee"}


def slots(rng: random.Random) -> dict[str, str]:
    """One cast and one set of facts for an article."""
    people = rng.sample(NAMES, 3)
    nations = rng.sample(NATIONS, 2)
    roles = [r.format(nation=rng.choice(nations)) for r in rng.sample(PEOPLE_ROLES, 2)]
    last = [p.split()[-1] for p in people]
    return {
        "p1": people[0], "p2": people[1], "p3": people[2], "l1": last[0], "l2": last[1], "L1": last[0].upper(),
        "L1n": last[0], "role1": roles[0], "role2": roles[1], "Role1": roles[0][0].upper() + roles[0][1:],
        "nation": rng.choice(nations), "org": rng.choice(ORGANISATIONS), "outlet": rng.choice(OUTLETS),
    }  # fmt: skip


def clause(rng: random.Random) -> str:
    return rng.choice(CLAUSES) if rng.random() < 0.4 else f"{rng.choice(SUBJECTS)} {rng.choice(PREDICATES)}"


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def fill(template: str, cast: dict[str, str], rng: random.Random) -> str:
    f1, f2, n1, n2 = clause(rng), clause(rng), rng.choice(SUBJECTS), rng.choice(SUBJECTS)
    one, many = (g.format(nation=cast["nation"], org=cast["org"]) for g in rng.choice(GROUPS))
    verbs = {
        "told": TOLD,
        "tell": TELL,
        "said": SAID,
        "say": SAY,
        "said2": ("said", "say"),
        "says": ("says", "warns"),
    }
    values = {k: rng.choice(v) for k, v in verbs.items()} | {
        "f1": f1, "f2": f2, "F1": capital(f1), "F2": capital(f2), "n1": n1, "n2": n2, "n1c": capital(n1),
        "group1": one, "Group1": capital(one), "groups": many, "Groups": capital(many),
        "predicate": rng.choice(PREDICATES), "day": rng.choice(("Monday", "Tuesday", "Thursday", "Friday", "Sunday")),
        "infinitive": rng.choice(("to reopen", "to change soon", "to be delayed", "to go ahead")),
        "meeting": rng.choice(("call", "meeting", "phone call", "talks", "conversation")),
    }  # fmt: skip
    return template.format(**(cast | values))


def parse(marked: str) -> tuple[str, dict[str, dict[str, list[list[int]]]]]:
    """Text without marks, and spans by attribution and part."""
    text, at, stack = "", 0, []
    quotes: dict[str, dict[str, list[list[int]]]] = {}
    for m in MARK.finditer(marked):
        text, at = text + marked[at : m.start()], m.end()
        if m.group(1):
            stack.append((m.group(1), KEYS[m.group(2)], len(text)))
        else:
            key, part, start = stack.pop()
            quotes.setdefault(key, {k: [] for k in KEYS.values()})[part].append([start, len(text)])
    return text + marked[at:], quotes


def article(rng: random.Random, number: int) -> dict[str, Any]:
    cast = slots(rng)
    blocks = [(fill(rng.choice(HEADLINES), cast, rng), "\n\n")]
    bulleted = rng.random() < 0.6
    for i in range(rng.randint(4, 8)):
        kind = rng.choice((RELAYS, PLAIN, PLAIN, FACTS))
        body = fill(rng.choice(kind), cast, rng)
        lead = ""
        if bulleted and i and rng.random() < 0.5:
            lead = rng.choice(("  • ", "• ", "- ", "* "))
        elif rng.random() < 0.3:
            lead = rng.choice(LABELS) + ": "
        elif i == 0 and rng.random() < 0.4:
            lead = rng.choice(PLACES)
        blocks.append((lead + body, "\n" if lead.strip() in ("•", "-") and rng.random() < 0.5 else "\n\n"))
    text, quotes = "", []
    for block, separator in blocks:
        plain, marks = parse(block)
        for key, parts in marks.items():
            moved = {k: [[a + len(text), b + len(text)] for a, b in v] for k, v in parts.items()}
            quotes.append({"level": "outer" if key.isupper() else "inner", **moved})
        text += plain + separator
    return {"doc": f"synthetic-{number}", "text": text.rstrip(), "quotes": quotes}


def main(count: int = 320, seed: int = 7) -> None:
    rng = random.Random(seed)
    for number in range(count):
        print(json.dumps(article(rng, number), ensure_ascii=False))


if __name__ == "__main__":
    main()
