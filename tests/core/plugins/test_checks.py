"""Each rule of the contract, broken once."""

from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection, models
from wagtail.models import Page

from core.actions.boundary import exempt
from core.contract import Column, Profile, Scope, upgrade_step
from core.plugins import checks, registry
from core.plugins.actions import enable
from core.plugins.urls import prefix_of
from core.testing import SYSTEM
from tests.core.plugins.conftest import GROUP, PLATFORM, pretend

DUMMY = "dummy_plugin"


def problems(rule, app):
    return " | ".join(rule(app))


def test_no_plugin_that_is_installed_breaks_a_rule(db):
    assert [str(message) for message in run_checks(tags=["plugins"])] == []


def test_another_contract_number_is_refused():
    assert "contract 2" in problems(checks.contract_problems, pretend("poll", contract=2))


@pytest.mark.parametrize(
    ("declarations", "said"),
    [
        ({"poll": {"requires": ("no_such",)}}, "no_such, which is not installed"),
        ({"a": {"requires": ("b",)}, "b": {"requires": ("a",)}}, "circle: a -> b -> a"),
        ({"a": {"requires": ("a",)}}, "circle: a -> a"),
        ({"a": {"scope": GROUP, "requires": ("b",)}, "b": {}}, "reaches further"),
        ({"a": {"scope": PLATFORM, "requires": ("b",)}, "b": {"scope": GROUP}}, "reaches further"),
    ],
)
def test_a_graph_that_cannot_be_kept_closed_is_refused(declarations, said):
    installed = {slug: pretend(slug, **declared) for slug, declared in declarations.items()}
    assert said in " | ".join(checks.graph_problems(installed))


def test_a_graph_that_can_be_kept_closed_is_fine():
    installed = {
        "law": pretend("law", scope=PLATFORM),
        "net": pretend("net", scope=GROUP, requires=("law",)),
        "a": pretend("a", requires=("net", "law")),
        "b": pretend("b", requires=("a", "net")),
    }
    assert list(checks.graph_problems(installed)) == []


@pytest.mark.parametrize(
    ("declarations", "said"),
    [
        ({"poll": {"address": "admin"}}, "poll: the address /admin/ belongs to core"),
        ({"poll": {"address": "places"}}, "/places/ belongs to core"),
        ({"a": {"address": "b"}, "b": {}}, "b: the address /b/ belongs to a"),
    ],
)
def test_an_address_belongs_to_one(declarations, said):
    installed = {slug: pretend(slug, **declared) for slug, declared in declarations.items()}
    assert said in " | ".join(checks.address_problems(installed))


def test_a_plugin_answers_at_its_own_word_or_at_its_slug():
    """core/plugins/urls.py"""
    assert prefix_of("unified_search") == "search"
    assert prefix_of("law_library") == "law-library"


def test_slug_label_folder_and_package_are_one_name(tmp_path):
    app = pretend("poll")
    app.path, app.models = str(tmp_path / "pool"), {}
    app.get_models = lambda **kwargs: []
    assert "poll, pool and poll" in problems(checks.name_problems, app)


def test_a_table_carries_its_plugins_name():
    app = pretend("poll")
    app.path = "/somewhere/poll"

    stray = SimpleNamespace(_meta=SimpleNamespace(db_table="votes"))
    app.get_models = lambda **kwargs: [stray]
    assert "votes must begin with poll_" in problems(checks.name_problems, app)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("utils.py", "x = 1", "utils.py is no room"),
        ("management/commands/poll.py", "x = 1", "management/commands/poll.py is no room"),
        ("templatetags/tags.py", "x = 1", "templatetags/tags.py is no room"),
        ("actions/close.py", "x = 1", "actions/close.py is no room"),
        ("views/admin/list.py", "x = 1", "views/admin/list.py is no room"),
        ("views/list.py", "x = 1", "views has no __init__.py"),
        ("views.py", " \n", "views.py is empty"),
        ("templates/other/page.html", "", "templates/other must stand below templates/poll/"),
        ("templates/base.html", "", "templates/base.html must stand below"),
        ("static/site.css", "", "static/site.css must stand below"),
    ],
)
def test_a_plugin_is_made_of_known_rooms(tmp_path, file, text, said):
    root = tmp_path / "poll"
    (root / file).parent.mkdir(parents=True)
    (root / file).write_text(text)
    for fine in (
        "__init__.py",
        "migrations/0001_initial.py",
        "exchange/__init__.py",
        "templates/poll/x.html",
        "data/list.csv",
    ):
        (root / fine).parent.mkdir(parents=True, exist_ok=True)
        (root / fine).write_text("")
    app = pretend("poll")
    app.path = str(root)
    assert problems(checks.room_problems, app).startswith(said)


