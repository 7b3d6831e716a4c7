"""plugins/responsibility_list/flows.py: what goes with powers is reviewed as they are."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.flows.actions import decide
from core.flows.models import Step
from core.jobs.actions import cancel
from core.jobs.models import Job
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.plugins.actions import configure
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.outcomes import Unpublishable
from core.registers.queries import in_force, terms
from core.registers.review.actions import send
from core.registers.rounds.actions import begin_round
from core.registers.spec import register
from core.testing import SYSTEM
from tests.core.registers.conftest import ACT
from tests.core.registers.editors import D
from tests.plugins.responsibility_list.duties import a_power, drafted, duties_for

pytestmark = pytest.mark.django_db
DAY = D(2026, 11, 27)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def both(reviewed):
    """Both lists are reviewed in Chengguan."""
    configure("responsibility_list", reviewed.chengguan, {"reviewed": True}, actor=SYSTEM)
    return reviewed


def service(group, name="就业咨询"):
    services = register("public_service")
    draft = services.Draft(
        member=group.chengguan, organisation=group.chengguan_body, name=name, verb="establish",
        change_ground="某文件", category=terms().find("service_category", "20"),
    )  # fmt: skip
    return actions.save_draft(services, draft, actor=group.chengguan_editor)


def sent(slug, group, *drafts, title="责任调整"):
    return send(
        register(slug), [draft.pk for draft in drafts], member=group.chengguan, title=title,
        actor=group.chengguan_editor,
    )  # fmt: skip


def decided(package, people, *, day=DAY):
    """All offices let it pass; the government approves it for ``day``."""
    who = {
        "sign": people.head, "first": people.establishment, "legal": people.legal,
        "approval": people.government,
    }  # fmt: skip
    for name, actor in who.items():
        more = {}
        if name == "approval":
            paper = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")
            more = {"papers": [paper], "data": ACT | {"publish_on": day.isoformat()}}
        step = awaited(package, name)
        key = step.flow_task.decisions[0].key
        decide(step, key, actor=actor, confirmed_at=timezone.now(), **more)


def awaited(package, name):
    steps = Step.objects.filter(process=package.proceeding).order_by("-pk")
    return next(each for each in steps if each.flow_task.name == name)


def names(slug):
    return [version.name for version in in_force(register(slug))]


def test_a_public_service_is_published_by_its_approval_alone(both, people, time_machine):
    draft = service(both)
    with pytest.raises(Unpublishable, match="请先送审"):
        actions.publish(
            register("public_service"), [draft.pk], member=both.chengguan,
            actor=both.chengguan_chief,
        )  # fmt: skip
    decided(sent("public_service", both, draft), people)
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    assert names("public_service") == ["就业咨询"]


def test_another_countys_offices_decide_nothing_of_it(both, people):
    package = sent("public_service", both, service(both))
    decide(awaited(package, "sign"), "sign", actor=people.head, confirmed_at=timezone.now())
    with pytest.raises(PermissionDenied):
        decide(awaited(package, "first"), "pass", actor=people.stranger)


def test_where_it_is_not_switched_on_nothing_is_reviewed(reviewed):
    draft = service(reviewed)
    published = actions.publish(
        register("public_service"), [draft.pk], member=reviewed.chengguan, day=DAY,
        actor=reviewed.chengguan_chief,
    )  # fmt: skip
    assert [version.name for version in published.published] == ["就业咨询"]


def test_a_power_that_waits_for_its_duties_follows_them_by_itself(both, people, time_machine):
    power = a_power(both)
    duties = duties_for(power)
    change = drafted(power, day=DAY, handling_body="新科室")
    first = sent("power_list", both, change, title="职权调整")
    decided(first, people)
    second = sent("duty", both, drafted(duties, day=DAY, complaints="0931-1"))
    decided(second, people)
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    run_all("w")
    (standing,) = in_force(register("power_list"))
    assert standing.handling_body == "新科室"
    assert in_force(register("duty")).get().complaints == "0931-1"


def test_what_a_person_cancelled_is_not_started_again(both, people, time_machine):

    package = sent("public_service", both, service(both))
    decided(package, people)
    cancel(Job.objects.get(key=f"publish package {package.pk}"), actor=SYSTEM)
    time_machine.move_to("2026-11-27T00:00:01+08:00")
    enqueue("core:registers.publish_due")
    run_all("w")
    assert names("public_service") == []


def test_a_round_clears_public_services_too(both, people):
    days = dict.fromkeys(("named_by", "checked_by", "reviewed_by", "published_by"), DAY)
    opened = begin_round(
        register("public_service"), both.chengguan, title="公共服务清理", days=days,
        bodies=[both.chengguan_body], actor=people.establishment,
    )  # fmt: skip
    assert sent("public_service", both, service(both)).round == opened


def test_duties_are_given_to_nobody(both):
    draft = drafted(duties_for(a_power(both)), verb="delegate", day=DAY)
    with pytest.raises(Refused, match="没有“下放”这种调整方式"):
        sent("duty", both, draft)
