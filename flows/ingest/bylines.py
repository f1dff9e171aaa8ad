"""Writers' names out of the ways in which pages give them."""

from __future__ import annotations

import re

from flows.ingest.cleaning import one_line

_BY = re.compile(r"^(?:by|written by|story by)[:\s]+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[;,|\n]|(?<=\s)&(?=\s)|(?<=\s)and(?=\s))\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"\(?(?:https?://[^\s,;]+|[^\s,;]+@[^\s,;]*|@\w+)\)?")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\.?", re.IGNORECASE)
_NOBODY = frozenset({"staff", "staff writer", "staff reporter", "editorial board", "the associated press", "associated press", "reuters"})  # fmt: skip


def read_byline(given: str, outlet: str | None = None) -> list[str]:
    """The writers in the order given, each once: "By A and B, C" and "A;B" are lists.

    Addresses, agencies, the outlet itself and bare acronyms ("CNN") are no writers and are left out.
    """
    names: list[str] = []
    for part in _SEPARATOR.split(_BY.sub("", _ADDRESS.sub(" ", given).strip())):
        name = _BY.sub("", one_line(part).strip(" \"'“”-–—()"))
        if names and _SUFFIX.fullmatch(name):
            names[-1] += ", " + name
        elif _is_writer(name, outlet) and name not in names:
            names.append(name)
    return names


def _is_writer(name: str, outlet: str | None) -> bool:
    folded = name.casefold()
    if not any(c.isalpha() for c in name) or folded in _NOBODY or folded == (outlet or "").casefold():
        return False
    return " " in name or not name.isupper()
