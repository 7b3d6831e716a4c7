"""Verdict and score of what was seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inspection.models import Verdict
from core.inspection.rules import POINTS, RULES, UNJUDGED, Facts, score_of, verdict_of
from core.sitegroup.compliance.departures import Kind

KEPT = Facts(home_days=1, stale_news=0, stale=0, blank=0, down=0.0)
UNKNOWN = Facts(None, 0, 0, 0, None)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, Verdict.PASSED),
        ({"home_days": 10}, Verdict.PASSED),
        ({"home_days": 11}, Verdict.WARNED),
        ({"home_days": 14}, Verdict.WARNED),
        ({"home_days": 15}, Verdict.FAILED),
        ({"stale_news": 3}, Verdict.WARNED),
        ({"stale_news": 5}, Verdict.FAILED),
        ({"stale": 9}, Verdict.WARNED),
        ({"stale": 10}, Verdict.FAILED),
        ({"blank": 2}, Verdict.PASSED),
        ({"blank": 4}, Verdict.WARNED),
        ({"blank": 5}, Verdict.FAILED),
        ({"down": 1.9}, Verdict.PASSED),
        ({"down": 4.99}, Verdict.WARNED),
        ({"down": 5.0}, Verdict.FAILED),
    ],
)
def test_a_rule_warns_before_it_fails_a_site(changed, verdict):
    facts = KEPT._replace(**changed)
    assert verdict_of(facts, facts, 100) is verdict


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"home_days": 14}, Verdict.PASSED),
        ({"home_days": 15}, Verdict.WARNED),
        ({"stale_news": 4}, Verdict.PASSED),
        ({"stale_news": 5}, Verdict.WARNED),
        ({"stale": 10}, Verdict.WARNED),
        ({"blank": 5}, Verdict.WARNED),
        ({"down": 5.0}, Verdict.WARNED),
    ],
)
def test_a_rule_warns_that_would_soon_be_broken(changed, verdict):
    assert verdict_of(KEPT, KEPT._replace(**changed), 100) is verdict


def test_a_rule_that_is_broken_is_not_close_too():
    for rule in RULES:
        assert not rule.close(rule.limit, rule.limit)
        assert rule.close(0, rule.limit) and rule.close(None, rule.limit)


#: How far from its limit each rule warns by its figure alone: days, columns, per cent.
ROOM = {"down": 3, "home": 4, "news": 2, "stale": 3, "blank": 2}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_leaves_room_to_act_between_its_warning_and_its_limit(rule):
    assert rule.limit - rule.warn == ROOM[rule.key]


def test_what_is_not_known_breaks_no_rule():
    assert verdict_of(UNKNOWN, UNKNOWN, 100) is Verdict.PASSED


def test_passing_is_never_said_of_rules_that_nobody_judges():
    assert str(Verdict.PASSED.label) not in {"Passes", "合格"} and len(UNJUDGED) == 4


def test_fewer_than_sixty_points_fail():
    assert verdict_of(KEPT, KEPT, 60) is Verdict.PASSED
    assert verdict_of(KEPT, KEPT, 59) is Verdict.FAILED


def test_every_kind_of_departure_costs_points():
    assert set(POINTS) == set(Kind)
    assert all(score_of([kind]) < 100 for kind in Kind)


@given(st.lists(st.sampled_from(list(Kind)), max_size=60), st.sampled_from(list(Kind)))
def test_one_more_departure_never_raises_a_score(kinds, more):
    assert 0 <= score_of([*kinds, more]) <= score_of(kinds) <= 100


@given(
    st.builds(
        Facts,
        st.none() | st.integers(0, 400),
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 40),
        st.none() | st.floats(0, 100),
    )
)
def test_no_rule_is_broken_and_close_at_once(facts):
    for rule in RULES:
        figure = rule.figure(facts)
        assert not (rule.broken(figure) and rule.close(figure))
