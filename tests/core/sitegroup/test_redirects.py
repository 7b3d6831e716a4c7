"""What a renamed or moved page leaves at its old address, on each host."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.addresses import table
from core.testing import make_column, make_member
from tests.core.sitegroup.readers import GROUP, HOST, SCHEME, TIANSHUI, TUNNEL, rename


@pytest.mark.parametrize(
    ("slug", "host", "old", "new"),
    [
        ("gansu", HOST, "/tzgg/tongzhi/", "/gg/tongzhi/"),
        ("lanzhou", HOST, "/lanzhou/tzgg/tongzhi/", "/lanzhou/gg/tongzhi/"),
        ("lanzhou", TUNNEL, "/lanzhou/tzgg/tongzhi/", "/lanzhou/gg/tongzhi/"),
        ("tianshui", "tianshui.example.gov.cn", "/tzgg/tongzhi/", "/gg/tongzhi/"),
    ],
)
def test_a_renamed_column_leaves_redirects_for_all_below_it(
    group, client, django_capture_on_commit_callbacks, slug, host, old, new
):
    with exempt("factory"), django_capture_on_commit_callbacks(execute=True):
        rename(group.columns[slug], "gg")
    answer = client.get(old, headers={"host": host})
    assert (answer.status_code, answer.headers["Location"]) == (301, new)
    assert client.get(new, headers={"host": host}).status_code == 200
    other = "chengguan" if slug != "chengguan" else "lanzhou"
    assert client.get(f"/{other}/tzgg/tongzhi/", headers={"host": HOST}).status_code == 200


@pytest.mark.parametrize(
    ("source", "destination", "host", "old", "new"),
    [
        ("lanzhou", "chengguan", HOST, "/lanzhou/zl/wen/", "/chengguan/zl/wen/"),
        ("lanzhou", "chengguan", TUNNEL, "/lanzhou/zl/wen/", "/chengguan/zl/wen/"),
        ("lanzhou", "tianshui", HOST, "/lanzhou/zl/wen/", f"{TIANSHUI}/zl/wen/"),
        ("tianshui", "lanzhou", "tianshui.example.gov.cn", "/zl/wen/", f"{GROUP}/lanzhou/zl/wen/"),
        # The path is the same on both hosts: only the host tells them apart.
        (
            "tianshui",
            "maiji",
            "tianshui.example.gov.cn",
            "/zl/wen/",
            f"{SCHEME}//maiji.example.gov.cn/zl/wen/",
        ),
    ],
)
def test_a_page_moved_to_another_site_leaves_redirects(
    group, client, source, destination, host, old, new
):
    with exempt("factory"):
        column = Page.objects.get(pk=group.members[source].site.root_page_id).add_child(
            instance=ColumnPage(title="专栏", slug="zl")
        )
        column.add_child(instance=ArticlePage(title="文", slug="wen", source="办公室"))
        Page.objects.get(pk=column.pk).move(
            Page.objects.get(pk=group.members[destination].site.root_page_id), pos="last-child"
        )
    answer = client.get(old, headers={"host": host})
    assert (answer.status_code, answer.headers["Location"]) == (301, new)


def test_a_move_within_a_site_leaves_redirects_once(group, client):
    with exempt("factory"):
        root = Page.objects.get(pk=group.lanzhou.site.root_page_id)
        column = root.add_child(instance=ColumnPage(title="专栏", slug="zl"))
        column.move(group.columns["lanzhou"], pos="last-child")
    assert client.get("/lanzhou/zl/").headers["Location"] == "/lanzhou/tzgg/zl/"
    assert Redirect.objects.filter(old_path="/lanzhou/zl").count() == 1


def test_a_site_made_by_another_process_has_its_redirects_too(
    group, client, django_capture_on_commit_callbacks
):
    Site.get_site_root_paths()  # Wagtail keeps them for an hour
    stale = Site.get_site_root_paths()
    baiyin = make_member("baiyin", group.gansu, name="白银市")
    column = make_column(baiyin, "tzgg", "通知公告")
    from django.core.cache import cache

    cache.set("wagtail_site_root_paths", stale, 3600, version=2)
    table()
    with exempt("factory"), django_capture_on_commit_callbacks(execute=True):
        rename(column, "gg")
    assert client.get("/baiyin/tzgg/").headers["Location"] == "/baiyin/gg/"
