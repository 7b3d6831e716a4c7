"""Folders, roots and locked columns against everyone, by every way of the admin."""

import json

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Revision

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.people.rights import Right, has_right

ROLES = ["superuser", "office", "administrator", "chief", "editor", "auditor", "other"]


def page_url(name, *args):
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def api_url(page, action):
    return reverse("wagtailadmin_api:pages:action", args=[page.pk, action])


def bulk_url(kind, *pages, **query):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return (
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind]) + f"?{ids}&next=/admin/"
    )


def state(group):
    """All that damage to the tree would change."""
    kept = [m.folder_id for m in group.members.values()] + [
        m.site.root_page_id for m in group.members.values()
    ]
    kept += [page.pk for page in group.columns.values()]
    rows = (
        Page.objects.filter(pk__in=kept)
        .order_by("pk")
        .values_list(
            "pk",
            "path",
            "depth",
            "url_path",
            "slug",
            "title",
            "draft_title",
            "live",
            "go_live_at",
            "expire_at",
        )
    )
    places = Page.objects.not_type(ArticlePage).order_by("path").values_list("url_path", flat=True)
    restricted = PageViewRestriction.objects.filter(page_id__in=kept).count()
    return list(rows), list(places), restricted


CHILD = {
    "title": "新",
    "slug": "xin",
    "intro": "",
    "summary": "",
    "keywords": "",
    "column_type": "",
}
EDIT = {
    **CHILD,
    "body-count": 0,
    "title": "被改了",
    "slug": "gaile",
    "action-publish": "1",
    "go_live_at": "2099-01-01 00:00",
    "expire_at": "2000-01-01 00:00",
}
RESTRICTION = {"restriction_type": "login", "password": "", "groups": []}


def ways(group, target):
    """Every way the admin and its API have to move, rename, copy, hide or delete ``target``.

    Each is (name, function of a client). None may change the state that ``state`` sees.
    """
    parent = Page.objects.get(pk=target.pk).get_parent()
    for part in (edits, additions, moves, copies, bulk):
        for name, url, data in part(group, target, parent):
            yield name, lambda client, url=url, data=data: client.post(url, data)
    for action, data in api_calls(group):
        url, body = api_url(target, action), json.dumps(data)
        yield (
            f"api {action} {data}",
            lambda client, url=url, body=body: client.post(
                url, body, content_type="application/json"
            ),
        )


def edits(group, target, parent):
    """Editing, hiding and deleting."""
    url = page_url("edit", target.pk)
    yield "edit and publish", url, EDIT
    yield "edit, draft", url, {**EDIT, "action-publish": ""}
    yield "edit, submit", url, {**EDIT, "action-submit": "1"}
    confirmed = {"confirm": "yes", "confirm_site_name": target.title}
    yield "delete", page_url("delete", target.pk), confirmed
    yield "delete the one above", page_url("delete", parent.pk), {"confirm": "yes"}
    yield "unpublish", page_url("unpublish", target.pk), {"include_descendants": "on"}
    yield "privacy", page_url("set_privacy", target.pk), RESTRICTION
    yield "privacy of the one above", page_url("set_privacy", parent.pk), RESTRICTION


def additions(group, target, parent):
    url = page_url("add", "pages", "homepage", target.pk)
    yield "add a folder", page_url("add", "pages", "folderpage", target.pk), CHILD
    yield "add a home page", url, {**CHILD, "body-count": 0}
    yield "add below the parent folder", page_url("add", "pages", "homepage", parent.pk), CHILD
    yield "add a bare page", page_url("add", "wagtailcore", "page", target.pk), CHILD


