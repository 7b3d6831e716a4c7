"""The nine gates: shut where the plugin is off, open where it is on, and open again afterwards.

No line of the dummy plugin asks whether it is on.
"""

from importlib import import_module

import pytest
from django.http import Http404
from django.test import RequestFactory
from wagtail.models import Page

from core.actions.boundary import action, exempt
from core.http_api import mounts
from core.jobs.plugin_jobs import run_job
from core.pages.models import ColumnPage
from core.pages.queries import live_pages
from core.people.rights import Reach, Right
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused
from core.plugins.slots import pieces
from core.search.documents import documents_of
from core.sitegroup.addresses import table
from core.testing import SYSTEM, make_user, sign_in
from tests.dummy_plugin.actions import make_row
from tests.dummy_plugin.hooks import heard
from tests.dummy_plugin.models import DummyPage, DummyRoutablePage

DUMMY = "dummy_plugin"


@pytest.fixture
def on(lanzhou):
    """A site where the dummy is on, with a row and a routable page."""
    heard.clear()
    enable(DUMMY, lanzhou, actor=SYSTEM)
    _with_pages(lanzhou)
    return lanzhou


@pytest.fixture
def off(tianshui):
    """A site that has all of the dummy's data, and where it was switched off again."""
    enable(DUMMY, tianshui, actor=SYSTEM)
    _with_pages(tianshui)
    disable(DUMMY, tianshui, actor=SYSTEM)
    return tianshui


@pytest.fixture
def administrator():
    return make_user("root", is_superuser=True, is_staff=True)


def _with_pages(site):
    with exempt("factory"):
        root = Page.objects.get(pk=site.site.root_page_id)
        root.add_child(instance=DummyRoutablePage(title="Routable", slug="routable"))
        home = root.specific
        links = [{"title": "A link", "page": _pages(site).get(slug="dummy")}]
        home.body = [
            ("headline", {"title": "H", "links": links}),
            ("services", {"title": "S", "items": links}),
        ]
        home.save()
    make_row(site, f"row of {site.slug}", actor=SYSTEM)


def _pages(site):
    return Page.objects.descendant_of(Page.objects.get(pk=site.site.root_page_id)).specific()


def every_gate(site, client, administrator):
    """Each gate's name and whether it is open at the site."""
    known = table()
    site = known.by_id[site.pk]
    home = known.by_member[site.pk].prefix
    root = Page.objects.get(pk=site.site.root_page_id)
    with exempt("factory"):
        there = (
            Page.objects.exclude(pk=root.pk).filter(url_path__startswith="/").order_by("depth")[0]
        )
    source = (
        DummyPage.objects.exclude(url_path__startswith=root.url_path).filter(slug="inner").first()
    )
    heard.clear()
    make_row(site, "told", actor=SYSTEM)
    sign_in(client, administrator)
    dummy = _pages(site).get(slug="dummy")
    gates = {
        "1 urls": client.get(f"{home}/dummy-plugin/").status_code == 200,
        "2 creation": DummyPage.can_create_at(root),
        "2 creation by the admin": client.get(
            f"/admin/pages/add/dummy_plugin/dummypage/{root.pk}/"
        ).status_code
        == 200,
        "2 moves": source.permissions_for_user(administrator).can_move_to(root),
        "2 copies": source.permissions_for_user(administrator).can_copy_to(root, recursive=True),
        "3 serving": client.get(f"{home}/dummy/").status_code == 200,
        "3 serving a page with a serve of its own": client.get(f"{home}/routable/inside/").content
        == b"inside",
        "3 preview": _previews(dummy),
        "3 preview of a page with a preview of its own": _previews(
            _pages(site).get(slug="routable")
        ),
        "4 listings": live_pages(site).filter(pk=dummy.pk).exists(),
        "4 the home page's blocks": client.get(f"{home}/").content.count(
            f'href="{home}/dummy/"'.encode()
        )
        > 0,
        "4 the map": f"{home}/dummy/" in client.get(f"{home}/sitemap/").content.decode(),
        "6 search": any(document["plugin"] == DUMMY for document in documents_of(site)),
        "8 api": client.get(f"/api/v1/sites/{site.slug}/documents/{DUMMY}").status_code == 200,
        "8 api, the site's plugins": DUMMY
        in client.get(f"/api/v1/sites/{site.slug}/plugins").json(),
        "slots": bool(pieces("dummy.place", site)),
    }
    assert there
    return gates


def _previews(page):
    try:
        return page.make_preview_request(preview_mode=page.default_preview_mode).status_code == 200
    except Http404:
        return False


def test_every_gate_is_open_where_the_plugin_is_on_and_shut_where_it_is_off(
    on, off, client, administrator
):
    assert {
        name for name, is_open in every_gate(on, client, administrator).items() if not is_open
    } == set()
    assert {
        name for name, is_open in every_gate(off, client, administrator).items() if is_open
    } == set()


def test_every_gate_opens_again_with_all_the_data_when_the_plugin_is_enabled_anew(
    on, off, client, administrator
):
    enable(DUMMY, off, actor=SYSTEM)
    assert {
        name for name, is_open in every_gate(off, client, administrator).items() if not is_open
    } == set()
    disable(DUMMY, on, actor=SYSTEM)
    assert {
        name for name, is_open in every_gate(on, client, administrator).items() if is_open
    } == set()


