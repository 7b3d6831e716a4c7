"""core/registers/public/embed.py: the newest edition in a frame of another site, and of no other
than those that are named."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.registers.editions.actions import issue
from core.registers.portals.actions import add_portal, change_portal
from core.registers.public import embed
from core.testing import SYSTEM
from tests.core.delivery.readers import Readers
from tests.core.registers.editors import new_draft, publish
from tests.core.registers.samples import fill, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
ADDRESS = "/chengguan/powers/editions/embed/"


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")


@pytest.fixture
def listed(powers, group):
    place_page(powers, group.chengguan)
    for name in ("甲项许可", "乙项备案"):
        publish(powers, group, new_draft(powers, group, name))


def frame(powers, group, page="https://www.gszb.example/lists/", name="省机构编制网", on=True):
    return add_portal(
        powers, group.chengguan, name=name, channel="embed", settings={"page": page}, on=on,
        actor=SYSTEM,
    )  # fmt: skip


def issued(powers, group, title="2026年版"):
    return issue(powers, group.chengguan, title=title, day=D(2026, 11, 25), actor=SYSTEM)


def ancestors(answer):
    policy = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    return policy["frame-ancestors"]


def test_it_is_there_only_where_somebody_embeds_it_and_an_edition_is_issued(
    client, powers, group, listed
):
    portal = frame(powers, group)
    assert client.get(ADDRESS).status_code == 404
    issued(powers, group)
    assert client.get(ADDRESS).status_code == 200
    assert client.get("/qilihe/powers/editions/embed/").status_code == 404
    change_portal(portal, name="省网", settings=portal.settings, on=False, actor=SYSTEM)
    assert client.get(ADDRESS).status_code == 404


def test_only_the_portals_that_are_on_may_frame_it_and_no_other_page(client, powers, group, listed):
    frame(powers, group)
    frame(powers, group, "http://b.example:8080/x", "另一网")
    frame(powers, group, "https://c.example/", "停用", on=False)
    issued(powers, group)
    answer = client.get(ADDRESS)
    assert ancestors(answer) == "'self' http://b.example:8080 https://www.gszb.example"
    assert "X-Frame-Options" not in answer
    for other in ("/chengguan/powers/", "/chengguan/powers/editions/1/", "/chengguan/"):
        answer = client.get(other)
        assert answer["X-Frame-Options"] == "SAMEORIGIN" and ancestors(answer) == "'self'"


def test_it_shows_the_newest_edition_and_asks_no_other_host_for_anything(
    client, powers, group, listed
):
    frame(powers, group)
    issued(powers, group)
    publish(powers, group, new_draft(powers, group, "丙项检查"))
    assert "丙项检查" not in client.get(ADDRESS).content.decode()
    issued(powers, group, "第二版")
    shown = client.get(ADDRESS).content.decode()
    assert "丙项检查" in shown and "第二版" in shown and "城关区教育局" in shown
    assert "<script" not in shown and 'target="_blank" rel="noopener"' in shown
    assert "<header" not in shown and "<footer" not in shown


def test_it_is_searched_and_paged(client, powers, group, listed, monkeypatch):
    frame(powers, group)
    issued(powers, group)
    found = client.get(ADDRESS, {"q": "乙"}).content.decode()
    assert "乙项备案" in found and "甲项许可" not in found and 'value="乙"' in found
    monkeypatch.setattr(embed, "PAGE_SIZE", 1)
    pages = [client.get(ADDRESS, {"q": "项", "page": n}).content.decode() for n in (1, 2, 99)]
    assert sum("甲项许可" in each for each in pages) == 1 and 'rel="next"' in pages[0]
    assert "?q=%E9%A1%B9&amp;page=2" in pages[0] and 'rel="prev"' in pages[2]


def test_the_cache_of_pages_keeps_the_headers_of_each_page(
    powers, group, listed, settings, tmp_path, django_capture_on_commit_callbacks
):
    """And a portal that is switched off is no longer named, though the page was kept."""
    settings.DELIVERY_DIR = tmp_path
    frame(powers, group)
    other = frame(powers, group, "https://b.example/", "另一网")
    issued(powers, group)
    readers = Readers(tmp_path)
    kept = [readers.get(ADDRESS) for _each in range(2)]
    assert [each.headers["x-cache"] for each in kept] == ["MISS", "HIT"]
    assert all("https://b.example" in each.headers["content-security-policy"] for each in kept)
    assert not any("x-frame-options" in each.headers for each in kept)
    assert readers.get("/chengguan/powers/").headers["x-frame-options"] == "SAMEORIGIN"
    with django_capture_on_commit_callbacks(execute=True):
        change_portal(other, name="另一网", settings=other.settings, on=False, actor=SYSTEM)
    now = readers.get(ADDRESS).headers
    assert now["x-cache"] == "MISS" and "//b.example" not in now["content-security-policy"]


def test_the_queries_do_not_grow_with_the_entries(client, powers, group, listed):
    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(ADDRESS).status_code == 200
        return len(caught)

    frame(powers, group)
    issued(powers, group)
    asked()
    few = asked()
    fill(powers, [group.chengguan], 40)
    issued(powers, group, "第二版")
    assert asked() <= few
