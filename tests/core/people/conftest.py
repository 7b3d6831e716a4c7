"""A small group with one person in each role."""

from types import SimpleNamespace

import pytest

from core.people.models import OrganisationKind
from core.people.rights import Reach
from core.sitegroup.models import Level
from core.testing import make_member, make_organisation, make_province, make_user


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    """The province, Lanzhou with Chengguan and Qilihe below it, and Tianshui."""
    return group_rows()


def make_group():
    province = make_province()
    lanzhou = make_member("lanzhou", province, name="兰州市")
    chengguan = make_member("chengguan", lanzhou, "county", name="城关区")
    qilihe = make_member("qilihe", lanzhou, "county", name="七里河区")
    tianshui = make_member("tianshui", province, name="天水市")
    return SimpleNamespace(
        province=province, lanzhou=lanzhou, chengguan=chengguan, qilihe=qilihe, tianshui=tianshui
    )


@pytest.fixture
def people(group):
    """One person in each role; Lanzhou's IT officer keeps Lanzhou and its counties."""
    return SimpleNamespace(
        office=make_user("office", "provincial_office", Reach.GROUP),
        it=make_user("it", "site_administrator", Reach.SUBTREE, group.lanzhou, home=group.lanzhou),
        chief=make_user("chief", "chief_editor", Reach.SITE, group.chengguan, home=group.chengguan),
        editor=make_user("editor", "editor", Reach.SITE, group.chengguan, home=group.chengguan),
        neighbour=make_user("neighbour", "editor", Reach.SITE, group.qilihe, home=group.qilihe),
        auditor=make_user("auditor", "auditor", Reach.GROUP),
    )


@pytest.fixture
def province(db):
    return make_province()


@pytest.fixture
def old(province):
    """A department with a site and an internal body."""
    old = make_organisation("省旧厅")
    make_organisation("省旧厅办公室", kind=OrganisationKind.INTERNAL, parent=old)
    make_member("jiuting", province, Level.DEPARTMENT, organisation=old)
    return old


@pytest.fixture
def new(province):
    return make_organisation("省新厅")
