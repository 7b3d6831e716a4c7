"""A department of the province, a flow that is on there, and the holders of its offices."""

from types import SimpleNamespace

import pytest

from core.flows.actions import begin
from core.flows.calendar.actions import fill_calendar
from core.flows.models import Step
from core.people.actions import appoint
from core.people.rights import OFFICER, Reach, Right
from core.plugins.actions import enable
from core.testing import (
    SYSTEM,
    make_member,
    make_organisation,
    make_province,
    make_term,
    make_user,
)
from tests.dummy_plugin.flows import MatterFlow

OFFICES = {"clerk": "承办处室", "head": "主要负责人", "legal": "司法厅", "establishment": "编办"}


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    """The province with a prefecture that has the dummy plugin on, and another that has not."""
    return group_rows()


def make_group():
    for code, name in OFFICES.items():
        make_term("office", code, name)
    fill_calendar(actor=SYSTEM)
    province = make_province()
    lanzhou = make_member("lanzhou", province, name="兰州市")
    dingxi = make_member("dingxi", province, name="定西市")
    enable("dummy_plugin", lanzhou, actor=SYSTEM)
    return SimpleNamespace(
        province=province, lanzhou=lanzhou, dingxi=dingxi, body=make_organisation("市民政局")
    )


def officer(name, office, member, organisation=None, **fields):
    """A person who holds one office."""
    user = make_user(name, **fields)
    appoint(
        user, OFFICER, Reach.SITE, member, office=office, organisation=organisation, actor=SYSTEM
    )
    return user


@pytest.fixture
def people(group):
    """One holder of each office at Lanzhou, and Dingxi's legal officer."""
    at = group.lanzhou
    return SimpleNamespace(
        clerk=officer("clerk", "clerk", at, group.body),
        head=officer("head", "head", at, group.body),
        legal=officer("legal", "legal", at),
        establishment=officer("establishment", "establishment", at),
        stranger=officer("stranger", "legal", group.dingxi),
        editor=make_user("editor", "editor", Reach.SITE, at),
    )


@pytest.fixture
def matter(group, people):
    """A proceeding that awaits its clerk."""
    return begin(
        MatterFlow, group.lanzhou, "一件事", actor=people.editor, right=Right.WRITE,
        organisation=group.body,
    )  # fmt: skip


@pytest.fixture
def step(matter):
    """The open work of a node: ``step("clear")``."""

    def find(name, proceeding=matter):
        node = getattr(MatterFlow, name)
        return Step.objects.filter(process=proceeding, flow_task=node).order_by("pk").last()

    return find
