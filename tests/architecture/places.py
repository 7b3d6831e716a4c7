"""Another directory is another province: no code names a place of a group under ``sites/``."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import python_files, tree_of, where

#: What a reader or a browser is given besides Python.
TEXTS = ("*.html", "*.css", "*.js", "*.txt")
HOUSES = ("core", "plugins", "themes/base")
#: What makes the data of tests, core's and a plugin's: its sample is a place.
OF_TESTS = "testing.py"
COMMENTS = re.compile(r"/\*.*?\*/|\{#.*?#\}|<!--.*?-->|^\s*//.*?$", re.DOTALL | re.MULTILINE)


def named(root: Path) -> Iterator[str]:
    """Places in strings of Python that are no docstrings, and in templates, styles and scripts."""
    wanted = places(root)
    for path in python_files(root):
        if path.name == OF_TESTS:
            continue
        for text, line in _strings(tree_of(path)):
            if found := wanted.search(text):
                yield f"{where(root, path, line)} names {found.group()}"
    for house in HOUSES:
        for pattern in TEXTS:
            for path in sorted((root / house).rglob(pattern)):
                text = COMMENTS.sub("", path.read_text(encoding="utf-8"))
                if found := wanted.search(text):
                    yield f"{where(root, path)} names {found.group()}"


def places(root: Path) -> re.Pattern[str]:
    """The names, codes and slugs of the divisions and prefectures of every group there is."""
    found: set[str] = set()
    for group in sorted((root / "sites").glob("*/")):
        found.add(rf"\b{re.escape(group.name)}\b")
        for row in _rows(group / "divisions.csv"):
            found |= {rf"\b{row['code']}\b", re.escape(row["name"])}
            if row["code"].endswith("00"):
                found.add(re.escape(row["name"].rstrip("省市州区")))
        for row in _rows(group / "members.csv"):
            if row["level"] != "department":
                found.add(rf"\b{re.escape(row['slug'])}\b")
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _strings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node, clean=False) is not None
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and node not in docstrings:
            yield node.value, node.lineno
