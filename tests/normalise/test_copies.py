"""Near-copies of an article are no independent reports."""

from hypothesis import given
from hypothesis import strategies as st

from flows.normalise.copies import independent, sketch

STORY = (
    "The two ministers spoke by phone on Monday about the ferry that has been stuck in the harbor since the storm, "
    "and they agreed that the pilots would try again at the next high water. The owner of the ferry said that he "
    "had not been asked, and that his captain would not leave the bridge for any minister in the world."
)
OTHER = (
    "A ferry captain has refused to leave his bridge, whatever the government may order. The ship ran aground in "
    "last week's gale. Officials from both countries have been in touch, and a new attempt is planned with the tide."
)


def kept(*texts: str) -> list[int]:
    sketches = {str(i): sketch(t) for i, t in enumerate(texts)}
    return sorted(int(i) for i in independent(sketches, sketches))


def test_a_wire_copy_with_small_edits_is_dropped() -> None:
    assert kept(STORY, STORY.replace("any minister", "a minister"), OTHER) == [0, 2]


def test_the_first_in_order_is_the_one_kept() -> None:
    sketches = {"late": sketch(STORY), "early": sketch(STORY)}
    assert independent(["early", "late"], sketches) == {"early"}


@given(st.lists(st.sampled_from([STORY, OTHER, "", "one"]), min_size=1, max_size=6))
def test_the_first_is_always_kept_and_equal_texts_never_twice(texts: list[str]) -> None:
    found = kept(*texts)
    assert found[0] == 0
    assert len({texts[i] for i in found}) == len(found)
