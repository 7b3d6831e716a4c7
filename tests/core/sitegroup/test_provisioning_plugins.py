"""Plugins that a definition switches: in the order of what they require, and where one breaks."""

import pytest

from core.plugins import registry
from core.plugins.gate import is_enabled
from core.sitegroup.models import Member
from tests.core.plugins.conftest import pretend
from tests.core.sitegroup.province import member
from tests.dummy_plugin.apps import DummyPluginConfig


@pytest.fixture
def install(monkeypatch):
    """Install pretended plugins beside the real ones, by slug."""

    def install(**declarations):
        made = {slug: pretend(slug, **declared) for slug, declared in declarations.items()}
        everything = dict(sorted({**registry.plugins(), **made}.items()))
        monkeypatch.setattr(registry, "plugins", lambda: everything)

    return install


def rule(slug, *levels):
    return f'\n[[plugin]]\nslug = "{slug}"\nlevels = {list(levels)}\n'.replace("'", '"')


@pytest.fixture
def rules(files):
    """Add rules to site.toml, or replace those that were added."""
    path = files / "site.toml"
    before = path.read_text(encoding="utf-8")

    def write(*given):
        path.write_text(before + "".join(given), encoding="utf-8")

    return write


@pytest.mark.parametrize(("dependant", "needed"), [("alpha", "zeta"), ("zeta", "alpha")])
def test_what_requires_another_is_switched_off_before_it_whatever_their_names(
    apply, install, rules, dependant, needed
):
    install(**{dependant: {"requires": (needed,)}, needed: {}})
    rules(rule(dependant, "province", "county"), rule(needed, "province", "county"))
    apply()
    assert is_enabled(dependant, member("dongdu")) and is_enabled(needed, member("dongdu"))
    rules(rule(dependant, "province"), rule(needed, "province"))
    _plan, outcome = apply()
    assert outcome.failed == {}
    assert not is_enabled(dependant, member("dongdu")) and not is_enabled(needed, member("dongdu"))
    assert is_enabled(dependant, member("yunze"))
    assert not apply()[0].needed


def test_a_chain_of_requirements_is_switched_off_from_its_end(apply, install, rules):
    install(beta={"requires": ("gamma",)}, gamma={"requires": ("alpha",)}, alpha={})
    slugs = ("alpha", "beta", "gamma")
    rules(*(rule(slug, "county") for slug in slugs))
    apply()
    rules(*(rule(slug, "department") for slug in slugs))
    plan, outcome = apply()
    assert outcome.failed == {}
    (dongdu,) = [each for each in plan.sites if each.row.slug == "dongdu"]
    assert dongdu.plugins_off == ["beta", "gamma", "alpha"]


def test_a_plugin_that_breaks_at_one_site_leaves_the_others_done_and_is_reported(
    apply, monkeypatch, caplog
):
    whole = DummyPluginConfig.on_enable

    def breaks(self, site, **options):
        if site.slug == "dongdu":
            raise RuntimeError("the register is on fire")
        whole(self, site, **options)

    monkeypatch.setattr(DummyPluginConfig, "on_enable", breaks)
    _plan, outcome = apply()
    assert outcome.failed.keys() == {"dongdu"}
    assert "RuntimeError: the register is on fire" in outcome.failed["dongdu"]
    assert outcome.done == ["yunze", "chengjiang", "xinqu", "jyt", "xidu"]
    assert not Member.objects.filter(slug="dongdu").exists()
    logged = [record for record in caplog.records if record.name == "yiwang.sitegroup"]
    assert "dongdu" in logged[0].getMessage() and logged[0].exc_info
    monkeypatch.undo()
    assert apply()[1].done == ["dongdu"]
