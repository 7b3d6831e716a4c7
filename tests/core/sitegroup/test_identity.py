"""A site keeps its own identity; its name, address and theme are the province's."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.audit.models import AuditLine
from core.people.rights import Reach
from core.sitegroup.actions import update_identity
from core.sitegroup.identity import IdentityForm
from core.testing import SYSTEM, make_member, make_province, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    return group_rows()


def make_group():
    province = make_province()
    lanzhou = make_member("lanzhou", province, name="兰州市")
    make_member("chengguan", lanzhou, "county", name="城关区")
    make_member("tianshui", province, name="天水市")
    return lanzhou


@pytest.fixture
def it(client, group):
    return sign_in(client, make_user("it", "site_administrator", Reach.SUBTREE, group))


def url(slug):
    return reverse("identity:edit", args=[slug])


TYPED = {"sponsor": "市政府办公室", "phone": "0931-1234567", "site_code": "6201000001"}


def test_a_site_administrator_keeps_his_own_sites_and_those_below(it, group):
    assert it.post(url("chengguan"), TYPED).status_code == 302
    member = type(group).objects.get(slug="chengguan")
    assert (member.sponsor, member.phone) == ("市政府办公室", "0931-1234567")
    line = AuditLine.objects.get(name="sitegroup.update_identity")
    assert line.member == member
    assert line.detail == {"changes": ["phone", "site_code", "sponsor"]}


def test_another_countys_site_is_refused(it, group):
    assert it.get(url("tianshui")).status_code in (302, 403)
    it.post(url("tianshui"), TYPED)
    assert type(group).objects.get(slug="tianshui").phone == ""


def test_a_wrong_value_stays_and_says_why_beside_its_field(it, group):
    answer = it.post(url("lanzhou"), {**TYPED, "site_code": "12", "email": "no address"})
    assert set(answer.context["form"].errors) == {"site_code", "email"}
    assert "no address" in answer.content.decode()
    assert type(group).objects.get(pk=group.pk).sponsor == ""


def test_the_list_shows_the_keepers_sites(it):
    page = it.get(reverse("identity:index")).content.decode()
    assert url("lanzhou") in page
    assert url("chengguan") in page
    assert url("tianshui") not in page


@pytest.mark.parametrize("role", ["editor", "chief_editor", "auditor"])
def test_who_keeps_no_site_is_refused_and_sees_no_entry(client, group, role):
    sign_in(client, make_user("person", role, Reach.SITE, group))
    assert client.get(reverse("identity:index")).status_code in (302, 403)
    assert client.get(url("lanzhou")).status_code in (302, 403)
    assert reverse("identity:index") not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("field", ["name", "slug", "theme", "host", "parent_id"])
def test_what_is_the_provinces_is_no_field_and_no_value(group, field):
    assert field not in IdentityForm().fields
    with pytest.raises(PermissionDenied):
        update_identity(group, {field: "x"}, actor=SYSTEM)


def test_the_action_checks_its_values_too(group):
    with pytest.raises(ValidationError):
        update_identity(group, {"email": "no address"}, actor=SYSTEM)
