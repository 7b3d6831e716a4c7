"""No switch, in no order and by no two people at once, leaves a requirement open."""

import threading

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from core.contract import Scope
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused, is_enabled
from core.plugins.models import Activation
from core.sitegroup.models import Column as UniformColumn
from core.sitegroup.models import Placement
from core.testing import SYSTEM
from tests.core.plugins.conftest import GROUP, PLATFORM
from tests.dummy_plugin.hooks import heard
from tests.dummy_plugin.models import DummyPage

DUMMY = "dummy_plugin"


def test_a_required_plugin_that_is_off_is_named(lanzhou, installed):
    installed(base={}, poll={"requires": ("base",)})
    with pytest.raises(Refused, match=r"base.*兰州市"):
        enable("poll", lanzhou, actor=SYSTEM)
    enable("base", lanzhou, actor=SYSTEM)
    enable("poll", lanzhou, actor=SYSTEM)
    with pytest.raises(Refused, match="poll"):
        disable("base", lanzhou, actor=SYSTEM)


def test_a_group_plugin_is_not_disabled_above_while_a_child_needs_it(
    province, lanzhou, chengguan, installed
):
    installed(net={"scope": GROUP}, poll={"requires": ("net",)})
    enable("net", province, actor=SYSTEM)
    enable("poll", chengguan, actor=SYSTEM)
    with pytest.raises(Refused, match=r"poll.*城关区"):
        disable("net", province, actor=SYSTEM)
    enable("net", lanzhou, actor=SYSTEM)  # nearer: the child would keep it
    disable("net", province, actor=SYSTEM)
    assert is_enabled("net", chengguan)


def test_a_plugin_that_serves_a_required_column_cannot_be_disabled(lanzhou):
    from core.actions.boundary import exempt

    enable(DUMMY, lanzhou, actor=SYSTEM)
    with exempt("factory"):
        column = UniformColumn.objects.create(key="dummy", title="权力清单", slug="d", plugin=DUMMY)
        page = Page.objects.get(slug="dummy")
        Placement.objects.create(member=lanzhou, column=column, page=page)
    with pytest.raises(Refused, match="权力清单"):
        disable(DUMMY, lanzhou, actor=SYSTEM)
    assert is_enabled(DUMMY, lanzhou)


def test_two_at_once_end_in_one_row_and_one_profile(committed_group):
    _province, site = committed_group
    problems = _at_once([lambda: enable(DUMMY, site, actor=SYSTEM) for _ in range(4)])
    assert problems == []
    assert Activation.objects.count() == 1
    assert DummyPage.objects.count() == 2
    assert heard.count(("on_enable", "lanzhou")) == 1


def test_two_at_once_cannot_take_each_others_requirement_away(committed_group, installed):
    from core.plugins.gate import picture

    installed(net={"scope": Scope.GROUP}, poll={"requires": ("net",)})
    province, site = committed_group
    for _ in range(5):
        enable("net", province, actor=SYSTEM)
        _at_once(
            [
                lambda: enable("poll", site, actor=SYSTEM),
                lambda: disable("net", province, actor=SYSTEM),
            ]
        )
        assert picture().violations() == []
        if is_enabled("poll", site):
            disable("poll", site, actor=SYSTEM)


def _at_once(calls):
    """Run the calls in threads that start together; return what they raised besides Refused."""
    problems, barrier = [], threading.Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            call()
        except Refused:
            pass
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_sequence_of_switches_keeps_every_requirement_met(
    province, lanzhou, chengguan, tianshui, installed, data
):
    from core.plugins.gate import picture

    installed(
        law={"scope": PLATFORM},
        net={"scope": GROUP, "requires": ("law",)},
        hub={"scope": GROUP, "requires": ("net",)},
        base={"requires": ("net",)},
        poll={"requires": ("base", "hub")},
    )
    sites = (province, lanzhou, chengguan, tianshui)
    for _ in range(data.draw(st.integers(5, 25))):
        verb = data.draw(st.sampled_from([enable, enable, disable]))
        slug = data.draw(st.sampled_from(["net", "hub", "base", "poll"]))
        site = data.draw(st.sampled_from(sites))
        before = picture()
        try:
            verb(slug, site, actor=SYSTEM)
        except Refused:
            assert picture() == before
        assert picture().violations() == []


def test_a_site_is_not_moved_away_from_what_its_plugins_require(
    province, lanzhou, chengguan, tianshui, installed
):
    from core.plugins.refusals import may_move

    installed(net={"scope": GROUP}, poll={"requires": ("net",)})
    enable("net", lanzhou, actor=SYSTEM)
    enable("poll", chengguan, actor=SYSTEM)
    with pytest.raises(Refused, match=r"poll on 城关区 require net"):
        may_move(chengguan, tianshui)
    enable("net", province, actor=SYSTEM)
    may_move(chengguan, tianshui)
