"""core/registers/editions/queries.py: what stands in an edition, and what changed between two."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.registers import actions
from core.registers.editions.actions import issue
from core.registers.editions.queries import Cell, cells, compare, contents, sites_in
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db
D = datetime.date
ISSUED = D(2026, 11, 20)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-20T10:00:00+08:00")


@pytest.fixture
def edition(powers, group):
    def run(title="一版", day=ISSUED):
        return issue(powers, group.chengguan, title=title, day=day, actor=SYSTEM)

    return run


def names(powers, edition, group):
    rows = contents(powers, edition, sites_in(group.chengguan))
    return [row.name for row in rows.order_by("number")]


def test_an_edition_stays_what_it_was_when_entries_change_and_are_corrected(
    powers, group, edition, time_machine
):
    version = publish(powers, group, new_draft(powers, group, "甲"))
    first = edition()
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    change(powers, group, version, day=D(2026, 11, 24), name="甲（改）")
    publish(powers, group, new_draft(powers, group, "乙", valid_from=D(2026, 11, 24)))
    wrong = publish(powers, group, new_draft(powers, group, "丙", valid_from=D(2026, 11, 19)))
    assert wrong and names(powers, first, group) == ["甲"], "丙 was not known then"
    second = edition("二版", D(2026, 11, 25))
    assert names(powers, second, group) == ["甲（改）", "乙", "丙"]
    draft = actions.start_draft(powers, version, actor=group.chengguan_editor, corrects=True)
    draft.name = "甲（更正）"
    actions.save_draft(powers, draft, actor=group.chengguan_editor)
    publish(powers, group, draft)
    assert names(powers, first, group) == ["甲"], "it says what was said then"


def test_what_has_become_confidential_stands_in_no_edition(powers, group, edition, time_machine):
    version = publish(powers, group, new_draft(powers, group, "甲"))
    publish(powers, group, new_draft(powers, group, "乙"))
    first = edition()
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    change(
        powers, group, version, day=D(2026, 11, 25), confidentiality="secret",
        confidentiality_reason="国家秘密",
    )  # fmt: skip
    assert names(powers, first, group) == ["乙"]


def test_a_government_shows_its_departments_entries_and_a_department_its_own(
    powers, group, edition
):
    own = make_member(
        "cg-jyj", group.chengguan, Level.DEPARTMENT, organisation=group.chengguan_body
    )
    assert sites_in(group.chengguan) == {group.chengguan.pk, own.pk}
    assert sites_in(own) == {own.pk}
    assert own.pk not in sites_in(group.province)


def test_two_editions_are_compared_entry_by_entry(powers, group, edition, time_machine):
    kept, ended, changed = (
        publish(powers, group, new_draft(powers, group, name)) for name in ("留", "消", "改")
    )
    first = edition()
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    after = change(powers, group, changed, day=D(2026, 11, 24), name="改过")
    actions.cancel(
        powers, ended.entry, verb="cancel", day=D(2026, 11, 24), ground="某文件", actor=SYSTEM
    )
    added = publish(powers, group, new_draft(powers, group, "新", valid_from=D(2026, 11, 24)))
    second = edition("二版", D(2026, 11, 25))
    sites = sites_in(group.chengguan)
    found = compare(cells(powers, first, sites), cells(powers, second, sites))
    assert (found.added, found.ended) == ([added.pk], [ended.pk])
    assert found.changed == [(changed.pk, after.pk)]
    body = group.chengguan_body.pk
    assert (found.before[body], found.after[body]) == (3, 3)
    assert (found.came[body], found.went[body], found.altered[body]) == (1, 1, 1)
    assert kept.pk not in {*found.added, *found.ended}


CELLS = st.dictionaries(
    st.integers(1, 12),
    st.builds(Cell, st.integers(1, 40), st.sampled_from([None, 1, 2]), st.just(1)),
)


@given(CELLS, CELLS)
def test_before_with_what_came_and_without_what_went_is_after(old, new):
    found = compare(old, new)
    assert len(old) + len(found.added) - len(found.ended) == len(new)
    assert {version for _was, version in found.changed} | set(found.added) <= {
        cell.version for cell in new.values()
    }
    assert compare(new, new).changed == [] == compare(old, old).added
