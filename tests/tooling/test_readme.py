"""The README leaves no room, command or target out, and every link leads somewhere."""

import re
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def get_commands_of_django() -> set[str]:
    """Those that go by Django's own names are known from there."""
    apps = Path(django.__file__).parent
    return {path.stem for path in apps.rglob("management/commands/[a-z]*.py")}


def section(title: str) -> str:
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def missing(names: set[str], text: str) -> list[str]:
    return sorted(name for name in names if not re.search(rf"\b{re.escape(name)}\b", text))


def test_every_room_of_core_and_every_plugin_theme_and_group_stands_in_the_map():
    rooms = {f"{path.parent.name}/" for path in (ROOT / "core").glob("*/__init__.py")}
    others = {
        path.name
        for house in ("plugins", "themes", "sites")
        for path in (ROOT / house).iterdir()
        if path.is_dir() and not path.name.startswith(("_", "."))
    }
    found = section("The rooms")
    assert [room for room in sorted(rooms) if f" {room}" not in found] == []
    assert missing(others, found) == []


def test_every_target_of_make_is_named():
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert missing(targets - {"help"}, section("Two commands")) == []


def test_every_command_is_named():
    commands = {
        path.stem
        for path in (ROOT / "core").glob("*/management/commands/[a-z]*.py")
        if path.stem not in get_commands_of_django()
    }
    assert missing(commands, README) == []


@pytest.mark.parametrize(
    "page", ["README.md", "CONTRIBUTING.md", *map(str, ROOT.glob("docs/*.md"))]
)
def test_every_link_to_a_file_leads_to_one(page):
    path = ROOT / page
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []
