"""Wagtail's own screens of users and groups hand out no rights to anybody."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from core.actions.boundary import exempt
from core.people.models import User
from core.testing import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["root", "office"])
def powerful(request, client, people):
    """The platform's administrator, and the provincial office."""
    if request.param == "office":
        return sign_in(client, people.office)
    with exempt("factory"):
        root = User.objects.create_superuser("root", password="root")
    return sign_in(client, root)


ADDRESSES = [
    ("wagtailusers_users:index", ()),
    ("wagtailusers_users:add", ()),
    ("wagtailusers_users:edit", ("pk",)),
    ("wagtailusers_users:delete", ("pk",)),
    ("wagtailusers_groups:index", ()),
    ("wagtailusers_groups:add", ()),
    ("wagtailusers_groups:edit", ("group",)),
    ("wagtailusers_groups:delete", ("group",)),
]


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
def test_the_screens_are_refused(powerful, people, name, args):
    known = {"pk": people.editor.pk, "group": people.editor.groups.get().pk}
    address = reverse(name, args=[known[arg] for arg in args])
    assert powerful.get(address).status_code in (302, 403)
    answer = powerful.post(address, {"username": "x", "name": "x", "is_superuser": "on"})
    assert answer.status_code in (302, 403)
    assert answer.url == reverse("wagtailadmin_home") if answer.status_code == 302 else True
    assert User.objects.filter(pk=people.editor.pk, is_superuser=False).exists()


@pytest.mark.parametrize("action", ["assign_role", "delete", "set_active_state"])
def test_the_bulk_actions_are_refused(powerful, people, action):
    address = reverse("wagtail_bulk_action", args=["people", "user", action])
    role = Group.objects.exclude(pk=people.editor.groups.get().pk).first()
    powerful.post(
        f"{address}?id={people.editor.pk}",
        {"role": role.pk, "mark_as_active": "", "next": "/admin/"},
    )
    people.editor.refresh_from_db()
    assert people.editor.is_active
    assert not people.editor.groups.filter(pk=role.pk).exists()


def test_the_menu_leads_to_people_and_not_to_users_or_groups(powerful):
    page = powerful.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("people:index") in page
    assert reverse("wagtailusers_users:index") not in page
    assert reverse("wagtailusers_groups:index") not in page
