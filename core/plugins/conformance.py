"""What every plugin promises, as tests: offered to third parties by ``core.testing``.

```python
from core.testing import PluginConformance

class TestMine(PluginConformance):
    plugin = "my_plugin"
```
"""

from __future__ import annotations

import ast
import gettext
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model
from django.http import Http404
from wagtail.models import Page

from core.contract import PluginConfig, Scope, SiteSignal
from core.http_api.mounts import member_named
from core.jobs.plugin_jobs import run_job
from core.pages.base import BasePage
from core.pages.queries import live_pages
from core.plugins import catalogue, checks, registry
from core.plugins.actions import disable, enable, upgrade
from core.plugins.gate import Refused, is_enabled, is_on_for
from core.plugins.models import Activation
from core.plugins.status import pending_steps
from core.plugins.urls import plugin_urlpatterns, prefix_of
from core.search.documents import documents_of, kinds_of
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member

#: The sections of a plugin's README, in their order.
SECTIONS = ("Purpose", "Legal basis", "Data", "Doors", "Quality")
LEVELS = (Level.PREFECTURE, Level.COUNTY, Level.DEPARTMENT)


@pytest.mark.django_db
class PluginConformance:
    """Subclass it with the plugin's slug; every test method is one promise.

    ``prepare(site)`` may be overridden to bring a site into the state that the plugin's
    ``check_site`` asks for. ``testing.make_sample(site)``, if the plugin has it, fills a site.
    """

    plugin: str = ""

    @pytest.fixture
    def app(self) -> PluginConfig:
        return registry.get(self.plugin)

    @pytest.fixture
    def sites(self, app: PluginConfig) -> tuple[Member, Member]:
        """A site where the plugin is on, with sample data, and one like it where it is off."""
        from core.testing import SYSTEM, make_member, make_province

        province = make_province()
        pair = None
        for level in LEVELS:
            here = make_member(f"on-{level}", province, level)
            there = make_member(f"off-{level}", province, level)
            if app.is_available(here):
                pair = here, there
                break
        assert pair is not None, f"{self.plugin} is offered to no level of {LEVELS}"
        if app.scope is not Scope.PLATFORM:
            for site in pair:
                for slug in registry.requires_deep(self.plugin):
                    if not is_enabled(slug, site):
                        enable(slug, site, actor=SYSTEM)
                self.prepare(site)
            enable(self.plugin, pair[0], actor=SYSTEM, settings=self.filled(app))
        sample = app.room("testing", "make_sample", None)
        if sample is not None:
            sample(pair[0])
        return pair

    def prepare(self, site: Member) -> None:
        """Bring a site into the state that ``check_site`` asks for."""

    def filled(self, app: PluginConfig) -> dict[str, Any]:
        """A value for each required setting that has no default."""
        return {
            key: "x" for key in app.required_settings if app.default_settings[key] in ("", None)
        }

    def test_it_keeps_every_rule_of_the_contract(self, app: PluginConfig) -> None:
        found = [problem for rule in checks.RULES.values() for problem in rule(app)]
        found += [
            line
            for line in checks.graph_problems(registry.plugins())
            if line.startswith(f"{app.label}:")
        ]
        assert found == []

    def test_its_migrations_make_the_models_that_it_has(self, app: PluginConfig) -> None:
        if any(True for _ in app.get_models()):
            call_command(
                "makemigrations", app.label, check_changes=True, dry_run=True, stdout=io.StringIO()
            )

    def test_its_tables_carry_its_name_in_every_migration(self, app: PluginConfig) -> None:
        from django.db.migrations.loader import MigrationLoader

        loader = MigrationLoader(None)
        leaves = [node for node in loader.graph.leaf_nodes() if node[0] == app.label]
        for (label, name), state in loader.project_state(leaves).models.items() if leaves else ():
            if label == app.label:
                named = state.options.get("db_table") or f"{label}_{name}"
                assert named.startswith(f"{label}_"), f"the table {named}"

    def test_its_readme_has_the_sections_that_a_newcomer_looks_for(self, app: PluginConfig) -> None:
        readme = Path(app.path) / "README.md"
        assert readme.exists(), "README.md is missing"
        headings = re.findall(r"^## (.+)$", readme.read_text(encoding="utf-8"), re.M)
        assert [name for name in headings if name in SECTIONS] == list(SECTIONS), headings

    def test_the_door_to_other_plugins_says_what_it_is(self, app: PluginConfig) -> None:
        door = app.read_room("api")
        if door is not None:
            assert (door.__doc__ or "").strip(), "api.py has no docstring"
            assert isinstance(getattr(door, "__all__", None), (list, tuple)), (
                "api.py has no __all__"
            )

    def test_its_texts_are_translated_and_compiled(self, app: PluginConfig) -> None:
        wanted = texts_of(Path(app.path))
        if not wanted:
            return
        source = Path(app.path) / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        assert source.exists(), f"{len(wanted)} texts, and no locale/zh_Hans"
        messages = catalogue.read(source.read_text(encoding="utf-8"))
        assert sorted(text for text in wanted if not messages.get(text)) == []
        with source.with_suffix(".mo").open("rb") as file:
            known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        stale = [text for text in wanted if known.get(text, known.get((text, 0))) != messages[text]]
        assert stale == [], "make messages compiles them"

    def test_it_is_on_where_it_was_enabled_and_nowhere_else(
        self, app: PluginConfig, sites: Any
    ) -> None:
        here, there = sites
        assert is_enabled(self.plugin, here)
        assert is_enabled(self.plugin, there) is (app.scope is Scope.PLATFORM)

    def test_every_door_it_has_is_shut_where_it_is_off(
        self, app: PluginConfig, sites: Any, client: Any
    ) -> None:
        if app.scope is Scope.PLATFORM:
            return
        for site in (sites[1], self._switched_off(sites[0])):
            assert self._open_doors(app, site, client) == []

    def _switched_off(self, site: Member) -> Member:
        from core.testing import SYSTEM

        disable(self.plugin, site, actor=SYSTEM)
        return site

    def _open_doors(self, app: PluginConfig, site: Member, client: Any) -> list[str]:
        """What of the nine gates lets the plugin through at a site where it is off."""
        home = table().by_member[site.pk].prefix
        found: list[str] = []
        if (
            plugin_urlpatterns()
            and client.get(f"{home}/{prefix_of(app.label)}/").status_code != 404
        ):
            found.append("urls")
        root = Page.objects.get(pk=site.site.root_page_id)
        for model in page_types(app):
            if model.can_create_at(root):
                found.append(f"creation of {model.__name__}")
            for page in model.objects.descendant_of(root):
                address = f"{home}/{page.url_path.removeprefix(root.url_path)}"
                if client.get(address).status_code == 200:
                    found.append(f"page {page.slug}")
                if _is_previewed(page):
                    found.append(f"preview of {page.slug}")
                if live_pages(site).filter(pk=page.pk).exists():
                    found.append(f"listing of {page.slug}")
        found += [f"search for {kind}" for slug, kind in kinds_of(site) if slug == app.label]
        found += [
            str(document) for document in documents_of(site) if document["plugin"] == app.label
        ]
        found += [f"signal {name}" for name in _heard_by(app, site)]
        if is_on_for(app, _administrator(site)):
            found.append("admin")
        for job in app.room("jobs", "JOBS"):
            with pytest.raises(Refused):
                run_job(app.label, job.name, site, {})
        with pytest.raises(Http404):
            member_named(site.slug, app.label)
        return found

    def test_what_it_makes_findable_keeps_to_the_field_dictionary(self, sites: Any) -> None:
        found = [
            document for document in documents_of(sites[0]) if document["plugin"] == self.plugin
        ]
        assert all(document["site"] == sites[0].slug for document in found)
        for slug, kind in kinds_of(sites[0]):
            if slug == self.plugin:
                all_of_it = [document for document in found if document["kind"] == kind]
                ids = [document["id"] for document in all_of_it]
                assert len(set(ids)) == len(ids), f"two of {kind} have one id"
                assert list(documents_of(sites[0], slug, kind, ids)) == all_of_it
                assert list(documents_of(sites[0], slug, kind, [])) == []

    def test_disabling_and_enabling_again_loses_and_doubles_nothing(
        self, app: PluginConfig, sites: Any
    ) -> None:
        from core.testing import SYSTEM

        if app.scope is Scope.PLATFORM:
            return
        before = rows_of(app)
        disable(self.plugin, sites[0], actor=SYSTEM)
        assert rows_of(app) == before
        enable(self.plugin, sites[0], actor=SYSTEM)
        assert rows_of(app) == before

    def test_upgrading_twice_equals_upgrading_once(self, app: PluginConfig, sites: Any) -> None:
        from core.actions.boundary import exempt
        from core.testing import SYSTEM

        steps = app.room("upgrades", "STEPS")
        if app.scope is Scope.PLATFORM or not steps:
            return
        row = Activation.objects.get(member=sites[0], plugin=self.plugin)
        assert pending_steps(app, row) == [], "a site that is new has nothing to upgrade"
        contents = []
        for _time in range(2):
            with exempt("factory"):
                row.steps.all().delete()
            assert upgrade(self.plugin, sites[0], actor=SYSTEM) == [step.__name__ for step in steps]
            contents.append(contents_of(app))
        assert contents[0] == contents[1]


