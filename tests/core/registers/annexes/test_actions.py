"""core/registers/annexes/actions.py: the columns of a form, and what was agreed on an overlap."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from core.plugins.gate import Refused
from core.registers.annexes.actions import arrange, settle
from core.registers.annexes.annex import AnnexColumn
from core.registers.annexes.changes import ANNEX
from core.registers.annexes.overlaps import overlaps
from core.registers.annexes.queries import shown_columns
from core.registers.approval import Arrangement, Coordination
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


def test_a_government_puts_its_columns_in_order_and_names_them(reviewed, people):
    body, *rest = ANNEX.columns
    given = [*(replace(column, shown=False) for column in rest[:-1]), rest[-1]]
    arrange(
        ANNEX,
        reviewed.chengguan,
        [*given, replace(body, header="部门")],
        actor=people.establishment,
    )
    assert [column.header for column in shown_columns(ANNEX, reviewed.chengguan)] == [
        "合计",
        "部门",
    ]
    assert shown_columns(ANNEX, reviewed.qilihe) == ANNEX.columns, "only there"
    arrange(ANNEX, reviewed.chengguan, ANNEX.columns, actor=people.establishment)
    assert shown_columns(ANNEX, reviewed.chengguan) == ANNEX.columns


def test_a_column_that_came_later_follows_what_was_arranged(reviewed, people):
    arrange(ANNEX, reviewed.chengguan, ANNEX.columns[::-1], actor=people.establishment)
    later = replace(ANNEX, columns=(AnnexColumn("new", "新列"), *ANNEX.columns))
    assert [column.key for column in shown_columns(later, reviewed.chengguan)] == [
        *(column.key for column in ANNEX.columns[::-1]),
        "new",
    ]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (ANNEX.columns[1:], "不是"),
        ([replace(column, shown=False) for column in ANNEX.columns], "至少"),
        ([replace(column, header="同名") for column in ANNEX.columns], "同名"),
        ([replace(column, header=" ") for column in ANNEX.columns], "表头"),
    ],
    ids=["one is lacking", "none is shown", "one header for all", "no header"],
)
def test_what_could_not_be_read_is_refused_and_nothing_is_kept(reviewed, people, columns, said):
    with pytest.raises(Refused, match=said):
        arrange(ANNEX, reviewed.chengguan, columns, actor=people.establishment)
    assert not Arrangement.objects.exists()


def test_nobody_but_the_leading_office_arranges_or_settles(reviewed, people, round, met):
    for who in (people.stranger, people.head, people.legal, reviewed.chengguan_chief):
        with pytest.raises(PermissionDenied):
            arrange(ANNEX, reviewed.chengguan, ANNEX.columns, actor=who)
        with pytest.raises(PermissionDenied):
            settle(round, met.key, kind="gap", lead=None, outcome="", actor=who)
    assert not Arrangement.objects.exists() and not Coordination.objects.exists()


@pytest.fixture
def met(powers, reviewed, round, other_body):
    """The one matter in which both bodies meet."""
    for body in (reviewed.chengguan_body, other_body):
        publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=body))
    (only,) = overlaps(round)
    return only


def test_what_was_agreed_is_kept_once_and_can_be_said_anew(round, met, people, other_body):
    settle(round, met.key, kind="repeated", lead=None, outcome="待定", actor=people.establishment)
    settle(
        round,
        met.key,
        kind="crossing",
        lead=other_body,
        outcome=" 水务局 ",
        actor=people.establishment,
    )
    agreed = Coordination.objects.get()
    assert (agreed.kind, agreed.lead, agreed.outcome) == ("crossing", other_body, "水务局")


def test_what_does_not_hold_together_is_refused(round, met, people, reviewed):
    def refused(said, key=met.key, kind="gap", lead=None):
        with pytest.raises(Refused, match=said):
            settle(round, key, kind=kind, lead=lead, outcome="", actor=people.establishment)

    refused("已不再", key="0" * 40)
    refused("类型", kind="invented")
    refused("七里河区教育局", lead=reviewed.qilihe_body)
    assert not Coordination.objects.exists()