def moves(group, target, parent):
    elsewhere, other_site = group.extra["chengguan"], group.extra["qilihe"]
    yield "choose", page_url("move", target.pk), {"new_parent_page": elsewhere.pk}
    destinations = {
        "within the site": elsewhere.pk,
        "to another site": other_site.pk,
        "under a root": group.qilihe.site.root_page_id,
        "to the tree's root": 1,
        "into a folder": group.qilihe.folder_id,
    }
    for name, destination in destinations.items():
        yield f"move {name}", page_url("move_confirm", target.pk, destination), {}
    yield "move the one above", page_url("move_confirm", parent.pk, other_site.pk), {}
    yield "reorder to the end", page_url("set_page_position", target.pk), {}
    yield "reorder to the front", page_url("set_page_position", target.pk) + "?position=0", {}


def copies(group, target, parent):
    url = page_url("copy", target.pk)
    copy = {
        "new_title": "副本",
        "new_slug": "fuben",
        "new_parent_page": group.extra["chengguan"].pk,
        "copy_subpages": "on",
    }
    yield "copy", url, copy
    yield "copy, live", url, {**copy, "publish_copies": "on"}
    yield "copy as alias", url, {**copy, "alias": "on"}
    yield "copy the one above", page_url("copy", parent.pk), copy
    yield "convert alias", page_url("convert_alias", target.pk), {}


def bulk(group, target, parent):
    elsewhere, other_site = group.extra["chengguan"], group.extra["qilihe"]
    below = {"include_descendants": "on"}
    yield "bulk delete", bulk_url("delete", target), {}
    yield "bulk delete of the one above", bulk_url("delete", parent), {}
    yield "bulk move", bulk_url("move", target), {"chooser": elsewhere.pk}
    yield "bulk move to another site", bulk_url("move", target), {"chooser": other_site.pk}
    yield "bulk unpublish", bulk_url("unpublish", target), below
    yield "bulk unpublish of the one above", bulk_url("unpublish", parent), below


