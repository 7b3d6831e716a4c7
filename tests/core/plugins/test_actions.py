"""Enable, disable, upgrade, configure: all of it or nothing, and never an open requirement."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from core.audit.models import AuditLine
from core.contract import Column, Profile, Scope, upgrade_step
from core.people.rights import Reach
from core.plugins.actions import configure, disable, enable, upgrade
from core.plugins.gate import Refused, is_enabled, settings_of
from core.plugins.models import Activation, ExecutedStep
from core.sitegroup.models import Column as UniformColumn
from core.sitegroup.models import Placement
from core.testing import SYSTEM, make_member, make_user
from tests.core.plugins.conftest import GROUP, PLATFORM
from tests.dummy_plugin.hooks import heard
from tests.dummy_plugin.models import DummyPage

DUMMY = "dummy_plugin"


@pytest.fixture(autouse=True)
def nothing_heard():
    heard.clear()


def test_enabling_turns_the_plugin_on_at_that_site_and_at_no_other(lanzhou, chengguan, province):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert is_enabled(DUMMY, lanzhou)
    assert not is_enabled(DUMMY, chengguan)
    assert not is_enabled(DUMMY, province)


def test_enabling_creates_the_profile_once_in_a_sites_life(lanzhou):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    outer, inner = DummyPage.objects.descendant_of(lanzhou.site.root_page).order_by("path")
    assert inner.is_child_of(outer)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    with_page_gone = make_user("office", "provincial_office", Reach.GROUP)
    from core.actions.boundary import exempt

    with exempt("factory"):
        Page.objects.get(pk=inner.pk).delete()
    enable(DUMMY, lanzhou, actor=with_page_gone)
    assert DummyPage.objects.descendant_of(lanzhou.site.root_page).count() == 1


def test_the_profile_takes_the_uniform_column_of_its_key_instead_of_making_a_second_page(lanzhou):
    from core.actions.boundary import exempt

    with exempt("factory"):
        column = UniformColumn.objects.create(key="dummy", title="D", slug="d", plugin=DUMMY)
        root = Page.objects.get(pk=lanzhou.site.root_page_id)
        page = root.add_child(instance=DummyPage(title="D", slug="d"))
        Placement.objects.create(member=lanzhou, column=column, page=page.page_ptr)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    inner = DummyPage.objects.get(slug="inner")
    assert inner.is_child_of(page)
    assert DummyPage.objects.count() == 2


def test_a_profile_whose_address_is_taken_by_another_kind_of_page_is_refused_naming_it(lanzhou):
    from core.actions.boundary import exempt
    from core.pages.models import ColumnPage

    with exempt("factory"):
        root = Page.objects.get(pk=lanzhou.site.root_page_id)
        root.add_child(instance=ColumnPage(title="旧栏目", slug="dummy"))
    with pytest.raises(Refused, match="旧栏目"):
        enable(DUMMY, lanzhou, actor=SYSTEM)
    assert not Activation.objects.exists()


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


def test_a_required_plugin_that_is_off_is_named(lanzhou, installed):
    installed(base={}, poll={"requires": ("base",)})
    with pytest.raises(Refused, match=r"base.*兰州市"):
        enable("poll", lanzhou, actor=SYSTEM)
    enable("base", lanzhou, actor=SYSTEM)
    enable("poll", lanzhou, actor=SYSTEM)
    with pytest.raises(Refused, match="poll"):
        disable("base", lanzhou, actor=SYSTEM)


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


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"colour": "red"}, "colour"),
        ({"greeting": ""}, "greeting"),
        ({"count": "many"}, "count"),
        ({"loud": 1}, "loud"),
    ],
)
def test_settings_are_strict(lanzhou, given, complaint):
    with pytest.raises(Refused, match=complaint):
        enable(DUMMY, lanzhou, actor=SYSTEM, settings=given)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    with pytest.raises(Refused, match=complaint):
        configure(DUMMY, lanzhou, given, actor=SYSTEM)


def test_settings_can_be_filled_before_the_plugin_is_enabled_and_survive_it(lanzhou):
    configure(DUMMY, lanzhou, {"greeting": ""}, actor=SYSTEM)
    with pytest.raises(Refused, match="greeting"):
        enable(DUMMY, lanzhou, actor=SYSTEM)
    configure(DUMMY, lanzhou, {"greeting": "你好"}, actor=SYSTEM)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert DummyPage.objects.count() == 2, "settings alone are no first enabling"
    assert settings_of(DUMMY, lanzhou) == {
        "greeting": "你好",
        "count": 5,
        "loud": False,
        "words": [],
    }


def test_a_setting_that_an_older_release_left_does_no_harm(lanzhou):
    from core.actions.boundary import exempt

    enable(DUMMY, lanzhou, actor=SYSTEM)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    with exempt("factory"):
        Activation.objects.update(settings={"gone": 1, "count": 7})
    enable(DUMMY, lanzhou, actor=SYSTEM)
    assert settings_of(DUMMY, lanzhou)["count"] == 7
    assert Activation.objects.get().settings == {"count": 7}


def test_a_group_plugins_settings_reach_the_sites_below(province, lanzhou, chengguan, installed):
    installed(net={"scope": GROUP, "default_settings": {"words": "a", "size": 1}})
    enable("net", province, actor=SYSTEM, settings={"words": "b"})
    assert settings_of("net", chengguan) == {"words": "b", "size": 1}


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
