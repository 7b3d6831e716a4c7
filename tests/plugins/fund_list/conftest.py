"""Two counties with the fund list on, and drafts of funds that could be published."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.actions import decide
from core.flows.calendar.actions import fill_calendar
from core.flows.models import AWAITED, Step
from core.flows.queries import proceedings_about
from core.plugins.models import Activation
from core.registers import actions, queries
from core.registers.spec import register
from core.testing import SYSTEM, make_document
from plugins.fund_list.actions import begin_year
from plugins.fund_list.flows import SponsorFlow
from tests.core.flows.conftest import officer
from tests.core.registers.conftest import group as with_powers
from tests.core.registers.conftest import group_rows, nothing_remembered

__all__ = ["group_rows", "nothing_remembered", "with_powers"]

D = datetime.date
DECIDED = {
    "decided_by": "城关区人民政府", "decided_in": "第1次常务会议", "decided_on": D(2026, 1, 5),
    "decided_number": "城政纪〔2026〕1号",
}  # fmt: skip
APPROVED = {
    "congress": "城关区第1届人民代表大会第1次会议", "approved_on": D(2026, 1, 20),
    "approved_number": "决议第1号",
}  # fmt: skip
GROUND = {"law": "中华人民共和国教育法", "article": "第五十六条"}


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-02-01T10:00:00+08:00")


@pytest.fixture
def group(with_powers):
    with exempt("factory"):
        for member in (with_powers.province, with_powers.chengguan, with_powers.qilihe):
            Activation.objects.create(member=member, plugin="fund_list", enabled=True)
    generations.raise_("sitegroup")
    fill_calendar(actor=SYSTEM)
    return with_powers


@pytest.fixture
def approval(group):
    """The document by which Chengguan's new funds were approved."""
    return make_document(group.chengguan)


@pytest.fixture
def fund(group, approval):
    """``fund(name, **fields)``: the draft of a new fund of Chengguan's list of 2026, complete."""

    def make(name="学前教育专项资金", **fields):
        given = {
            "member": group.chengguan, "organisation": group.chengguan_body, "name": name,
            "category": queries.terms().find("fund_kind", "01"), "verb": "establish",
            "budget_year": 2026, "amount": Decimal("1200.5"), "aim": "扩大普惠资源",
            "account": "2050201 学前教育", "allocation": "factors", "recipients": "幼儿园",
            "rules": f"{name}管理办法", "rules_from": D(2025, 1, 1),
            "approval_document": "城政发〔2026〕2号", "approval_file": approval,
        }  # fmt: skip
        return actions.save_draft(
            register("fund"), register("fund").Draft(**given | fields), actor=SYSTEM,
            grounds=[GROUND],
        )  # fmt: skip

    return make


@pytest.fixture
def budgets(group):
    """The two documents that are published with a list."""
    titles = {"government_budget": "2026年政府预算", "department_budgets": "2026年部门预算"}
    return {name: make_document(group.chengguan, title) for name, title in titles.items()}


@pytest.fixture
def offices(group):
    """The holders of Chengguan's offices, and the finance officer of the county beside it."""
    at = group.chengguan
    return SimpleNamespace(
        finance=officer("finance", "finance", at),
        government=officer("government", "government_office", at),
        head=officer("head", "head", at, group.chengguan_body),
        beside=officer("beside-finance", "finance", group.qilihe),
    )


@pytest.fixture
def begun(group):
    """Chengguan's list of 2026, without a draft as yet."""
    return begin_year(group.chengguan, 2026, actor=group.chengguan_editor)


def work(proceeding):
    """The work that is awaited."""
    return Step.objects.get(process=proceeding, status__in=AWAITED)


@pytest.fixture
def move(offices):
    """``move(year, "send")`` decides what is awaited of a year's list, or of a proceeding, as the
    holder of the office; ``said`` is what the decision's form holds."""

    def decided(matter, key, text="因故", actor=None, **said):
        proceeding = getattr(matter, "proceeding", matter)
        step = work(proceeding)
        office = {"government_office": "government"}.get(step.office, step.office)
        decide(
            step, key, actor=actor or getattr(offices, office), text=text,
            confirmed_at=timezone.now(), data={name: str(value) for name, value in said.items()},
        )  # fmt: skip
        if proceeding is not matter:
            matter.refresh_from_db()
        return work(proceeding) if proceeding.__class__.objects.get(pk=proceeding.pk).is_open else 0

    return decided


@pytest.fixture
def agreed(move):
    """``agreed(year)``: every department was asked and has confirmed its drafts."""

    def confirm(year):
        move(year, "ask")
        for proceeding in proceedings_about(year, SponsorFlow):
            if proceeding.is_open:
                move(proceeding, "confirm")

    return confirm


@pytest.fixture
def approve(move, agreed):
    """``approve(year)`` brings a list with its drafts to the day of the congress's approval."""

    def through(year):
        agreed(year)
        move(year, "send")
        move(year, "decided", **DECIDED)
        move(year, "approved", **APPROVED)

    return through


@pytest.fixture
def issue(move, approve, budgets):
    """``issue(year)`` does all of it, and publishes the list."""

    def publish(year):
        approve(year)
        move(year, "publish", **{name: document.pk for name, document in budgets.items()})

    return publish
