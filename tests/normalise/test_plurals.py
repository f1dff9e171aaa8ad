"""They, it, the two senators."""

from flows.normalise.plurals import plural, two_of_them
from tests.normalise.marking import described, span


def meant(text: str, words: str, word: str = "they") -> str | None:
    """The name of the actor that the pronoun at the start of `words` goes back to."""
    doc, people = described(text)
    found = plural(doc, people, span(doc, words)[0], word)
    return None if found.entity is None else people.entities[found.entity].name


def test_they_are_the_group_named_last_and_it_is_a_body() -> None:
    doc, people = described("[Baltlink|ORG] told [two engineers|GROUP] that they and it were late.")
    they, it = (
        plural(doc, people, span(doc, "they")[0], "they"),
        plural(doc, people, span(doc, "it were")[0], "it"),
    )
    assert people.entities[they.entity or 0].name == "engineers"
    assert people.entities[it.entity if it.entity is not None else 1].name == "Baltlink"


def test_they_are_two_persons_named_together() -> None:
    text = "President [Ann Lee] and [Paul Imhof] did not say that [voters|GROUP] cared. They blame the rain."
    assert meant(text, "They blame") == "Ann Lee"


def test_they_go_on_meaning_the_same_until_somebody_new_comes() -> None:
    text = "[Ann Lee] and [Paul Imhof] wrote a letter. They sent it. Later they said so."
    assert meant(text, "they said so") == "Ann Lee"
    text = "[Ann Lee] and [Paul Imhof] wrote a letter. They sent it. [The nurses|GROUP] read it. Later they said so."
    assert meant(text, "they said so") == "nurses"


def test_one_person_is_not_they() -> None:
    assert meant("[A spokesman|GROUP] came. They said so.", "They said so") is None


def test_the_two_senators_are_those_named_together() -> None:
    doc, people = described("Mr. [Ann Lee] and Mr. [Paul Imhof] rose. It amounts to what the senators said.")
    found = two_of_them(doc, people, "the senators", span(doc, "the senators")[0])
    assert found is not None
    assert people.entities[found.entity or 0].name == "Ann Lee"
    assert two_of_them(doc, people, "the voters", span(doc, "the senators")[0]) is None
