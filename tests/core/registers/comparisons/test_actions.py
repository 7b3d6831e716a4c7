"""core/registers/comparisons/actions.py, core/registers/comparisons/queries.py: all governments
below one, on two days."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from core.jobs.runner import run_all
from core.plugins.actions import disable
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.comparison import Comparison
from core.registers.comparisons.actions import ask_comparison, count_part
from core.registers.comparisons.queries import comparisons_for, governments_of, still_to_count
from core.registers.queries import in_force
from core.testing import SYSTEM
from tests.core.flows.conftest import officer
from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db
D = datetime.date
DAYS = {"since": D(2020, 1, 1), "until": D(2026, 11, 25)}


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def office(group):
    return officer("province", "establishment", group.province)


@pytest.fixture
def changed(powers, group):
    """Of Chengguan: one stays, one changes, one ends, one comes. Qilihe has one that stays."""
    _kept, altered, ended = (
        publish(powers, group, new_draft(powers, group, name)) for name in ("甲", "乙", "丙")
    )
    change(powers, group, altered, day=D(2024, 1, 1), name="乙之二")
    actions.cancel(
        powers, ended.entry, verb="cancel", day=D(2025, 1, 1), ground="某文件", actor=SYSTEM
    )
    publish(powers, group, new_draft(powers, group, "丁", valid_from=D(2025, 6, 1)))
    other = new_draft(powers, group, "戊", member=group.qilihe, organisation=group.qilihe_body)
    actions.publish(powers, [other.pk], member=group.qilihe, actor=group.qilihe_chief)


def asked(powers, group, office, **given):
    said = DAYS | {"actor": office} | given
    return ask_comparison(powers, said.pop("seat", group.province), **said)


def lines(comparison):
    return {
        line.member.slug: (line.before, line.came, line.went, line.altered, line.after)
        for line in comparison.lines.select_related("member")
    }


def test_a_job_counts_each_government(powers, group, office, changed):
    made = asked(powers, group, office)
    run_all("w")
    made.refresh_from_db()
    found = lines(made)
    assert found["chengguan"] == (3, 1, 1, 1, 3) and found["qilihe"] == (1, 0, 0, 0, 1)
    assert made.counted_at is not None
    for day, at in ((DAYS["since"], 0), (DAYS["until"], 4)):
        assert in_force(powers, day=day).count() == sum(line[at] for line in found.values())


def test_what_is_published_while_it_counts_changes_nothing(
    powers, group, office, changed, time_machine
):
    made = asked(powers, group, office)
    time_machine.move_to("2026-11-25T11:00:00+08:00")
    publish(powers, group, new_draft(powers, group, "己"))
    count_part(made, [group.chengguan], actor=SYSTEM)
    assert lines(made)["chengguan"] == (3, 1, 1, 1, 3)


def test_what_a_crash_left_over_is_counted_by_the_next_run(powers, group, office, changed):
    made = asked(powers, group, office)
    count_part(made, [group.chengguan], actor=SYSTEM)
    assert group.chengguan not in still_to_count(made) and group.qilihe in still_to_count(made)
    run_all("w")
    made.refresh_from_db()
    assert len(lines(made)) == 3 and made.counted_at is not None


def test_a_county_compares_itself_alone(powers, group, changed):
    own = officer("county", "establishment", group.chengguan)
    made = asked(powers, group, own, seat=group.chengguan)
    assert governments_of(made) == [group.chengguan]
    run_all("w")
    assert set(lines(made)) == {"chengguan"}


def test_another_countys_office_asks_for_nothing_here_and_sees_nothing(
    powers, group, people, office
):
    with pytest.raises(PermissionDenied):
        asked(powers, group, people.stranger, seat=group.chengguan)
    asked(powers, group, office)
    assert not comparisons_for(people.stranger).exists()
    assert comparisons_for(office).count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until": D(2026, 11, 26)}, "未来"),
        ({"since": D(2026, 11, 25)}, "早于"),
    ],
    ids=["a day to come", "days not in order"],
)
def test_days_that_cannot_be_compared_are_refused(powers, group, office, given, said):
    with pytest.raises(Refused, match=said):
        asked(powers, group, office, **given)
    assert not Comparison.objects.exists()


def test_one_at_a_time_but_for_one_that_was_left_lying(powers, group, office, time_machine):
    asked(powers, group, office)
    with pytest.raises(Refused, match="正在统计"):
        asked(powers, group, office)
    time_machine.move_to("2026-11-25T12:00:00+08:00")
    asked(powers, group, office)


def test_where_the_list_is_off_nothing_is_compared(powers, group, office):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, group.qilihe, actor=SYSTEM)
    made = asked(powers, group, office)
    assert group.qilihe not in governments_of(made)
