"""What the control panel writes: which sites, in what order, and why a plugin is what it is."""

from core.contract import upgrade_step
from core.people.rights import Reach
from core.plugins.actions import configure, disable, enable
from core.plugins.panel import (
    Wanted,
    managed_sites,
    note,
    plugins_shown,
    recent_changes,
    rows,
    table_of_states,
)
from core.plugins.status import statuses
from core.testing import SYSTEM, make_user
from tests.core.plugins.conftest import GROUP, PLATFORM

DUMMY = "dummy_plugin"


def slugs(sites):
    return [site.slug for site in sites]


def test_a_site_stands_before_those_below_it_and_only_the_officers_own(
    province, lanzhou, tianshui, chengguan
):
    everything = managed_sites(make_user("office", "provincial_office", Reach.GROUP))
    order = slugs(everything)
    assert order[0] == "gansu" and order.index("chengguan") == order.index("lanzhou") + 1
    officer = make_user("it", "site_administrator", Reach.SUBTREE, lanzhou)
    assert slugs(managed_sites(officer)) == ["lanzhou", "chengguan"]
    assert managed_sites(make_user("editor", "editor", Reach.SITE, chengguan)) == []


def test_sites_are_narrowed_by_text_level_and_place_together(
    province, lanzhou, tianshui, chengguan
):
    everything = [province, lanzhou, chengguan, tianshui]
    assert slugs(Wanted(text=" 城关 ").of(everything)) == ["chengguan"]
    assert slugs(Wanted(text="LANZHOU").of(everything)) == ["lanzhou"]
    assert slugs(Wanted(place="lanzhou", level="county").of(everything)) == ["chengguan"]
    assert slugs(Wanted(place="lanzhou", text="天水").of(everything)) == []
    assert slugs(Wanted(place="no-such").of(everything)) == slugs(everything)


def test_sites_are_ordered_by_tree_name_or_level(province, lanzhou, tianshui, chengguan):
    everything = [province, lanzhou, chengguan, tianshui]
    assert slugs(Wanted().of(everything)) == slugs(everything)
    by_level = slugs(Wanted(order="level").of([chengguan, tianshui, province]))
    assert by_level == ["gansu", "tianshui", "chengguan"]
    names = [site.name for site in Wanted(order="name").of(everything)]
    assert names == sorted(names)


def test_what_a_person_can_switch_stands_before_what_is_always_on(installed, monkeypatch):
    from core.plugins import registry

    installed(law={"scope": PLATFORM}, zebra={})
    monkeypatch.setattr(registry, "platform_slugs", lambda: frozenset({"law", "law_library"}))
    shown = [app.label for app in plugins_shown()]
    assert shown.index("law") > shown.index("zebra")


def test_a_cell_says_why_the_plugin_is_what_it_is(province, lanzhou, chengguan, installed):
    installed(net={"scope": GROUP}, poll={"requires": ("net",)})

    def said(slug, site):
        return note(statuses([site])[site.pk, slug])

    assert said("poll", lanzhou) == "needs net"
    enable("net", lanzhou, actor=SYSTEM)
    enable("poll", lanzhou, actor=SYSTEM)
    assert said("net", lanzhou) == "required by poll"
    assert said("net", chengguan) == "through 兰州市"
    assert said("poll", chengguan) == ""
    step = upgrade_step("One")(lambda site: None)
    installed(poll={"requires": ("net",), "rooms": {"upgrades": {"STEPS": [step]}}})
    assert said("poll", lanzhou) == "1 steps"


def test_a_row_is_set_in_by_the_managed_sites_above_it(province, lanzhou, chengguan):
    depths = {row.site.slug: row.depth for row in rows([province, lanzhou, chengguan], [lanzhou])}
    assert depths["chengguan"] == depths["lanzhou"] == 1
    assert depths["gansu"] == 0


def test_the_export_has_a_head_and_one_line_for_each_site(province, lanzhou):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    head, *lines = table_of_states([province, lanzhou])
    at = head.index(DUMMY)
    assert [line[0] for line in lines] == ["gansu", "lanzhou"]
    assert [line[at] for line in lines] == ["Off", "On"]
    assert all(len(line) == len(head) for line in lines)


def test_recent_changes_leave_out_other_sites_and_what_changed_nothing(province, lanzhou, tianshui):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    enable(DUMMY, lanzhou, actor=SYSTEM)
    configure(DUMMY, lanzhou, {"count": 9}, actor=SYSTEM)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    enable(DUMMY, tianshui, actor=SYSTEM)
    own = recent_changes([lanzhou])
    assert [line["what"] for line in own] == ["disabled", "changed the settings of", "enabled"]
    assert {line["site"] for line in own} == {"兰州市"}
    assert len(recent_changes([province, lanzhou, tianshui])) == 4


def test_a_change_of_a_plugin_that_is_gone_is_told_by_its_slug(lanzhou, installed, monkeypatch):
    from core.plugins import registry

    real = registry.plugins
    installed(poll={})
    enable("poll", lanzhou, actor=SYSTEM)
    monkeypatch.setattr(
        registry, "plugins", lambda: {s: a for s, a in real().items() if s != "poll"}
    )
    assert [line["plugin"] for line in recent_changes([lanzhou])] == ["poll"]
