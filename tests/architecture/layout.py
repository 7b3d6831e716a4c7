"""Law 3 and the house style, as functions of a tree: each yields what breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from core.contract import is_room
from tests.architecture.sources import python_files, tree_of, where

LINES_OF_A_FILE = 350
LINES_OF_A_FUNCTION = 50
#: From so many branches, loops and catches on a module has a test that names it.
MANY_DECISIONS = 5
#: Names that say nothing about what is inside.
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff"})
#: Modules that declare and are run by every test there is.
DECLARATIONS = frozenset({"__init__", "apps"})
#: Folders of a plugin that Django looks into, and the one below them that bears its name.
NAMED_FOLDERS = ("templates", "static")


def strangers(root: Path) -> Iterator[str]:
    """Python files of a plugin that are no room, and templates under another plugin's name."""
    for plugin in sorted((root / "plugins").glob("*/")):
        for path in sorted(plugin.rglob("*.py")):
            inner = path.relative_to(plugin)
            if inner.parts[0] == "migrations" or "__pycache__" in inner.parts:
                continue
            if not is_room(inner):
                yield f"{where(root, path)} is no room of a plugin"
        for folder in NAMED_FOLDERS:
            for path in sorted((plugin / folder).glob("*")):
                if path.name != plugin.name:
                    yield f"{where(root, path)} must be {folder}/{plugin.name}/"


def nameless(root: Path, *houses: str) -> Iterator[str]:
    for path in python_files(root, *houses):
        if path.stem in NAMELESS:
            yield f"{where(root, path)} says nothing about what it holds"


def empty(root: Path, *houses: str) -> Iterator[str]:
    for path in python_files(root, *houses):
        statements = tree_of(path).body
        if ast.get_docstring(tree_of(path)) is not None:
            statements = statements[1:]
        if not statements and path.name != "__init__.py":
            yield f"{where(root, path)} is empty"


def too_long(root: Path, *houses: str) -> Iterator[str]:
    """Files and functions that nobody reads to the end."""
    for path in python_files(root, *houses):
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > LINES_OF_A_FILE:
            yield f"{where(root, path)} has {lines} lines"
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LINES_OF_A_FUNCTION:
                    yield f"{where(root, path, node.lineno)} {node.name} has {length} lines"


def untested(root: Path) -> Iterator[str]:
    """Rooms without tests, and modules that decide much and are named by no test of their room.

    The tests of ``core/<room>`` stand in ``tests/core/<room>``, those of a plugin in
    ``tests/plugins/<slug>``. A test names a module by its own file name, by an import, or by the
    module's path in its docstring. Commands and settings are tested by what they start.
    """
    for path in python_files(root):
        inner = path.relative_to(root).with_suffix("")
        if inner.name in DECLARATIONS or {"management", "settings"} & set(inner.parts):
            continue
        if decisions(path) >= MANY_DECISIONS and not named_by_a_test(root, inner):
            yield f"{where(root, path)} is named by no test in {mirror_of(inner)}/"
    for room in sorted([*(root / "core").glob("*/apps.py"), *(root / "plugins").glob("*/apps.py")]):
        mirror = mirror_of(room.relative_to(root))
        if any(map(decisions, room.parent.glob("*.py"))) and not list(
            (root / mirror).glob("test_*")
        ):
            yield f"{where(root, room.parent)} has no tests in {mirror}/"


def untried(root: Path) -> Iterator[str]:
    """Management commands that no test calls by name, as a string of its own."""
    strings = {
        node.value
        for path in (root / "tests").rglob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for path in python_files(root):
        is_command = path.parent.name == "commands" and path.name != "__init__.py"
        if is_command and path.stem not in strings:
            yield f"{where(root, path)}: no test calls {path.stem}"


def mirror_of(inner: Path) -> Path:
    """The folder of the tests of a room: the first two steps of a module's path."""
    return Path("tests", *inner.parts[: min(2, len(inner.parts) - 1)])


def decisions(path: Path) -> int:
    """How often a module branches, loops or catches inside its functions."""
    functions = (node for node in tree_of(path).body if not isinstance(node, ast.If))
    return sum(
        isinstance(node, ast.If | ast.For | ast.While | ast.Try | ast.Match | ast.IfExp)
        for function in functions
        for node in ast.walk(function)
    )


def named_by_a_test(root: Path, inner: Path) -> bool:
    dotted = ".".join(inner.parts)
    parent, _dot, name = dotted.rpartition(".")
    said = f"{inner.as_posix()}.py"
    for test in (root / mirror_of(inner)).rglob("*.py"):
        text = test.read_text(encoding="utf-8")
        if test.stem in {f"test_{name}", f"test_{inner.parent.name}_{name}"} or said in text:
            return True
        if re.search(rf"from {re.escape(dotted)} import|import {re.escape(dotted)}\b", text):
            return True
        if re.search(rf"from {re.escape(parent)} import [^\n]*\b{re.escape(name)}\b", text):
            return True
    return False
