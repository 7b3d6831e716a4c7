"""Enable, disable, upgrade, configure: all of it or nothing, and never an open requirement."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from wagtail.models import Page

from core.audit.models import AuditLine
from core.contract import Column, Profile, upgrade_step
from core.people.rights import Reach
from core.plugins.actions import configure, disable, enable, upgrade
from core.plugins.gate import Refused, is_enabled
from core.plugins.models import Activation, ExecutedStep
from core.testing import SYSTEM, make_member, make_user
from tests.core.plugins.conftest import GROUP, PLATFORM
from tests.dummy_plugin.models import DummyPage

DUMMY = "dummy_plugin"


def test_enabling_turns_the_plugin_on_at_that_site_and_at_no_other(lanzhou, chengguan, province):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert is_enabled(DUMMY, lanzhou)
    assert not is_enabled(DUMMY, chengguan)
    assert not is_enabled(DUMMY, province)


def test_the_first_enabling_counts_all_steps_as_done_and_the_next_does_not(lanzhou):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert [step.name for step in ExecutedStep.objects.all()] == ["shout_the_names"]
    assert upgrade(DUMMY, lanzhou, actor=SYSTEM) == []


def test_an_upgrade_runs_each_step_once_and_in_order(lanzhou, installed):
    done = []
    installed(poll={})
    enable("poll", lanzhou, actor=SYSTEM)
    first = upgrade_step("One")(_named("one", lambda site: done.append(("one", site.slug))))
    second = upgrade_step("Two")(_named("two", lambda site: done.append(("two", site.slug))))
    installed(poll={"rooms": {"upgrades": {"STEPS": [first, second]}}})
    assert upgrade("poll", lanzhou, actor=SYSTEM) == ["one", "two"]
    assert upgrade("poll", lanzhou, actor=SYSTEM) == []
    assert done == [("one", "lanzhou"), ("two", "lanzhou")]


def test_a_failing_step_leaves_the_site_as_it_was_and_the_next_site_untouched(
    lanzhou, tianshui, installed
):
    from tests.dummy_plugin.actions import make_row
    from tests.dummy_plugin.models import DummyRow

    def rename(site):
        DummyRow.objects.filter(site=site).update(name="changed")

    def fail(site):
        if site.slug == "lanzhou":
            raise ZeroDivisionError

    installed(poll={})
    for site in (lanzhou, tianshui):
        enable("poll", site, actor=SYSTEM)
        make_row(site, "as it was", actor=SYSTEM)
    steps = [upgrade_step("One")(rename), upgrade_step("Two")(fail)]
    installed(poll={"rooms": {"upgrades": {"STEPS": steps}}})
    with pytest.raises(ZeroDivisionError):
        upgrade("poll", lanzhou, actor=SYSTEM)
    assert upgrade("poll", tianshui, actor=SYSTEM) == ["rename", "fail"]
    assert DummyRow.objects.get(site=lanzhou).name == "as it was"
    assert not ExecutedStep.objects.filter(activation__member=lanzhou).exists()


def test_a_plugin_that_is_off_cannot_be_upgraded(lanzhou):
    with pytest.raises(Refused):
        upgrade(DUMMY, lanzhou, actor=SYSTEM)


def test_hooks_are_called_once_for_each_change_and_find_the_plugin_on(lanzhou, installed):
    seen = []
    installed(
        poll={
            "on_enable": lambda self, site, **kw: seen.append(("on", is_enabled("poll", site))),
            "on_disable": lambda self, site: seen.append(("off", is_enabled("poll", site))),
        }
    )
    for verb in (enable, enable, disable, disable, enable):
        verb("poll", lanzhou, actor=SYSTEM)
    assert seen == [("on", True), ("off", True), ("on", True)]


def test_a_failing_hook_leaves_nothing_behind(lanzhou, installed):
    def fail(self, site, **kwargs):
        raise ZeroDivisionError

    page = Column("p", "P", "p", "pages.ColumnPage")
    installed(poll={"on_enable": fail, "rooms": {"profile": {"PROFILE": Profile(columns=(page,))}}})
    before = Page.objects.count(), AuditLine.objects.count()
    with pytest.raises(ZeroDivisionError):
        enable("poll", lanzhou, actor=SYSTEM)
    assert not is_enabled("poll", lanzhou)
    assert not Activation.objects.exists()
    assert (Page.objects.count(), AuditLine.objects.count()) == before


def test_a_failing_hook_is_forgotten_within_the_same_request(lanzhou, installed):
    from core.delivery import generations

    def fail(self, site, **kwargs):
        raise ZeroDivisionError

    installed(poll={"on_enable": fail})
    generations.begin_request()
    try:
        with pytest.raises(ZeroDivisionError):
            enable("poll", lanzhou, actor=SYSTEM)
        assert not is_enabled("poll", lanzhou)
    finally:
        generations.end_request()


def test_a_group_plugin_reaches_the_site_and_all_below_it(
    province, lanzhou, chengguan, tianshui, installed
):
    installed(net={"scope": GROUP})
    enable("net", lanzhou, actor=SYSTEM)
    on = {site.slug for site in (province, lanzhou, chengguan, tianshui) if is_enabled("net", site)}
    assert on == {"lanzhou", "chengguan"}


def test_a_site_made_below_a_group_plugin_has_it_from_its_first_day(province, lanzhou, installed):
    installed(net={"scope": GROUP})
    enable("net", province, actor=SYSTEM)
    assert is_enabled("net", make_member("gaolan", lanzhou, "county"))


def test_a_site_cannot_disable_what_comes_from_above_and_is_told_from_where(
    province, lanzhou, installed
):
    installed(net={"scope": GROUP})
    enable("net", province, actor=SYSTEM)
    with pytest.raises(Refused, match=province.short_name):
        disable("net", lanzhou, actor=SYSTEM)


@pytest.mark.parametrize("verb", [enable, disable, upgrade])
def test_a_platform_plugin_is_always_on_and_cannot_be_switched(verb, lanzhou, installed):
    installed(law={"scope": PLATFORM})
    assert is_enabled("law", lanzhou)
    with pytest.raises(Refused, match="always on"):
        verb("law", lanzhou, actor=SYSTEM)


def test_a_restricted_plugin_is_enabled_by_the_platforms_administrator_alone(lanzhou, installed):
    installed(poll={"restricted": True})
    with pytest.raises(PermissionDenied):
        enable("poll", lanzhou, actor=make_user("office", "provincial_office", Reach.GROUP))
    enable("poll", lanzhou, actor=make_user("root", is_superuser=True))
    assert is_enabled("poll", lanzhou)


def test_a_plugin_that_is_not_offered_or_finds_a_problem_says_so(province):
    department = make_member("jyt", province, "department")
    with pytest.raises(Refused, match="not offered"):
        enable(DUMMY, department, actor=SYSTEM)
    with pytest.raises(Refused, match="name without"):
        enable(DUMMY, make_member("no-way", province), actor=SYSTEM)


def test_a_site_that_is_hosted_elsewhere_has_no_plugins_here(province):
    elsewhere = make_member("far", province, external_url="https://far.example.gov.cn/")
    with pytest.raises(Refused, match="elsewhere"):
        enable(DUMMY, elsewhere, actor=SYSTEM)


def test_a_rolled_out_definition_never_reverses_what_a_site_has_chosen(lanzhou, tianshui):
    enable(DUMMY, lanzhou, actor=SYSTEM, chosen=False)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    enable(DUMMY, lanzhou, actor=SYSTEM, chosen=False)
    assert not is_enabled(DUMMY, lanzhou)
    disable(DUMMY, tianshui, actor=SYSTEM)  # off already: the choice is noted all the same
    enable(DUMMY, tianshui, actor=SYSTEM, chosen=False)
    assert not is_enabled(DUMMY, tianshui)
    enable(DUMMY, tianshui, actor=SYSTEM)
    disable(DUMMY, tianshui, actor=SYSTEM, chosen=False)
    assert is_enabled(DUMMY, tianshui)


def test_disabling_touches_no_data(lanzhou):
    from tests.dummy_plugin.actions import make_row
    from tests.dummy_plugin.models import DummyRow

    enable(DUMMY, lanzhou, actor=SYSTEM)
    make_row(lanzhou, "kept", actor=SYSTEM)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    assert DummyRow.objects.count() == 1
    assert DummyPage.objects.count() == 2


@pytest.mark.parametrize("verb", [enable, disable, upgrade])
def test_another_prefectures_officer_is_refused(verb, lanzhou, tianshui):
    officer = make_user("tianshui-it", "site_administrator", Reach.SUBTREE, tianshui)
    with pytest.raises(PermissionDenied):
        verb(DUMMY, lanzhou, actor=officer)
    with pytest.raises(PermissionDenied):
        configure(DUMMY, lanzhou, {}, actor=officer)
    assert not Activation.objects.exists()


def test_every_change_is_in_the_audit_log_with_its_plugin_and_without_settings(lanzhou):
    officer = make_user("it", "site_administrator", Reach.SUBTREE, lanzhou)
    enable(DUMMY, lanzhou, actor=officer, settings={"greeting": "secret"})
    line = AuditLine.objects.filter(name="plugins.enable").get()
    assert (line.member_id, line.detail["plugin"], line.actor) == (lanzhou.pk, DUMMY, officer)
    assert "secret" not in str(line.detail)


def test_a_plugin_that_is_not_installed_is_refused_by_name(lanzhou):
    with pytest.raises(Refused, match="no_such"):
        enable("no_such", lanzhou, actor=SYSTEM)


def _named(name, function):
    function.__name__ = name
    return function


def test_the_lock_is_one_query_and_the_enabling_of_a_site_costs_the_same_in_any_group(
    province, django_assert_max_num_queries
):
    for number in range(12):
        make_member(f"s{number}", province)
    site = make_member("lanzhou", province)
    with django_assert_max_num_queries(200) as few:
        enable(DUMMY, site, actor=SYSTEM)
    for number in range(12, 24):
        make_member(f"s{number}", province)
    other = make_member("tianshui", province)
    with django_assert_max_num_queries(200) as many:
        enable(DUMMY, other, actor=SYSTEM)
    assert len(many) == len(few)
    assert connection.vendor
