"""Every door of the admin shows an editor the pages and files of his own sites and no others."""

import json
from contextlib import suppress

import pytest
from django.urls import reverse
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import FolderPage

#: door: (name, arguments, query). Each is asked by the chief editor of 城关区.
LISTS = {
    "explorer": lambda g: reverse("wagtailadmin_explore", args=[g.chengguan.site.root_page_id]),
    "explorer at the root": lambda g: reverse("wagtailadmin_explore_root"),
    "explorer search": lambda g: reverse("wagtailadmin_explore_root") + "?q=便民",
    "explorer search over all": lambda g: (
        reverse("wagtailadmin_explore_root") + "?q=便民&search_all=1"
    ),
    "page search": lambda g: reverse("wagtailadmin_pages:search") + "?q=便民服务",
    "page search without words": lambda g: reverse("wagtailadmin_pages:search"),
    "page chooser": lambda g: reverse("wagtailadmin_choose_page"),
    "page chooser in his column": lambda g: reverse(
        "wagtailadmin_choose_page_child", args=[g.columns["chengguan"].pk]
    ),
    "page chooser in another's column": lambda g: reverse(
        "wagtailadmin_choose_page_child", args=[g.columns["qilihe"].pk]
    ),
    "page chooser search": lambda g: reverse("wagtailadmin_choose_page_search") + "?q=便民服务",
    "pages by type": lambda g: reverse(
        "wagtailadmin_pages:type_use", args=["pages", "articlepage"]
    ),
    "images": lambda g: reverse("wagtailimages:index"),
    "image search": lambda g: reverse("wagtailimages:index") + "?q=政务大厅",
    "image chooser": lambda g: reverse("wagtailimages_chooser:choose"),
    "image chooser search": lambda g: reverse("wagtailimages_chooser:choose_results") + "?q=大厅照",
    "documents": lambda g: reverse("wagtaildocs:index"),
    "document search": lambda g: reverse("wagtaildocs:index") + "?q=办事流程",
    "document chooser": lambda g: reverse("wagtaildocs_chooser:choose"),
    "document chooser search": lambda g: (
        reverse("wagtaildocs_chooser:choose_results") + "?q=流程图"
    ),
    "site history": lambda g: reverse("wagtailadmin_reports:site_history"),
    "aging pages": lambda g: reverse("wagtailadmin_reports:aging_pages"),
    "locked pages": lambda g: reverse("wagtailadmin_reports:locked_pages"),
    "workflow report": lambda g: reverse("wagtailadmin_reports:workflow"),
    "workflow tasks report": lambda g: reverse("wagtailadmin_reports:workflow_tasks"),
    "admin API": lambda g: reverse("wagtailadmin_api:pages:listing"),
    "admin API, explorer": lambda g: (
        reverse("wagtailadmin_api:pages:listing")
        + f"?for_explorer=1&child_of={g.columns['chengguan'].pk}"
    ),
    "admin API, images": lambda g: reverse("wagtailadmin_api:images:listing") + "?limit=20",
    "admin API, image search": lambda g: (
        reverse("wagtailadmin_api:images:listing") + "?search=政务大厅"
    ),
    "admin API, documents": lambda g: reverse("wagtailadmin_api:documents:listing"),
    "admin API, document search": lambda g: (
        reverse("wagtailadmin_api:documents:listing") + "?search=办事流程"
    ),
    "home": lambda g: reverse("wagtailadmin_home"),
}
#: Doors that show the county's own page or file by the words that the other county's has too.
FULL = {
    "explorer",
    "explorer search over all",
    "page search",
    "page chooser in his column",
    "page chooser search",
    "pages by type",
    "images",
    "image search",
    "image chooser",
    "image chooser search",
    "documents",
    "document search",
    "document chooser",
    "document chooser search",
    "site history",
    "aging pages",
    "locked pages",
    "admin API",
    "admin API, images",
    "admin API, image search",
    "admin API, documents",
    "admin API, document search",
}


