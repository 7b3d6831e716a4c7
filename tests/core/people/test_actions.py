"""Accounts, posts and their groups (core/people/groups.py): nobody hands out more than he holds."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.people.actions import (
    appoint,
    change_user,
    create_user,
    dismiss,
    set_active,
    set_password,
    unlock,
)
from core.people.models import Post, User
from core.people.rights import Reach, Right, has_right
from core.plugins.gate import Refused
from core.testing import SYSTEM, make_member, make_user

pytestmark = pytest.mark.django_db
GOOD = "long-enough-7431"


@pytest.mark.parametrize(("reach", "place"), [("group", None), ("site", "qilihe")])
def test_the_database_refuses_a_doubled_post_on_a_site_and_on_the_group(
    group, people, reach, place
):
    post = {
        "user": people.editor,
        "role": "auditor",
        "reach": reach,
        "member": place and getattr(group, place),
    }
    with exempt("factory"):
        Post.objects.create(**post)
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(**post)
    assert Post.objects.filter(**post).count() == 1


def test_appointing_twice_gives_the_post_that_is_there(group, people):
    appointment = (people.editor, "auditor", Reach.GROUP, None)
    first = appoint(*appointment, actor=people.office)
    assert appoint(*appointment, actor=people.office) == first
    assert Post.objects.filter(user=people.editor, role="auditor").count() == 1


def test_a_new_account_has_no_rights(group, people):
    user = create_user(User(username="new", home=group.chengguan), GOOD, actor=people.it)
    assert not any(has_right(user, right, group.chengguan) for right in Right)
    assert AuditLine.objects.get(name="people.create_user").member == group.chengguan


@pytest.mark.parametrize("home", ["tianshui", "province", None])
def test_an_account_is_not_made_out_of_reach(group, people, home):
    with pytest.raises(PermissionDenied):
        create_user(User(username="new", home=home and getattr(group, home)), GOOD, actor=people.it)
    assert not User.objects.filter(username="new").exists()


def test_a_weak_password_makes_no_account(group, people):
    with pytest.raises(ValidationError):
        create_user(User(username="new", home=group.lanzhou), "12345", actor=people.it)
    assert not User.objects.filter(username="new").exists()


@pytest.mark.parametrize("role", ["editor", "chief_editor", "site_administrator"])
@pytest.mark.parametrize("place", ["lanzhou", "chengguan"])
def test_lanzhous_officer_appoints_in_lanzhou_and_below(group, people, role, place):
    member = getattr(group, place)
    post = appoint(people.editor, role, Reach.SITE, member, actor=people.it)
    assert has_right(people.editor, Right.WRITE, member)
    assert people.editor.groups.filter(name__startswith=f"{role}@site:{place}").exists()
    dismiss(post, actor=people.it)
    assert not people.editor.posts.filter(role=role, member=member).exists()


@pytest.mark.parametrize(
    ("role", "reach", "place"),
    [
        ("editor", Reach.SITE, "tianshui"),
        ("editor", Reach.SITE, "province"),
        ("editor", Reach.SUBTREE, "province"),
        ("editor", Reach.GROUP, None),
        ("auditor", Reach.SITE, "lanzhou"),
        ("provincial_office", Reach.SITE, "lanzhou"),
        ("provincial_office", Reach.GROUP, None),
    ],
)
def test_lanzhous_officer_appoints_to_nothing_more(group, people, role, reach, place):
    before = Post.objects.count()
    with pytest.raises(PermissionDenied):
        appoint(people.editor, role, reach, place and getattr(group, place), actor=people.it)
    assert Post.objects.count() == before


def test_a_post_on_one_site_gives_none_on_all_below_it(group, people):
    keeper = make_user("keeper", "site_administrator", Reach.SITE, group.lanzhou)
    appoint(people.editor, "editor", Reach.SITE, group.lanzhou, actor=keeper)
    with pytest.raises(PermissionDenied):
        appoint(people.editor, "editor", Reach.SUBTREE, group.lanzhou, actor=keeper)


@pytest.mark.parametrize("person", ["chief", "editor", "auditor"])
def test_who_keeps_no_people_appoints_nobody(group, people, person):
    with pytest.raises(PermissionDenied):
        appoint(
            people.neighbour, "editor", Reach.SITE, group.chengguan, actor=getattr(people, person)
        )


def test_there_are_only_the_roles_there_are(group, people):
    with pytest.raises(Refused):
        appoint(people.editor, "emperor", Reach.SITE, group.lanzhou, actor=people.office)


def test_a_site_hosted_elsewhere_has_no_posts_here(group, people):
    away = make_member("away", group.province, external_url="https://away.example.cn/")
    with pytest.raises(Refused):
        appoint(people.editor, "editor", Reach.SITE, away, actor=people.office)


def test_nobody_ends_his_own_post(people):
    with pytest.raises(Refused):
        dismiss(people.office.posts.get(), actor=people.office)


def test_a_site_administrator_does_not_dismiss_an_auditor(group, people):
    post = appoint(people.editor, "auditor", Reach.SITE, group.lanzhou, actor=people.office)
    with pytest.raises(PermissionDenied):
        dismiss(post, actor=people.it)


def test_who_has_a_post_out_of_reach_is_not_kept(group, people):
    """His password would be a way to rights that the keeper does not hold."""
    set_password(people.editor, GOOD, actor=people.it)
    appoint(people.editor, "editor", Reach.SITE, group.tianshui, actor=people.office)
    for write in (
        lambda: set_password(people.editor, GOOD, actor=people.it),
        lambda: set_active(people.editor, False, actor=people.it),
        lambda: unlock(people.editor, actor=people.it),
        lambda: change_user(people.editor, name="x", email="", home=None, actor=people.it),
    ):
        with pytest.raises(PermissionDenied):
            write()
    set_password(people.editor, GOOD, actor=people.office)


def test_the_platforms_administrator_is_kept_by_himself_alone(people):
    with exempt("factory"):
        root = User.objects.create_superuser("root", password="root")
    with pytest.raises(PermissionDenied):
        set_password(root, GOOD, actor=people.office)
    set_password(root, GOOD, actor=root)


def test_an_account_is_not_given_to_a_site_out_of_reach(group, people):
    with pytest.raises(PermissionDenied):
        change_user(people.editor, name="x", email="", home=group.tianshui, actor=people.it)


def test_nobody_deactivates_himself(people):
    with pytest.raises(Refused):
        set_active(people.office, False, actor=people.office)


def test_a_deactivated_person_is_out_at_once_and_may_come_back(client, group, people):
    from django.urls import reverse

    from core.testing import sign_in

    sign_in(client, people.editor)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    set_active(people.editor, False, actor=people.it)
    assert client.get(reverse("wagtailadmin_home")).status_code == 302
    set_active(people.editor, True, actor=people.it)
    assert people.editor.is_active


def test_a_new_password_ends_the_sessions(client, people):
    from django.urls import reverse

    from core.testing import sign_in

    sign_in(client, people.editor)
    set_password(people.editor, GOOD, actor=people.it)
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_an_audit_line_of_an_account_holds_no_more_than_its_name(group, people):
    change_user(people.editor, name="李四", email="li@example.cn", home=None, actor=people.office)
    line = AuditLine.objects.get(name="people.change_user")
    assert line.detail == {}
    assert line.target_name == "editor"


def test_a_group_gives_the_rights_of_its_post_and_nothing_else(people):
    [group] = people.editor.groups.all()
    assert {permission.codename for permission in group.permissions.all()} == {"access_admin"}
    assert not Group.objects.filter(permissions__codename__endswith="_user").exists()


def test_the_command_that_makes_the_administrator_is_in_the_log(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)
    call_command("createsuperuser", username="root", email="", interactive=False, verbosity=0)
    assert User.objects.get(username="root").is_superuser
    assert AuditLine.objects.get(name="people.by_command").actor_name == "createsuperuser"
    assert SYSTEM.name != "createsuperuser"


def test_a_password_changed_by_the_command_is_an_action_too(monkeypatch):
    user = make_user("someone")
    typed = "an-other-7431-password"
    monkeypatch.setattr("getpass.getpass", lambda *args, **kwargs: typed)
    call_command("changepassword", "someone", verbosity=0)
    user.refresh_from_db()
    assert user.check_password(typed)
    assert AuditLine.objects.get(name="people.by_command").actor_name == "changepassword"
