"""What holds of every move of a page, by whatever way it is moved."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage


def move(page, parent_id):
    with exempt("factory"), transaction.atomic():
        Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent_id), pos="last-child")


def redirects():
    return {redirect.old_path: redirect.redirect_page_id for redirect in Redirect.objects.all()}


def path_of(page):
    return Page.objects.get(pk=page.pk).url_path


@pytest.mark.parametrize("kind", ["column", "root", "folder"])
def test_what_the_group_placed_is_not_moved_outside_an_action(group, kind):
    page = {
        "column": group.columns["chengguan"],
        "root": group.chengguan.site.root_page,
        "folder": group.chengguan.folder,
    }[kind]
    before = path_of(page)
    with pytest.raises(ValidationError):
        move(page, group.qilihe.site.root_page_id)
    assert path_of(page) == before


def test_a_page_is_not_moved_to_an_address_that_is_a_sites(group):
    with exempt("factory"):
        page = group.extra["gansu"].add_child(instance=ColumnPage(title="兰州", slug="lanzhou"))
    with pytest.raises(ValidationError, match="兰州"):
        move(page, group.gansu.site.root_page_id)
    assert path_of(page).endswith("/zhuanlan/lanzhou/")
    move(page, group.columns["gansu"].pk)


def test_a_page_moved_to_another_site_leads_there_with_all_that_is_live_below_it(group):
    page = group.extra["chengguan"]
    with exempt("factory"):
        page.slug = "zhuanti"
        page.save()
        Redirect.objects.all().delete()
        for slug, live in (("wen", True), ("gao", False)):
            Page.objects.get(pk=page.pk).add_child(
                instance=ArticlePage(title=slug, slug=slug, source="办公室", live=live)
            )
    move(page, group.qilihe.site.root_page_id)
    found = redirects()
    assert set(found) == {"/chengguan/zhuanti", "/chengguan/zhuanti/wen"}
    assert found["/chengguan/zhuanti"] == page.pk
    assert {redirect.site_id for redirect in Redirect.objects.all()} == {group.chengguan.site_id}


def test_the_old_address_on_a_host_of_its_own_has_no_prefix(group):
    with exempt("factory"):
        page = group.extra["tianshui"].add_child(instance=ColumnPage(title="文", slug="wen"))
    move(page, group.extra["lanzhou"].pk)
    assert set(redirects()) == {"/zhuanlan/wen"}


def test_reordering_leaves_no_redirect(group):
    page = group.extra["chengguan"]
    with exempt("factory"):
        Page.objects.get(pk=page.pk).move(
            Page.objects.get(pk=group.columns["chengguan"].pk), pos="left"
        )
    assert not Redirect.objects.exists()


def test_a_redirect_that_was_there_is_not_doubled(group):
    with exempt("factory"):
        page = group.extra["chengguan"].add_child(instance=ColumnPage(title="文", slug="wen"))
        Redirect.objects.create(
            old_path="/chengguan/zhuanlan/wen", site_id=group.chengguan.site_id, redirect_link="/x/"
        )
    move(page, group.extra["qilihe"].pk)
    (kept,) = Redirect.objects.filter(old_path="/chengguan/zhuanlan/wen")
    assert kept.redirect_link == "/x/"