@pytest.mark.parametrize("door", LISTS)
def test_a_list_shows_the_editors_own_sites_and_no_others(files, as_role, door):
    answer = as_role("chief").get(LISTS[door](files), follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    with suppress(ValueError):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    assert "七里河" not in text
    if door in FULL:
        assert "城关区" in text or "城关" in text


def test_the_folder_of_a_live_site_is_listed_as_no_draft(group, as_role):
    answer = as_role("office").get(reverse("wagtailadmin_explore", args=[group.lanzhou.folder_id]))
    statuses = {page.title: str(page.status_string) for page in answer.context["object_list"]}
    assert statuses["城关区"] == str(FolderPage._meta.verbose_name)


SINGLE = [
    ("wagtailadmin_pages:edit", "articles"),
    ("wagtailadmin_pages:history", "articles"),
    ("wagtailadmin_pages:usage", "articles"),
    ("wagtailadmin_pages:view_draft", "articles"),
    ("wagtailadmin_pages:delete", "articles"),
    ("wagtailadmin_pages:unpublish", "articles"),
    ("wagtailadmin_pages:copy", "articles"),
    ("wagtailadmin_pages:move", "articles"),
    ("wagtailadmin_pages:workflow_history", "articles"),
    ("wagtailadmin_pages:set_privacy", "articles"),
    ("wagtailadmin_pages:add_subpage", "columns"),
    ("wagtailadmin_explore", "columns"),
    ("wagtailimages:edit", "images"),
    ("wagtailimages:delete", "images"),
    ("wagtailimages:image_usage", "images"),
    ("wagtailimages_chooser:chosen", "images"),
    ("wagtaildocs:edit", "documents"),
    ("wagtaildocs:delete", "documents"),
    ("wagtaildocs_chooser:chosen", "documents"),
    ("wagtailadmin_api:pages:detail", "articles"),
    ("wagtailimages:url_generator", "images"),
    ("wagtailimages_chooser:select_format", "images"),
    ("wagtaildocs:document_usage", "documents"),
    ("wagtailadmin_api:images:detail", "images"),
    ("wagtailadmin_api:documents:detail", "documents"),
]


@pytest.mark.parametrize(("view", "kind"), SINGLE)
def test_another_countys_page_or_file_is_refused(files, as_role, view, kind):
    target = getattr(files, kind)["qilihe"]
    answer = as_role("chief").get(reverse(view, args=[target.pk]))
    assert answer.status_code in (302, 403, 404), answer
    assert "七里河" not in answer.content.decode()


def test_another_countys_revisions_are_refused(files, as_role):
    page = files.articles["qilihe"]
    revision = Page.objects.get(pk=page.pk).latest_revision_id
    client = as_role("chief")
    for view, args in [
        ("revisions_revert", (page.pk, revision)),
        ("revisions_view", (page.pk, revision)),
        ("revisions_compare", (page.pk, "earliest", "latest")),
        ("revisions_unschedule", (page.pk, revision)),
    ]:
        answer = client.get(reverse(f"wagtailadmin_pages:{view}", args=args))
        assert answer.status_code in (302, 403, 404), view


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        ("wagtailadmin_choose_page_chosen_multiple", "articles"),
        ("wagtailimages_chooser:chosen_multiple", "images"),
        ("wagtaildocs_chooser:chosen_multiple", "documents"),
    ],
)
def test_what_is_chosen_of_another_county_is_not_named(files, as_role, view, kind):
    url = f"{reverse(view)}?id={getattr(files, kind)['qilihe'].pk}"
    answer = as_role("chief").get(url)
    assert answer.status_code == 403 and "七里河" not in answer.content.decode()


def test_the_report_over_all_sites_is_for_the_whole_group_only(files, as_role):
    url = reverse("wagtailadmin_reports:page_types_usage")
    assert as_role("chief").get(url).status_code == 403
    assert as_role("office").get(url).status_code == 200
    assert (
        url
        not in as_role("chief").get(reverse("wagtailadmin_reports:site_history")).content.decode()
    )


@pytest.mark.parametrize(
    "view",
    [
        "wagtailusers_users:index",
        "wagtailusers_users:add",
        "wagtailusers_groups:index",
        "wagtailadmin_collections:index",
        "wagtailadmin_workflows:index",
        "wagtailredirects:index",
    ],
)
@pytest.mark.parametrize("role", ["administrator", "chief", "editor", "auditor"])
def test_users_groups_collections_and_workflows_are_closed_below_the_provincial_office(
    files, as_role, role, view
):
    try:
        url = reverse(view)
    except Exception:
        return
    assert as_role(role).get(url).status_code in (302, 403, 404)


def test_there_is_no_screen_that_could_repoint_a_site():
    from django.apps import apps

    assert not apps.is_installed("wagtail.sites")


