"""Names of one article grouped into entities."""

import pytest

from flows.normalise.entities import by_name, unnamed
from flows.normalise.nouns import unnamed_name
from tests.normalise.marking import named, names, read, refers


def test_full_name_then_last_name_is_one_person() -> None:
    doc, people = read("[Kadri Tamm] arrived. Later [Tamm] spoke, and Ms. [Tamm] left.")
    assert names(people) == {"Kadri Tamm"}
    assert {r.form for r in people.references} == {"name"}
    assert [doc.text[r.start : r.end] for r in people.references] == ["Kadri Tamm", "Tamm", "Tamm"]


def test_husband_and_wife_are_told_apart_by_honorifics() -> None:
    doc, people = read(
        "[Martha Hollis] and [George Hollis] differ. Mrs. [Hollis] counts, Mr. [Hollis] builds."
    )
    assert names(people) == {"Martha Hollis", "George Hollis"}
    assert refers(doc, people, "Hollis counts") == {"Martha Hollis"}
    assert refers(doc, people, "Hollis builds") == {"George Hollis"}


def test_the_son_is_not_the_father() -> None:
    doc, people = read("[Leland Ford Jr.] sued [Leland Ford]. [Ford] won.")
    assert names(people) == {"Leland Ford Jr.", "Leland Ford"}
    assert refers(doc, people, "Ford won") == {"Leland Ford"}


def test_spelling_variants_are_one_person() -> None:
    _, people = read("[Volodymyr Zelensky] spoke. [Zelenskyy] left.")
    assert names(people) == {"Volodymyr Zelensky"}


def test_two_names_tagged_as_one_are_two() -> None:
    _, people = read("[Tamm and Ozols] met.")
    assert names(people) == {"Tamm", "Ozols"}


def test_a_surname_tagged_as_a_body_is_the_person() -> None:
    _, people = read("[Brigitte Nolan] resigned. [Nolan|ORG] wept.")
    assert names(people) == {"Brigitte Nolan"}


def test_bodies_and_their_acronyms() -> None:
    _, people = read(
        "The [World Health Organization|ORG] met. The [WHO|ORG] left; the [WHO|ORG]'s head stayed."
    )
    assert len(people.entities) == 1
    assert people.entities[0].kind == "organisation"


def test_countries_peoples_and_adjectives() -> None:
    _, people = read("[Kenya|GPE] and the [Kenyans|NORP] left the [Kenyan|NORP] border.")
    assert sorted((e.kind, e.country) for e in people.entities) == [("country", "KEN"), ("group", "KEN")]


def test_unnamed_people_keep_their_nation() -> None:
    _, people = read("[An Israeli official|GROUP] called. [Two Israeli officials|GROUP] wrote.")
    assert {(e.kind, e.name, e.country, e.sector) for e in people.entities} == {
        ("unnamed", "Israeli official", "ISR", "GOV"),
        ("unnamed", "Israeli officials", "ISR", "GOV"),
    }


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the three officials", "officials"),
        ("an aide's", "aide"),
        ("some of them", "of them"),
    ],
)
def test_words_that_stand_for_unnamed_people(words: str, name: str) -> None:
    assert unnamed_name(words) == name


def test_the_person_of_a_byline() -> None:
    _, people = read("[Cat MacAskill] rows.")
    assert by_name(people, ["Cat MacAskill"]) == 0
    assert by_name(people, ["Alasdair Munro"]) is None


def test_gender_from_honorific_and_first_name() -> None:
    _, people = read("Mr. [Taylor] met [Martha Hollis].")
    assert (named(people, "Taylor").gender, named(people, "Martha Hollis").gender) == ("m", "f")


def test_a_lone_family_name_is_the_one_whom_news_means_by_it() -> None:
    doc, people = read(
        "[Melania Trump] spoke. [Melania Trump] left. [Donald Trump] stayed. It is odd that [Trump] asks."
    )
    assert refers(doc, people, "Trump asks") == {"Donald Trump"}


def test_a_curly_apostrophe_neither_cuts_a_name_nor_makes_another() -> None:
    _, people = read("[Gideon Sa]’ar met [James O’Neill]. [O'Neill]’s aide and [James O'Neill] left.")
    assert names(people) == {"Gideon Sa'ar", "James O'Neill"}


def test_a_suffix_after_a_comma_belongs_to_the_name() -> None:
    _, people = read("[Juris Ozols] waved. [Juris Ozols], Jr., left, and so did the [President|ORG].")
    assert [e.name for e in people.entities] == ["Juris Ozols", "Juris Ozols Jr."]


def test_an_abbreviation_is_not_the_person_of_that_last_name() -> None:
    _, people = read("[Kim Jong Un] wrote to the [UN|ORG], and the [UN|ORG] answered.")
    assert {e.name: e.kind for e in people.entities} == {"Kim Jong Un": "person", "UN": "organisation"}


def test_a_state_of_the_union_is_no_body() -> None:
    _, people = read("[Ohio|ORG] voted before [Ohio State|ORG] did.")
    assert names(people) == {"Ohio State"}


def test_a_family_name_that_comes_first_is_what_the_person_is_called_by() -> None:
    doc, people = read("[Kim Jong Un] met [Duyeon Kim] and [Kim Yo Jong]. Later [Kim] left.")
    assert refers(doc, people, "Kim left") == {"Kim Jong Un"}


def test_a_first_name_that_is_a_family_name_elsewhere_is_none() -> None:
    doc, people = read("[Kim Davis] met [Ann Kim]. Later [Kim] left.")
    assert refers(doc, people, "Kim left") == {"Ann Kim"}


def test_the_credit_of_a_photo_is_no_part_of_a_name() -> None:
    _, people = read("[Getty Images Kadri Tamm] smiled. Then [Tamm] left. [Getty Images]")
    assert names(people) == {"Kadri Tamm"}


def test_a_family_name_of_two_words_is_not_the_whole_name() -> None:
    _, people = read("[Gad Ben Levi] left. [Ben Levi] said no. [Ben Levi] slept.")
    assert names(people) == {"Gad Ben Levi"}


def test_the_one_body_of_its_kind_that_a_nation_has_is_a_body() -> None:
    _, people = read(
        "The [Estonian government|GROUP] met [Estonian officials|GROUP] and [army officers|GROUP]."
    )
    kinds = {e.name: (e.kind, e.country, e.sector) for e in people.entities}
    assert kinds == {
        "Estonian government": ("organisation", "EST", "GOV"),
        "Estonian officials": ("unnamed", "EST", "GOV"),
        "army officers": ("unnamed", None, None),
    }
    assert unnamed(people, "Estonian Government") == 0


def test_who_wrote_the_article_is_nobody_in_it() -> None:
    text = "The gunman, [Johnson], fled. [Johnson] was found on Monday, and nobody knew why he had come.\n\n"
    _, people = read(f"{text}Contributing: [Kevin Johnson]")
    assert names(people) == {"Johnson", "Kevin Johnson"}
    _, people = read(f"{text}[Kuusk] reported from Oslo.")
    assert names(people) == {"Johnson"}