def _is_previewed(page: Any) -> bool:
    try:
        return page.make_preview_request(preview_mode=page.default_preview_mode).status_code == 200
    except Http404:
        return False


def _heard_by(app: PluginConfig, site: Member) -> list[str]:
    """The signals of a site that the plugin would hear."""
    return [
        name
        for name, signal in SiteSignal.known.items()
        if any(registry.owner_of_callable(one) is app for one in signal.receivers_at(site))
    ]


def _administrator(site: Member) -> Any:
    """A person whose only post is at the site."""
    from core.people.models import User
    from core.people.rights import Reach
    from core.testing import make_user

    name = f"administrator-of-{site.slug}"
    known = User.objects.filter(username=name).first()
    return known or make_user(name, "site_administrator", Reach.SITE, site)


def page_types(app: PluginConfig) -> list[type[BasePage]]:
    """The page types of a plugin."""
    return [model for model in app.get_models() if issubclass(model, BasePage)]


def rows_of(app: PluginConfig) -> dict[str, int]:
    """How many rows each table of the plugin holds."""
    return {model._meta.label: model._default_manager.count() for model in app.get_models()}


def contents_of(app: PluginConfig) -> dict[str, list[Any]]:
    """All that the plugin's tables hold."""
    models: list[type[Model]] = list(apps.get_app_config(app.label).get_models())
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in models
    }


_TEMPLATE_TEXT = re.compile(r"""\{%\s*(?:translate|trans)\s+(?:"([^"]+)"|'([^']+)')""")
_GETTEXT = {"_", "gettext", "gettext_lazy"}


def texts_of(root: Path) -> set[str]:
    """The texts that a plugin hands to gettext, in its code and in its templates."""
    found: set[str] = set()
    for file in root.rglob("*.html"):
        found.update(a or b for a, b in _TEMPLATE_TEXT.findall(file.read_text(encoding="utf-8")))
    for file in root.rglob("*.py"):
        if "migrations" in file.relative_to(root).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in _GETTEXT
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found
