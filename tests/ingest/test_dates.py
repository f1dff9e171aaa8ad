from __future__ import annotations

from datetime import date

import pytest

from flows.ingest.dates import date_in_file_name, date_in_url, read_date, read_date_line
from tests.ingest.files import STORY, read, write_lines

LATEST = date(2026, 12, 1)


@pytest.mark.parametrize(
    "given",
    [
        "2021-05-19",
        "20210519",
        "2021/5/19",
        "2021-05-19T23:30:00-04:00",
        "2021-05-19 08:00:00 UTC",
        "2021-05-19T08:00:00.123Z",
        "May 19, 2021",
        "may 19 2021",
        "19 May 2021",
        "19th of May 2021",
        "Wed, 19 May 2021 10:00:00 GMT",
        "Published May 19, 2021 at 10:30 a.m. ET",
        "5/19/2021",
        "5/19/21",
        "19.5.2021",
    ],
)
def test_a_whole_date_is_read(given: str) -> None:
    assert read_date(given, LATEST) == date(2021, 5, 19)


def test_short_months() -> None:
    assert read_date("Sept. 3, 2020", LATEST) == date(2020, 9, 3)
    assert read_date("3 Dec 1999", LATEST) == date(1999, 12, 3)
    assert read_date("9/20/17", LATEST) == date(2017, 9, 20)
    assert read_date("6/6/2019", LATEST) == date(2019, 6, 6)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "May 2021",
        "2021",
        "2021-05",
        "May 19",
        "05/06/2019",
        "yesterday",
        "2021-02-30",
        "May 32, 2021",
        "1621382400",
        "3021-05-19",
        "1821-05-19",
        "2026-12-02",
        "0000-00-00",
        "31/31/2019",
        "19 5 21",
    ],
)
def test_nothing_is_invented(given: str) -> None:
    assert read_date(given, LATEST) is None


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("May 19, 2021 - World", "World"),
        ("World | May 19, 2021", "World"),
        ("Wednesday, 19 May 2021", None),
        ("Updated May 19, 2021, 10:30 AM ET", None),
        ("2021-05-19 – Politics & Policy", "Politics & Policy"),
    ],
)
def test_date_lines(line: str, section: str | None) -> None:
    assert read_date_line(line, LATEST) == (date(2021, 5, 19), section)


@pytest.mark.parametrize(
    "line",
    [
        "NAIROBI, March 3 (Wire) — Kenya said",
        "On May 19, 2021 the road was closed",
        "May 19, 2021 was a Wednesday and all was well in town",
    ],
)
def test_a_sentence_is_no_date_line(line: str) -> None:
    assert read_date_line(line, LATEST) is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/technology/2018/jul/02/story", date(2018, 7, 2)),
        ("https://a.example/2015/01/15/377434754/story", date(2015, 1, 15)),
        ("https://a.example/2013/0609/story?x=1", date(2013, 6, 9)),
        ("https://a.example/story-2018-07-02.html", date(2018, 7, 2)),
        ("https://a.example/us/2015/December/story", None),
        ("https://a.example/2018/13/40/story", None),
        ("https://a.example/story-48059680", None),
    ],
)
def test_dates_in_addresses(url: str, day: date | None) -> None:
    assert date_in_url(url, LATEST) == day


def test_dates_in_file_names() -> None:
    assert date_in_file_name("2021-05-19_story.txt", LATEST) == date(2021, 5, 19)
    assert date_in_file_name("000_284e0f62eabba5b5.txt", LATEST) is None


def test_where_a_date_comes_from(tmp_path) -> None:  # type: ignore[no-untyped-def]
    url = "https://a.example/2018/jul/02/story"
    path = write_lines(
        tmp_path / "news-2021-05-19.jsonl",
        {"id": 1, "date": "2020-01-02", "url": url, "text": STORY},
        {"id": 2, "date": "", "url": url, "text": f"May 3, 2019 - World\n\n{STORY}"},
        {"id": 3, "date": None, "url": url, "text": STORY},
        {"id": 4, "date": "in spring", "text": STORY},
    )
    articles, _ = read(path)
    found = [(row["published_on_from"], str(row["published_on"])) for row in articles]
    assert found == [
        ("metadata", "2020-01-02"),
        ("text", "2019-05-03"),
        ("url", "2018-07-02"),
        ("file", "2021-05-19"),
    ]
    assert ["date_unreadable" in row["flags"] for row in articles] == [False, False, False, True]
