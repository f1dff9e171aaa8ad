"""Reviewed corrections of actors, kept as data: merge, split, rename.

data/corrections.tsv has a row a correction: action, kind, name, target, why. `merge` gives the name the target's
actor, `split` an actor of its own, `rename` shows the target in place of the name. One that nothing used is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from flows.normalise.geography import data_rows
from flows.normalise.names import fold, parse
from flows.normalise.people import NameUse, Person, person_key


@dataclass(slots=True)
class Corrections:
    """The corrections of the project; `used` grows as they apply."""

    merges: dict[tuple[str, str], str] = field(default_factory=dict)
    splits: set[tuple[str, str]] = field(default_factory=set)
    renames: dict[str, str] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)

    def kind(self, kind: str, name: str) -> str:
        """The kind of actor that a name is: what a correction merges or splits as a person is one."""
        known = ("person", name) in self.merges or ("person", name) in self.splits or name in known_as()
        return "person" if known and kind in ("person", "organisation") else kind

    def key(self, kind: str, name: str, key: str) -> str:
        """The actor's key for a name, corrected."""
        at = (kind, name)
        if at in self.splits:
            self.used.add(("split", name))
            return f"= {fold(name)}"
        if at in self.merges:
            self.used.add(("merge", name))
            return key_of(kind, self.merges[at])
        if kind == "person" and name in namesakes():
            return f"= {fold(namesakes()[name])}"
        return key_of(kind, known_as()[name]) if kind == "person" and name in known_as() else key

    def renamed(self, name: str) -> str:
        if name in self.renames:
            self.used.add(("rename", name))
        return self.renames.get(name, name)

    def unused(self) -> list[str]:
        """Every correction that nothing used, as "action name"."""
        known = {("merge", n) for _, n in self.merges} | {("split", n) for _, n in self.splits}
        known |= {("rename", n) for n in self.renames}
        return sorted(f"{action} {name}" for action, name in known - self.used)


@cache
def known_as() -> dict[str, str]:
    """Short names of public figures (AOC, JFK) and their full ones; no correction, so nothing reports them unused."""
    return dict(data_rows("known_as.tsv"))


@cache
def namesakes() -> dict[str, str]:
    """Full names of persons who are not whom a shorter full name means (John Bel Edwards, John Edwards), and the usual spelling."""
    return dict(data_rows("namesakes.tsv"))


def key_of(kind: str, name: str) -> str:
    """The key that a name has by itself."""
    parsed = parse(name) if kind == "person" else None
    if parsed is None or not parsed.first:
        return fold(name)
    person = Person()
    person.take(NameUse(name, 1), parsed)
    return person_key(person)


def load_corrections() -> Corrections:
    out = Corrections()
    for action, kind, name, target, *_ in data_rows("corrections.tsv"):
        if action == "merge":
            out.merges[(kind, name)] = target
        elif action == "split":
            out.splits.add((kind, name))
        elif action == "rename":
            out.renames[name] = target
        else:
            raise ValueError(
                f"corrections.tsv: unknown action {action!r} for {name!r}; use merge, split or rename"
            )
    return out
