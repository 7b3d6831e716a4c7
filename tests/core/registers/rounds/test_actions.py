"""core/registers/rounds/actions.py: a round is opened, changed, gone through and closed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actions.boundary import exempt
from core.flows.actions import decide
from core.flows.models import Step
from core.jobs.runner import run_all
from core.plugins.actions import configure, disable
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.approval import Package, Round
from core.registers.choices import Verb
from core.registers.edition import Edition
from core.registers.outcomes import Unpublishable
from core.registers.packages import drafts_in
from core.registers.review.actions import send
from core.registers.rounds.actions import change_round, close_round
from core.registers.rounds.queries import board
from core.testing import SYSTEM, make_organisation
from tests.core.flows.conftest import officer
from tests.core.registers.conftest import ACT, DAYS
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


def stages(round):
    return {row.organisation.name: row.stage for row in board(round)}


def alter(round, people, **given):
    said = {
        "title": round.title,
        "days": DAYS,
        "bodies": [taking.organisation for taking in round.takings.all()],
        "actor": people.establishment,
    } | given
    change_round(round, **said)


def test_the_establishment_office_opens_a_round_for_bodies_of_its_county(round, other_body):
    assert round.opened_on == datetime.date(2026, 11, 25) and round.closed_on is None
    assert stages(round) == {"城关区教育局": "checking", "城关区水务局": "checking"}


def test_no_right_stands_in_for_the_office(opening, people, reviewed):
    for actor in (reviewed.chengguan_chief, people.legal, people.stranger, people.head):
        with pytest.raises(PermissionDenied):
            opening(actor=actor)
    assert not Round.objects.exists()


def test_the_other_countys_office_neither_changes_nor_closes_it(round, people):
    for attempt in (
        lambda: alter(round, people, actor=people.stranger),
        lambda: close_round(round, actor=people.stranger),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_there_is_one_open_round_of_a_register_at_a_government(round, opening, powers, reviewed):
    with pytest.raises(Refused, match="请先结束"):
        opening()
    with pytest.raises(IntegrityError), transaction.atomic(), exempt("factory"):
        Round.objects.create(
            register=powers.slug, seat=reviewed.chengguan, title="又一轮",
            opened_on=datetime.date(2026, 11, 25), **DAYS,
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"bodies": []},
        {"days": DAYS | {"checked_by": datetime.date(2026, 1, 1)}},
        {"days": {"named_by": datetime.date(2026, 11, 30)}},
    ],
)
def test_a_round_without_title_bodies_or_days_in_order_is_refused(opening, wrong):
    with pytest.raises(Refused):
        opening(**wrong)
    assert not Round.objects.exists()


def test_only_the_governments_own_bodies_take_part(opening, reviewed):
    with pytest.raises(Refused, match="七里河区教育局"):
        opening(bodies=[reviewed.qilihe_body])


def test_no_round_is_opened_where_the_register_is_off(opening, reviewed):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, reviewed.chengguan, actor=SYSTEM)
    with pytest.raises(Refused):
        opening()


def test_no_round_is_opened_where_changes_are_not_reviewed(opening, reviewed, people):
    office = officer("qilihe-office", "establishment", reviewed.qilihe)
    with pytest.raises(Refused, match="尚未实行审核"):
        opening(seat=reviewed.qilihe, bodies=[reviewed.qilihe_body], actor=office)


def test_a_round_rests_while_its_register_is_off(round, people, reviewed):
    for plugin in ("responsibility_list", "power_list"):
        disable(plugin, reviewed.chengguan, actor=SYSTEM)
    for attempt in (
        lambda: alter(round, people),
        lambda: close_round(round, actor=people.establishment),
    ):
        with pytest.raises(Refused, match="行政权力清单"):
            attempt()


def test_a_body_comes_and_goes_until_it_has_sent_its_package(
    powers, round, people, reviewed, other_body, drafts
):
    third = make_organisation("城关区林业局", reviewed.chengguan.division)
    alter(round, people, bodies=[reviewed.chengguan_body, third])
    assert set(stages(round)) == {"城关区教育局", "城关区林业局"}
    send_all(powers, reviewed, drafts)
    with pytest.raises(Refused, match="城关区教育局"):
        alter(round, people, bodies=[third])
    assert set(stages(round)) == {"城关区教育局", "城关区林业局"}


def send_all(powers, reviewed, drafts):
    return send(
        powers, [draft.pk for draft in drafts], member=reviewed.chengguan, title="清理意见",
        actor=reviewed.chengguan_editor,
    )  # fmt: skip


def test_what_a_body_sends_while_it_takes_part_belongs_to_the_round(
    powers, round, reviewed, drafts
):
    assert send_all(powers, reviewed, drafts).round == round


def test_what_a_body_sends_that_takes_no_part_does_not(powers, round, people, reviewed, drafts,
                                                       other_body):  # fmt: skip
    alter(round, people, bodies=[other_body])
    assert send_all(powers, reviewed, drafts).round is None


@pytest.fixture
def in_force(powers, reviewed):
    """An entry of the other body that was in force before."""

    def run(body):
        return publish(powers, reviewed, new_draft(powers, reviewed, "取水许可", organisation=body))

    return run


def keep_all(powers, reviewed, body, **more):
    return send(
        powers, [], member=reviewed.chengguan, title="全部保留", keeps=body,
        actor=reviewed.chengguan_editor, **more,
    )  # fmt: skip


def test_a_body_that_changes_nothing_sends_that_through_every_office(
    powers, round, people, reviewed, other_body, in_force, time_machine
):
    in_force(other_body)
    sent = keep_all(powers, reviewed, other_body)
    assert sent.round == round and not drafts_in(powers, sent).exists()
    head = officer("water-head", "head", reviewed.chengguan, other_body)
    ways = {"sign": head, "first": people.establishment, "legal": people.legal}
    for name, who in ways.items():
        at = Step.objects.filter(process=sent.proceeding).latest("pk")
        assert at.flow_task.name == name
        decide(at, at.flow_task.decisions[0].key, actor=who, confirmed_at=timezone.now())
    assert stages(round)["城关区水务局"] == "review"
    at = Step.objects.filter(process=sent.proceeding).latest("pk")
    paper = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")
    decide(at, "approve", actor=people.government, data=ACT, papers=[paper])
    assert stages(round)["城关区水务局"] == "publishing"
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    assert stages(round)["城关区水务局"] == "done"
    assert powers.Version.objects.count() == 1, "nothing was published: all is kept"


def test_that_all_is_kept_is_said_once_in_a_round_and_only_where_it_is_so(
    powers, round, reviewed, other_body, in_force, drafts
):
    with pytest.raises(Refused, match="没有可保留"):
        keep_all(powers, reviewed, other_body)
    with pytest.raises(Refused, match="还有草稿"):
        keep_all(powers, reviewed, reviewed.chengguan_body)
    in_force(other_body)
    keep_all(powers, reviewed, other_body)
    with pytest.raises(Refused, match="已报送"):
        keep_all(powers, reviewed, other_body)
    assert Package.objects.count() == 1


def test_a_round_in_which_all_was_cancelled_is_closed_without_an_edition(
    powers, round, people, reviewed, go_on, time_machine, package
):
    alter(round, people, bodies=[reviewed.chengguan_body])
    go_on("sign", "first", "legal", "approval")
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    configure("power_list", reviewed.chengguan, {"reviewed": False}, actor=SYSTEM)
    for version in powers.Version.objects.all():
        actions.cancel(
            powers, version.entry, verb="cancel", day=datetime.date(2026, 11, 28),
            ground="国发〔2026〕2号", actor=SYSTEM,
        )  # fmt: skip
    time_machine.move_to("2026-11-29T00:00:01+08:00")
    close_round(round, actor=people.establishment)
    assert not Edition.objects.exists()


def test_between_rounds_a_package_without_drafts_is_refused(powers, reviewed, people, other_body,
                                                            in_force):  # fmt: skip
    in_force(other_body)
    with pytest.raises(Refused):
        keep_all(powers, reviewed, other_body)


def test_a_round_is_closed_when_every_body_is_finished_and_not_before(
    powers, round, people, reviewed, other_body, drafts, go_on, time_machine, package
):
    with pytest.raises(Refused, match="城关区教育局"):
        close_round(round, actor=people.establishment)
    alter(round, people, bodies=[reviewed.chengguan_body])
    go_on("sign", "first", "legal", "approval")
    with pytest.raises(Refused):
        close_round(round, actor=people.establishment)
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    close_round(round, actor=people.establishment)
    round.refresh_from_db()
    assert round.closed_on == datetime.date(2026, 11, 27)
    edition = Edition.objects.get()
    assert (edition.title, edition.number, edition.round) == (round.title, 1, round)
    assert edition.approval == Package.objects.get(pk=package.pk).approval
    with pytest.raises(Refused):
        close_round(round, actor=people.establishment)
    with pytest.raises(Refused):
        alter(round, people)


def test_after_a_round_nothing_is_taken_in_as_in_force_before(
    powers, round, people, reviewed, other_body, package, go_on, time_machine
):
    def adopt(body, name):
        return publish(powers, reviewed, new_draft(powers, reviewed, name, organisation=body))

    assert adopt(reviewed.chengguan_body, "清理中接收").verb == Verb.ADOPT
    alter(round, people, bodies=[reviewed.chengguan_body])
    go_on("sign", "first", "legal", "approval")
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    close_round(round, actor=people.establishment)
    with pytest.raises((IndexError, Unpublishable)):
        adopt(reviewed.chengguan_body, "清理后接收")
    assert adopt(other_body, "未参加清理的").verb == Verb.ADOPT
