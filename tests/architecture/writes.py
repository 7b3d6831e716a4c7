"""Law 5, as far as the source tells it: each function yields what breaks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.names import Names
from tests.architecture.sources import imports_of, module_of, python_files, tree_of, where

BOUNDARY = "core.actions.boundary"
#: Where ``action`` stands; every ``actions.py`` that has taken it has it too.
DOORS_OF_ACTION = {BOUNDARY, "core.api"}
#: A star, or a name that is made up at run time, takes all there is.
ANY = "*"
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
        for dotted, line in Names(root, path).reached():
            if _is_action(dotted) or dotted in {f"{door}.{ANY}" for door in DOORS_OF_ACTION}:
                yield f"{where(root, path, line)} opens an action"


def _is_action(dotted: str) -> bool:
    """Whether it is ``action`` itself, from wherever it was taken."""
    module, _dot, name = dotted.rpartition(".")
    return name == "action" and (module in DOORS_OF_ACTION or module.endswith(".actions"))


def unguarded(root: Path) -> Iterator[str]:
    """Public functions of an ``actions.py`` that open no action, and actions without a right."""
    for path in python_files(root):
        if path.name != "actions.py":
            continue
        names = Names(root, path)
        functions = _functions(names.tree)
        opening = _opening(functions, names)
        for name, node in functions.items():
            if _is_public(name) and name not in opening:
                yield f"{where(root, path, node.lineno)} {name} opens no action"
        for call in _calls(names.tree):
            if not _is_action(names.dotted(call.func)):
                continue
            right = next((word.value for word in call.keywords if word.arg == "right"), None)
            if right is None or isinstance(right, ast.Constant):
                yield f"{where(root, path, call.lineno)} an action names no right"


Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def _functions(tree: ast.Module) -> dict[str, Function]:
    """What can be called from outside: functions, those of classes, and named lambdas."""
    found: dict[str, Function] = {}
    for node in tree.body:
        if isinstance(node, Function):
            found[node.name] = node
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            found[ast.unparse(node.targets[0])] = node.value
        elif isinstance(node, ast.ClassDef):
            methods = (inner for inner in node.body if isinstance(inner, Function))
            found.update({f"{node.name}.{method.name}": method for method in methods})
    return found


def _is_public(name: str) -> bool:
    """Whether others may call it: of a class's own methods those without a mark, and a call."""
    return not any(part.startswith("_") and part != "__call__" for part in name.split("."))


def _opening(functions: dict[str, Function], names: Names) -> set[str]:
    """The functions that open an action themselves or by one that does."""
    opening: set[str] = set()
    while True:
        more = {
            name
            for name, node in functions.items()
            if any(_opens(call, name, opening, names) for call in _calls(node))
        }
        if more <= opening:
            return opening
        opening |= more


def _opens(call: ast.Call, within: str, opening: set[str], names: Names) -> bool:
    """Whether a call is of ``action``, of another room's action, or of one that opens one."""
    dotted, text = names.dotted(call.func), ast.unparse(call.func)
    if _is_action(dotted) or dotted.rpartition(".")[0].endswith(".actions"):
        return True
    return text in opening or text.replace("self", within.partition(".")[0], 1) in opening


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def exempted(root: Path) -> Iterator[str]:
    """A named exemption, or the boundary's own state, outside migrations and factories."""
    for path in python_files(root):
        module = module_of(root, path)
        if module in EXEMPT or module.endswith(".testing"):
            continue
        for dotted, line in Names(root, path).reached():
            source, _dot, name = dotted.rpartition(".")
            if _is_kept_back(source, name, module):
                yield f"{where(root, path, line)} takes {name}"


def _is_kept_back(source: str, name: str, module: str) -> bool:
    if name == "exempt" and (source in EXEMPT or source.endswith(".testing")):
        return True
    if source != BOUNDARY:
        return False
    if name == "named_view":
        return module != "core.actions.middleware"
    return name == ANY or name.startswith("_")


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
