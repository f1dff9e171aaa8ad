"""Words that stand for somebody named elsewhere."""

from flows.normalise.anaphora import described as described_as
from flows.normalise.anaphora import holder_below, writer
from tests.normalise.marking import described, read, span


def test_a_description_goes_to_the_holder_of_the_title() -> None:
    doc, people = described("Senator [Walter Pruitt] spoke. [Denise Okafor] laughed. The senator left.")
    found = described_as(doc, people, "The senator", span(doc, "The senator")[0])
    assert found is not None
    assert people.entities[found.entity or 0].name == "Walter Pruitt"


def test_a_description_agrees_in_gender() -> None:
    doc, people = described("[Martha Hollis] met [George Hollis]. The businesswoman left.")
    found = described_as(doc, people, "The businesswoman", span(doc, "The businesswoman")[0])
    assert found is not None
    assert people.entities[found.entity or 0].name == "Martha Hollis"


def test_a_description_far_from_any_name_is_nobody() -> None:
    doc, people = described("[Paul Imhof] left. It rained. It snowed. It froze. The lawyer sang.")
    assert described_as(doc, people, "The lawyer", span(doc, "The lawyer")[0]) is None
    assert described_as(doc, people, "A lawyer", span(doc, "The lawyer")[0]) is None


def test_a_description_goes_to_the_subject_rather_than_to_whom_is_spoken_of_more() -> None:
    doc, people = described(
        "[Walter Pruitt] and [Denise Okafor] ran. As [Pruitt] sees anger at [Okafor] among voters, the Vermont senator left."
    )
    found = described_as(doc, people, "the Vermont senator", span(doc, "the Vermont senator")[0])
    assert found is not None
    assert people.entities[found.entity or 0].name == "Walter Pruitt"


def test_a_headline_s_title_is_whom_the_text_below_gives_it() -> None:
    doc, people = described("Retired General tells all.\n\nGen. [Norman Brandt] spoke on Monday.")
    found = holder_below(doc, people, "Retired General", 0)
    assert found is not None
    assert people.entities[found.entity or 0].name == "Norman Brandt"
    assert holder_below(doc, people, "Popular Website", 0) is None


def test_the_writer_is_the_only_name_of_the_byline() -> None:
    doc, people = read("I row.", byline=("Catriona MacAskill",))
    index = writer(doc, people)
    assert index is not None
    assert (people.entities[index].name, people.entities[index].sector) == ("Catriona MacAskill", "JRN")
    assert writer(*read("We row.", byline=("Cat MacAskill", "Paul Imhof"))) is None
    assert writer(*read("I row.", byline=("Reuters",))) is None


def test_the_writer_named_in_the_text_is_that_person() -> None:
    doc, people = read("[Catriona MacAskill] rows. I, too.", byline=("Catriona MacAskill",))
    assert writer(doc, people) == 0


def test_a_closing_line_introduces_the_writer() -> None:
    doc, people = read("I row every day.\n\n[Mary Jones] is a professor of law in Leeds.")
    assert writer(doc, people) == 0
    assert writer(*read("I row.\n\n[Mary Jones] said so.")) is None
