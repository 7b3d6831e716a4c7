"""What a page knows of its site."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.delivery import generations
from core.sitegroup.models import Level, Member
from core.testing import make_member
from tests.core.branding.conftest import write_article
from tests.core.branding.readers import view_of


def test_identity_marks_that_are_missing_stay_empty(group, client):
    marks = {mark.label: mark.value for mark in view_of(client, "/lanzhou/").identity}
    assert set(marks.values()) == {""}
    assert "尚未填报" in client.get("/lanzhou/").content.decode()


def test_a_real_icp_number_links_to_the_register_and_a_sample_does_not(group, client):
    assert not [mark.url for mark in view_of(client, "/yuzhong/").identity if "miit" in mark.url]
    with exempt("factory"):
        Member.objects.filter(pk=group.yuzhong.pk).update(sample=False)
        generations.raise_("sitegroup")
    assert [mark.url for mark in view_of(client, "/yuzhong/").identity if "miit" in mark.url]


def test_the_footer_leads_to_the_marks_that_others_have_given_out(group, client):
    assert [mark.url for mark in view_of(client, "/yuzhong/").marks] == ["", ""]
    given = {"body_mark_url": "https://m.example/1", "error_report_url": "https://e.example/2"}
    with exempt("factory"):
        Member.objects.filter(pk=group.yuzhong.pk).update(**given)
        generations.raise_("sitegroup")
    text = client.get("/yuzhong/").content.decode()
    assert all(f'<a href="{url}" rel="external">' in text for url in given.values())


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/yuzhong/", ["SiteName", "SiteDomain", "SiteIDCode"]),
        ("/yuzhong/ygzw/", ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]),
        (
            "/yuzhong/ygzw/tzgg/full/",
            [
                "ArticleTitle",
                "PubDate",
                "ContentSource",
                "Keywords",
                "Author",
                "Description",
                "ColumnName",
                "Image",
                "Url",
            ],
        ),
    ],
)
def test_national_meta_tags_stand_on_every_page(group, client, path, names):
    html = client.get(path).content.decode()
    for name in ["SiteName", "SiteDomain", "SiteIDCode", *names]:
        assert f'<meta name="{name}" content="' in html
    assert '<meta name="SiteDomain" content="localhost:8000/yuzhong">' in html


def test_the_first_picture_of_an_article_is_its_image_as_the_text_shows_it(group, client):
    answer = client.get("/yuzhong/ygzw/tzgg/full/")
    (image,) = re.findall(r'<meta name="Image" content="([^"]+)">', answer.content.decode())
    assert image.startswith("http://localhost:8000/media/images/")
    assert (
        image.removeprefix("http://localhost:8000")
        in answer.content.decode().partition('<figure class="picture">')[2]
    )
    assert 'name="Image"' not in client.get("/yuzhong/ygzw/tzgg/short/").content.decode()


def test_a_picture_whose_file_is_lost_is_no_image_and_no_failure(group, client):
    picture = next(
        block.value for block in group.pages["full"].body if block.block_type == "picture"
    )
    picture.file.storage.delete(picture.file.name)
    answer = client.get("/yuzhong/ygzw/tzgg/full/")
    assert answer.status_code == 200
    assert 'name="Image"' not in answer.content.decode()


def test_the_publishing_date_of_an_article_is_in_the_form_of_the_standard(group, client):
    assert ("PubDate", "2026-11-16 09:30") in view_of(client, "/yuzhong/ygzw/tzgg/full/").meta
    assert ("ColumnName", "通知公告") in view_of(client, "/yuzhong/ygzw/tzgg/full/").meta


def test_the_breadcrumb_leads_from_the_home_page_to_the_parent(group, client):
    site = view_of(client, "/yuzhong/ygzw/tzgg/full/")
    assert [(entry.title, entry.url) for entry in site.crumbs] == [
        ("榆中县", "/yuzhong/"),
        ("阳光政务", "/yuzhong/ygzw/"),
        ("通知公告", "/yuzhong/ygzw/tzgg/"),
    ]
    assert site.crumbs_through[-1].url.endswith("/yuzhong/ygzw/tzgg/full/")
    assert view_of(client, "/yuzhong/").crumbs == []


def test_the_canonical_address_is_by_the_configured_origin_and_keeps_the_page_number(group, client):
    get = client.get("/yuzhong/ygzw/tzgg/?utm=x", headers={"host": "tunnel.example.com"})
    assert get.context["site"].canonical == "http://localhost:8000/yuzhong/ygzw/tzgg/"
    assert view_of(client, "/yuzhong/places/?page=2").canonical.endswith("/yuzhong/places/?page=2")


def test_a_home_page_shows_what_was_published_last_without_a_new_table(group, client):
    client.get("/yuzhong/")
    home = group.yuzhong.site.root_page.specific
    with exempt("factory"):
        home.body = [("headline", {"title": "新的标题", "note": "", "links": []})]
        home.save()
    assert "新的标题" in client.get("/yuzhong/").content.decode()


BUDGET = {
    "/yuzhong/": 10,
    "/yuzhong/ygzw/tzgg/": 10,
    "/yuzhong/ygzw/tzgg/short/": 8,
    "/yuzhong/places/": 3,
}


def _queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(("path", "budget"), BUDGET.items())
def test_queries_stay_in_their_budget_and_do_not_grow(group, client, path, budget):
    before = _queries(client, path)
    for number in range(10):
        make_member(f"x{number}", group.lanzhou, Level.COUNTY)
    with exempt("factory"):
        for number in range(10):
            write_article(group.pages["notices"], f"a{number}")
    assert _queries(client, path) == before <= budget
