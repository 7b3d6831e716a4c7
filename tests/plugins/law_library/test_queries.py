"""Which text of a law is meant, and which is in force on a day."""

import datetime

import pytest

from core.actions.boundary import exempt
from plugins.law_library.models import Law, LawVersion
from plugins.law_library.queries import (
    law_titled,
    laws,
    plain_label,
    short_title,
    version_in_force,
    version_to_show,
)

DAY = datetime.date


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("33", "第三十三条"),
        ("第33条", "第三十三条"),
        ("第 三十三 条", "第三十三条"),
        ("３３", "第三十三条"),
        ("120之一", "第一百二十条之一"),
        ("第120条之1", "第一百二十条之一"),
        ("附则", "附则"),
        ("", ""),
        ("0", "0"),
        ("第99999条", "第99999条"),
        ("33; drop", "33; drop"),
    ],
)
def test_an_article_is_named_in_any_way_people_write_it(typed, label):
    assert plain_label(typed) == label


def test_a_title_is_known_as_people_cite_it():
    assert short_title("《中华人民共和国 食品安全法》") == "食品安全法"
    assert short_title("中华人民共和国") == "中华人民共和国"


def test_a_law_is_found_by_its_full_title_and_as_cited(library):
    law = Law.objects.get(title="甲条例")
    for title in ("甲条例", "《甲条例》", "中华人民共和国甲条例", "甲 条例"):
        assert law_titled(title) == law
    assert law_titled("丁条例") is None
    assert law_titled("") is None


def test_a_short_title_that_two_laws_share_names_neither(library):
    with exempt("factory"):
        for title in ("中华人民共和国丁法", "丁法（试行）"):
            Law.objects.create(key=title[-5:], title=title, short_title="丁法", rank="law")
    assert law_titled("丁法") is None
    assert law_titled("中华人民共和国丁法").title == "中华人民共和国丁法"


@pytest.mark.parametrize(
    ("day", "dated"),
    [
        (DAY(2001, 1, 31), None),
        (DAY(2001, 2, 1), DAY(2001, 1, 1)),
        (DAY(2010, 2, 28), DAY(2001, 1, 1)),
        (DAY(2010, 3, 1), DAY(2010, 1, 1)),
    ],
)
def test_the_text_in_force_changes_on_the_day_the_new_one_names(library, day, dated):
    found = version_in_force(Law.objects.get(title="甲条例"), day)
    assert (found and found.date) == dated


def test_a_repealed_law_has_no_text_in_force_and_is_still_shown(library):
    law = Law.objects.get(title="乙条例")
    assert version_in_force(law) is None
    assert version_to_show(law).date == DAY(2005, 1, 1)


def test_a_text_is_shown_by_its_date_and_never_the_bill_of_the_same_day(library):
    law = Law.objects.get(title="甲条例")
    made = law.versions.get(date=DAY(2010, 1, 1))
    with exempt("factory"):
        bill = LawVersion.objects.create(
            law=law, date=made.date, in_force_from=made.date, draft=True, source="bill"
        )
    assert bill.pk > made.pk
    assert version_to_show(law, made.date) == made
    assert version_to_show(law, DAY(1990, 1, 1)) is None


def test_laws_are_filtered_by_every_word_and_by_rank(library):
    assert [law.title for law in laws("条例 国务院")] == ["乙条例", "乙条例（草案）", "甲条例"]
    assert [law.title for law in laws("甲")] == ["甲条例"]
    assert not laws("甲 乙").exists()
    assert not laws("", "law").exists()
    assert laws("", "regulation").count() == 3
