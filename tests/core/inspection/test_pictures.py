"""Figures ready to draw."""

import datetime

from core.inspection.pictures import bars, gauges, shares
from core.inspection.rules import RULES


def test_rules_in_trouble_stand_first_and_what_is_not_known_is_said():
    drawn = gauges({"down": None, "home": 20, "news": 3, "stale": 3, "blank": 0}, {})
    assert [gauge.state for gauge in drawn] == ["broken", "close", "unknown", "kept", "kept"]
    assert len(drawn) == len(RULES)
    assert drawn[0].full == 20 and drawn[1].full == drawn[1].limit


def test_a_figure_of_a_rule_that_came_later_is_not_known():
    assert {gauge.state for gauge in gauges({}, {})} == {"unknown"}


def test_what_will_soon_be_broken_is_close_also_where_today_is_not_known():
    drawn = {gauge.title: gauge for gauge in gauges({"news": 0}, {"news": 5, "down": 6.0})}
    states = sorted(gauge.state for gauge in drawn.values())
    assert states == ["close", "close", "unknown", "unknown", "unknown"]
    assert {gauge.ahead for gauge in drawn.values()} == {5, 6.0, None}


def test_every_bar_stands_on_the_ground_and_no_score_is_invisible():
    drawn = bars([(datetime.date(2026, 3, 1), 0), (datetime.date(2026, 3, 2), 100)])
    assert [bar.y + bar.height for bar in drawn] == [101, 100]
    assert drawn[0].x < drawn[1].x
    assert [bar.passes for bar in drawn] == [False, True]


def test_shares_fill_the_bar_and_nothing_to_share_is_empty():
    drawn = shares([("fails", "failed", 1), ("passes", "passed", 3)])
    assert [(part["x"], part["width"]) for part in drawn] == [("0.00", "25.00"), ("25.00", "75.00")]
    assert [part["width"] for part in shares([("fails", "failed", 0)])] == ["0.00"]
