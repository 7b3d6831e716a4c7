"""The admin of people, as its keepers see it: core/people/forms.py and its views."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.people.models import Post, User
from core.people.rights import Reach
from core.testing import make_user, sign_in

pytestmark = pytest.mark.django_db
GOOD = "long-enough-7431"


def text(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def url(name, *args):
    return reverse(f"people:{name}", args=args)


@pytest.fixture
def it(client, people):
    return sign_in(client, people.it)


@pytest.fixture
def office(client, people):
    return sign_in(client, people.office)


def test_a_keeper_sees_the_people_of_his_sites_with_their_posts(it, people):
    page = text(it.get(url("index")))
    for name in ("chief", "editor", "neighbour"):
        assert f">{name}" in page or f"{name}\n" in page or name in page
    assert "城关区" in page
    assert url("person", people.office.pk) not in page
    assert url("person", people.auditor.pk) not in page


def test_the_provincial_office_sees_all(office, people):
    page = text(office.get(url("index")))
    for person in vars(people).values():
        assert url("person", person.pk) in page


@pytest.mark.parametrize("person", ["chief", "editor", "auditor"])
def test_who_keeps_no_people_is_refused_and_sees_no_entry(client, people, person):
    sign_in(client, getattr(people, person))
    for address in (url("index"), url("create"), url("person", people.editor.pk)):
        assert client.get(address).status_code in (302, 403)
    assert url("index") not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("建国", {"wang"}),
        ("建", {"wang", "li"}),
        ("欧阳", {"ouyang"}),
        ("阳娜", {"ouyang"}),
        ("WANG", {"wang"}),
        ("张三", set()),
        ("%", set()),
    ],
)
def test_people_are_found_by_any_piece_of_their_chinese_name(group, people, office, typed, found):
    named = {
        "wang": make_user("wang", "editor", Reach.SITE, group.chengguan, name="王建国"),
        "li": make_user("li", "editor", Reach.SITE, group.tianshui, name="李建军"),
        "ouyang": make_user("ouyang", "editor", Reach.SITE, group.qilihe, name="欧阳娜娜"),
    }
    for address in (url("index"), url("index_results")):
        page = text(office.get(address, {"q": typed}))
        assert {k for k, one in named.items() if url("person", one.pk) in page} == found


def test_a_keeper_finds_nobody_beyond_his_sites_by_any_name(group, people, it):
    near = make_user("near", "editor", Reach.SITE, group.chengguan, name="王建国")
    far = make_user("far", "editor", Reach.SITE, group.tianshui, name="李建国")
    page = text(it.get(url("index"), {"q": "建国"}))
    assert url("person", near.pk) in page and url("person", far.pk) not in page


def test_the_list_is_searched_filtered_and_sorted(office, group, people):
    assert url("person", people.chief.pk) in text(office.get(url("index"), {"q": "chie"}))
    found = text(office.get(url("index"), {"role": "editor", "site": group.qilihe.pk}))
    assert url("person", people.neighbour.pk) in found
    assert url("person", people.editor.pk) not in found
    found = text(office.get(url("index"), {"ordering": "-username"}))
    assert found.index(url("person", people.office.pk)) < found.index(
        url("person", people.chief.pk)
    )


def test_the_list_costs_the_same_queries_for_few_people_and_many(it, group):
    it.get(url("index"))
    with CaptureQueriesContext(connection) as few:
        it.get(url("index"))
    for number in range(20):
        make_user(f"more{number}", "editor", Reach.SITE, group.qilihe, home=group.qilihe)
    it.get(url("index"))
    with CaptureQueriesContext(connection) as many:
        it.get(url("index"))
    assert len(many) == len(few)


def test_a_keeper_makes_an_account_and_gives_it_a_post(it, group):
    typed = {
        "username": "wang.fang", "name": "王芳", "email": "", "home": group.chengguan.pk,
        "password1": GOOD, "password2": GOOD,
    }  # fmt: skip
    answer = it.post(url("create"), typed)
    user = User.objects.get(username="wang.fang")
    assert answer.url == url("person", user.pk)
    assert user.check_password(GOOD)
    it.post(
        url("appoint", user.pk), {"role": "editor", "reach": "site", "member": group.chengguan.pk}
    )
    assert list(user.posts.values_list("role", "member_id")) == [("editor", group.chengguan.pk)]
    page = text(it.get(url("person", user.pk)))
    assert "城关区" in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"username": "editor"}, "username"),
        ({"name": ""}, "name"),
        ({"home": ""}, "home"),
        ({"password2": "other-words-99"}, "password2"),
        ({"password1": "12345", "password2": "12345"}, "password1"),
    ],
)
def test_a_wrong_account_keeps_what_was_typed_and_says_why_beside_the_field(
    it, group, typed, field
):
    base = {
        "username": "new", "name": "新人", "home": group.chengguan.pk,
        "password1": GOOD, "password2": GOOD,
    }  # fmt: skip
    answer = it.post(url("create"), base | typed)
    page = text(answer)
    assert field in answer.context["form"].errors
    assert 'class="error-message"' in page or "error-message" in page
    assert "新人" in page or field == "name"
    assert not User.objects.filter(username="new").exists()


def test_a_site_out_of_reach_is_offered_nowhere_and_accepted_nowhere(it, group, people):
    page = text(it.get(url("appoint", people.editor.pk)))
    assert "兰州市" in page
    assert "天水市" not in page
    assert 'value="provincial_office"' not in page
    assert 'value="group"' not in page
    for typed in (
        {"role": "editor", "reach": "site", "member": group.tianshui.pk},
        {"role": "provincial_office", "reach": "site", "member": group.lanzhou.pk},
        {"role": "editor", "reach": "group", "member": ""},
    ):
        before = Post.objects.count()
        answer = it.post(url("appoint", people.editor.pk), typed)
        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert Post.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reach": "group"}, "member"),
        ({"member": ""}, "member"),
        ({"role": "nothing"}, "role"),
        ({"role": "editor"}, "role"),
    ],
)
def test_a_wrong_post_says_why_beside_the_field(office, group, people, typed, field):
    base = {"role": "chief_editor", "reach": "site", "member": group.chengguan.pk}
    answer = office.post(url("appoint", people.editor.pk), base | typed)
    assert field in answer.context["form"].errors, answer.context["form"].errors


def test_below_a_site_one_may_appoint_only_who_reaches_there(client, group, people):
    sign_in(client, make_user("keeper", "site_administrator", Reach.SITE, group.lanzhou))
    mine = make_user("mine", home=group.lanzhou)
    typed = {"role": "editor", "reach": "subtree", "member": group.lanzhou.pk}
    answer = client.post(url("appoint", mine.pk), typed)
    assert "reach" in answer.context["form"].errors


def test_a_person_out_of_reach_is_not_there(it, people):
    for name in ("person", "change", "password", "appoint"):
        assert it.get(url(name, people.auditor.pk)).status_code == 404
    for name in ("set_active", "unlock"):
        assert it.post(url(name, people.auditor.pk)).status_code == 404


def test_what_the_keeper_may_not_change_has_no_buttons_and_answers_no_address(it, group, people):
    from core.people.actions import appoint

    appoint(people.editor, "editor", Reach.SITE, group.tianshui, actor=people.office)
    page = text(it.get(url("person", people.editor.pk)))
    assert url("password", people.editor.pk) not in page
    assert "天水市" not in page
    assert it.get(url("password", people.editor.pk)).status_code in (302, 403)
    it.post(url("password", people.editor.pk), {"new_password1": GOOD, "new_password2": GOOD})
    people.editor.refresh_from_db()
    assert not people.editor.check_password(GOOD)


def test_a_password_is_set(it, people):
    it.post(url("password", people.editor.pk), {"new_password1": GOOD, "new_password2": GOOD})
    people.editor.refresh_from_db()
    assert people.editor.check_password(GOOD)
    answer = it.post(
        url("password", people.editor.pk), {"new_password1": GOOD, "new_password2": "x"}
    )
    assert "new_password2" in answer.context["form"].errors


def test_a_post_is_ended_after_asking(it, people):
    post = people.editor.posts.get()
    assert "城关区" in text(it.get(url("dismiss", people.editor.pk, post.pk)))
    assert Post.objects.filter(pk=post.pk).exists()
    it.post(url("dismiss", people.editor.pk, post.pk))
    assert not Post.objects.filter(pk=post.pk).exists()
    assert not people.editor.groups.exists()


def test_an_account_is_deactivated_and_activated(it, people):
    it.post(url("set_active", people.editor.pk), {"deactivate": "1"})
    people.editor.refresh_from_db()
    assert not people.editor.is_active
    it.post(url("set_active", people.editor.pk), {"activate": "1"})
    people.editor.refresh_from_db()
    assert people.editor.is_active
    assert it.get(url("set_active", people.editor.pk)).status_code == 405


def test_ones_own_account_is_not_deactivated(it, people):
    it.post(url("set_active", people.it.pk), {"deactivate": "1"})
    people.it.refresh_from_db()
    assert people.it.is_active


def test_an_account_is_changed(it, group, people):
    typed = {"name": "李四", "email": "li@example.cn", "home": group.qilihe.pk}
    it.post(url("change", people.editor.pk), typed)
    people.editor.refresh_from_db()
    assert (people.editor.name, people.editor.home) == ("李四", group.qilihe)
