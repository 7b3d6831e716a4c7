"""The sample's powers: each ground exists, is in force and is no general procedural law; each power
stands with a body of the kind and of the level that its article names."""

import csv
import datetime
import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.registers.catalogues.reading import read_catalogue
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import register
from core.testing import SYSTEM
from plugins.law_library.exchange import LIBRARY, read_library, read_repeals
from plugins.power_list import testing

POWERS = Path(__file__).parents[2] / "sites" / "gansu" / "content" / "powers"
REVIEWED_ON = datetime.date(2026, 11, 23)
PROCEDURAL = {
    "行政许可法",
    "行政处罚法",
    "行政强制法",
    "行政复议法",
    "行政诉讼法",
    "国家赔偿法",
    "立法法",
}
PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"
#: Law, article, what the item's name holds ("" is every item of that article), and the levels at
#: which the article lets it be decided; read against the article's text.
LEVELS = (
    ("中华人民共和国种子法", "第三十一条", "主要农作物杂交种子", {PROVINCE}),
    ("中华人民共和国种子法", "第三十一条", "选育生产经营相结合", {PROVINCE}),
    ("广播电视管理条例", "第十三条", "", {PROVINCE}),
    ("中华人民共和国文物保护法实施条例", "第十七条", "", {PROVINCE}),
    ("中华人民共和国公证法", "第二十一条", "", {PROVINCE}),
    ("中华人民共和国野生动物保护法", "第二十一条", "国家二级", {PROVINCE}),
    ("中华人民共和国野生动物保护法", "第二十五条", "", {PROVINCE}),
    ("中华人民共和国野生动物保护法", "第二十八条", "", {PROVINCE}),
    ("中华人民共和国野生植物保护条例", "第十六条", "", {PROVINCE}),
    ("植物检疫条例", "第十条", "", {PROVINCE}),
    ("宗教事务条例", "第二十一条", "寺院", {PROVINCE}),
    ("宗教事务条例", "第二十一条", "固定处所", {PREFECTURE}),
    ("宗教事务条例", "第三十三条", "扩建审批", {PREFECTURE, PROVINCE}),
    ("宗教事务条例", "第三十三条", "异地重建", {PREFECTURE, PROVINCE}),
    ("中华人民共和国矿产资源法", "第二十二条", "", {PROVINCE}),
    ("中华人民共和国矿产资源法", "第二十四条", "", {PROVINCE}),
    ("中华人民共和国矿产资源法", "第二十五条", "", {PROVINCE}),
    ("中华人民共和国矿产资源法", "第四十六条", "", {PROVINCE}),
    ("中华人民共和国危险化学品安全法", "第五十五条", "其他危险化学品", {COUNTY}),
    ("中华人民共和国文物保护法", "第三十二条", "未核定", {COUNTY}),
    ("中华人民共和国城乡规划法", "第三十七条", "", {COUNTY, PREFECTURE}),
    ("中华人民共和国城乡规划法", "第三十八条", "", {COUNTY, PREFECTURE}),
    ("中华人民共和国城乡规划法", "第四十条", "", {COUNTY, PREFECTURE}),
    ("中华人民共和国城乡规划法", "第四十一条", "", {COUNTY, PREFECTURE}),
    ("中华人民共和国母婴保健法实施办法", "第三十五条", "", {COUNTY}),
    ("兽药管理条例", "第二十二条", "", {COUNTY, PREFECTURE}),
    ("粮食流通管理条例", "第九条", "", {COUNTY}),
    ("营业性演出管理条例", "第四十三条", "", {COUNTY}),
    ("营业性演出管理条例", "第十三条", "", {COUNTY}),
    ("大型群众性活动安全管理条例", "第十二条", "5000人以下", {COUNTY}),
    ("烟花爆竹安全管理条例", "第十九条", "零售", {COUNTY}),
    ("中华人民共和国畜牧法", "第三十九条", "", {COUNTY}),
    ("中华人民共和国中医药法", "第十四条", "", {COUNTY}),
)
#: Law, article, item, and the body by the last part of its code: who the article says it is.
BODIES = (
    ("城市市容和环境卫生管理条例", "第十一条", "", {"csglj"}),
    ("城市市容和环境卫生管理条例", "第十四条", "", {"csglj"}),
    ("城市市容和环境卫生管理条例", "第十七条", "", {"csglj"}),
    ("城市市容和环境卫生管理条例", "第二十二条", "", {"csglj"}),
    ("中华人民共和国生态环境法典", "第五百一十二条", "", {"csglj"}),
    ("中华人民共和国生态环境法典", "第五百二十条", "", {"csglj"}),
    ("社会团体登记管理条例", "第二十五条", "文旅类", {"wlj"}),
    ("中华人民共和国体育法", "第一百零五条", "", {"wlj", "tyj"}),
    ("中华人民共和国体育法", "第一百零六条", "", {"wlj", "tyj"}),
    ("中华人民共和国矿产资源法", "第二十二条", "", {"zrzyt"}),
    ("广播电视管理条例", "第十三条", "", {"gdj"}),
    ("中华人民共和国文物保护法实施条例", "第十七条", "", {"wwj"}),
)


def rows(name, folder=POWERS):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def library():
    """Title -> ``(first day in force, label -> article)`` of each text, oldest first."""
    texts, _problems = read_library()
    repeals, _more = read_repeals(LIBRARY, {text.title for text in texts})
    gone = {repeal.law for repeal in repeals if repeal.on <= REVIEWED_ON}
    found = {}
    for text in sorted(texts, key=lambda text: text.effective or text.date):
        if not text.draft and text.title not in gone:
            articles = {article.label: article for article in text.articles}
            found.setdefault(text.title, []).append((text.effective or text.date, text, articles))
    return found


