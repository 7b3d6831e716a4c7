"""Plugins that a definition switches: in the order of what they require."""

import pytest

from core.plugins import registry
from core.plugins.gate import is_enabled
from tests.core.plugins.conftest import pretend
from tests.core.sitegroup.province import member


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
