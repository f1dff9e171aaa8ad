"""Names of one person over many articles."""

from flows.normalise.people import NameUse, group_people


def keys(*uses: tuple[str, int]) -> dict[str, str]:
    found = group_people(NameUse(name, articles) for name, articles in uses)
    return {use.name: key for use, key in found.items()}


def test_spellings_and_short_forms_are_one_person() -> None:
    found = keys(
        ("Volodymyr Zelensky", 9), ("Volodymyr Zelenskyy", 4), ("Joe Biden", 20), ("Joseph Biden", 2)
    )
    assert found["Volodymyr Zelensky"] == found["Volodymyr Zelenskyy"]
    assert found["Joe Biden"] == found["Joseph Biden"] != found["Volodymyr Zelensky"]


def test_husband_and_wife_father_and_son_stay_apart() -> None:
    found = keys(("Bill Clinton", 9), ("Hillary Clinton", 30), ("Donald Trump", 90), ("Donald Trump Jr.", 7))
    assert len(set(found.values())) == 4


def test_a_lone_family_name_means_the_one_whom_most_mean() -> None:
    found = keys(
        ("Donald Trump", 90),
        ("Ivanka Trump", 5),
        ("Trump", 12),
        ("Bill Clinton", 20),
        ("Hillary Clinton", 25),
        ("Clinton", 4),
    )
    assert found["Trump"] == found["Donald Trump"]
    assert found["Clinton"] not in (found["Bill Clinton"], found["Hillary Clinton"])


def test_a_family_name_put_first_is_found() -> None:
    found = keys(("Xi Jinping", 12), ("Xi", 3))
    assert found["Xi"] == found["Xi Jinping"]


def test_the_key_does_not_change_when_another_spelling_becomes_usual() -> None:
    before = keys(("Volodymyr Zelensky", 9), ("Volodymyr Zelenskyy", 4))
    after = keys(("Volodymyr Zelensky", 9), ("Volodymyr Zelenskyy", 40))
    assert before["Volodymyr Zelensky"] == after["Volodymyr Zelensky"]


def test_father_and_son_of_one_name_stay_apart_however_often_each_is_named() -> None:
    found = keys(
        ("George W. Bush", 90), ("George Bush", 20), ("George H.W. Bush", 40), ("George H. W. Bush", 4)
    )
    assert found["George W. Bush"] == found["George Bush"] != found["George H.W. Bush"]
    assert found["George H.W. Bush"] == found["George H. W. Bush"]


def test_the_usual_name_has_the_plain_key_whether_or_not_a_namesake_is_known() -> None:
    alone = keys(("George W. Bush", 90))
    both = keys(("George W. Bush", 90), ("George H.W. Bush", 40))
    assert alone["George W. Bush"] == both["George W. Bush"]


def test_a_junior_alone_is_not_the_father() -> None:
    found = keys(("Donald Trump", 90), ("Donald Trump Jr.", 7), ("Trump Jr.", 5))
    assert found["Trump Jr."] != found["Donald Trump"]
    assert found["Trump Jr."] == found["Donald Trump Jr."]


def test_a_hyphen_more_or_less_is_the_same_person() -> None:
    grouped = group_people(
        [
            NameUse("Kim Jong Un", 40, "m"),
            NameUse("Kim Jong-un", 16, "m"),
            NameUse("Kim Jong-Un", 6),
            NameUse("Kim Jong Il", 4, "m"),
        ]
    )
    found = {use.name: key for use, key in grouped.items()}
    assert found["Kim Jong Un"] == found["Kim Jong-un"] == found["Kim Jong-Un"] != found["Kim Jong Il"]


def test_a_lone_name_means_one_of_the_sex_that_the_article_gives_it() -> None:
    uses = [
        NameUse("Anna Imhof", 40, "f"),
        NameUse("Paul Imhof", 9, "m"),
        NameUse("Imhof", 3, "m"),
        NameUse("Imhof", 5, "f"),
    ]
    anna, paul, he, she = (group_people(uses)[use] for use in uses)
    assert (he, she) == (paul, anna)


def test_a_king_is_none_of_those_whose_family_name_is_his_name() -> None:
    found = keys(("George III", 7), ("Robert George", 2))
    assert found["George III"] != found["Robert George"]
