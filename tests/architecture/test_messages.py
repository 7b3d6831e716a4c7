"""Simplified Chinese is complete: the sites' own language, which no reader may miss a text of."""

import ast
import gettext
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.plugins import catalogue
from tests.architecture.sources import plant, python_files, tree_of, where
from tests.services.plugin import unavailable

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "plugins", "themes")
CATALOGUES = sorted(
    path.relative_to(ROOT)
    for room in ROOMS
    for path in (ROOT / room).glob("**/locale/zh_Hans/LC_MESSAGES/django.po")
)
PROGRAMS = ("xgettext", "msguniq", "msgmerge", "msgattrib")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def messages_of(path: Path) -> dict[str, str]:
    found = catalogue.read(path.read_text(encoding="utf-8"))
    return {original: text for original, text in found.items() if original}


@pytest.fixture(scope="module", params=CATALOGUES, ids=lambda path: path.parts[-5])
def path(request: pytest.FixtureRequest) -> Path:
    return ROOT / request.param


def hidden(root: Path) -> Iterator[str]:
    """Imports of gettext by a name that makemessages does not know: it finds no text there."""
    for path in python_files(root):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                for alias in node.names:
                    if alias.asname not in (None, "_"):
                        yield f"{where(root, path, node.lineno)}: {alias.name} as {alias.asname}"


def test_every_text_is_marked_by_a_name_that_is_collected() -> None:
    assert list(hidden(ROOT)) == []


def test_a_text_behind_another_name_is_caught(tmp_path: Path) -> None:
    line = "from django.utils.translation import gettext_lazy as {}\n"
    plant(tmp_path, {"core/a.py": line.format("_"), "core/b.py": line.format("lazy")})
    assert len(list(hidden(tmp_path))) == 1


def test_no_text_is_missing_or_guessed(path: Path) -> None:
    assert [original for original, text in messages_of(path).items() if not text] == []


def test_what_runs_is_what_was_written(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    compiled = {key[0] if isinstance(key, tuple) else key: text for key, text in known.items()}
    compiled.pop("", None)
    assert compiled == messages_of(path), "make messages compiles them"


def test_a_translation_says_what_the_text_is_given_to_say(path: Path) -> None:
    odd = [
        original
        for original, text in messages_of(path).items()
        if not set(PLACEHOLDER.findall(original)) <= set(PLACEHOLDER.findall(text))
    ]
    assert odd == []


def test_one_text_is_translated_one_way() -> None:
    """Catalogues are laid over one another: the other way would win or lose by accident."""
    ways: dict[str, dict[str, Path]] = {}
    for each in CATALOGUES:
        for original, text in messages_of(ROOT / each).items():
            ways.setdefault(original, {})[text] = each
    assert {original: found for original, found in ways.items() if len(found) > 1} == {}


def test_every_text_is_collected(tmp_path: Path) -> None:
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        unavailable(f"gettext is missing: {', '.join(missing)}")
    copy_texts(tmp_path)
    collect(tmp_path)
    for path in CATALOGUES:
        collected, known = set(messages_of(tmp_path / path)), set(messages_of(ROOT / path))
        assert (collected - known, known - collected) == (set(), set()), f"make messages: {path}"
    found = tmp_path.glob("**/locale/zh_Hans/LC_MESSAGES/django.po")
    assert {path.relative_to(tmp_path) for path in found} == set(CATALOGUES)


def copy_texts(target: Path) -> None:
    """All that `make messages` reads: code, templates and the catalogues themselves."""
    shutil.copy(ROOT / "manage.py", target)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.suffix in {".py", ".html", ".txt", ".po"}:
                copied = target / path.relative_to(ROOT)
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copied)


def collect(target: Path) -> None:
    """Collect the texts there as `make messages` does."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", "")
    recipe = re.search(r"manage\.py (makemessages\b.*)", makefile)
    assert recipe is not None
    done = subprocess.run(
        [sys.executable, "manage.py", *shlex.split(recipe[1])],
        cwd=target,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "core.settings.embedded"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
