"""``manage.py plugins``: the same as the panel, for a terminal."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from core.plugins.actions import enable
from core.plugins.gate import is_enabled
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member
from tests.core.plugins.conftest import GROUP

DUMMY = "dummy_plugin"


def run(*arguments):
    out = io.StringIO()
    call_command("plugins", *arguments, stdout=out)
    return out.getvalue()


def test_it_lists_what_is_installed_and_on_how_many_sites(lanzhou, chengguan):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    (row,) = [row for row in json.loads(run("list", "--json")) if row["slug"] == DUMMY]
    assert (row["scope"], row["sites"]) == ("site", 1)
    assert DUMMY in run("list")


def test_it_lists_what_a_plugin_is_at_a_site_and_what_it_needs(lanzhou, installed):
    installed(base={}, poll={"requires": ("base",)}, net={"scope": GROUP})
    rows = {row["slug"]: row for row in json.loads(run("list", "--site", "lanzhou", "--json"))}
    assert (rows["poll"]["state"], rows["poll"]["missing"]) == ("off", "base")
    assert rows["law_library"]["state"] == "always"
    enable("base", lanzhou, actor=SYSTEM)
    enable("poll", lanzhou, actor=SYSTEM)
    rows = {row["slug"]: row for row in json.loads(run("list", "--site", "lanzhou", "--json"))}
    assert (rows["base"]["state"], rows["base"]["required_by"]) == ("on", "poll")


def test_it_switches_one_site_a_subtree_and_all(province, lanzhou, chengguan, tianshui):
    run("enable", DUMMY, "--site", "chengguan")
    assert is_enabled(DUMMY, chengguan) and not is_enabled(DUMMY, lanzhou)
    assert "done     lanzhou" in run("enable", DUMMY, "--subtree", "lanzhou")
    assert is_enabled(DUMMY, lanzhou) and not is_enabled(DUMMY, tianshui)
    run("enable", DUMMY, "--all")
    assert is_enabled(DUMMY, province) and is_enabled(DUMMY, tianshui)
    run("disable", DUMMY, "--all")
    assert not any(is_enabled(DUMMY, site) for site in (province, lanzhou, chengguan, tianshui))


def test_one_refused_site_leaves_the_others_done_and_ends_in_an_error(province, lanzhou):
    make_member("no-way", province)
    with pytest.raises(CommandError, match="1 of 3"):
        run("enable", DUMMY, "--all")
    assert is_enabled(DUMMY, lanzhou)


def test_the_plan_says_it_all_and_changes_nothing(lanzhou):
    make_member("no-way", lanzhou, Level.COUNTY)
    with pytest.raises(CommandError):
        run("enable", DUMMY, "--subtree", "lanzhou", "--plan")
    assert "Dummy、Inner" in run("enable", DUMMY, "--site", "lanzhou", "--plan")
    assert not is_enabled(DUMMY, lanzhou)


def test_an_upgrade_has_a_plan_that_names_its_steps(lanzhou, installed):
    from core.contract import upgrade_step

    @upgrade_step("Count the votes again")
    def count_again(site): ...

    installed(poll={})
    enable("poll", lanzhou, actor=SYSTEM)
    installed(poll={"rooms": {"upgrades": {"STEPS": [count_again]}}})
    assert "Count the votes again" in run("upgrade", "poll", "--site", "lanzhou", "--plan")
    assert "1 steps" in run("upgrade", "poll", "--site", "lanzhou")
    assert "nothing" in run("upgrade", "poll", "--site", "lanzhou", "--plan")


@pytest.mark.parametrize(
    "arguments",
    [
        ("enable", "no_such", "--all"),
        ("enable", DUMMY, "--site", "no-such"),
        ("list", "--site", "no-such"),
        ("enable", DUMMY),
        ("enable", DUMMY, "--all", "--site", "lanzhou"),
        ("new", "Bad-Name"),
        ("new", "power_list"),
        ("new", "admin"),
        ("new", "class"),
    ],
)
def test_a_mistake_is_told_in_one_line(lanzhou, arguments):
    with pytest.raises(CommandError):
        run(*arguments)
