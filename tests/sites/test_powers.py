"""The sample's legal grounds: each exists, is in force, and is no general procedural law."""

import csv
import datetime
import json
from collections import Counter
from pathlib import Path

import pytest

from plugins.law_library.exchange import LIBRARY, read_library, read_repeals

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


def rows(name):
    with (POWERS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def articles():
    texts, _problems = read_library()
    repeals, _more = read_repeals(LIBRARY, {text.title for text in texts})
    gone = {repeal.law for repeal in repeals if repeal.on <= REVIEWED_ON}
    found = {}
    for text in sorted(texts, key=lambda text: text.effective or text.date):
        if (
            not text.draft
            and text.title not in gone
            and (text.effective or text.date) <= REVIEWED_ON
        ):
            found[text.title] = {article.label: article.text for article in text.articles}
    return found


def test_every_ground_stands_in_a_law_in_force(articles):
    ended = {row["code"] for row in rows("changes.csv") if row["verb"] == "取消"}
    assert ended
    for row in rows("grounds.csv") + rows("written.csv"):
        assert row["law"] in articles, row
        assert articles[row["law"]].get(row["article"]), row
        assert row["law"].removeprefix("中华人民共和国") not in PROCEDURAL, row


def test_every_ground_is_of_an_item_of_the_source():
    items = json.loads((POWERS / "guangan-items.json").read_text(encoding="utf-8"))
    names = {item["name"] for item in items if item["taskType"] != "20"}
    assert {row["name"] for row in rows("grounds.csv")} <= names


def test_there_are_enough_of_each_kind():
    counts = Counter(row["category"] for row in rows("written.csv"))
    assert all(counts[kind] >= 15 for kind in ("行政处罚", "行政强制", "行政征收", "行政监督"))
    assert len({row["name"] for row in rows("grounds.csv")}) >= 300


def test_every_placement_names_a_site_and_a_body_of_the_province():
    with (POWERS.parents[1] / "organisations.csv").open(encoding="utf-8", newline="") as file:
        bodies = {row["code"] for row in csv.DictReader(file)}
    with (POWERS.parents[1] / "members.csv").open(encoding="utf-8", newline="") as file:
        sites = {row["slug"] for row in csv.DictReader(file)}
    for row in rows("placement.csv"):
        assert row["site"] in sites and (
            not row["organisation"] or row["organisation"] in bodies
        ), row
    placed = [(row["code"], row["site"]) for row in rows("placement.csv")]
    assert len(placed) == len(set(placed))
