"""plugins/power_list/flows.py: each stage of a review by each office and each decision.

Only the holder of the awaited office, at that very government or body, takes one of the decisions
of that stage; nobody passes a stage over, at the page, by the boxes of the inbox, by a call, by a
command or by a file.
"""

import datetime
from contextlib import contextmanager

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.actions import decide, hand, take
from core.flows.base import Work
from core.flows.calendar.actions import fill_calendar
from core.flows.models import AWAITED, Step
from core.people.models import User
from core.plugins.gate import Refused
from core.plugins.models import Activation
from core.registers import actions
from core.registers.approval import Approval, Package
from core.registers.choices import Verb
from core.registers.queries import terms
from core.registers.review.actions import approve, publish_part, send
from core.registers.review.offices import CONSULTED
from core.registers.spec import register
from core.testing import SYSTEM, make_organisation, make_user, sign_in
from plugins.power_list.flows import ReviewFlow
from tests.core.flows.conftest import officer
from tests.core.registers.conftest import ACT, make_group
from tests.core.registers.editors import new_draft, posted
from tests.core.registers.exchange.samples import book, check

pytestmark = pytest.mark.django_db

TODAY = datetime.datetime(2026, 11, 25, 2, tzinfo=datetime.UTC)
WORK = {node.name: node for node in ReviewFlow.instance.nodes() if isinstance(node, Work)}
KEYS = sorted({one.key for node in WORK.values() for one in node.decisions} | {"publish"})
#: The way to each stage: what is decided before it, stage and decision.
HEARD = (("sign", "sign"), *((office, "done") for office in CONSULTED))
WAYS = {
    "sign": (),
    **dict.fromkeys(CONSULTED, HEARD[:1]),
    "first": HEARD,
    "legal": (*HEARD, ("first", "pass")),
    "approval": (*HEARD, ("first", "pass"), ("legal", "pass")),
    "revise": (("sign", "back"),),
}
#: A package before each stage; those who are heard side by side share one.
PACKAGES = {name: way for name, way in WAYS.items() if name not in CONSULTED[1:]}
#: Offices of a body, as others are of a government.
OF_A_BODY = ("clerk", "head", "liaison")


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture(scope="module")
def world_rows(module_rows):
    return module_rows(make_world)


@pytest.fixture
def world(world_rows, db):
    """``holders`` of each office at Chengguan, ``others`` who hold the same elsewhere or none,
    ``packages`` before each stage."""
    return world_rows()


def make_world():
    with time_machine.travel(TODAY, tick=False):
        made = make_group()
        made.powers = register("power_list")
        heard = {f"consults_{office}": True for office in CONSULTED}
        with exempt("factory"):
            Activation.objects.filter(member=made.chengguan, plugin="power_list").update(
                settings={"reviewed": True, "shortened": False} | heard
            )
        generations.raise_("sitegroup")
        fill_calendar(actor=SYSTEM)
        made.holders, made.others = make_people(made)
        made.packages = {name: make_package(made, name) for name in PACKAGES}
    return made


def make_people(made):
    here, there = made.chengguan, made.qilihe
    beside = make_organisation("城关区水务局", here.division, code="chengguan-swj")
    holders, others = {}, {}
    for office in (term.code for term in terms().by_dictionary["office"]):
        of_a_body = office in OF_A_BODY
        body, strange = (made.chengguan_body, made.qilihe_body) if of_a_body else (None, None)
        holders[office] = officer(office, office, here, body)
        others[f"{office} of the other county"] = officer(f"{office}-2", office, there, strange)
        if of_a_body:
            others[f"{office} of another body"] = officer(f"{office}-3", office, here, beside)
    others |= {"editor": made.chengguan_editor, "chief editor": made.chengguan_chief}
    with exempt("factory"):
        others["superuser"] = User.objects.create_superuser("root", password="root")
    others["nobody"] = make_user("nobody")
    return holders, others


def make_package(made, name):
    draft = new_draft(
        made.powers, made, f"{name}的事项", verb=Verb.ESTABLISH, change_ground="国发〔2026〕1号",
        valid_from=None, local_code=f"C-{name}",
    )  # fmt: skip
    package = send(
        made.powers, [draft.pk], member=made.chengguan, title=name, actor=made.chengguan_editor
    )
    for stage, key in PACKAGES[name]:
        decided(step_in(package, stage), key, made.holders[WORK[stage].office])
    return package


def step_in(package, name):
    steps = Step.objects.filter(process=package.proceeding).order_by("-pk")
    return next(step for step in steps if step.flow_task.name == name)


def before(world, name):
    """The package before a stage, and the step that is awaited."""
    package = world.packages[name if name in PACKAGES else CONSULTED[0]]
    return package, step_in(package, name)