def test_a_column_that_holds_a_plugins_page_is_not_moved_to_a_site_where_the_plugin_is_off(
    on, off, administrator
):
    with exempt("factory"):
        root = Page.objects.get(pk=on.site.root_page_id)
        column = root.add_child(instance=ColumnPage(title="C", slug="c"))
        column.add_child(instance=DummyPage(title="D", slug="d"))
    tester = Page.objects.get(pk=column.pk).permissions_for_user(administrator)
    destination = Page.objects.get(pk=off.site.root_page_id)
    assert not tester.can_move_to(destination)
    assert not tester.can_copy_to(destination, recursive=True)
    enable(DUMMY, off, actor=SYSTEM)
    assert tester.can_move_to(destination)


def test_signals_are_heard_only_where_the_plugin_is_on(on, off, django_capture_on_commit_callbacks):
    def tell():
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            make_row(on, "x", actor=SYSTEM)
            make_row(off, "x", actor=SYSTEM)
        return list(heard)

    assert tell() == [("made", "lanzhou", "x")]
    disable(DUMMY, on, actor=SYSTEM)
    assert tell() == []
    enable(DUMMY, off, actor=SYSTEM)
    assert tell() == [("made", "tianshui", "x")]


@pytest.mark.parametrize("way", ["send", "send_robust"])
def test_no_way_of_sending_a_site_signal_goes_round_the_gate(on, off, way):
    from tests.dummy_plugin.hooks import dummy_made

    heard.clear()
    for site in (on, off):
        getattr(dummy_made, way)(sender=site, name="x")
    assert heard == [("made", "lanzhou", "x")]


def test_core_hears_every_site_and_a_signal_needs_a_site(on, off):
    from tests.dummy_plugin.hooks import dummy_made

    told = []

    def core_hears(sender, **kwargs):
        told.append(sender.slug)

    core_hears.__module__ = "core.search.documents"
    dummy_made.connect(core_hears)
    try:
        for site in (on, off):
            dummy_made.send(sender=site, name="x")
        with pytest.raises(ValueError, match="site"):
            dummy_made.send(sender=None, name="x")
    finally:
        dummy_made.disconnect(core_hears)
    assert told == ["lanzhou", "tianshui"]


def test_jobs_run_only_where_the_plugin_is_on(on, off):
    heard.clear()
    run_job(DUMMY, "greet", on, {"name": "x"})
    with pytest.raises(Refused):
        run_job(DUMMY, "greet", off, {"name": "x"})
    with pytest.raises(LookupError):
        run_job(DUMMY, "no such", on, {})
    assert heard == [("greeted", "lanzhou", "x")]
    enable(DUMMY, off, actor=SYSTEM)
    run_job(DUMMY, "greet", off, {"name": "x"})


def test_guards_object_only_where_their_plugin_is_on(on, off, monkeypatch):
    from types import SimpleNamespace

    forbidden = SimpleNamespace(name="forbidden")

    def guarded(site, target):
        with action(
            "dummy_plugin.guarded", actor=SYSTEM, right=Right.WRITE, member=site, target=target
        ):
            pass

    with pytest.raises(Refused, match="the name is forbidden"):
        guarded(on, forbidden)
    guarded(on, SimpleNamespace(name="allowed"))
    guarded(off, forbidden)
    with pytest.raises(Refused):
        guarded(None, forbidden)  # the whole group: on somewhere, so it is asked


def test_slots_are_rendered_by_their_own_template_and_escape_what_they_show(on, off):
    from django.template import Context, Template

    request = RequestFactory().get("/")
    request.display = {}
    request.member = table().by_id[on.pk]
    request.member.short_name = "<b>"
    page = Template('{% slot "dummy.place" %}{% slot "nothing.here" %}')
    assert page.render(Context({"request": request})).strip() == "<p>Hello &lt;b&gt;</p>"
    silent = Template('{% slot "dummy.place" silent=True %}')
    assert silent.render(Context({"request": request})) == ""
    request.member = table().by_id[off.pk]
    assert page.render(Context({"request": request})) == ""


class TestTheAdminShowsAPluginOnlyToThoseForWhomItIsOnSomewhere:
    """Gate 7."""

    ADDRESSES = ("/admin/dummy/", "/admin/dummy_rows/")

    def seen(self, client, user):
        sign_in(client, user)
        home = client.get("/admin/").content.decode()
        return {
            "menu": "Dummy menu" in home,
            "menu of a viewset": "Dummy rows" in home,
            "script": "dummy was here" in home,
            **{address: client.get(address).status_code == 200 for address in self.ADDRESSES},
        }

    def test_an_officer_of_the_site_sees_it_and_one_of_another_does_not(self, on, off, client):
        here = make_user("here", "site_administrator", Reach.SUBTREE, on)
        there = make_user("there", "site_administrator", Reach.SUBTREE, off)
        seen = self.seen(client, here)
        # The rows' own list asks Wagtail's model permissions too, which this officer has not.
        assert (seen["menu"], seen["script"], seen["/admin/dummy/"]) == (True, True, True)
        assert not any(self.seen(client, there).values())

    def test_an_administrator_sees_it_while_it_is_on_anywhere(self, on, client, administrator):
        assert all(self.seen(client, administrator).values())
        disable(DUMMY, on, actor=SYSTEM)
        assert not any(self.seen(client, administrator).values())
        enable(DUMMY, on, actor=SYSTEM)
        assert all(self.seen(client, administrator).values())

    def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page(self, on, client):
        assert client.get("/admin/dummy/").status_code == 302


def test_a_segment_of_the_api_is_mounted_once(client):
    from ninja import Router

    import_module("core.http_api.api")  # mounts the documents

    with pytest.raises(ValueError, match="documents"):
        mounts.mount("documents", Router())


def test_the_api_refuses_unknown_sites_and_plugins_alike(on, client):
    for address in (f"no-such/documents/{DUMMY}", "lanzhou/documents/no_such", "no-such/plugins"):
        assert client.get(f"/api/v1/sites/{address}").status_code == 404
