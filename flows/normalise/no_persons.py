"""What a tagger takes for a person and is none: Obamacare, the Clintons, "Trump-era", "R-Ariz", Trump Tower."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache

from flows.normalise.geography import data_rows, place
from flows.normalise.names import fold, is_family_name
from flows.normalise.roles import offices

# What news puts on a surname to make another word of it: Obamacare, Reaganomics, Trumpism, Clintonian, Clinton-era.
_DERIVED = re.compile(
    r"(?P<name>[a-z]{3,}?)(?:care|nomics|ism|isms|ist|ists|ian|ians|esque|ite|ites|world|land)$"
)
# The second half of "Trump-branded": lower case, and no syllable of a name (Jong-un, Jae-in, Wen-liang).
_ADJECTIVE = re.compile(
    r"-(?:era|led|style|like|run|type|ed|owned|[a-z]+(?:ed|ing|like|style|era|related|backed|friendly))$"
)
_PARTY = re.compile(r"(?:[RDI]-.*|[A-Z]\.?|[a-z].{0,2}|[JS]r\.?)$")
# St. Paul, Fort Hood, Lake Charles.
_OF_A_PLACE = re.compile(r"\b(?:St|Saint|Ft|Fort|Mt|Mount|Lake|Port|Camp|Cape|San|Santa)\.?\s$")
_AFTER_PARTY = re.compile(r"\([RDI]-$|\b[RDI]-$")

# Trump Tower, Churchill Downs, the Clinton Foundation, George Washington University: a name within another one.
_OF_A_NAME = re.compile(
    r"\s(?:[A-Z][a-z]+\s(?=Universit|Foundation|Library|Airport|Institute|Hospital))?(?:Towers?|Downs|Foundation|Global|Hotels?|Resorts?|Islands?|Streets?|Avenue|Airport|Library|Memorial|Institute|"
    r"Universit(?:y|ies)|College|School|Hospital|Center|Centre|Park|Stadium|Plaza|Bridge|Building|Organi[sz]ation|"
    r"Energy|Automotive|Motors|Industries|Corp|Inc|Games|carrier|Parkway|Square|Creek|River|Valley|Mountains?|Act|Amendment|Rule|"
    r"Prize|Awards?|Tonight|Show)\b"
)

# "Roe v. Wade": a case, and no word about either.
_CASE = re.compile(r"\sv\.?\s(?=[A-Z])")
_NAME_V = re.compile(r"[A-Z][\w.’']*\sv\.?\s$")
_CREDIT = re.compile(r"(?:[^/]*/)?(?:Getty Images|AP Photo|AFP|REUTERS)(?:\s(?=[A-Z])|$)")


def past_credit(words: str) -> int:
    """How many characters of a tagged name are a photo's credit.

    >>> past_credit("Getty Images Anna Berg"), past_credit("Anna Berg")
    (13, 0)
    """
    m = _CREDIT.match(words)
    return m.end() if m else 0


def kept_part(words: str, last_names: Set[str]) -> str:
    """The part of a tagged person that is a name: "Trump-branded" and "Trump-Russia" are about Trump.

    `last_names` are those of the article's full names, folded.

    >>> kept_part("Trump-branded", set()), kept_part("Ocasio-Cortez", {"ocasio-cortez"})
    ('Trump', 'Ocasio-Cortez')
    """
    head, _, tail = words.partition("-")
    if not tail or " " in words or fold(words) in last_names:
        return words
    known = fold(head) in last_names or is_family_name(head)
    return head if known or _ADJECTIVE.search(words) else words


@cache
def _listed() -> dict[str, str]:
    """Words that are no persons though taggers take them for some, and what they are."""
    return {fold(words): "".join(label) for words, *label in data_rows("no_persons.tsv")}


def label_of(text: str, start: int, end: int, last_names: Set[str]) -> str:
    """PERSON where the words may be a name; NORP, GPE or nothing where they are another thing."""
    words = text[start:end]
    folded = fold(words)
    if not words or _in_a_case(text, start, end):
        return ""
    if (label := _listed().get(fold(words))) is not None and folded not in last_names:
        return label
    if _OF_A_PLACE.search(text, max(0, start - 7), start) or _OF_A_NAME.match(text, end):
        return ""
    if (folded in last_names and not words.islower()) or " " in words:
        return "PERSON" if folded not in offices() else ""
    if words.islower() or folded in offices() or f"{folded}." in offices() or _PARTY.match(words):
        return ""
    if _AFTER_PARTY.search(text, max(0, start - 4), start):
        return ""
    if _family(text, start, folded, last_names):
        return "NORP"
    if _is_derived(folded, last_names):
        return ""
    found = place(words)
    return "PERSON" if found is None else "NORP" if found.kind == "demonym" else "GPE"


def _in_a_case(text: str, start: int, end: int) -> bool:
    before = _NAME_V.search(text, max(0, start - 25), start)
    return before is not None or _CASE.match(text, end) is not None or bool(_CASE.search(text, start, end))


def _family(text: str, start: int, folded: str, last_names: Set[str]) -> bool:
    """ "the Clintons", "both Bushes": all who bear a name."""
    stems = [folded.removesuffix("s"), folded.removesuffix("es")] if folded.endswith("s") else []
    return any((stem in last_names or is_family_name(stem)) and stem != folded for stem in stems)


def _is_derived(folded: str, last_names: Set[str]) -> bool:
    m = _DERIVED.match(folded)
    return m is not None and (m["name"] in last_names or is_family_name(m["name"]))
