"""Law 5, as far as the source tells it: each function yields what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import imports_of, module_of, python_files, tree_of, where

DOORS_OF_ACTION = {"core.actions.boundary", "core.api"}
REACHED_FOR = {"boundary.action", "api.action"}
#: Files that may write under a named exemption: migrations, and what makes a test's data.
EXEMPT = {
    "core.actions.boundary",
    "core.actions.management.commands.flush",
    "core.actions.management.commands.migrate",
    "core.plugins.conformance",  # behind the door core.testing
    "core.testing",
}
#: What passes by the boundary, or runs text as a program; and the one file that may.
BANNED_IMPORTS = {"psycopg", "psycopg2", "sqlite3", "pickle", "marshal", "shelve"}
BANNED_CALLS = {"eval", "exec", "os.system", "os.popen"}
BANNED_METHODS = {"executescript"}
ALLOWED = {"core.actions.drivers": {"executescript"}}


def opened_elsewhere(root: Path) -> Iterator[str]:
    """``action`` imported or reached for in a file that is not named ``actions.py``."""
    for path in python_files(root):
        if path.name in {"actions.py", "boundary.py"} or module_of(root, path) == "core.api":
            continue
        for module, name, line in imports_of(tree_of(path)):
            if module in DOORS_OF_ACTION and name == "action":
                yield f"{where(root, path, line)} opens an action"
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in REACHED_FOR:
                yield f"{where(root, path, node.lineno)} opens an action"


def unguarded(root: Path) -> Iterator[str]:
    """Public functions of an ``actions.py`` that open no action, and actions without a right."""
    for path in python_files(root):
        if path.name != "actions.py":
            continue
        tree = tree_of(path)
        functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        others = {name for module, name, _line in imports_of(tree) if module.endswith(".actions")}
        opening = _opening(functions, others)
        for name, node in functions.items():
            if not name.startswith("_") and name not in opening:
                yield f"{where(root, path, node.lineno)} {name} opens no action"
        for call in _calls(tree, {"action"}):
            right = next((word.value for word in call.keywords if word.arg == "right"), None)
            if right is None or isinstance(right, ast.Constant):
                yield f"{where(root, path, call.lineno)} an action names no right"


def _opening(functions: dict[str, ast.FunctionDef], others: set[str]) -> set[str]:
    """The functions that open an action themselves or by one that does."""
    opening: set[str] = set()
    while True:
        known = {"action"} | opening | others
        more = {name for name, node in functions.items() if any(_calls(node, known))} - opening
        if not more:
            return opening
        opening |= more


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def exempted(root: Path) -> Iterator[str]:
    """A named exemption, or the boundary's own state, outside migrations and factories."""
    for path in python_files(root):
        module = module_of(root, path)
        if module in EXEMPT or module.endswith(".testing"):
            continue
        for source, name, line in imports_of(tree_of(path)):
            if source != "core.actions.boundary":
                continue
            if name == "exempt" or name.startswith("_"):
                yield f"{where(root, path, line)} takes {name}"
            if name == "named_view" and module != "core.actions.middleware":
                yield f"{where(root, path, line)} takes {name}"


def banned(root: Path) -> Iterator[str]:
    """Ways past the boundary that no wrapper sees, and text run as a program."""
    for path in python_files(root):
        module, tree = module_of(root, path), tree_of(path)
        for source, _name, line in imports_of(tree):
            if source.partition(".")[0] in BANNED_IMPORTS:
                yield f"{where(root, path, line)} imports {source}"
        for node in ast.walk(tree):
            what = _banned(node, module)
            if what:
                yield f"{where(root, path, getattr(node, 'lineno', 0))} {what}"


def _banned(node: ast.AST, module: str) -> str:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        # A method called eval or exec is another thing.
        found = {name} & BANNED_CALLS | {name.rpartition(".")[2]} & BANNED_METHODS
        return f"calls {name}" if found - ALLOWED.get(module, set()) else ""
    if isinstance(node, ast.keyword) and node.arg == "shell":
        return "starts a shell"
    if isinstance(node, ast.Attribute) and ast.unparse(node).endswith("connection.connection"):
        return "" if module.startswith("core.actions.") else "takes the driver's own connection"
    return ""
