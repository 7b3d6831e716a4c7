"""The API's gate: what it tells about a plugin on a site, only where the plugin is on."""

import pytest

from core.plugins.actions import disable, enable
from core.search.documents import documents_of
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin.actions import make_row

DUMMY = "dummy_plugin"
ADDRESS = f"/api/v1/sites/lanzhou/documents/{DUMMY}"


@pytest.fixture
def site(db):
    site = make_member("lanzhou", make_province())
    enable(DUMMY, site, actor=SYSTEM)
    return site


def test_documents_come_in_pages(site, client):
    for number in range(3):
        make_row(site, f"row {number}", actor=SYSTEM)
    first = client.get(f"{ADDRESS}?limit=2").json()
    assert [item["title"] for item in first["items"]] == ["row 0", "row 1"]
    second = client.get(f"{ADDRESS}?limit=2&offset={first['next_offset']}").json()
    assert [item["title"] for item in second["items"]] == ["row 2"]
    assert second["next_offset"] is None


def test_what_only_some_may_find_is_told_to_nobody_here(site, client):
    for name in ("内部通知", "公开通知"):
        make_row(site, name, actor=SYSTEM)
    assert len(list(documents_of(site, DUMMY))) == 2
    assert [item["title"] for item in client.get(ADDRESS).json()["items"]] == ["公开通知"]


@pytest.mark.parametrize("asked", ["limit=0", "limit=100000", "offset=-1", "limit=x"])
def test_a_senseless_page_is_refused(site, client, asked):
    assert client.get(f"{ADDRESS}?{asked}").status_code == 422


def test_off_and_unknown_look_alike(site, client):
    disable(DUMMY, site, actor=SYSTEM)
    off = client.get(ADDRESS)
    unknown = client.get(ADDRESS.replace(DUMMY, "no_such"))
    assert off.status_code == unknown.status_code == 404
    assert off.content == unknown.content


def test_it_takes_no_writes(site, client):
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(ADDRESS).status_code == 405


def test_the_gate_stands_in_the_mount_and_not_in_the_operation(site, rf):
    """An operation that never asks is still refused where the plugin is off."""
    from django.http import Http404

    from core.http_api.mounts import gate_of

    class Match:
        kwargs = {"site": "lanzhou", "plugin": DUMMY}

    request = rf.get("/")
    request.resolver_match = Match
    behind_gate = gate_of(str)
    assert behind_gate(request) is True
    disable(DUMMY, site, actor=SYSTEM)
    with pytest.raises(Http404):
        behind_gate(request)


def test_the_description_of_the_api_names_what_is_mounted(site, client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert "/api/v1/sites/{site}/documents/{plugin}" in paths
    assert "/api/v1/sites/{site}/plugins" in paths
