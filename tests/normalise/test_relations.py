"""His attorney, her spokesman, the mayor's brother."""

import pytest

from flows.normalise.pronouns import resolve_pronouns
from flows.normalise.speakers import resolve_source
from tests.normalise.marking import described, refers, span


@pytest.mark.parametrize(
    "told",
    [
        "An attorney for [Juris Ozols], [Anna Berg], agreed.",
        "[Ozols]'s attorney, [Anna Berg], agreed.",
        "[Anna Berg], an attorney for [Ozols], agreed.",
        "[Anna Berg], [Ozols]'s lead attorney, agreed.",
    ],
)
def test_a_description_means_the_one_whom_the_article_names(told: str) -> None:
    doc, people = described(f"[Juris Ozols] was tired. {told} Then [Ozols]'s lawyer left.")
    resolve_pronouns(doc, people, [])
    found = resolve_source(doc, people, span(doc, "Ozols's lawyer"), None)
    assert found.entity is not None
    assert (people.entities[found.entity].name, found.form) == ("Anna Berg", "noun")


def test_another_one_s_lawyer_is_somebody_else() -> None:
    doc, people = described("An attorney for [Juris Ozols], [Anna Berg], left. [Paul Imhof]'s lawyer stayed.")
    resolve_pronouns(doc, people, [])
    found = resolve_source(doc, people, span(doc, "Paul Imhof's lawyer"), None)
    assert found.entity is not None
    assert people.entities[found.entity].name == "Paul Imhof's lawyer"


def test_his_lawyer_is_told_by_whose_and_is_not_whoever_is_a_lawyer() -> None:
    doc, people = described(
        "[Anna Berg], a lawyer, sang. [Juris Ozols] left early. [His doctor|GROUP] said so."
    )
    resolve_pronouns(doc, people, [])
    assert refers(doc, people, "His doctor") == {"Juris Ozols", "Juris Ozols's doctor"}
