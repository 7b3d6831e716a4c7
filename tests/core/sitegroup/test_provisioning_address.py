"""The group served at another origin: the Site rows follow, so that pasted addresses are known."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from core.people.rights import Reach
from core.testing import make_user, sign_in
from tests.core.sitegroup.province import column_page, member


@pytest.fixture
def pasted(apply):
    """``pasted(address)``: the id of the page that the editor's link chooser finds for it."""
    apply()
    editor = sign_in(Client(), make_user("office", "provincial_office", Reach.GROUP))

    def paste(address):
        form = {"external-link-chooser-url": address, "external-link-chooser-link_text": "链接"}
        answer = editor.post(reverse("wagtailadmin_choose_page_external_link"), form)
        found = json.loads(answer.content)
        return found.get("internal", found["result"]).get("id")

    return paste


def test_a_pasted_address_is_known_whatever_the_port(apply, pasted, settings):
    paths = {"/ygzw/tzgg/": "yunze", "/dongdu/ygzw/tzgg/": "dongdu"}
    pages = {path: column_page(slug, "notices").pk for path, slug in paths.items()}
    assert {path: pasted(f"http://localhost:8000{path}") for path in paths} == pages
    settings.GROUP_ORIGIN = "http://localhost:9000"
    plan, outcome = apply()
    assert outcome.failed == {}
    assert any(
        "yunze" in line and "localhost:8000 → localhost:9000" in line for line in plan.lines()
    )
    assert not apply()[0].needed
    assert {path: pasted(f"http://localhost:9000{path}") for path in paths} == pages


def test_a_site_with_a_host_and_a_new_scheme_follow_too(apply, settings):
    apply()
    settings.GROUP_ORIGIN = "https://www.yunze.example"
    plan, _outcome = apply()
    assert {each.row.slug for each in plan.sites} == {
        "yunze",
        "chengjiang",
        "dongdu",
        "xidu",
        "jyt",
    }
    rows = set(Site.objects.values_list("hostname", "port"))
    assert rows == {
        ("www.yunze.example", 443),
        ("www.yunze.example/chengjiang", 443),
        ("www.yunze.example/dongdu", 443),
        ("www.yunze.example/jyt", 443),
        ("xidu.yunze.example", 443),
    }
    assert member("xidu").declared["host"] == "xidu.yunze.example"
    assert not apply()[0].needed
