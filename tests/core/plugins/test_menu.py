"""Gate 7 from inside: hooks and menu items of a plugin look at who is asking."""

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from core.people.rights import Reach
from core.plugins import menu, registry
from core.plugins.actions import disable, enable
from core.testing import SYSTEM, make_user

DUMMY = "dummy_plugin"


@pytest.fixture
def officer(lanzhou):
    return make_user("it", "site_administrator", Reach.SUBTREE, lanzhou)


def asked_by(user, path="/admin/"):
    request = RequestFactory().get(path)
    request.user = user
    return request


def own():
    return registry.get(DUMMY)


def test_what_no_plugin_added_is_everyones(officer):
    assert menu.may_see(None, asked_by(officer))


def test_a_plugins_own_is_seen_where_it_is_on_for_that_person(lanzhou, tianshui, officer):
    other = make_user("other", "site_administrator", Reach.SUBTREE, tianshui)
    assert not menu.may_see(own(), asked_by(officer))
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert menu.may_see(own(), asked_by(officer))
    assert not menu.may_see(own(), asked_by(other))


def test_it_is_asked_once_in_a_request(lanzhou, officer, monkeypatch):
    asked = []
    monkeypatch.setattr(menu, "is_on_for", lambda app, user: asked.append(app.label) or True)
    request = asked_by(officer)
    for _time in range(3):
        assert menu.may_see(own(), request)
    assert asked == [DUMMY]


def test_a_menu_item_looks_at_the_gate_each_time_and_at_its_own_rule(lanzhou, officer):
    item = menu._gated(MenuItem("Rows", "/admin/dummy/"), own())
    assert not item.is_shown(asked_by(officer))
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert item.is_shown(asked_by(officer))
    disable(DUMMY, lanzhou, actor=SYSTEM)
    assert not item.is_shown(asked_by(officer))


def test_an_item_that_hides_itself_stays_hidden_where_the_plugin_is_on(lanzhou, officer):
    class Hidden(MenuItem):
        def is_shown(self, request):
            return False

    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert not menu._gated(Hidden("Rows", "/admin/dummy/"), own()).is_shown(asked_by(officer))


def test_an_items_own_rule_is_asked_once_in_a_request(officer):
    """Wagtail asks whether a menu is empty, and then what is in it."""
    asked = []

    class Asking(MenuItem):
        __hash__ = None  # as Wagtail's areas of search

        def is_shown(self, request):
            asked.append(request)
            return False

    item, request = menu._gated(Asking("Rows", "/admin/"), None), asked_by(officer)
    assert [item.is_shown(request), item.is_shown(request)] == [False, False]
    assert asked == [request]
    assert not item.is_shown(asked_by(officer)) and len(asked) == 2


def test_the_items_of_a_plugins_own_menu_are_gated_too(lanzhou, officer):
    inner = MenuItem("Rows", "/admin/dummy/")
    menu._gated(SubmenuMenuItem("All", Menu(items=[inner])), own())
    assert not inner.is_shown(asked_by(officer))


def test_an_item_that_wagtail_registered_belongs_to_the_plugin_behind_its_view(officer):
    by_view = menu._gated(MenuItem("Rows", "/admin/dummy/"), None)
    assert not by_view.is_shown(asked_by(officer))
    elsewhere = menu._gated(MenuItem("Far", "https://example.org/"), None)
    assert elsewhere.is_shown(asked_by(officer))


def test_a_search_area_is_asked_with_its_context(lanzhou, officer):
    area = menu._gated(SimpleNamespace(url="/admin/dummy/", is_shown=lambda where: True), own())
    assert not area.is_shown({"request": asked_by(officer)})
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert area.is_shown({"request": asked_by(officer)})


def test_what_has_no_rule_of_its_own_is_left_as_it_is():
    thing = object()
    assert menu._gated(thing, own()) is thing


def test_hooks_of_each_request_are_left_out_where_the_plugin_is_off(lanzhou, officer):
    seen = []
    gate = menu.AdminGateMiddleware(
        lambda request: seen.append(
            [hook for hook in hooks.get_hooks("insert_global_admin_js") if _is_dummys(hook)]
        )
    )
    gate(asked_by(officer))
    enable(DUMMY, lanzhou, actor=SYSTEM)
    gate(asked_by(officer))
    gate(asked_by(officer, "/lanzhou/"))
    assert [len(found) for found in seen] == [0, 1, 1]


def _is_dummys(hook):
    return registry.owner_of_callable(hook) is own()


def test_the_request_is_forgotten_after_a_failure(officer):
    def fail(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        menu.AdminGateMiddleware(fail)(asked_by(officer))
    assert menu._request.get() is None


def test_a_plugins_admin_views_are_closed_where_it_is_off(lanzhou, officer):
    from tests.dummy_plugin.views import admin_page

    gate = menu.AdminGateMiddleware(lambda request: None)
    with pytest.raises(Http404):
        gate.process_view(asked_by(officer), admin_page, (), {})
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert gate.process_view(asked_by(officer), admin_page, (), {}) is None


def test_the_gate_is_put_in_once():
    before = hooks.get_hooks
    menu.install()
    assert hooks.get_hooks is before