def api_calls(group):
    elsewhere, other_site = group.extra["chengguan"].pk, group.extra["qilihe"].pk
    yield "delete", {}
    yield "unpublish", {"recursive": True}
    yield "move", {"destination_page_id": other_site, "position": "last-child"}
    yield "move", {"destination_page_id": elsewhere}
    there = {"destination_page_id": elsewhere, "recursive": True}
    yield "copy", {**there, "slug": "api-copy"}
    yield "create_alias", {**there, "update_slug": "api-alias"}
    yield "convert_alias", {}
    yield "copy_for_translation", {"locale": "en"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", ["folder", "root"])
def test_no_role_damages_a_folder_or_a_root_by_any_way(group, as_role, role, kind):
    member = group.chengguan
    target = Page.objects.get(pk=member.folder_id if kind == "folder" else member.site.root_page_id)
    before, client = state(group), as_role(role)
    tried = 0
    for name, attempt in ways(group, target):
        answer = attempt(client)
        assert answer.status_code < 500, (name, answer)
        assert state(group) == before, f"{role} damaged the {kind}: {name}"
        tried += 1
    assert tried >= 40


@pytest.mark.parametrize("role", ["administrator", "chief", "editor", "auditor", "other"])
def test_nobody_below_the_provincial_office_touches_a_locked_column_by_any_way(
    group, as_role, role
):
    target = group.columns["chengguan"]
    before, client = state(group), as_role(role)
    for name, attempt in ways(group, target):
        answer = attempt(client)
        assert answer.status_code < 500, (name, answer)
        assert state(group) == before, f"{role} damaged the column: {name}"


@pytest.mark.parametrize("role", ["superuser", "office"])
def test_even_the_provincial_office_cannot_move_or_delete_a_uniform_column_by_hand(
    group, as_role, role
):
    target, client = group.columns["chengguan"], as_role(role)
    for name, attempt in ways(group, target):
        if "delete" not in name and "move" not in name:
            continue
        assert attempt(client).status_code < 500
        kept = Page.objects.get(pk=target.pk)
        assert kept.url_path == "/gansu/lanzhou/chengguan/home/tzgg/", name


def test_an_editor_writes_in_a_locked_column_whose_name_he_cannot_change(group, as_role):
    client, column = as_role("chief"), group.columns["chengguan"]
    form = client.get(page_url("edit", column.pk)).context["form"]
    assert form.fields["title"].disabled and form.fields["slug"].disabled
    client.post(
        page_url("edit", column.pk),
        {
            "title": "被改了",
            "slug": "gaile",
            "intro": "本栏目发布通知。",
            "action-publish": "1",
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        },
    )
    saved = ColumnPage.objects.get(pk=column.pk)
    assert (saved.title, saved.slug, saved.intro) == ("通知公告", "tzgg", "本栏目发布通知。")


def test_the_provincial_office_renames_a_locked_column_at_once(group, as_role):
    column = group.columns["chengguan"]
    as_role("office").post(
        page_url("edit", column.pk),
        {
            "title": "公告",
            "slug": "gg",
            "intro": "",
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        },
    )
    saved = ColumnPage.objects.get(pk=column.pk)
    assert (saved.title, saved.slug) == ("公告", "gg")


def test_an_old_revision_does_not_bring_back_an_old_name(group, as_role):
    column = ColumnPage.objects.get(pk=group.columns["chengguan"].pk)
    with exempt("factory"):
        column.title = "旧名"
        revision = Revision.objects.get(pk=column.save_revision().pk)
        ColumnPage.objects.filter(pk=column.pk).update(title="通知公告", draft_title="通知公告")
    client = as_role("chief")
    client.post(bulk_url("publish", column), {"include_descendants": ""})
    client.post(reverse("wagtailadmin_api:pages:action", args=[column.pk, "publish"]))
    assert ColumnPage.objects.get(pk=column.pk).title == "通知公告"
    assert revision.as_object().title == "通知公告"


REFUSALS = [
    ("chief", "columns", "delete"),
    ("chief", "columns", "move"),
    ("chief", "columns", "copy"),
    ("chief", "columns", "unpublish"),
    ("superuser", "root", "delete"),
    ("superuser", "folder", "edit"),
]


@pytest.mark.parametrize(("role", "kind", "view"), REFUSALS)
def test_a_refusal_says_why(group, as_role, role, kind, view):
    member = group.chengguan
    target = {
        "columns": group.columns["chengguan"],
        "root": member.site.root_page,
        "folder": Page.objects.get(pk=member.folder_id),
    }[kind]
    answer = as_role(role).get(page_url(view, target.pk))
    assert answer.status_code == 302
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any(target.title in sentence for sentence in said), said


def test_a_refusal_to_a_script_says_why(group, as_role):
    column = group.columns["chengguan"]
    answer = as_role("chief").post(
        page_url("set_page_position", column.pk), headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert answer.status_code == 403
    assert column.title in answer.content.decode()


def test_a_placed_page_is_not_moved_or_deleted_by_code_outside_an_action(group):
    column, root = group.columns["chengguan"], group.chengguan.site.root_page
    with exempt("factory"):
        for page in (column, root, Page.objects.get(pk=group.chengguan.folder_id)):
            page = Page.objects.get(pk=page.pk)
            with pytest.raises(ValidationError):
                page.move(group.extra["qilihe"], pos="last-child")
            with pytest.raises(ProtectedError):
                page.delete()


def test_the_api_of_the_public_site_offers_no_write(client, group):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)("/api/v1/").status_code in (404, 405)
    assert client.get("/api/v2/pages/").status_code == 404


def test_the_admins_api_asks_for_a_signed_in_person_and_his_token(client, group):
    answer = client.post(api_url(group.columns["chengguan"], "delete"))
    assert answer.status_code in (302, 403)


def test_only_the_provincial_office_may_change_locked_columns(group):
    may = {
        role for role, user in group.users.items() if has_right(user, Right.MANAGE_COLUMNS, None)
    }
    assert may == {"superuser", "office"}
