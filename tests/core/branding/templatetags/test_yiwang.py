"""The tags of the public templates."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError

from core.branding import themes
from core.contract import Slot
from core.plugins import actions, registry, slots
from core.testing import SYSTEM


def shown(source: str, request, **values) -> str:
    return Template(source).render(Context({"request": request, **values}))


@pytest.fixture
def request_of(rf):
    def make(member, path="/?q=1&page=2"):
        request = rf.get(path)
        request.member = member
        return request

    return make


def test_a_file_comes_from_the_nearest_theme_that_has_it():
    with themes.wearing("gansu"):
        assert (
            shown('{% theme_static "css/tokens.css" %}', None)
            == "/static/theme/gansu/css/tokens.css"
        )
        assert (
            shown('{% theme_static "css/yiwang.css" %}', None)
            == "/static/theme/base/css/yiwang.css"
        )
    assert shown('{% theme_static "css/tokens.css" %}', None) == "/static/theme/base/css/tokens.css"


def test_a_file_that_no_theme_has_is_an_error_of_the_template():
    with pytest.raises(TemplateSyntaxError, match=r"css/none\.css"):
        shown('{% theme_static "css/none.css" %}', None)


def test_a_slot_is_filled_only_where_its_plugin_is_on(group, request_of):
    actions.enable("dummy_plugin", group.yuzhong, actor=SYSTEM)
    source = '{% slot "dummy.place" %}'
    assert "榆中县" in shown(source, request_of(group.yuzhong))
    assert shown(source, request_of(group.lanzhou)) == ""
    assert shown('{% slot "dummy.place" silent=1 %}', request_of(group.yuzhong)) == ""
    assert shown('{% slot "no.such.place" %}', request_of(group.yuzhong)) == ""


def test_pieces_of_a_slot_stand_in_their_order(group, request_of, monkeypatch):
    actions.enable("dummy_plugin", group.yuzhong, actor=SYSTEM)
    pieces = [
        Slot("x", "dummy_plugin/slot.html", lambda site, mark=mark: {"name": mark}, order)
        for mark, order in (("last", 9), ("first", 1))
    ]
    monkeypatch.setattr(registry, "rooms", lambda room, name: [("dummy_plugin", pieces)])
    monkeypatch.setattr(slots, "_slots", slots._slots.__wrapped__)  # nothing remembered
    html = shown('{% slot "x" %}', request_of(group.yuzhong))
    assert html.index("first") < html.index("last")


def test_the_pager_keeps_every_other_choice(request_of):
    leaf = Paginator(range(300), 10).get_page(2)
    html = shown("{% pager leaf %}", request_of(None), leaf=leaf)
    assert 'href="?q=1&amp;page=3"' in html and 'rel="prev"' in html
    assert '<span aria-current="page">2</span>' in html and 'class="gap"' in html


def test_one_page_needs_no_pager(request_of):
    leaf = Paginator(range(3), 10).get_page(1)
    assert shown("{% pager leaf %}", request_of(None), leaf=leaf).strip() == ""
