"""From the words of a source to an actor."""

import pytest

from flows.normalise.entities import Cast
from flows.normalise.pronouns import resolve_pronouns
from flows.normalise.speakers import resolve_source
from tests.normalise.marking import described, span


def speaker(text: str, source: str, first_person: int | None = None) -> tuple[str | None, str, Cast]:
    """Name and form of the speaker behind the source, which stands in the text once."""
    doc, people = described(text)
    resolve_pronouns(doc, people, [])
    found = resolve_source(doc, people, span(doc, source), first_person)
    return (None if found.entity is None else people.entities[found.entity].name), found.form, people


@pytest.mark.parametrize(
    ("text", "source", "name", "form"),
    [
        ("[Kadri Tamm] said so.", "Kadri Tamm", "Kadri Tamm", "name"),
        ("[Kadri Tamm] left. She said so.", "She", "Kadri Tamm", "pronoun"),
        ("Mayor [Inez Duarte] left. The mayor said so.", "The mayor", "Inez Duarte", "noun"),
        ("[Kadri Tamm]'s lawyer, [Jan Kos], said so.", "Kadri Tamm's lawyer, Jan Kos,", "Jan Kos", "name"),
        ("[Two aides|GROUP] said so.", "Two aides", "aides", "unnamed"),
        ("An aide to [Kadri Tamm] said so.", "An aide to Kadri Tamm", "aide to Kadri Tamm", "unnamed"),
        ("A survey by [Kadri Tamm] said so.", "A survey", None, "noun"),
        ("Then Otto Brandt said so.", "Otto Brandt", "Otto Brandt", "name"),
        ("The [Office of Works|ORG] said so.", "The Office of Works", "Office of Works", "name"),
        ("Beijing said so.", "Beijing", "China", "name"),
        ("The said so.", "The", None, "noun"),
        ("[Kadri Tamm], who said so, left.", "who", "Kadri Tamm", "pronoun"),
        ("He mocked [Salem Radio|ORG]'s [Hugh Hart], who had said so.", "who", "Hugh Hart", "pronoun"),
        ("[Ann Lee] met [Paul Imhof], now the whip, who said so.", "who", "Paul Imhof", "pronoun"),
        ("[Ann Lee] met [Paul Imhof], who in May said so.", "who in May", "Paul Imhof", "pronoun"),
        ("[Jan Kos], a clerk at the [State Office|ORG] who said so, left.", "who", "Jan Kos", "pronoun"),
        (
            "A study by law professor [Jan Kos] said so.",
            "A study by law professor Jan Kos",
            "Jan Kos",
            "noun",
        ),
        ("[Jan Kos]'s letter said so.", "Jan Kos's letter", "Jan Kos", "noun"),
        ("[Fox|ORG]' [Ann Lee] faced him as they said.", "Fox' Ann Lee faced him", "Ann Lee", "name"),
        ("They in the State Office said so.", "the State Office", "State Office", "unnamed"),
        ("[Baltlink|ORG] fell. It said so.", "It", "Baltlink", "pronoun"),
        ("[The nurses|GROUP] left. They said so.", "They", "nurses", "pronoun"),
        ("It rained. They said so.", "They", None, "pronoun"),
    ],
)
def test_who_a_source_is(text: str, source: str, name: str | None, form: str) -> None:
    found, how, _ = speaker(text, source)
    assert (found, how) == (name, form)


def test_an_unnamed_source_is_never_the_person_in_its_words() -> None:
    name, form, people = speaker(
        "A spokesman for Mayor [Inez Duarte] said so.", "A spokesman for Mayor Inez Duarte"
    )
    assert form == "unnamed"
    assert name is not None
    assert name.startswith("spokesman")
    assert next(e for e in people.entities if e.name == name).kind == "unnamed"


def test_first_person_is_whom_the_caller_names() -> None:
    assert speaker("[Kadri Tamm] rows. I said so.", "I", 0)[:2] == ("Kadri Tamm", "pronoun")
    assert speaker("[Kadri Tamm] rows. I said so.", "I")[:2] == (None, "pronoun")


def test_an_unnamed_source_met_twice_is_one_entity() -> None:
    doc, people = described("An aide spoke. Later an aide wrote.")
    first = resolve_source(doc, people, (0, len("An aide")), None)
    second = resolve_source(doc, people, span(doc, "an aide"), None)
    assert first.entity == second.entity is not None
