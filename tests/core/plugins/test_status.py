"""What a plugin is at a site, for any number of sites in the same few queries."""

import pytest

from core.contract import upgrade_step
from core.plugins.actions import enable, upgrade
from core.plugins.models import Activation
from core.plugins.status import State, pending_steps, statuses
from core.sitegroup.addresses import table
from core.testing import SYSTEM, make_member
from tests.core.plugins.conftest import GROUP, PLATFORM

DUMMY = "dummy_plugin"


def state(slug, site):
    return statuses([site])[site.pk, slug].state


def step(name):
    def run(site):
        pass

    run.__name__ = name
    return upgrade_step(name.title())(run)


def test_each_way_of_being_on_or_off_has_its_state(province, lanzhou, chengguan, installed):
    installed(net={"scope": GROUP}, law={"scope": PLATFORM}, poll={"requires": ("net",)})
    far = make_member("far", province, external_url="https://far.example.gov.cn/")
    department = make_member("jyt", province, "department")
    enable("net", lanzhou, actor=SYSTEM)
    assert state("net", lanzhou) is State.ON
    assert state("net", chengguan) is State.ABOVE
    assert state("net", province) is State.OFF
    assert state("law", province) is State.ALWAYS
    assert state("poll", far) is State.UNAVAILABLE
    assert state(DUMMY, department) is State.UNAVAILABLE


def test_a_status_says_what_is_missing_and_what_holds_it(lanzhou, installed):
    installed(net={"scope": GROUP}, poll={"requires": ("net",)})
    assert statuses([lanzhou])[lanzhou.pk, "poll"].missing == ("net",)
    enable("net", lanzhou, actor=SYSTEM)
    enable("poll", lanzhou, actor=SYSTEM)
    found = statuses([lanzhou])
    assert found[lanzhou.pk, "poll"].missing == ()
    assert found[lanzhou.pk, "net"].needed_by == ("poll",)


def test_steps_are_pending_only_where_the_plugin_was_enabled_itself(lanzhou, chengguan, installed):
    installed(net={"scope": GROUP})
    enable("net", lanzhou, actor=SYSTEM)
    installed(net={"scope": GROUP, "rooms": {"upgrades": {"STEPS": [step("one"), step("two")]}}})
    found = statuses([lanzhou, chengguan])
    assert found[lanzhou.pk, "net"].state is State.OUTDATED
    assert found[lanzhou.pk, "net"].pending == ("One", "Two")
    assert found[chengguan.pk, "net"].state is State.ABOVE
    assert found[chengguan.pk, "net"].pending == ()
    upgrade("net", lanzhou, actor=SYSTEM)
    assert state("net", lanzhou) is State.ON


def test_what_one_activation_lacks_is_told_step_by_step(lanzhou, installed):
    apps = installed(poll={})
    enable("poll", lanzhou, actor=SYSTEM)
    apps = installed(poll={"rooms": {"upgrades": {"STEPS": [step("one"), step("two")]}}})
    row = Activation.objects.get(plugin="poll")
    assert [each.__name__ for each in pending_steps(apps["poll"], row)] == ["one", "two"]
    upgrade("poll", lanzhou, actor=SYSTEM)
    assert pending_steps(apps["poll"], row) == []


@pytest.mark.parametrize("count", [3, 120])
def test_it_costs_one_query_for_any_number_of_sites(
    province, installed, django_assert_num_queries, count
):
    from core.sitegroup.models import Member

    installed(poll={"rooms": {"upgrades": {"STEPS": [step("one")]}}})
    site = make_member("first", province)
    enable("poll", site, actor=SYSTEM)
    known = table()
    # More sites than a query may name, without making them all.
    others = [Member(pk=10_000 + at, slug=f"s{at}", site_id=1) for at in range(count - 1)]
    statuses([site])
    with django_assert_num_queries(_moved() + 1):
        found = statuses([known.by_id[site.pk], *others])
    assert found[site.pk, "poll"].state is State.ON
    assert len({pk for pk, _slug in found}) == count


def _moved():
    """The queries by which the gate learns of changes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core.plugins.gate import picture

    with CaptureQueriesContext(connection) as captured:
        picture()
    return len(captured)


def test_a_state_is_read_by_people_in_words():
    assert all(str(each.label) and each.value.isalpha() for each in State)
