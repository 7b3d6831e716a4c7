"""A plugin from outside the tree: installed by pip, found by its entry point, named in PLUGINS."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import plugins as setting

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(__file__).parent / "packages" / "hello_plugin"

pytestmark = pytest.mark.slow

STORY = """
import django
django.setup()
from django.test import Client
from core.plugins.actions import disable, enable
from core.plugins.registry import plugins
from core.testing import SYSTEM, make_member, make_province
assert "hello_plugin" in plugins()
assert type(plugins()["hello_plugin"]).__name__ == "HelloPluginConfig"
site = make_member("lanzhou", make_province())
client = Client()
answers = [client.get("/lanzhou/hello-plugin/").status_code]
enable("hello_plugin", site, actor=SYSTEM)
answers.append(client.get("/lanzhou/hello-plugin/").content.decode())
disable("hello_plugin", site, actor=SYSTEM)
answers.append(client.get("/lanzhou/hello-plugin/").status_code)
print(answers)
"""


def run(arguments, where, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(where), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "core.settings.test",
            "DATABASE_URL": f"sqlite:///{where}/hello.sqlite3",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory, migrated):
    """The package, installed by pip into a folder of its own; nothing is fetched."""
    where = tmp_path_factory.mktemp("package") / "installed"
    command = ["-m", "pip", "install", "--no-build-isolation", "--no-deps", "--no-index", "--quiet"]
    done = run([*command, "--target", str(where), str(PACKAGE)], where)
    assert done.returncode == 0, done.stdout + done.stderr
    migrated(where / "hello.sqlite3")
    return where


@pytest.mark.sqlite_only
def test_an_installed_package_is_on_only_where_it_is_named_and_enabled(installed):
    done = run(["-c", STORY], installed, YIWANG_PLUGINS="hello_plugin")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[404, 'hello lanzhou', 404]"


@pytest.mark.sqlite_only
def test_discovery_offers_and_the_setting_decides(installed):
    done = run(["manage.py", "plugins", "list", "--json"], installed)
    assert '"hello_plugin"' not in done.stdout
    done = run(["manage.py", "plugins", "list"], installed)
    assert "yiwang-hello-plugin提供了hello_plugin" in done.stdout, done.stdout + done.stderr


def test_a_name_that_nothing_offers_stops_the_start_by_name():
    with pytest.raises(LookupError, match="no_such_plugin"):
        setting.app_config_path("no_such_plugin")


def test_a_package_cannot_take_the_place_of_an_in_tree_plugin(monkeypatch):
    monkeypatch.setattr(setting, "entry_points", lambda **kwargs: pytest.fail("was asked"))
    assert setting.app_config_path("power_list") == "plugins.power_list.apps.PowerListConfig"


def test_two_packages_that_offer_one_name_are_refused_naming_both(monkeypatch):
    from types import SimpleNamespace as Point

    both = [Point(value="a.apps:A"), Point(value="b.apps:B")]
    monkeypatch.setattr(setting, "entry_points", lambda **kwargs: both)
    with pytest.raises(LookupError, match=r"a\.apps:A, b\.apps:B"):
        setting.app_config_path("twice")
