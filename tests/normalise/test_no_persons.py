"""What is tagged as a person and is none."""

import pytest

from flows.normalise.no_persons import kept_part, label_of

LAST_NAMES = {"trump", "clinton", "ocasio-cortez", "woods"}


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("Obamacare fell.", "Obamacare", ""),
        ("This is Trumpism.", "Trumpism", ""),
        ("The Clintons left.", "Clintons", "NORP"),
        ("Tiger Woods won, and Woods left.", "Woods left", "PERSON"),
        ("He flew to Pyongyang.", "Pyongyang", "GPE"),
        ("An Israeli left.", "Israeli", "NORP"),
        ("John McCain (R-Ariz.) left.", "Ariz", ""),
        ("They live in St. Paul.", "Paul", ""),
        ("The Adm. spoke.", "Adm", ""),
        ("They met in Trump Tower.", "Trump", ""),
        ("Duke Energy paid.", "Duke", ""),
        ("Anna Tamm University paid.", "Anna", ""),
        ("The court cited Tamm v. Kos.", "Tamm", ""),
        ("The court cited Tamm v. Kos.", "Kos", ""),
        ("Tonight it is Tamm vs. Kos.", "Kos", "PERSON"),
        ("Kadri Tamm spoke.", "Kadri Tamm", "PERSON"),
        ("Then Tamm spoke.", "Tamm", "PERSON"),
        ("Yikes, Tamm said.", "Yikes", ""),
        ("Boko Haram fled.", "Boko Haram", "ORG"),
        ("Latinos voted.", "Latinos", "NORP"),
        ("They ran on Tamm Parkway.", "Tamm", ""),
    ],
)
def test_labels(text: str, words: str, label: str) -> None:
    tagged = words.removesuffix(" left")
    start = text.rindex(words)
    assert label_of(text, start, start + len(tagged), LAST_NAMES) == label


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Trump-era", "Trump"),
        ("Trump-Russia", "Trump"),
        ("Ocasio-Cortez", "Ocasio-Cortez"),
        ("Kim Jong-un", "Kim Jong-un"),
        ("Tamm-Kos", "Tamm-Kos"),
        ("Tamm-branded", "Tamm"),
    ],
)
def test_a_compound_is_cut_to_its_name(words: str, kept: str) -> None:
    assert kept_part(words, LAST_NAMES) == kept
