"""A province with two counties, their bodies and people, and the power list switched on."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.actions.boundary import exempt
from core.delivery import generations
from core.flows.actions import decide
from core.flows.calendar.actions import fill_calendar
from core.flows.models import AWAITED, Step
from core.plugins.models import Activation
from core.registers.choices import Verb
from core.registers.consultations.actions import put_before_public
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.expertise.actions import ask_experts
from core.registers.review.actions import send
from core.registers.rounds.actions import begin_round
from core.registers.spec import register
from core.sitegroup.models import Level
from core.testing import (
    SYSTEM,
    make_division,
    make_member,
    make_organisation,
    make_province,
    make_user,
)
from tests.core.flows.conftest import officer
from tests.core.registers.editors import new_draft
from tests.core.registers.samples import place_page


@pytest.fixture
def powers():
    """The register of powers."""
    return register("power_list")


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    """``province``, ``chengguan`` and ``qilihe`` with a body, an editor and a chief editor each."""
    return group_rows()


def make_group():
    load_dictionaries(actor=SYSTEM)
    province = make_province()
    made = SimpleNamespace(province=province)
    for slug, code, name in (("chengguan", "620102", "城关区"), ("qilihe", "620103", "七里河区")):
        division = make_division(code, name, province.division)
        member = make_member(slug, province, Level.COUNTY, division=division, short_name=name)
        setattr(made, slug, member)
        setattr(
            made, f"{slug}_body", make_organisation(f"{name}教育局", division, code=f"{slug}-jyj")
        )
        setattr(made, f"{slug}_editor", make_user(f"{slug}-editor", "editor", member=member))
        setattr(made, f"{slug}_chief", make_user(f"{slug}-chief", "chief_editor", member=member))
    with exempt("factory"):
        for member in (made.province, made.chengguan, made.qilihe):
            for plugin in ("power_list", "responsibility_list"):
                Activation.objects.create(member=member, plugin=plugin, enabled=True)
    generations.raise_("sitegroup")
    return made


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Factories raise no generation, so what one test counted must not answer in the next."""
    from core.registers import queries
    from core.registers.public import listing

    for snapshot in (listing._spans, queries._counts):
        snapshot.forget()


# --- a county whose powers are reviewed, and the holders of the offices that review them ---------

ACT = {
    "body": "城关区人民政府",
    "meeting": "区政府第8次常务会议",
    "day": "2026-11-20",
    "number": "城政发〔2026〕8号",
    "publish_on": "2026-11-27",
}


@pytest.fixture
def reviewed(group):
    """The group with reviews switched on in Chengguan."""
    with exempt("factory"):
        Activation.objects.filter(member=group.chengguan, plugin="power_list").update(
            settings={"reviewed": True}
        )
    generations.raise_("sitegroup")
    fill_calendar(actor=SYSTEM)
    return group


@pytest.fixture
def people(reviewed):
    at, body = reviewed.chengguan, reviewed.chengguan_body
    return SimpleNamespace(
        clerk=officer("clerk", "clerk", at, body),
        head=officer("head", "head", at, body),
        establishment=officer("establishment", "establishment", at),
        legal=officer("legal", "legal", at),
        government=officer("government", "government_office", at),
        stranger=officer("stranger", "establishment", reviewed.qilihe),
    )


@pytest.fixture
def drafts(powers, reviewed):
    """Two drafts of new powers."""
    return [
        new_draft(
            powers,
            reviewed,
            name,
            verb=Verb.ESTABLISH,
            change_ground="国发〔2026〕1号",
            valid_from=None,
        )
        for name in ("甲", "乙")
    ]


@pytest.fixture
def package(powers, reviewed, people, drafts):
    """Both drafts, sent for review."""
    return send(
        powers,
        [draft.pk for draft in drafts],
        member=reviewed.chengguan,
        title="2026年第一批调整",
        actor=reviewed.chengguan_editor,
    )


def step_of(package, name):
    """The newest step of a package at a node of its flow."""
    steps = Step.objects.filter(process=package.proceeding).order_by("-pk")
    return next(each for each in steps if each.flow_task.name == name)


@pytest.fixture
def step(package):
    return lambda name: step_of(package, name)


@pytest.fixture
def awaited(package):
    def names():
        steps = Step.objects.filter(process=package.proceeding, status__in=AWAITED)
        return [each.flow_task.name for each in steps]

    return names


@pytest.fixture
def go_on(package, people):
    """``go_on("sign", "first")`` decides these steps onward, one after the other."""
    return lambda *names, **act: pass_on(package, people, *names, **act)


def pass_on(package, people, *names, **act):
    """Decide these steps of a package onward, one after the other; ``act`` is said of approval."""
    who = {
        "sign": people.head,
        "first": people.establishment,
        "legal": people.legal,
        "approval": people.government,
        "revise": people.clerk,
    }
    for name in names:
        more = {}
        if name == "approval":
            paper = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")
            more = {"papers": [paper], "data": ACT | act}
        step = step_of(package, name)
        key = step.flow_task.decisions[0].key
        decide(step, key, actor=who[name], confirmed_at=timezone.now(), **more)


# --- experts of that county, and what they were sent ---------------------------------------------


@pytest.fixture
def pks(drafts):
    return [draft.pk for draft in drafts]


@pytest.fixture
def experts(reviewed):
    """Two experts of Chengguan."""
    return [officer(f"expert-{n}", "expert", reviewed.chengguan) for n in (1, 2)]


@pytest.fixture
def sent(package, go_on, step, people, experts, pks):
    """The package before the establishment office, its first draft sent to the first expert, both
    to the second; their steps."""
    go_on("sign")
    for expert, draft_ids in zip(experts, (pks[:1], pks), strict=True):
        ask_experts(
            step("first"),
            draft_ids,
            [expert],
            question="依据充分吗？",
            actor=people.establishment,
        )
    return [Step.objects.get(office="expert", owner=expert) for expert in experts]


# --- a round for both bodies of that county ------------------------------------------------------

D = datetime.date
DAYS = {
    "named_by": D(2026, 11, 30),
    "checked_by": D(2026, 12, 31),
    "reviewed_by": D(2027, 3, 31),
    "published_by": D(2027, 6, 30),
}


@pytest.fixture
def other_body(reviewed):
    return make_organisation("城关区水务局", reviewed.chengguan.division, code="chengguan-swj")


@pytest.fixture
def opening(powers, reviewed, people, other_body):
    """Opens a round at Chengguan: ``opening(title=…, days=…, bodies=…, seat=…, actor=…)``."""

    def run(**given):
        said = {
            "title": "2027年清理",
            "days": DAYS,
            "bodies": [reviewed.chengguan_body, other_body],
            "actor": people.establishment,
        } | given
        return begin_round(powers, said.pop("seat", reviewed.chengguan), **said)

    return run


@pytest.fixture
def round(opening):
    return opening()


# --- a package on which the public is asked until 5 December 2026 --------------------------------

CONSULTATION = {
    "title": "教育事项调整征求意见",
    "text": "拟调整以下事项，请提意见。",
    "closes_on": D(2026, 12, 5),
}


@pytest.fixture
def after(time_machine):
    """Goes on to the day after the last one."""
    return lambda: time_machine.move_to("2026-12-06T10:00:00+08:00")


@pytest.fixture
def asked(powers, package, go_on, step, people, reviewed):
    """The consultation, shown below the list of Chengguan; the test says which day it is."""
    place_page(powers, reviewed.chengguan)
    go_on("sign")
    return put_before_public(step("first"), actor=people.establishment, **CONSULTATION)
