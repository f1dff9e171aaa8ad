from __future__ import annotations

import pytest

from flows.ingest.bylines import read_byline
from flows.ingest.furniture import strip_line
from flows.ingest.layout import lay_out
from tests.ingest.files import STORY


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Advertisement", ["notice"]),
        ("Story Continued Below", ["notice"]),
        ("Copyright © 2019 The Daily Paper, LLC. Click here for reprint permission.", ["notice"]),
        ("Sign up for Daily Newsletters Manage Newsletters", ["notice"]),
        ("The Associated Press contributed to this report.", ["notice"]),
        ("Updated at 5:21 p.m. ET", ["notice"]),
        ("* * *", ["notice"]),
        ("Go deeper", ["trailer"]),
        ("Go deeper: What the truce means for the coast", ["trailer"]),
        ("READ MORE:", ["trailer"]),
        ("Related: Five things to know about the road", ["trailer"]),
        ("( PHOTOS: The road before the winter)", ["trailer"]),
        ("Photo: Foreign Ministry/Getty Images", ["credit"]),
        ("(Photo: J. R. Rider, Getty Images)", ["credit"]),
        ("J. R. Rider/AP", ["credit"]),
        ("Enlarge this image toggle caption J. R. Rider/AP J. R. Rider/AP", ["credit"]),
        ("The minister arrives on Monday. Photo: Anna Bell/Reuters", ["caption", "credit"]),
        ("The minister arrives on Monday. (AP Photo/Anna Bell)", ["caption", "credit"]),
        ("Image copyright Reuters Image caption The minister arrives", ["credit", "caption"]),
        (
            "Media playback is unsupported on your device Media caption The road in snow",
            ["notice", "caption"],
        ),
        ("FILE - In this June 2019 file photo, the road is closed.", ["caption"]),
    ],
)
def test_furniture_is_taken_out(line: str, kinds: list[str]) -> None:
    stripped = strip_line(line)
    assert stripped.rest == ""
    assert [piece.kind for piece in stripped.furniture] == kinds


@pytest.mark.parametrize(
    "line",
    [
        "The photo: it shows the minister, she said, on the road.",
        "Related claims were made by the minister on Monday.",
        "Read more slowly, the minister told the pupils.",
        "Go deeper into the cave, the guide said.",
        "Credit was given to the minister, who opened the road.",
        "Watch: the minister said it again on Monday.",
        "The minister told Reuters that the road would open.",
        "Image matters, the minister said.",
        "Why it matters: The road is the only one.",
        "“Sign up for the army,” the poster says.",
        "WASHINGTON (AP) — The road is open.",
        "The advertisement cost two million euros, the party says.",
        "By September, the road had been closed.",
    ],
)
def test_a_line_of_the_story_stays(line: str) -> None:
    assert strip_line(line) == (line, ())
    assert lay_out(f"Some title\n\n{line}\n\n{STORY}", None).body.startswith(line)


def test_a_quoting_caption_stays_and_loses_only_its_credit() -> None:
    stripped = strip_line("“We will open the road,” the minister said. Photo: Anna Bell/Reuters")
    assert stripped.rest == "“We will open the road,” the minister said."
    assert stripped.furniture == (("credit", "Photo: Anna Bell/Reuters"),)


def test_a_caption_in_front_of_the_story_is_cut_at_its_credit() -> None:
    stripped = strip_line("The minister arrives. (Photo: Anna Bell, AP) The road is open, she said.")
    assert stripped.rest == "The road is open, she said."


def test_a_line_in_mid_sentence_is_never_furniture() -> None:
    wrapped = (
        "The poster on the wall of the old town hall, put up by the party, says\nAdvertisement\nand no more."
    )
    assert lay_out(f"Title\n\n{wrapped}", None).body == wrapped


def test_the_parts_of_a_page() -> None:
    page = lay_out(
        "May 19, 2021 - World\n\nThe title of the page\n\nBy Ann Lee and Bo Ek\n\nMinister Ann Bo\n\n"
        f"Minister Ann Bo in June. Photo: Bo Ek/Getty Images\n\n{STORY}\n\nGo deeper",
        None,
    )
    assert (page.title, page.body, page.section) == ("The title of the page", STORY, "World")
    assert page.byline == ["Ann Lee", "Bo Ek"]
    kinds = [piece.kind for piece in page.furniture]
    assert kinds == ["date_line", "byline", "caption", "caption", "credit", "trailer"]


def test_a_page_without_a_headline_has_no_title() -> None:
    page = lay_out(f"{STORY}\n\nThe road is open.", None)
    assert (page.title, page.body) == ("", f"{STORY}\n\nThe road is open.")


def test_a_record_without_a_title_is_not_given_one() -> None:
    text = f"A Headline That Is Not Known To Be One.\n\nShort line\n\n{STORY}"
    page = lay_out(text, "")
    assert (page.title, page.body, page.furniture) == ("", text, [])


@pytest.mark.parametrize("text", [f"The Road\n\n{STORY}", f"A standfirst.\n\nthe road!\n\n{STORY}"])
def test_a_repeated_title_is_not_doubled(text: str) -> None:
    body = lay_out(text, "The road").body
    assert "road\n" not in body.casefold()
    assert body.endswith(STORY)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("By Ann Lee and Bo Ek, Cy Oh", ["Ann Lee", "Bo Ek", "Cy Oh"]),
        ("Ann Lee;Bo Ek", ["Ann Lee", "Bo Ek"]),
        ('"Ann OLee", Bo Ek', ["Ann OLee", "Bo Ek"]),
        ("Ann Lee, CNN", ["Ann Lee"]),
        ("Ann Lee ann@lee.example, The Paper", ["Ann Lee"]),
        ("S.A. Lee, Bo Ek, Jr.", ["S.A. Lee", "Bo Ek, Jr."]),
        ("Ann Lee, Ann Lee", ["Ann Lee"]),
        ("Alexander Sandler & Randy Brand", ["Alexander Sandler", "Randy Brand"]),
        ("", []),
    ],
)
def test_bylines(given: str, names: list[str]) -> None:
    assert read_byline(given, "The Paper") == names