def test_a_page_type_derives_from_the_base_page():
    class StrayPage(Page):
        class Meta:
            abstract = True

    app = pretend("poll")
    app.get_models = lambda **kwargs: [StrayPage]
    assert "StrayPage must derive" in problems(checks.page_problems, app)


@pytest.mark.parametrize(
    ("rule", "declared", "said"),
    [
        (checks.declaration_problems, {"description": ""}, "no description"),
        (checks.declaration_problems, {"required_settings": ("x",)}, "setting x"),
        (checks.declaration_problems, {"works_with": ("poll",)}, "works with poll"),
        (
            checks.declaration_problems,
            {"requires": ("law",), "works_with": ("law",)},
            "required already",
        ),
        (
            checks.declaration_problems,
            {
                "scope": PLATFORM,
                "rooms": {"profile": {"PROFILE": Profile(columns=(Column("a", "A", "a", "b.C"),))}},
            },
            "always on",
        ),
        (checks.list_problems, {"rooms": {"jobs": {"JOBS": ["no job"]}}}, "which is no Job"),
        (checks.list_problems, {"rooms": {"slots": {"SLOT": []}}}, "slots.py holds no SLOTS"),
        (checks.step_problems, {"rooms": {"upgrades": {"STEPS": [len]}}}, "not marked"),
        (
            checks.step_problems,
            {"rooms": {"upgrades": {"STEPS": [upgrade_step("A")(lambda site: None)] * 2}}},
            "listed twice",
        ),
        (
            checks.profile_problems,
            {
                "rooms": {
                    "profile": {"PROFILE": Profile(columns=(Column("a", "A", "a", "no.Such"),))}
                }
            },
            "no.Such, which does not exist",
        ),
        (
            checks.profile_problems,
            {
                "rooms": {
                    "profile": {
                        "PROFILE": Profile(
                            columns=(
                                Column("a", "A", "a", "pages.ColumnPage", parent="b"),
                                Column("b", "B", "b", "pages.ColumnPage"),
                            )
                        )
                    }
                }
            },
            "after its parent b",
        ),
        (
            checks.profile_problems,
            {"rooms": {"profile": {"PROFILE": Profile(settings={"colour": "red"})}}},
            "sets colour",
        ),
    ],
)
def test_what_a_declaration_says_can_be_kept(rule, declared, said):
    assert said in problems(rule, pretend("poll", **declared))


def test_core_holds_no_key_to_a_plugin():
    from tests.dummy_plugin.models import DummyRow

    class Betrayal(models.Model):
        row = models.ForeignKey(DummyRow, models.CASCADE)

        class Meta:
            app_label = "sitegroup"
            managed = False

    Betrayal.__module__ = "core.sitegroup.models"
    try:
        assert "Betrayal.row points to dummy_plugin.DummyRow" in " ".join(
            checks.keys_from_core([Betrayal])
        )
    finally:
        from django.apps import apps

        del apps.all_models["sitegroup"]["betrayal"]
        apps.clear_cache()
    assert list(checks.keys_from_core()) == []


class TestAPluginThatIsNoLongerInstalled:
    def test_its_pages_refuse_the_start_by_name(self, lanzhou, monkeypatch):
        enable(DUMMY, lanzhou, actor=SYSTEM)
        everything = checks.apps.get_models

        class Without:
            @staticmethod
            def get_models(*args, **kwargs):
                return [model for model in everything() if model._meta.app_label != DUMMY]

        monkeypatch.setattr(checks, "apps", Without)
        (error,) = checks.check_left_behind(None)
        assert "2 pages" in error.msg and "dummy_plugin.dummypage" in error.msg
        assert error.id == "plugins.E020"

    def test_its_activations_are_a_warning(self, lanzhou, monkeypatch):
        enable(DUMMY, lanzhou, actor=SYSTEM)
        rest = {slug: app for slug, app in registry.plugins().items() if slug != DUMMY}
        monkeypatch.setattr(registry, "plugins", lambda: rest)
        (warning,) = checks.check_left_behind(None)
        assert "dummy_plugin" in warning.msg

    def test_an_empty_database_is_no_reason_to_complain(self, tmp_path):
        import os
        import subprocess
        import sys

        from django.conf import settings

        done = subprocess.run(
            [sys.executable, "manage.py", "check"],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
                "DJANGO_SETTINGS_MODULE": "core.settings.test",
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def test_nobody_is_stopped_when_all_is_there(self, lanzhou):
        enable(DUMMY, lanzhou, actor=SYSTEM)
        assert checks.check_left_behind(None) == []
        with exempt("factory"):
            call_command("check", verbosity=0)
        assert connection.vendor and Scope
