"""The rules by which a government website fails, as far as they can be known here.

Source: 国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》, 单项否决. The thresholds were taken
from reprints and are to be compared with the original before a province relies on them. What needs
the services (办事指南) and the letters of citizens (互动交流) cannot be known before those are kept
here, nor can errors of content: ``UNJUDGED`` names those rules, each site's page lists them, and no
verdict says that they are kept.

A rule warns in time: at a figure below its limit, or as soon as it would be broken within some
days in which nobody publishes anything. Five columns of one day fall stale together, without having
been three before.

The points taken from a hundred are the platform's own: they put the sites in an order of how much
there is to do. The national table of deductions asks for much that only a person can judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from core.inspection.models import Verdict
from core.sitegroup.compliance.departures import Kind

#: Of the column types of 国办发〔2017〕47号 those of news, notices and documents.
NEWS_TYPES = frozenset({"政务动态", "工作动态", "政策文件"})
#: Less than this share of points is a failure.
PASS_MARK = 60


class Facts(NamedTuple):
    """What is known of a site on one day. ``None``: it could not be known."""

    home_days: int | None  #: since the newest news anywhere on the site
    stale_news: int  #: stale columns of the news types
    stale: int  #: stale columns of all types
    blank: int
    down: float | None  #: share of the probes of a week without an answer, 0 to 100


@dataclass(frozen=True)
class Rule:
    """A rule that fails a site alone. ``figure >= limit`` breaks it; ``>= warn`` is close, and so
    is a figure that will break it soon (``ahead``)."""

    key: str
    title: Any
    clause: str
    warn: float
    limit: float
    figure: Callable[[Facts], float | None]
    unit: Any = ""

    def broken(self, figure: float | None) -> bool:
        return figure is not None and figure >= self.limit

    def close(self, figure: float | None, ahead: float | None = None) -> bool:
        near = figure is not None and figure >= self.warn
        return not self.broken(figure) and (near or self.broken(ahead))


RULES = (
    Rule(
        "down",
        _("The site cannot be reached"),
        "一周内每天间隔访问20次以上，超过15秒打不开的次数占比5%以上",
        warn=2,
        limit=5,
        figure=lambda facts: facts.down,
        unit=_("per cent of the probes of a week"),
    ),
    Rule(
        "home",
        _("The home page is not kept up"),
        "首页2周未更新",
        warn=11,
        limit=15,
        figure=lambda facts: facts.home_days,
        unit=_("days without news"),
    ),
    Rule(
        "news",
        _("Columns of news and documents are not kept up"),
        "动态、要闻类栏目2周、通知公告和政策文件类栏目6个月未更新，合计5个以上",
        warn=3,
        limit=5,
        figure=lambda facts: facts.stale_news,
        unit=_("columns"),
    ),
    Rule(
        "stale",
        _("Columns that should be kept up are not"),
        "应更新但长期未更新的栏目10个以上",
        warn=7,
        limit=10,
        figure=lambda facts: facts.stale,
        unit=_("columns"),
    ),
    Rule(
        "blank",
        _("Columns are blank"),
        "空白栏目5个以上",
        warn=3,
        limit=5,
        figure=lambda facts: facts.blank,
        unit=_("columns"),
    ),
)


class Unjudged(NamedTuple):
    """A rule of the national check that nobody judges here yet, and why not."""

    title: Any
    clause: str
    why: Any


NO_DATA = _("Not judged: no data yet")
UNJUDGED = (
    Unjudged(
        _("Letters of citizens"),
        "互动交流：无有效咨询投诉渠道，或一年内有超过3个月未回应的留言",
        NO_DATA,
    ),
    Unjudged(_("Services"), "服务不实用：无办事服务，或办事指南要素多处缺失", NO_DATA),
    Unjudged(_("Search of the site"), "站内搜索可用", NO_DATA),
    Unjudged(
        _("Errors, secrets, security"),
        "严重表述错误、泄露国家秘密、安全事故等",
        _("Not judged: only people can"),
    ),
)

#: Kind of departure -> (points for each, at most).
POINTS = {
    Kind.HOME: (40, 40),
    Kind.FAILS: (10, 30),
    Kind.MISSING: (5, 20),
    Kind.RENAMED: (2, 6),
    Kind.TYPE: (3, 9),
    Kind.BLANK: (3, 15),
    Kind.OFF: (3, 9),
    Kind.STALE_HOME: (10, 10),
    Kind.STALE: (5, 20),
    Kind.IDENTITY: (3, 3),
    Kind.TAGS: (3, 3),
    Kind.LINKS: (1, 5),
    Kind.DEAD: (1, 10),
    Kind.SLOW: (1, 5),
    Kind.THEME: (2, 2),
    Kind.IPV6: (2, 2),
}


def score_of(kinds: Iterable[Kind]) -> int:
    """What is left of a hundred points."""
    counted: dict[Kind, int] = {}
    for kind in kinds:
        counted[kind] = counted.get(kind, 0) + 1
    lost = sum(min(POINTS[kind][0] * number, POINTS[kind][1]) for kind, number in counted.items())
    return max(0, 100 - lost)


def verdict_of(facts: Facts, ahead: Facts, score: int) -> Verdict:
    """Whether the site fails, or is close to it. ``ahead``: the facts as they soon will be."""
    figures = [(rule, rule.figure(facts), rule.figure(ahead)) for rule in RULES]
    if score < PASS_MARK or any(rule.broken(now) for rule, now, _soon in figures):
        return Verdict.FAILED
    if any(rule.close(now, soon) for rule, now, soon in figures):
        return Verdict.WARNED
    return Verdict.PASSED