@pytest.mark.parametrize("role", ["auditor", "other"])
@pytest.mark.parametrize("kind", ["images", "documents"])
def test_the_api_shows_a_file_to_those_who_keep_or_may_use_it(files, as_role, kind, role):
    listing = as_role(role).get(reverse(f"wagtailadmin_api:{kind}:listing"))
    assert "城关" not in json.dumps(listing.json(), ensure_ascii=False)
    own = getattr(files, kind)["chengguan"]
    detail = reverse(f"wagtailadmin_api:{kind}:detail", args=[own.pk])
    assert as_role(role).get(detail).status_code == 404
    assert as_role("chief").get(detail).status_code == 200


@pytest.mark.parametrize("words", ["便民", "开展便民服务", "城关", "的通知"])
def test_chinese_is_found_by_any_piece_of_a_title(files, as_role, words):
    answer = as_role("chief").get(reverse("wagtailadmin_pages:search"), {"q": words})
    assert "城关区关于开展便民服务的通知" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "words", "found"),
    [
        ("wagtailimages:index", "大厅照", "城关区政务大厅照片"),
        ("wagtaildocs:index", "流程", "城关区办事流程图"),
    ],
)
def test_files_are_found_by_any_piece_of_a_title(files, as_role, view, words, found):
    assert found in as_role("chief").get(reverse(view), {"q": words}).content.decode()


COLUMN = {
    "title": "兰州专栏",
    "slug": "lanzhou",
    "intro": "",
    "summary": "",
    "keywords": "",
    "comments-TOTAL_FORMS": 0,
    "comments-INITIAL_FORMS": 0,
}


def add_url(root_id):
    return reverse("wagtailadmin_pages:add", args=["pages", "columnpage", root_id])


def assert_refused(answer, words):
    text = answer.content.decode()
    assert answer.status_code == 200 and all(word in text for word in words), text[-2000:]


def test_a_taken_address_is_refused_by_creation_and_slug_change_naming_both(group, as_role):
    client = as_role("superuser")
    add = add_url(group.gansu.site.root_page_id)
    assert_refused(client.post(add, COLUMN), ["兰州专栏", "兰州市"])
    published = {**COLUMN, "slug": "admin", "action-publish": "1"}
    assert_refused(client.post(add, published), ["兰州专栏", "/admin/"])
    assert_refused(client.post(add, {**COLUMN, "slug": "dummy-plugin"}), ["兰州专栏", "dummy"])
    own = add_url(group.lanzhou.site.root_page_id)
    assert_refused(client.post(own, {**COLUMN, "slug": "sitemap"}), ["兰州专栏", "/sitemap"])
    edit = reverse("wagtailadmin_pages:edit", args=[group.extra["gansu"].pk])
    assert_refused(client.post(edit, COLUMN), ["兰州专栏", "兰州市"])


def test_a_taken_address_is_refused_by_copy_and_every_way_of_moving_naming_both(group, as_role):
    client = as_role("superuser")
    root = Page.objects.get(pk=group.gansu.site.root_page_id)
    with exempt("factory"):  # a page of that slug is harmless below a column
        inner = group.columns["lanzhou"].add_child(
            instance=type(group.extra["gansu"])(title="城关动态", slug="chengguan")
        )
    words = ["城关动态", "城关区"]
    copy = reverse("wagtailadmin_pages:copy", args=[inner.pk])
    given = {"new_title": "城关动态", "new_slug": "chengguan", "new_parent_page": root.pk}
    assert_refused(client.post(copy, given), words)
    move = reverse("wagtailadmin_pages:move_confirm", args=[inner.pk, root.pk])
    assert_refused(client.post(move, follow=True), words)
    client.post(bulk_url("move", inner), {"chooser": root.pk})
    api = reverse("wagtailadmin_api:pages:action", args=[inner.pk, "move"])
    client.post(api, json.dumps({"destination_page_id": root.pk}), content_type="application/json")
    assert Page.objects.get(pk=inner.pk).get_parent().pk == group.columns["lanzhou"].pk
    assert set(root.get_children().values_list("slug", flat=True)) == {"tzgg", "zhuanlan"}


def bulk_url(kind, page):
    base = reverse("wagtail_bulk_action", args=["wagtailcore", "page", kind])
    return f"{base}?id={page.pk}&next=/admin/"
