"""plugins/unified_search/search/engines.py: both engines find, narrow and count alike.

The one of plugins/unified_search/search/sqlite.py, on PostgreSQL of
plugins/unified_search/search/postgresql.py, and Elasticsearch.

Whatever differs between them stands in ``DIFFERENCES`` of plugins/unified_search/README.md.
"""

from datetime import date
from itertools import combinations

import pytest

from core.testing import Member
from plugins.unified_search.models import Document
from plugins.unified_search.search import index
from plugins.unified_search.search.facets import Wanted
from plugins.unified_search.search.plan import Alternative, Concept, Level, Plan
from plugins.unified_search.search.words import code_token
from tests.plugins.unified_search.search.conftest import USUAL

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 29)


def meant(*words: str, without: str = "", phrase: str = "", code: str = "") -> Plan:
    """A plan of some words, each a concept; several ways to say one are parted by ``|``."""
    return Plan(
        written=" ".join(words),
        concepts=tuple(
            Concept(tuple(Alternative(said) for said in word.split("|"))) for word in words
        ),
        phrases=(Alternative(phrase),) if phrase else (),
        without=(Alternative(without),) if without else (),
        code=code,
    )


def wanted(**given):
    return Wanted(**{"today": TODAY, "near": {}, "limit": 50, **given})


def level(plan: Plan, least: int | None = None) -> Level:
    """So many of a plan's concepts, all of them without ``least``."""
    count = len(plan.concepts)
    return list(combinations(range(count), count if least is None else least)) if count else []


def titles(engine, plan: Plan, least: int | None = None, **given) -> list[str]:
    """The titles that an engine finds, the best first."""
    found = engine.find(plan, level(plan, least), wanted(**given))
    rows = Document.objects.in_bulk([pk for pk, _score in found.hits])
    assert found.total >= len(found.hits)
    return [rows[pk].title for pk, _score in found.hits]


def test_a_part_of_a_name_is_found_that_no_dictionary_has(engine, keep):
    keep({"title": "居民户口簿补领"}, {"title": "户外广告设置"})
    assert titles(engine, meant("户口")) == ["居民户口簿补领"]
    assert titles(engine, meant("口簿补")) == ["居民户口簿补领"]
    assert titles(engine, meant("簿口")) == []


def test_a_single_character_is_what_words_begin_with(engine, keep):
    keep({"title": "水费"}, {"title": "取水许可"}, {"title": "道路"})
    found = titles(engine, Plan(concepts=(Concept((Alternative("水", is_beginning=True),)),)))
    assert "水费" in found
    assert "道路" not in found


def test_title_stands_before_other_names_and_these_before_text(engine, keep):
    keep(
        {"title": "甲", "text": "办理取水许可"},
        {"title": "取水许可"},
        {"title": "乙", "keywords": ["取水许可"]},
    )
    assert titles(engine, meant("取水许可")) == ["取水许可", "乙", "甲"]


def test_all_concepts_are_needed_or_as_many_as_are_asked_for(engine, keep):
    keep({"title": "孩子户口登记"}, {"title": "户口登记"}, {"title": "道路运输"})
    assert titles(engine, meant("孩子", "户口")) == ["孩子户口登记"]
    assert set(titles(engine, meant("孩子", "户口"), 1)) == {"孩子户口登记", "户口登记"}


def test_any_way_to_say_a_concept_will_do(engine, keep):
    keep({"title": "餐饮服务许可"}, {"title": "饭馆"}, {"title": "道路运输"})
    assert set(titles(engine, meant("饭馆|餐饮服务"))) == {"餐饮服务许可", "饭馆"}


def test_the_parts_of_a_long_term_may_stand_apart(engine, keep):
    keep({"title": "食品(含保健食品)经营许可"}, {"title": "食品生产"})
    assert titles(engine, meant("食品 经营 许可")) == ["食品(含保健食品)经营许可"]


def test_a_phrase_is_needed_and_what_is_excluded_is_not_there(engine, keep):
    keep({"title": "身份证异地办理"}, {"title": "身份证挂失"}, {"title": "挂失的身份证明"})
    assert titles(engine, meant(phrase="身份证", without="异地"), 0) == [
        "身份证挂失",
        "挂失的身份证明",
    ]


def test_a_code_is_found_whole_however_it_is_written(engine, keep):
    keep(
        {"title": "甲", "code": "甘政办发〔2014〕197号"},
        {"title": "乙", "code": "甘政办发〔2014〕19号"},
    )
    code = code_token("甘政办发[2014] 197号")
    assert titles(engine, meant(code)) == ["甲"]


def test_letters_are_whole_words_in_any_case_and_width(engine, keep):
    keep({"title": "ＥＴＣ通行卡"}, {"title": "etcetera"})
    assert titles(engine, meant("etc")) == ["ETC通行卡"] or titles(engine, meant("etc")) == [
        "ＥＴＣ通行卡"
    ]


@pytest.mark.parametrize(
    ("hidden", "given"),
    [
        ({"valid_to": TODAY}, {}),
        ({"access": ["clerks"]}, {}),
        ({"plugin": "power_list", "kind": "power"}, {"shut": frozenset({"power_list@province"})}),
        ({"site": "county"}, {"sites": frozenset({"province"})}),
    ],
    ids=["expired", "restricted", "shut", "out of reach"],
)
def test_what_may_not_be_found_is_neither_found_nor_counted(engine, keep, hidden, given):
    keep({"title": "户口登记"}, {"title": "户口迁移", **hidden})
    found = engine.find(meant("户口"), [(0,)], wanted(**given))
    assert (found.total, len(found.hits)) == (1, 1)
    assert all(sum(count for _value, count in values) <= 1 for values in found.facets.values())


