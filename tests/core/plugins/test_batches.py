"""One verb over many sites: who is meant, what each becomes, and a plan that tells the truth."""

import pytest

from core.contract import upgrade_step
from core.people.rights import Reach
from core.plugins import batches
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused, is_enabled
from core.plugins.models import Activation
from core.testing import SYSTEM, make_member, make_user
from tests.core.plugins.conftest import GROUP

DUMMY = "dummy_plugin"


def outcomes(results):
    return {result.site.slug: result.outcome for result in results}


def test_one_site_a_subtree_or_all_that_are_hosted_here(province, lanzhou, chengguan, tianshui):
    make_member("far", province, external_url="https://far.example.gov.cn/")

    def slugs(**asked):
        return {site.slug for site in batches.sites_of(**asked)}

    assert slugs(site="lanzhou") == {"lanzhou"}
    assert slugs(subtree="lanzhou") == {"lanzhou", "chengguan"}
    assert slugs(every=True) == {"gansu", "lanzhou", "chengguan", "tianshui"}


@pytest.mark.parametrize("asked", [{}, {"site": "no-such"}, {"subtree": "no-such"}])
def test_an_unknown_site_is_refused_by_name(province, asked):
    with pytest.raises(Refused, match=r"There is no site"):
        batches.sites_of(**asked)


def test_overlapping_subtrees_name_each_site_once(province, lanzhou, chengguan):
    found = batches.below([lanzhou.pk, chengguan.pk, province.pk])
    assert sorted(site.slug for site in found) == ["chengguan", "gansu", "lanzhou"]


def test_enabling_goes_from_above_to_below_and_disabling_back(
    province, lanzhou, chengguan, installed
):
    seen = []
    installed(
        poll={
            "on_enable": lambda self, site, **kw: seen.append(site.slug),
            "on_disable": lambda self, site: seen.append(site.slug),
        }
    )
    sites = [chengguan, province, lanzhou]
    for verb in ("enable", "disable"):
        assert set(outcomes(batches.run(verb, "poll", sites, actor=SYSTEM)).values()) == {"done"}
    assert seen == ["gansu", "lanzhou", "chengguan", "chengguan", "lanzhou", "gansu"]


def test_a_site_that_fails_or_refuses_leaves_the_others_done(
    lanzhou, chengguan, tianshui, installed
):
    def fail(self, site, **kwargs):
        if site.slug == "chengguan":
            raise ZeroDivisionError

    installed(poll={"on_enable": fail})
    officer = make_user("it", "site_administrator", Reach.SUBTREE, lanzhou)
    results = list(batches.run("enable", "poll", [lanzhou, chengguan, tianshui], actor=officer))
    assert outcomes(results) == {"lanzhou": "done", "chengguan": "failed", "tianshui": "refused"}
    assert not is_enabled("poll", chengguan) and not is_enabled("poll", tianshui)
    assert [result.good for result in results if result.site == lanzhou] == [True]


def test_what_is_so_already_is_nothing_to_do(lanzhou):
    assert outcomes(batches.run("disable", DUMMY, [lanzhou], actor=SYSTEM)) == {
        "lanzhou": "nothing"
    }
    enable(DUMMY, lanzhou, actor=SYSTEM)
    for verb in ("enable", "upgrade"):
        (result,) = batches.run(verb, DUMMY, [lanzhou], actor=SYSTEM)
        assert (result.outcome, result.good) == ("nothing", True)


@pytest.mark.parametrize("verb", batches.VERBS)
def test_a_plan_foresees_what_is_then_done(verb, province, lanzhou, chengguan, tianshui, installed):
    installed(net={"scope": GROUP}, poll={"requires": ("net",)})
    enable("net", lanzhou, actor=SYSTEM)
    enable("poll", chengguan, actor=SYSTEM)
    step = upgrade_step("One")(lambda site: None)
    step.__name__ = "one"
    installed(poll={"requires": ("net",), "rooms": {"upgrades": {"STEPS": [step]}}})
    sites = [province, lanzhou, chengguan, tianshui]
    officer = make_user("it", "site_administrator", Reach.SUBTREE, lanzhou)
    foreseen = outcomes(batches.plan(verb, "poll", sites, actor=officer))
    assert outcomes(batches.run(verb, "poll", sites, actor=officer)) == foreseen
    assert foreseen["tianshui"] == "refused"
    assert "done" in foreseen.values()


def test_a_plan_writes_nothing_and_names_the_pages_that_would_be_made(lanzhou):
    (result,) = batches.plan("enable", DUMMY, [lanzhou], actor=SYSTEM)
    assert "Dummy、Inner" in result.message
    assert not Activation.objects.exists()
    enable(DUMMY, lanzhou, actor=SYSTEM)
    disable(DUMMY, lanzhou, actor=SYSTEM)
    (again,) = batches.plan("enable", DUMMY, [lanzhou], actor=SYSTEM)
    assert "with the data it had" in again.message


def test_a_plan_for_a_plugin_that_is_not_installed_is_refused(lanzhou):
    with pytest.raises(Refused, match="no_such"):
        batches.plan("enable", "no_such", [lanzhou], actor=SYSTEM)
    (result,) = batches.run("enable", "no_such", [lanzhou], actor=SYSTEM)
    assert result.outcome == "refused"
