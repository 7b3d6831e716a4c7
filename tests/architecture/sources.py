"""Reading the project's source as text and trees, for the laws that are told from it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Where the product's own Python stands.
HOUSES = ("core", "plugins")


def python_files(root: Path, *houses: str) -> Iterator[Path]:
    """Every Python file below the houses, less migrations and what tools leave behind."""
    for house in houses or HOUSES:
        for path in sorted((root / house).rglob("*.py")):
            if not {"migrations", "__pycache__", "node_modules"} & set(path.parts):
                yield path


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def module_of(root: Path, path: Path) -> str:
    """The dotted name of a file."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """``(module, name, line)`` of everything a file imports, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "", node.lineno) for alias in node.names)


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write files below ``root``: the violation of a law, for its own test."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def where(root: Path, path: Path, line: int = 0) -> str:
    return f"{path.relative_to(root)}:{line}" if line else str(path.relative_to(root))