def decided(step, key, who):
    """A decision with all that any of them asks for: only who takes it, and which, plays a part."""
    return decide(
        step, key, actor=who, text="理由", papers=[SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")],
        confirmed_at=timezone.now(), data=ACT,
    )  # fmt: skip


@contextmanager
def undone():
    """Whatever happens in it has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_awaited(step):
    return Step.objects.get(pk=step.pk).status in AWAITED


def everybody(world):
    return world.holders | world.others


def test_the_table_knows_every_stage_and_every_office(world):
    assert set(WAYS) == set(WORK)
    assert {node.office for node in WORK.values()} <= set(world.holders)
    for name in WORK:
        package, step = before(world, name)
        awaited = Step.objects.filter(process=package.proceeding, status__in=AWAITED)
        names = {each.flow_task.name for each in awaited.exclude(office="")}
        assert is_awaited(step) and names == (set(CONSULTED) if name in CONSULTED else {name})


@pytest.mark.parametrize("name", WORK)
def test_a_call_moves_a_stage_by_its_own_decisions_and_its_own_office_alone(world, name):
    _package, step = before(world, name)
    own = {one.key for one in WORK[name].decisions}
    for label, who in everybody(world).items():
        holds = label == WORK[name].office
        for key in KEYS:
            with undone():
                if holds and key in own:
                    decided(step, key, who)
                    assert not is_awaited(step), (label, key)
                    with pytest.raises(Refused):
                        decided(step, key, who)
                else:
                    with pytest.raises(Refused if holds else PermissionDenied):
                        decided(step, key, who)
                    assert is_awaited(step), (label, key)


@pytest.mark.parametrize("name", WORK)
def test_nobody_else_takes_a_stage_or_is_handed_it(world, name):
    _package, step = before(world, name)
    holder = world.holders[WORK[name].office]
    for label, who in everybody(world).items():
        if who == holder:
            continue
        with pytest.raises(PermissionDenied):
            take(step, actor=who)
        with pytest.raises(Refused):
            hand(step, who, actor=holder)
        assert Step.objects.get(pk=step.pk).owner is None, label


@pytest.mark.parametrize("name", WORK)
def test_what_was_decided_before_is_not_decided_again(world, name):
    package, _step = before(world, name)
    for stage, _key in WAYS[name]:
        for key in KEYS:
            with pytest.raises(Refused):
                decided(step_in(package, stage), key, world.holders[WORK[stage].office])


# --- at the page ---------------------------------------------------------------------------------


def sent(client, step, key, who):
    """The form of a decision, filled in with all that any of them asks for."""
    prefix = f"step-{step.pk}"
    paper = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")
    said = {"decision": key, "text": "理由", "password": who.username, "papers": [paper]}
    data = {f"{prefix}-{name}": value for name, value in said.items()}
    data |= {f"{prefix}-approve-{name}": value for name, value in ACT.items()}
    return client.post(reverse("flows_decide", args=[step.pk]), data)


def sent_in_bulk(client, step, key):
    return client.post(reverse("flows_bulk"), {"step": [step.pk], "do": key, "box": "unit"})


def at_the_door(world, office):
    """Everybody but those who hold another office elsewhere: a call has refused them already."""
    elsewhere = {
        label: who
        for label, who in world.others.items()
        if " of " not in label or label.startswith(f"{office} of ")
    }
    return world.holders | elsewhere


@pytest.mark.parametrize("name", WORK)
def test_a_form_moves_a_stage_by_its_own_decisions_and_its_own_office_alone(world, name):
    _package, step = before(world, name)
    own = {one.key: one for one in WORK[name].decisions}
    for label, who in at_the_door(world, WORK[name].office).items():
        client, holds = sign_in(Client(), who), label == WORK[name].office
        for key in KEYS if holds else list(own)[:1]:
            with undone():
                answer = sent(client, step, key, who)
                moved = holds and key in own
                assert answer.status_code < 500 and is_awaited(step) is not moved, (label, key)
            with undone():
                sent_in_bulk(client, step, key)
                moved = holds and key in own and own[key].bulk
                assert is_awaited(step) is not moved, (label, key)


# --- past the flow -------------------------------------------------------------------------------


def draft_in(world, package):
    return world.powers.Draft.objects.get(package=package)


def unmoved(world, package, draft):
    now = draft_in(world, package)
    assert (now.name, now.revision) == (draft.name, draft.revision)
    assert not world.powers.Version.objects.exists() and not Approval.objects.exists()


@pytest.fixture(params=[name for name in PACKAGES if name != "revise"])
def closed(request, world):
    """A package before each stage at which its drafts are out of their editors' hands."""
    package = world.packages[request.param]
    return package, draft_in(world, package)


def test_no_call_changes_or_publishes_what_is_under_review(world, closed):
    package, draft = closed
    editor, chief, here = world.chengguan_editor, world.chengguan_chief, world.chengguan
    one = {"member": here, "verb": Verb.ESTABLISH, "day": TODAY.date(), "ground": "x"}
    attempts = [
        lambda: actions.save_draft(world.powers, draft, actor=editor),
        lambda: actions.save_draft(world.powers, draft, actor=SYSTEM),
        lambda: actions.discard_draft(world.powers, draft, actor=SYSTEM),
        lambda: send(world.powers, [draft.pk], member=here, title="x", actor=editor),
        *(
            lambda more=more, who=who: actions.publish(
                world.powers, [draft.pk], actor=who, **one | more
            )
            for who in (chief, SYSTEM)
            for more in ({}, {"verb": Verb.ADOPT}, {"package": package})
        ),
        lambda: publish_part(package, [draft.pk], actor=SYSTEM),
        lambda: approve(
            package, body="x", number="1", day=TODAY.date(), publish_on=TODAY.date(), actor=chief
        ),
    ]
    for number, attempt in enumerate(attempts):
        with pytest.raises(Refused):
            attempt()
        unmoved(world, package, draft), number
    outcome = actions.publish_all(world.powers, [draft.pk], actor=SYSTEM, **one)
    assert outcome.published == [] and "审核" in outcome.refused[0].reasons[0]


def test_no_page_changes_or_publishes_what_is_under_review(world, closed):
    package, draft = closed
    editor = sign_in(Client(), world.chengguan_editor)
    chief = sign_in(Client(), world.chengguan_chief)
    changed = posted(draft, name="改了的名称")
    decision = {"verb": "establish", "day": "2026-11-25", "ground": "x", "draft": [draft.pk]}
    for client, door, data in (
        (editor, reverse("drafts_power_list:edit", args=[draft.pk]), changed),
        (editor, reverse("drafts_power_list:discard", args=[draft.pk]), {}),
        (chief, reverse("drafts_power_list:publish_one", args=[draft.pk]), decision),
        (chief, reverse("drafts_power_list:publish"), decision),
        (editor, reverse("review_power_list"), {"title": "x", "everything": "on"}),
    ):
        assert client.post(door, data).status_code in (200, 302), door
        unmoved(world, package, draft)
    assert Package.objects.count() == len(PACKAGES)


def test_no_command_publishes_what_is_under_review(world, closed, capsys):
    package, draft = closed
    said = ["--site", "chengguan", "--verb", "设立", "--date", "2026-11-25", "--ground", "x"]
    for which in (["--codes", draft.local_code], ["--codes", draft.name], ["--all"]):
        with pytest.raises(CommandError):
            call_command("registers", "publish", "power_list", *said, *which)
        unmoved(world, package, draft)
    assert "审核" in capsys.readouterr().out


def test_no_file_changes_what_is_under_review_and_its_row_and_reason_are_told(
    world, closed, tmp_path, capsys
):
    package, draft = closed
    data = book(表=[["名称", "本地编码"], ["新事项", "N1"], ["改了的名称", draft.local_code]])
    (error,) = check(world.powers, data, world.chengguan, "xlsx").errors
    assert (error.row, error.column, error.rule) == (3, "本地编码", "draft")
    assert "审核" in error.sentence
    path = tmp_path / "清单.xlsx"
    path.write_bytes(data)
    with pytest.raises(CommandError):
        call_command("registers", "import", "power_list", str(path), "--site", "chengguan")
    assert error.sentence in capsys.readouterr().out
    client = sign_in(Client(), world.chengguan_editor)
    file = SimpleUploadedFile("清单.xlsx", data)
    given = {"member": world.chengguan.pk, "mapping": "own-form", "file": file}
    shown = client.post(reverse("entries_power_list:import"), given)
    assert error.sentence in client.post(shown.url).content.decode()
    unmoved(world, package, draft)
    assert not world.powers.Draft.objects.filter(name="新事项").exists(), "nothing half-written"


def test_what_was_sent_back_is_changed_by_its_editors_and_still_not_published(world):
    package = world.packages["revise"]
    draft = draft_in(world, package)
    draft.name = "改了的名称"
    actions.save_draft(world.powers, draft, actor=world.chengguan_editor)
    for who in (world.chengguan_chief, SYSTEM):
        with pytest.raises(Refused):
            actions.publish(
                world.powers, [draft.pk], member=world.chengguan, actor=who, verb=Verb.ESTABLISH,
                day=TODAY.date(), ground="x",
            )  # fmt: skip
    with pytest.raises(Refused):
        publish_part(package, [draft.pk], actor=SYSTEM)
    assert not world.powers.Version.objects.exists()
