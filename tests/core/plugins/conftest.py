"""A province with two prefectures and a county, and plugins that exist only for a test."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from core.contract import PluginConfig, Scope
from core.plugins import registry
from core.sitegroup.models import Level
from core.testing import make_member, make_province
from tests.dummy_plugin.hooks import heard


@pytest.fixture(autouse=True)
def in_english(settings):
    """The sentences of these tests are the untranslated ones."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_heard():
    heard.clear()


@pytest.fixture
def committed_group(transactional_db):
    """For threads, which see only what is committed: a province and one site."""
    province = make_province()
    return province, make_member("lanzhou", province)


@pytest.fixture(scope="module")
def province_rows(module_rows):
    return module_rows(make_province)


@pytest.fixture
def province(province_rows, db):
    return province_rows()


@pytest.fixture
def lanzhou(province):
    return make_member("lanzhou", province, name="兰州市", short_name="兰州市")


@pytest.fixture
def tianshui(province):
    return make_member("tianshui", province, name="天水市", short_name="天水市")


@pytest.fixture
def chengguan(lanzhou):
    return make_member("chengguan", lanzhou, Level.COUNTY, name="城关区", short_name="城关区")


def pretend(slug, *, rooms=None, **declared):
    """A plugin that has no folder: its rooms are given as ``{"profile": {"PROFILE": …}}``."""

    def read_room(self, name):
        given = (rooms or {}).get(name)
        return SimpleNamespace(**given) if given is not None else None

    body = {"default": False, "description": slug, "read_room": read_room, **declared}
    app = object.__new__(type(f"{slug.title()}Config", (PluginConfig,), body))
    app.name = app.label = app.verbose_name = slug
    app.path = "/nowhere"
    return app


@pytest.fixture
def installed(monkeypatch):
    """Install pretended plugins beside the real ones: ``installed(slug=dict(scope=…), …)``."""
    real = dict(registry.plugins())

    def install(**declarations):
        for slug, declared in declarations.items():
            real[slug] = pretend(slug, **declared)
        ordered = {slug: real[slug] for slug in sorted(real)}
        monkeypatch.setattr(registry, "plugins", lambda: ordered)
        return ordered

    return install


SITE, GROUP, PLATFORM = Scope.SITE, Scope.GROUP, Scope.PLATFORM
