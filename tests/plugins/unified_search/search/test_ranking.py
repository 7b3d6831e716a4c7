"""plugins/unified_search/search/ranking.py: what stands before what, and why."""

from datetime import date

import pytest

from plugins.unified_search.search import ranking
from plugins.unified_search.search.plan import Alternative, Concept, Plan
from plugins.unified_search.search.ranking import Candidate

TODAY = date(2026, 11, 29)


def candidate(title: str, **given) -> Candidate:
    usual = {
        "pk": 1, "kind": "power_list.power", "site": "own", "names": "", "category": "",
        "date": None, "weight": 1.0, "engine": 0.5,
    }  # fmt: skip
    return Candidate(**{**usual, "title": title, **given})


def meant(*words: str, **given) -> Plan:
    concepts = tuple(Concept((Alternative(word),)) for word in words)
    return Plan(written=" ".join(words), concepts=concepts, **given)


def before(plan: Plan, first: Candidate, second: Candidate) -> bool:
    near = {"own": 0, "below": 1, "above": 2, "beside": 3}
    scores = [ranking.score(plan, one, near, TODAY) for one in (first, second)]
    return scores[0] > scores[1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (candidate("取水许可"), candidate("取水许可证延续审批")),
        (candidate("取水许可"), candidate("许可", names="取水许可")),
        (candidate("甲", names="取水许可"), candidate("乙")),
        (candidate("取水许可"), candidate("取水许可", site="above")),
        (candidate("取水许可", site="above"), candidate("取水许可", site="beside")),
        (candidate("取水许可", site="beside"), candidate("取水许可", site="far")),
        (candidate("取水许可"), candidate("取水许可", kind="law_library.law")),
        (candidate("取水许可"), candidate("取水许可", category="行政处罚")),
        (candidate("取水许可", weight=2.0), candidate("取水许可")),
        (candidate("乙"), candidate("甲", whole=False)),
    ],
    ids=["share", "title", "names", "own", "above", "beside", "kind", "against", "weight", "whole"],
)
def test_what_stands_first(first, second):
    assert before(meant("取水许可"), first, second)


def test_news_are_the_less_worth_the_older_they_are():
    kind = ranking.NEWS
    new, old = (candidate("取水", kind=kind, date=date(year, 11, 1)) for year in (2026, 2016))
    assert before(meant("取水"), new, old)


def test_who_asks_how_wants_services_more_than_news():
    service = candidate("关于取水的办理", kind="responsibility_list.public_service")
    news = candidate("取水", kind=ranking.NEWS, date=TODAY)
    plain, asking = meant("取水"), meant("取水", how_to=True)
    near: dict[str, int] = {"own": 0}
    gains = [
        ranking.score(plan, service, near, TODAY) / ranking.score(plan, news, near, TODAY)
        for plan in (plain, asking)
    ]
    assert gains[1] > gains[0]


def test_a_code_that_was_written_whole_stands_first():
    plan = meant("620100-000001", code=ranking.code_token("620100-000001"))
    assert before(plan, candidate("甲", names="620100-000001", site="far"), candidate("620100"))


def test_what_is_done_against_people_is_found_by_who_says_so():
    penalty = candidate("取水的处罚", category="行政处罚")
    assert ranking.score(meant("处罚"), penalty, {}, TODAY) > ranking.score(
        meant("取水"), penalty, {}, TODAY
    )


def test_every_kind_of_the_platform_has_its_weight():
    from plugins.unified_search.search.cluster import kinds

    assert set(ranking.KINDS) <= set(kinds())
    assert set(kinds()) - set(ranking.KINDS) <= {"dummy_plugin.row"}