@pytest.mark.parametrize(
    "shut",
    [["lanzhou"], ["gansu", "lanzhou", "yuzhong"], ["gansu", "lanzhou", "yuzhong", "tianshui"]],
)
def test_nothing_of_a_plugin_is_found_where_it_is_shut_and_all_of_the_others(
    engine, keep, group, shut
):
    sites = ["gansu", "lanzhou", "yuzhong", "tianshui"]
    power = {"plugin": "power_list", "kind": "power"}
    keep(*({"title": f"户口{site}", "site": site, **power} for site in sites))
    keep(*({"title": f"户口新闻{site}", "site": site, "id": f"n{site}"} for site in sites))
    origins = frozenset(f"power_list@{site}" for site in shut)
    found = titles(engine, meant("户口"), shut=origins)
    assert set(found) == {f"户口新闻{site}" for site in sites} | {
        f"户口{site}" for site in sites if site not in shut
    }


def test_who_has_access_finds_it(engine, keep):
    keep({"title": "户口登记", "access": ["clerks", "heads"]})
    assert titles(engine, meant("户口"), may=frozenset({"heads"})) == ["户口登记"]
    assert titles(engine, meant("户口"), may=frozenset({"head"})) == []


def test_what_is_gone_is_found_by_nobody_from_that_moment_on(engine, keep):
    keep({"title": "户口登记"}, {"title": "户口迁移"})
    site = Member(slug="province")
    index.hide(site, "core", "article", ["0"])
    found = engine.find(meant("户口"), [(0,)], wanted())
    assert found.total == 1
    assert titles(engine, meant("户口")) == ["户口迁移"]


def test_facets_count_what_the_other_choices_leave(engine, keep):
    keep(
        {"title": "户口一", "organisation": "甲局", "category": "许可"},
        {"title": "户口二", "organisation": "甲局", "category": "处罚"},
        {"title": "户口三", "organisation": "乙局", "category": "许可"},
    )
    chosen = {"organisation": ["甲局"], "category": ["许可"]}
    found = engine.find(meant("户口"), [(0,)], wanted(filters=chosen))
    assert found.total == 1
    assert dict(found.facets["organisation"]) == {"甲局": 1, "乙局": 1}
    assert dict(found.facets["category"]) == {"许可": 1, "处罚": 1}
    assert dict(found.facets["division"]) == {"620000": 1}


def test_a_document_with_several_values_counts_for_each(engine, keep):
    keep({"title": "户口一", "subject": ["生育", "户籍"]}, {"title": "户口二", "subject": "户籍"})
    found = engine.find(meant("户口"), [(0,)], wanted())
    assert dict(found.facets["subject"]) == {"户籍": 2, "生育": 1}
    assert titles(engine, meant("户口"), filters={"subject": ["生育"]}) == ["户口一"]


@pytest.mark.parametrize("near", [["gansu", "yuzhong"], ["yuzhong"], []])
def test_the_nearest_stands_first(engine, keep, group, near):
    sites = ["lanzhou", *near, *({"yuzhong", "gansu"} - {*near})]
    keep(*({"title": "户口登记", "site": site} for site in reversed(sites)))
    known = {site: distance for distance, site in enumerate(["lanzhou", *near])}
    found = engine.find(meant("户口"), [(0,)], wanted(near=known))
    rows = Document.objects.in_bulk([pk for pk, _score in found.hits])
    assert [rows[pk].site for pk, _score in found.hits][: len(known)] == list(known)


def test_the_newest_stands_first_where_that_is_asked_for(engine, keep):
    days = ["2024-01-01", None, "2026-01-01"]
    keep(*({"title": f"户口{day}", **({"date": day} if day else {})} for day in days))
    found = titles(engine, meant("户口"), newest=True)
    assert found == ["户口2026-01-01", "户口2024-01-01", "户口None"]


def test_pages_follow_each_other_and_everything_can_be_leafed_through(engine, keep):
    keep(*({"title": f"户口登记{number}"} for number in range(25)))
    first = engine.find(meant("户口"), [(0,)], wanted(limit=10, newest=True))
    second = engine.find(meant("户口"), [(0,)], wanted(limit=10, offset=10, newest=True))
    keys = {pk for pk, _score in first.hits} | {pk for pk, _score in second.hits}
    assert first.total == second.total == 25
    assert len(keys) == 20
    every = [pk for part in engine.every(meant("户口"), [(0,)], wanted()) for pk in part]
    assert len(every) == 25
    assert every == sorted(set(every))


def test_a_changed_document_is_found_by_its_new_words_alone(engine, keep):
    keep({"title": "户口登记"})
    keep({"title": "婚姻登记"})
    assert titles(engine, meant("户口")) == []
    assert titles(engine, meant("婚姻")) == ["婚姻登记"]


def test_no_text_breaks_a_query(engine, keep):
    keep({"title": "户口登记'\"\\\\ OR 1=1 -- :*&|!<>()"})
    for text in ("户口", "or", "1", "登记"):
        assert titles(engine, meant(text))


def test_what_is_no_longer_for_everybody_is_found_by_nobody_before_the_engine_is_told(engine, keep):
    keep({"title": "户口迁移"}, {"title": "户口登记"})
    index.write([{**USUAL, "id": "0", "title": "户口迁移", "access": ["staff"]}])
    assert titles(engine, meant("户口")) == ["户口登记"]


def test_nothing_of_a_kind_that_there_is_no_more_is_found(engine, keep):
    keep({"title": "户口迁移"}, {"title": "户口登记", "kind": "page"})
    assert titles(engine, meant("户口"), kinds=frozenset({"core.page"})) == ["户口登记"]
