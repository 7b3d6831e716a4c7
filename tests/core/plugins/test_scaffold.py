"""docs/plugin-guide.md, "In five minutes", step by step in a copy of the tree."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from core.plugins import catalogue, scaffold
from core.plugins.gate import Refused

ROOT = Path(settings.BASE_DIR)
GUIDE = (ROOT / "docs" / "plugin-guide.md").read_text(encoding="utf-8")
SLUG = "notice_board"


def commands_of(guide):
    """The shell lines of the section "In five minutes"."""
    section = guide.split("## In five minutes")[1].split("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.S)
    return [line.strip() for block in blocks for line in block.strip().splitlines()]


@pytest.fixture
def tree(tmp_path):
    """A copy of the tree without data that a new plugin has no use for."""
    for part in (
        "core",
        "plugins",
        "themes",
        "tests/dummy_plugin",
        "tests/contract",
        "tests/services",
    ):
        left_out = shutil.ignore_patterns("__pycache__", "library", "var", "packages")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=left_out)
    for file in ("manage.py", "pyproject.toml", "tests/__init__.py", "tests/conftest.py"):
        if (ROOT / file).exists():
            shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def run(command, tree, **environment):
    """One line of the guide; `python` is the interpreter of this test."""
    words = command.split()
    assert words[0] == "python"
    return subprocess.run(
        [sys.executable, *words[1:]],
        cwd=tree,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tree}/guide.sqlite3",
            "TEST_DATABASE": f"{tree}/tests.sqlite3",
            "PYTEST_ADDOPTS": "--reuse-db",
            "DJANGO_SETTINGS_MODULE": "core.settings.test",
            "PYTHONPATH": "",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


MAKE_SITE = """
import django; django.setup()
from core.testing import make_member, make_province
make_member("tianshui", make_province())
from core.sitegroup.models import Member
make_member("lanzhou", Member.objects.get(parent=None))
"""
READ = """
import django; django.setup()
from django.test import Client
from core.sitegroup.models import Member
from plugins.notice_board.testing import make_sample
make_sample(Member.objects.get(slug="lanzhou"))
for site in ("lanzhou", "tianshui"):
    answer = Client().get(f"/{site}/notice-board/")
    text = answer.content.decode()
    print(site, answer.status_code, "A first entry" in text, "<html" in text)
"""


@pytest.fixture
def databases(tree, migrated):
    """The developer's database and that of his tests, as they are before there is the plugin."""
    migrated(tree / "guide.sqlite3")
    migrated(tree / "tests.sqlite3")


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_the_guide_is_right_from_the_first_line_to_the_page_that_answers(tree, databases):
    environment = {}
    done = []
    for command in commands_of(GUIDE):
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            environment[name] = value
            continue
        if "--plan" in command:
            made = subprocess_python(MAKE_SITE, tree, environment)
            assert made.returncode == 0, made.stderr
        result = run(command, tree, **environment)
        assert result.returncode == 0, f"{command}\n{result.stdout}\n{result.stderr}"
        done.append((command, result.stdout))
    assert [command.split()[1] for command, _ in done] == [
        "manage.py",
        "manage.py",
        "-m",
        "manage.py",
        "manage.py",
    ]
    assert re.search(r"\d+ passed", done[2][1]) and "skipped" not in done[2][1]
    page = subprocess_python(READ, tree, environment)
    assert page.stdout.splitlines() == [
        "lanzhou 200 True True",
        "tianshui 404 False True",
    ], page.stderr


def subprocess_python(code, tree, environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=tree,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{tree}/guide.sqlite3",
            "DJANGO_SETTINGS_MODULE": "core.settings.test",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_package_of_its_own_carries_its_entry_point(tmp_path):
    files = {file.relative_to(tmp_path).as_posix() for file in scaffold.write(SLUG, tmp_path)}
    assert {"pyproject.toml", f"{SLUG}/apps.py", f"{SLUG}/migrations/0001_initial.py"} <= files
    entry = (tmp_path / "pyproject.toml").read_text()
    assert f'{SLUG} = "{SLUG}.apps:NoticeBoardConfig"' in entry
    assert f'name = "{SLUG}"' in (tmp_path / SLUG / "apps.py").read_text()


def test_nothing_that_is_there_is_overwritten(tmp_path):
    scaffold.write(SLUG, tmp_path)
    (tmp_path / SLUG / "apps.py").write_text("mine")
    with pytest.raises(Refused, match="already"):
        scaffold.write(SLUG, tmp_path)
    assert (tmp_path / SLUG / "apps.py").read_text() == "mine"


@pytest.mark.parametrize(
    "slug", ["Poll", "1poll", "po-ll", "poll!", "a", "../poll", "x" * 40, "power_list", "api"]
)
def test_a_name_that_cannot_last_is_refused(tmp_path, slug):
    with pytest.raises(Refused):
        scaffold.write(slug, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_file_of_the_skeleton_is_left_half_written(tmp_path):
    for file in scaffold.write(SLUG, tmp_path):
        if file.suffix != ".mo":
            assert "$" not in file.read_text(encoding="utf-8"), file
        if file.suffix == ".py":
            compile(file.read_text(encoding="utf-8"), str(file), "exec")


def test_the_translations_it_compiles_are_read_by_gettext(tmp_path):
    import gettext

    messages = {
        "": "Content-Type: text/plain; charset=UTF-8\n",
        "On": "已开",
        "none": "",
        "Off": "未开",
    }
    file = tmp_path / "x.mo"
    file.write_bytes(catalogue.compiled(messages))
    with file.open("rb") as opened:
        known = gettext.GNUTranslations(opened)
    assert [known.gettext(text) for text in ("On", "Off", "none")] == ["已开", "未开", "none"]


def test_a_catalogue_is_read_with_its_contexts_plurals_and_doubts():
    text = """msgid ""
msgstr "Language: zh_Hans\\n"

#, fuzzy
msgid "Doubtful"
msgstr "可疑"

msgctxt "verb"
msgid "open"
msgstr "打开"

msgid "%(n)d site"
msgid_plural "%(n)d sites"
msgstr[0] "%(n)d个站点"

msgid ""
"two "
"lines"
msgstr "两行"

#~ msgid "gone"
#~ msgstr "旧"
"""
    read = catalogue.read(text)
    assert read == {
        "": "Language: zh_Hans\n",
        "Doubtful": "",
        "verb\x04open": "打开",
        "%(n)d site": "%(n)d个站点",
        "two lines": "两行",
    }
