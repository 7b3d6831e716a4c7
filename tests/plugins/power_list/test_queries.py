"""What becomes of a power's legal grounds: checked against the law library as of a day."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation

from core.api import load_dictionaries, terms
from core.testing import SYSTEM, make_province
from plugins.law_library import api as library
from plugins.power_list.queries import examine, ground_notes


@pytest.fixture
def site(tmp_path, db):
    """The province, with a law of two texts that repeals another."""
    folder = tmp_path / "lawrefbook" / "行政法规"
    folder.mkdir(parents=True)
    for day, text, since in (
        ("2001-01-01", "设立许可。", "2001年2月1日"),
        ("2010-01-01", "取消许可。", "2010年3月1日"),
    ):
        (folder / f"甲条例({day}).md").write_text(
            f"# 甲条例\n\n第一条 {text}\n\n第二条 本条例自{since}起施行。\n", "utf-8"
        )
    (folder / "乙条例(2005-01-01).md").write_text("# 乙条例\n\n第一条 一\n", "utf-8")
    (tmp_path / "repeals.csv").write_text(
        "law,repealed_on,by,article\n乙条例,2010-03-01,甲条例,第二条\n", "utf-8"
    )
    library.load_library(actor=SYSTEM, root=tmp_path)
    return make_province()


def note(site, law, article="", text="", day=date(2020, 1, 1)):
    ground = SimpleNamespace(pk=7, law=law, article=article, text=text)
    with translation.override("en"):
        return ground_notes(site, [ground], day)[7]


@pytest.mark.parametrize(
    ("ground", "tag", "tone"),
    [
        (("甲条例", "第一条", "取消 许可。"), "In force, text checked", "green"),
        (("甲条例", "第一条第二款第（三）项", "取消许可。"), "In force, text checked", "green"),
        (("甲条例", "第一条", "设立许可。"), "In force, the text reads differently", "ochre"),
        (("甲条例", "第一条"), "In force", "green"),
        (("甲条例",), "In force", "green"),
        (("甲条例", "第九条"), "In force, article not found", "ochre"),
        (("甲条例", "第0条"), "In force, article not found", "ochre"),
        (("甲条例", "总则部分"), "In force, article not found", "ochre"),
        (("乙条例", "第一条", "一"), "Repealed on 2010-03-01", "red"),
        (("丁条例", "第一条", "一"), "Not checked against the law library", ""),
    ],
)
def test_a_ground_is_judged_as_of_the_day(site, ground, tag, tone):
    found = note(site, *ground)
    assert (found["tag"], found["tone"]) == (tag, tone)


def test_the_same_ground_reads_otherwise_on_another_day(site):
    before = date(2010, 2, 28)
    assert note(site, "甲条例", "第一条", "设立许可。", before)["tag"] == "In force, text checked"
    assert note(site, "乙条例", "第一条", "一", before)["tone"] == "green"
    assert note(site, "甲条例", day=date(1999, 1, 1))["tag"] == "Not yet in force on that day"


def test_a_ground_leads_to_the_article_of_that_days_text(site):
    found = note(site, "甲条例", "第一条", day=date(2005, 1, 1))
    assert found["url"].endswith("?version=2001-01-01#a1")
    assert note(site, "甲条例")["url"].count("#") == 0
    assert note(site, "丁条例") == {
        "rank": "",
        "url": "",
        "tag": "Not checked against the law library",
        "tone": "",
    }


def findings(
    law, article="", text="", *, day=date(2020, 1, 1), verb="establish", body="某县教育局",
    name="办学许可", file_id=None,
):  # fmt: skip
    """What an examination finds in one draft with one ground: (text, refuses)."""
    ground = SimpleNamespace(law=law, article=article, text=text, file_id=file_id)
    organisation = SimpleNamespace(name=body, short_name="")
    draft = SimpleNamespace(
        pk=1, name=name, verb=verb, organisation=organisation,
        grounds=SimpleNamespace(all=lambda: [ground]),
    )  # fmt: skip
    with translation.override("en"):
        return [(each.text, each.refuses) for each in examine([draft], day).get(1, [])]


@pytest.mark.parametrize(
    "ground",
    [("甲条例", "第一条", "取消 许可。"), ("《甲条例》", "第一条第二款"), ("甲条例",)],
)
def test_an_examination_finds_nothing_in_a_ground_that_holds(site, ground):
    assert findings(*ground) == []


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (("甲条例", "第九条"), "has no 第九条"),
        (("甲条例", "第一条", "设立许可。"), "reads differently"),
        (("乙条例", "第一条", "一"), "was repealed on 2010-03-01"),
        (("某县教育局关于印发办法的通知",), "部门自行发布的文件，不得作为职权设定和行使的依据"),
    ],
)
def test_a_contradiction_refuses_and_quotes_what_it_rests_on(site, ground, words):
    [(text, refuses)] = findings(*ground)
    assert words in text and refuses


def test_a_law_that_is_not_in_force_yet_refuses(site):
    [(text, refuses)] = findings("甲条例", day=date(1999, 1, 1))
    assert "not in force" in text and refuses


def test_what_the_library_does_not_know_is_not_checked_and_asked_for_its_file(site):
    [(text, refuses)] = findings("丁条例", "第一条", "一")
    assert text.endswith("not checked; attach its text as a file.") and not refuses
    assert findings("丁条例", file_id=7) == [
        ("《丁条例》 is not in the law library: not checked.", False)
    ]


@pytest.mark.parametrize("verb", ["cancel", "transfer", "delegate", "merge"])
def test_a_power_may_end_because_its_ground_is_gone(site, verb):
    [(text, refuses)] = findings("乙条例", "第一条", "一", verb=verb)
    assert "repealed" in text and not refuses


def test_what_reads_like_internal_management_is_noted_for_the_offices_to_decide(site):
    load_dictionaries(actor=SYSTEM)
    [(text, refuses)] = findings("甲条例", name="公务用车更新审批")
    assert "“公务用车”" in text and "部门内部管理职权，不列入权力清单" in text and not refuses
    assert findings("甲条例", name="公务用车更新审批", verb="cancel") == []
    assert findings("甲条例", name="机动车登记") == []


def test_a_law_that_many_drafts_cite_is_looked_up_once(site, django_assert_num_queries):
    ground = SimpleNamespace(law="甲条例", article="第一条", text="取消许可。")
    body = SimpleNamespace(name="某县教育局", short_name="")
    drafts = [
        SimpleNamespace(
            pk=pk,
            name="办学许可",
            verb="establish",
            organisation=body,
            grounds=SimpleNamespace(all=lambda: [ground]),
        )
        for pk in range(50)
    ]
    terms()  # what a process reads once
    with django_assert_num_queries(6):
        assert examine(drafts, date(2020, 1, 1)) == {}
