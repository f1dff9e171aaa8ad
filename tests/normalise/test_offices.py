"""What titles tell of persons, counterparts solved, titles that stand for a person."""

import pytest

from flows.normalise.entities import Reference
from flows.normalise.offices import describe
from tests.normalise.marking import described, named, refers


def test_titles_give_role_country_and_sector() -> None:
    _, people = described("Estonian Foreign Minister [Kadri Tamm] left.")
    tamm = named(people, "Kadri Tamm")
    assert (tamm.roles.most_common(1)[0][0], tamm.country, tamm.sector) == ("Foreign Minister", "EST", "GOV")


def test_a_counterpart_holds_the_other_sides_office() -> None:
    _, people = described("Estonian Foreign Minister [Kadri Tamm] called her Polish counterpart, [Jan Kos].")
    kos = named(people, "Jan Kos")
    assert (set(kos.roles), kos.country, kos.sector) == ({"Foreign Minister"}, "POL", "GOV")


def test_secretary_of_state_has_a_foreign_minister_as_counterpart() -> None:
    _, people = described("U.S. Secretary of State [Anne Cole] met his Israeli counterpart, [Gad Levi].")
    assert set(named(people, "Gad Levi").roles) == {"Foreign Minister"}


def test_an_unnamed_counterpart_is_the_person_of_that_nation() -> None:
    doc, people = described(
        "Estonian Foreign Minister [Kadri Tamm] met Polish Foreign Minister [Jan Kos]. "
        "[Tamm] thanked her Polish counterpart warmly."
    )
    assert refers(doc, people, "her Polish counterpart") == {"Jan Kos"}


def test_a_counterpart_is_whoever_holds_the_office_not_the_leader() -> None:
    doc, people = described(
        "Cole tells Israeli counterpart to wait\n\nIsraeli Prime Minister [Gad Levi] was silent. "
        "U.S. Secretary of State [Anne Cole] spoke to Israeli Foreign Minister [Dan Oren]."
    )
    people.references.append(Reference(0, 4, "name", people.entities.index(named(people, "Anne Cole")), 0.9))
    people.put_in_order()
    describe(people, doc)
    assert refers(doc, people, "Israeli counterpart") == {"Dan Oren"}


def test_titles_alone_refer_to_their_holder() -> None:
    doc, people = described(
        "Israeli Prime Minister [Gad Levi] met Energy Secretary [Anne Cole]. The Israeli leader left first. "
        "The prime minister was late."
    )
    assert refers(doc, people, "The Israeli leader") == {"Gad Levi"}
    assert refers(doc, people, "The prime minister was") == {"Gad Levi"}


def test_a_title_of_another_nation_is_an_actor_without_a_name() -> None:
    doc, people = described("Israeli Prime Minister [Gad Levi] left. The Turkish president stayed.")
    assert refers(doc, people, "The Turkish president") == {"Turkish president"}


def test_former_offices_say_so() -> None:
    _, people = described("The former President [Juris Ozols] spoke.")
    assert set(named(people, "Juris Ozols").roles) == {"former President"}


def test_the_president_of_no_nation_is_the_one_whom_the_article_is_about() -> None:
    doc, people = described(
        "President [Ann Lee] spoke. [Lee] left. [Lee] ate. President [Paul Imhof] called. Then the president slept."
    )
    assert refers(doc, people, "the president slept") == {"Ann Lee"}


def test_president_of_a_company_is_not_the_president() -> None:
    doc, people = described(
        "Baltlink President [Gary Kos] met President [Ann Lee]. [Kos] ate. [Kos] sang. Then the president slept."
    )
    assert refers(doc, people, "the president slept") == {"Ann Lee"}


def test_a_title_with_a_body_in_it_refers_to_its_holder() -> None:
    doc, people = described(
        "Senate Majority Leader [Ann Lee] left. On Monday the [Senate|ORG] majority leader came back."
    )
    assert refers(doc, people, "the Senate majority leader") == {"Ann Lee"}


def test_an_ambassador_to_a_nation_is_none_of_its_own() -> None:
    _, people = described("[Ann Lee], the ambassador to Germany, left.")
    assert named(people, "Ann Lee").country is None


def test_a_state_of_the_title_is_the_holders() -> None:
    text = "Sen. [Anne Cole] (R-Vt.) and Sen. [Mary Hall], D-Ohio, spoke. {} smiled."
    doc, people = described(text.format("The Vermont senator"))
    assert refers(doc, people, "The Vermont senator") == {"Anne Cole"}
    doc, people = described(text.format("The Texas senator"))
    assert not refers(doc, people, "The Texas senator") & {"Anne Cole", "Mary Hall"}


def test_a_race_for_an_office_and_whoever_is_nominated_are_nobody() -> None:
    doc, people = described("Governor [Anne Cole] lost. The governor's race was close; the nominee was late.")
    assert refers(doc, people, "The governor") == set()
    assert refers(doc, people, "the nominee") == set()


def test_the_officer_of_a_story_is_seldom_the_one_who_tells_it() -> None:
    doc, people = described("Police officer [Anne Cole] spoke. The officer who fired was on leave.")
    assert refers(doc, people, "The officer who") == set()


def test_an_office_right_after_a_name_is_that_persons() -> None:
    doc, people = described(
        "White House counsel [Ed Roe] left. He wanted [Anne Cole], his former White House counsel, to return."
    )
    assert refers(doc, people, "his former White House counsel") == {"Anne Cole"}


@pytest.mark.parametrize(
    "words",
    [
        "the governor's veto power is wide",
        "the governor has the power to do so",
        "the governor, whoever it is, may",
        "the governor is merely an officer",
        "subordinate to the governor today",
    ],
)
def test_the_office_whoever_holds_it_is_nobody(words: str) -> None:
    doc, people = described(f"Governor [Anne Cole] spoke. She said that {words}.")
    assert refers(doc, people, "the governor") == set()


def test_an_adjective_spelt_like_an_office_is_none() -> None:
    doc, people = described(
        "General [Anne Cole] spoke. The general presumption was another. Then the general left."
    )
    assert refers(doc, people, "The general presumption") == set()
    assert refers(doc, people, "the general left") == {"Anne Cole"}


def test_half_of_a_title_is_not_the_other_title() -> None:
    doc, people = described("Secretary of State [Anne Cole] met the secretary-general of the League.")
    assert refers(doc, people, "the secretary-general") == set()


def test_a_former_president_is_not_the_one_in_office() -> None:
    doc, people = described(
        "President [Joe Biden] spoke. [Biden] left. [Biden] ate. [Barack Obama] sang. The former president smiled."
    )
    assert refers(doc, people, "The former president") == {"Barack Obama"}


def test_one_in_office_goes_before_the_president_of_a_body() -> None:
    doc, people = described(
        "[Gary Kos], president of the Baltlink Council, spoke. [Kos] ate. [Kos] sang. [Kos] ran. "
        "[Joe Biden] had signed a law that let the president sleep."
    )
    assert refers(doc, people, "the president sleep") == {"Joe Biden"}


def test_somebody_without_a_name_may_hold_the_same_office() -> None:
    doc, people = described(
        "[Anne Cole], a strategist, spoke. One Polish strategist was bored. The strategist left early."
    )
    assert refers(doc, people, "The strategist left") == set()
