"""Member slugs, the province's top pages and reserved words share one namespace."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.namespace import member_collision, page_collision, reserved_by, taken_by
from core.testing import make_column, make_member, make_province


@pytest.fixture
def group(db):
    province = make_province()
    province.column = make_column(province, "tzgg", "通知公告")
    lanzhou = make_member("lanzhou", province, name="兰州市")
    return province, lanzhou


@pytest.mark.parametrize(
    "word",
    [
        "admin",
        "api",
        "static",
        "documents",
        "healthz",
        "sitemap.xml",
        "display",
        "power-list",
        "ADMIN",
    ],
)
def test_a_reserved_word_is_named_with_its_owner(word):
    assert reserved_by(word)


def test_a_free_word_is_free(db):
    assert (
        taken_by(
            "xinwen", member_slugs={"lanzhou": "兰州市"}, province_page_slugs={"tzgg": "通知公告"}
        )
        == ""
    )


@pytest.mark.parametrize(
    ("slug", "names"),
    [("admin", "admin"), ("tzgg", "通知公告"), ("sitemap", "sitemap"), ("dummy-plugin", "新区")],
)
def test_a_site_cannot_take_anothers_address_and_both_are_named(group, slug, names):
    province, _lanzhou = group
    with pytest.raises(ValidationError) as refused:
        make_member(slug, province, name="新区")
    sentence = " ".join(refused.value.message_dict["slug"])
    assert "新区" in sentence and names in sentence


def test_a_site_that_keeps_its_slug_is_not_asked_again(group, django_assert_num_queries):
    _province, lanzhou = group
    assert member_collision(lanzhou) == ""
    with django_assert_num_queries(1):  # the generation, outside a request
        member_collision(lanzhou)


@pytest.mark.parametrize(
    ("slug", "names"),
    [("lanzhou", "兰州市"), ("admin", "/admin/"), ("gansu", "甘肃"), ("feed", "新栏目")],
)
@pytest.mark.parametrize("live", [True, False])
def test_a_page_of_the_province_cannot_take_anothers_address_and_both_are_named(
    group, slug, names, live
):
    province, _lanzhou = group
    root = Page.objects.get(pk=province.site.root_page_id)
    with exempt("factory"), pytest.raises(ValidationError) as refused:
        root.add_child(instance=ColumnPage(title="新栏目", slug=slug, live=live))
    sentence = " ".join(refused.value.message_dict["slug"])
    assert "新栏目" in sentence and names in sentence


def test_a_slug_that_is_made_from_a_title_steps_aside(group):
    province, _lanzhou = group
    root = Page.objects.get(pk=province.site.root_page_id)
    with exempt("factory"):
        page = root.add_child(instance=ColumnPage(title="Lanzhou"))
    assert page.slug == "lanzhou-2"


def test_below_a_column_and_on_another_site_a_members_slug_is_free(group):
    province, lanzhou = group
    with exempt("factory"):
        province.column.add_child(
            instance=ArticlePage(title="兰州动态", slug="lanzhou", source="办公室")
        )
        Page.objects.get(pk=lanzhou.site.root_page_id).add_child(
            instance=ColumnPage(title="兰州", slug="lanzhou")
        )
    assert page_collision("x", "tzgg", "/gansu/lanzhou/home/") == ""


def test_code_cannot_move_a_page_to_a_taken_address(group):
    province, lanzhou = group
    with exempt("factory"):
        page = Page.objects.get(pk=lanzhou.site.root_page_id).add_child(
            instance=ColumnPage(title="兰州", slug="lanzhou")
        )
        with pytest.raises(ValidationError, match="兰州市"):
            page.move(Page.objects.get(pk=province.site.root_page_id), pos="last-child")
        with pytest.raises(ValidationError, match="兰州市"):
            page.copy(to=Page.objects.get(pk=province.site.root_page_id))
