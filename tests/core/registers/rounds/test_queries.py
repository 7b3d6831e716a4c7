"""core/registers/rounds/queries.py: how far each body is, who is late, and who may know."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.flows.actions import decide
from core.people.models import OrganisationKind
from core.plugins.actions import disable
from core.registers.leading import leads, seats_led_by
from core.registers.rounds.actions import change_round
from core.registers.rounds.queries import (
    board,
    candidates,
    progress,
    rounds_for,
    to_keep,
)
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member, make_organisation
from tests.core.flows.conftest import officer
from tests.core.registers.conftest import DAYS
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def row(round, name="城关区教育局"):
    return board(round).get(organisation__name=name)


def test_a_body_stands_where_its_package_stands(round, package, go_on, people, step):
    assert row(round).stage == "checking", "its head has not signed"
    go_on("sign")
    assert row(round).stage == "review"
    decide(step("first"), "back", actor=people.establishment, text="请补正")
    assert row(round).stage == "checking", "it was sent back to the body"
    go_on("revise", "sign", "first", "legal", "approval")
    assert row(round).stage == "publishing"


def test_what_was_taken_back_counts_no_more(round, package, people, step):
    decide(step("sign"), "back", actor=people.head, text="暂缓")
    decide(step("revise"), "take_back", actor=people.clerk, text="暂缓")
    found = row(round)
    assert found.stage == "checking" and found.drafts == 2 and found.changes == 0


def test_a_body_is_late_from_the_day_after_the_last_of_its_stage(
    round, reviewed, people, package, go_on, time_machine
):
    days = {name: date(2026, 12, 1 + (name != "named_by")) for name in DAYS}
    bodies = [taking.organisation for taking in round.takings.all()]
    change_round(round, title="短", days=days, bodies=bodies, actor=people.establishment)
    round.refresh_from_db()
    officer("liaison", "liaison", reviewed.chengguan, reviewed.chengguan_body)
    time_machine.move_to("2026-12-02T23:00:00+08:00")
    assert not row(round).late and row(round, "城关区水务局").late, "it has named nobody"
    go_on("sign")
    time_machine.move_to("2026-12-03T00:30:00+08:00")
    assert row(round).stage == "review" and row(round).late
    time_machine.move_to("2026-12-02T23:30:00+08:00")
    assert not row(round).late


def test_officers_are_named_when_head_and_liaison_hold_their_posts(round, reviewed, people):
    assert not row(round).named, "the head alone"
    officer("liaison", "liaison", reviewed.chengguan, reviewed.chengguan_body)
    assert row(round).named and not row(round, "城关区水务局").named


def test_the_board_counts_what_was_and_is_in_force_and_what_changes(
    powers, round, reviewed, package
):
    publish(powers, reviewed, new_draft(powers, reviewed, "原有"))
    new_draft(powers, reviewed, "未送")
    found = row(round)
    assert (found.begun, found.now, found.changes, found.drafts) == (1, 1, 2, 1)


def test_progress_counts_the_bodies_that_have_come_through_each_stage(
    round, package, go_on, time_machine
):
    def through():
        return [(stage.through, stage.of) for stage in progress(round)]

    assert through() == [(0, 2), (0, 2), (0, 2), (0, 2)]
    go_on("sign", "first")
    assert through() == [(0, 2), (1, 2), (0, 2), (0, 2)]
    go_on("legal", "approval")
    assert through() == [(0, 2), (1, 2), (1, 2), (0, 2)]
    time_machine.move_to("2027-01-01T08:00:00+08:00")
    assert [stage.is_late for stage in progress(round)] == [True, True, False, False]


def test_the_queries_of_the_board_do_not_grow_with_the_bodies(round, reviewed, opening, people):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            list(board(round)), progress(round)
        return len(caught)

    before = queries()
    more = [
        make_organisation(f"城关区{n}局", reviewed.chengguan.division, code=f"b{n}")
        for n in range(10)
    ]
    bodies = [taking.organisation for taking in round.takings.all()] + more
    change_round(round, title="x", days=DAYS, bodies=bodies, actor=people.establishment)
    assert queries() == before == 2


def test_the_people_of_a_government_see_its_rounds_and_others_do_not(round, people, reviewed):
    for insider in (people.head, people.legal, reviewed.chengguan_editor, people.establishment):
        assert list(rounds_for(insider)) == [round]
    for stranger in (people.stranger, reviewed.qilihe_chief):
        assert not rounds_for(stranger).exists()


def test_the_rounds_of_a_register_that_is_off_are_not_shown(round, people, reviewed):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, reviewed.chengguan, actor=SYSTEM)
    assert not rounds_for(people.establishment).exists()


def test_a_departments_officer_sees_the_round_of_its_government(round, reviewed):
    site = make_member("water", reviewed.chengguan, Level.DEPARTMENT, short_name="水务局")
    assert list(rounds_for(officer("water-clerk", "clerk", site))) == [round]


def test_the_office_leads_its_own_government_alone(people, reviewed):
    assert leads(people.establishment, reviewed.chengguan)
    assert not leads(people.establishment, reviewed.qilihe)
    assert seats_led_by(people.stranger) == [reviewed.qilihe]
    assert seats_led_by(people.legal) == []


def test_internal_bodies_and_institutions_are_not_cleared_but_departments_with_sites_are(reviewed):
    division = reviewed.chengguan.division
    made = {
        kind: make_organisation(f"{kind}", division, code=f"k-{kind}", kind=kind)
        for kind in (OrganisationKind.INSTITUTION, OrganisationKind.AFFILIATED)
    }
    water = make_organisation("区水务局", division, code="qsw")
    site = make_member(
        "water", reviewed.chengguan, Level.DEPARTMENT, short_name="水务局", organisation=water
    )
    found = candidates(reviewed.chengguan)
    assert made[OrganisationKind.AFFILIATED].pk in found
    assert made[OrganisationKind.INSTITUTION].pk not in found
    assert found[water.pk] == (water, site)
    assert reviewed.qilihe_body.pk not in found


def test_only_a_body_without_drafts_that_has_something_may_keep_it_all(
    powers, round, reviewed, other_body
):
    sites = {reviewed.chengguan.pk}
    assert to_keep(powers, sites) == []
    publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=other_body))
    assert to_keep(powers, sites) == [(reviewed.chengguan, other_body, 1)]
    assert to_keep(powers, {reviewed.qilihe.pk}) == []
    new_draft(powers, reviewed, "新的", organisation=other_body)
    assert to_keep(powers, sites) == []