def text_on(library, law, label, day):
    """The text of an article as it is in force on a day; empty where there is none."""
    known = [articles for begins, _text, articles in library.get(law, ()) if begins <= day]
    return known[-1][label].text if known and label in known[-1] else ""


@pytest.fixture(scope="module")
def samples(library):
    """The powers of the sample as they are loaded, with the library's texts and no database."""

    def article_texts(law, label):
        return [
            (
                begins,
                SimpleNamespace(
                    law=law,
                    label=label,
                    text=articles[label].text,
                    document_number="",
                    version_date=text.date,
                ),
            )
            for begins, text, articles in library.get(law, ())
            if label in articles
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(testing, "article_texts", article_texts)
        testing._texts.cache_clear()
        yield testing.read_samples(POWERS)
    testing._texts.cache_clear()


@pytest.fixture(scope="module")
def levels():
    """Site -> its level, by its division's code: a department is at the level of its government."""
    of = {"gansu": PROVINCE}
    for row in rows("members.csv", POWERS.parents[1]):
        code = row["division"]
        level = PROVINCE if code.endswith("0000") else PREFECTURE if code.endswith("00") else COUNTY
        of[row["slug"]] = level
    return of


def published_under(samples, law, article, item):
    """The published powers that rest on an article and whose name holds ``item``."""
    return [
        sample
        for sample in samples
        if item in sample.name
        and any(
            ground["名称"] == law and ground["条款"] == article
            for step in sample.steps
            for ground in step.grounds
        )
    ]


def test_every_ground_stands_in_a_law_in_force(library):
    cited = [(row, REVIEWED_ON) for row in rows("grounds.csv") + rows("written.csv")]
    for row in rows("changes.csv"):
        if row["law"]:
            day = row["day"]
            day = REVIEWED_ON if day == "today" else datetime.date.fromisoformat(day)
            cited.append((row, day))
    assert len(cited) > len(rows("grounds.csv") + rows("written.csv"))
    for row, day in cited:
        assert text_on(library, row["law"], row["article"], day), row
        assert row["law"].removeprefix("中华人民共和国") not in PROCEDURAL, row


def test_every_ground_is_of_an_item_of_the_source():
    items = json.loads((POWERS / "guangan-items.json").read_text(encoding="utf-8"))
    names = {item["name"] for item in items if item["taskType"] != "20"}
    assert {row["name"] for row in rows("grounds.csv")} <= names


def test_there_are_enough_of_each_kind(samples):
    published = {sample.code: sample for sample in samples if sample.steps}
    counts = Counter(sample.category for sample in published.values())
    assert all(counts[kind] >= 15 for kind in ("行政处罚", "行政强制", "行政征收", "行政监督"))
    assert len({sample.name for sample in published.values()}) >= 300


def test_every_published_power_has_a_subject_of_the_national_portal(samples):
    path = POWERS.parents[3] / "core" / "registers" / "dictionaries" / "subject.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    known = {line.partition(",")[0] for line in lines if not line.startswith("#")}
    bare = {sample.organisation for sample in samples if sample.steps and not sample.subject}
    assert bare == set()
    assert {sample.subject for sample in samples if sample.subject} <= known


def test_enough_powers_have_a_past(samples):
    ended = {row["code"] for row in rows("changes.csv") if row["verb"] == "取消"}
    several = [s for s in samples if s.steps and len(s.steps) + (s.code in ended) > 1]
    assert len(several) >= 20


@pytest.mark.parametrize(("law", "article", "item", "allowed"), LEVELS)
def test_a_power_stands_at_the_level_its_article_names(
    samples, levels, law, article, item, allowed
):
    found = published_under(samples, law, article, item)
    assert found, "nothing rests on it any more: take it out of the table"
    assert {levels[sample.site] for sample in found} <= allowed, [
        (sample.name, sample.organisation) for sample in found
    ]


@pytest.mark.parametrize(("law", "article", "item", "allowed"), BODIES)
def test_a_power_stands_with_the_body_its_article_names(samples, law, article, item, allowed):
    found = published_under(samples, law, article, item)
    assert found, "nothing rests on it any more: take it out of the table"
    assert {sample.organisation.partition("-")[2] for sample in found} <= allowed, [
        (sample.name, sample.organisation) for sample in found
    ]


def test_what_names_its_level_is_published_at_that_level(samples, levels):
    for sample in samples:
        if sample.steps:
            for word, level in (("（县级", COUNTY), ("(县级", COUNTY), ("市级", PREFECTURE)):
                if word in sample.name and "/" not in sample.name:
                    assert levels[sample.site] == level or "设区的市级" in sample.name, sample


def test_every_placement_names_a_site_and_a_body_of_the_province():
    bodies = {row["code"] for row in rows("organisations.csv", POWERS.parents[1])}
    sites = {row["slug"] for row in rows("members.csv", POWERS.parents[1])}
    for row in rows("placement.csv"):
        assert row["site"] in sites and (
            not row["organisation"] or row["organisation"] in bodies
        ), row
    placed = [(row["code"], row["site"]) for row in rows("placement.csv")]
    assert len(placed) == len(set(placed))


def test_the_sample_catalogue_names_its_items_as_the_samples_do(db):
    load_dictionaries(actor=SYSTEM)
    data = (POWERS / "catalogue.csv").read_bytes()
    rows, problems = read_catalogue(register("power_list"), data, "csv")
    assert problems == []
    names = {row.code: row.name for row in rows}
    items = json.loads((POWERS / "guangan-items.json").read_text(encoding="utf-8"))
    there = {(item["itemCode"][: testing.BASE_CODE], item["name"]) for item in items}
    assert set(names.items()) <= there
