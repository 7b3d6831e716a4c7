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


def ways(group, target):  # noqa: PLR0915  (a table)
    """Every way the admin and its API have to move, rename, copy, hide or delete ``target``.

    Each is (name, function of a client). None may change the state that ``state`` sees.
    """
    parent = Page.objects.get(pk=target.pk).get_parent()
    elsewhere = group.extra["chengguan"]
    other_site = group.extra["qilihe"]
    child = {
        "title": "新",
        "slug": "xin",
        "intro": "",
        "summary": "",
        "keywords": "",
        "column_type": "",
    }
    copy = {
        "new_title": "副本",
        "new_slug": "fuben",
        "new_parent_page": elsewhere.pk,
        "copy_subpages": "on",
    }
    schedule = {"go_live_at": "2099-01-01 00:00", "expire_at": "2000-01-01 00:00"}
    edit = {
        **child,
        "body-count": 0,
        "title": "被改了",
        "slug": "gaile",
        "action-publish": "1",
        **schedule,
    }
    restriction = {"restriction_type": "login", "password": "", "groups": []}

    def post(name, url, data=None, **headers):
        return name, lambda client: client.post(url, data or {}, **headers)

    def api(action, **data):
        return f"api {action}", lambda client: client.post(
            api_url(target, action), json.dumps(data), content_type="application/json"
        )

    yield post("edit and publish", page_url("edit", target.pk), edit)
    yield post("edit, draft", page_url("edit", target.pk), {**edit, "action-publish": ""})
    yield post("edit, submit", page_url("edit", target.pk), {**edit, "action-submit": "1"})
    yield post(
        "delete",
        page_url("delete", target.pk),
        {"confirm": "yes", "confirm_site_name": target.title},
    )
    yield post("move, choose", page_url("move", target.pk), {"new_parent_page": elsewhere.pk})
    yield post("move within the site", page_url("move_confirm", target.pk, elsewhere.pk))
    yield post("move to another site", page_url("move_confirm", target.pk, other_site.pk))
    yield post(
        "move under a root", page_url("move_confirm", target.pk, group.qilihe.site.root_page_id)
    )
    yield post("move to the tree's root", page_url("move_confirm", target.pk, 1))
    yield post("move into a folder", page_url("move_confirm", target.pk, group.qilihe.folder_id))
    yield post("copy", page_url("copy", target.pk), copy)
    yield post("copy, live", page_url("copy", target.pk), {**copy, "publish_copies": "on"})
    yield post("copy as alias", page_url("copy", target.pk), {**copy, "alias": "on"})
    yield post("unpublish", page_url("unpublish", target.pk), {"include_descendants": "on"})
    yield post("privacy", page_url("set_privacy", target.pk), restriction)
    yield post("privacy of the one above", page_url("set_privacy", parent.pk), restriction)
    yield post("reorder to the end", page_url("set_page_position", target.pk))
    yield post("reorder to the front", page_url("set_page_position", target.pk) + "?position=0")
    yield post("convert alias", page_url("convert_alias", target.pk))
    yield post("add a folder", page_url("add", "pages", "folderpage", target.pk), child)
    yield post(
        "add a home page",
        page_url("add", "pages", "homepage", target.pk),
        {**child, "body-count": 0},
    )
    yield post(
        "add below the parent folder", page_url("add", "pages", "homepage", parent.pk), child
    )
    yield post("add a bare page", page_url("add", "wagtailcore", "page", target.pk), child)
    yield post("bulk delete", bulk_url("delete", target), {})
    yield post("bulk delete of the one above", bulk_url("delete", parent), {})
    yield post("bulk move", bulk_url("move", target), {"chooser": elsewhere.pk})
    yield post("bulk move to another site", bulk_url("move", target), {"chooser": other_site.pk})
    yield post("bulk unpublish", bulk_url("unpublish", target), {"include_descendants": "on"})
    yield post(
        "bulk unpublish of the one above",
        bulk_url("unpublish", parent),
        {"include_descendants": "on"},
    )
    yield post("move the one above", page_url("move_confirm", parent.pk, other_site.pk))
    yield post("delete the one above", page_url("delete", parent.pk), {"confirm": "yes"})
    yield post("copy the one above", page_url("copy", parent.pk), copy)
    yield api("delete")
    yield api("unpublish", recursive=True)
    yield api("move", destination_page_id=other_site.pk, position="last-child")
    yield api("move", destination_page_id=elsewhere.pk)
    yield api("copy", destination_page_id=elsewhere.pk, recursive=True, slug="api-copy")
    yield api(
        "create_alias", destination_page_id=elsewhere.pk, recursive=True, update_slug="api-alias"
    )
    yield api("convert_alias")
    yield api("copy_for_translation", locale="en")


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
