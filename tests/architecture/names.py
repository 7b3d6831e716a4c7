"""What the names in a file stand for, whatever it calls them: an alias hides nothing from a law."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import module_of, tree_of


class Names:
    """The dotted names behind the names of one file."""

    def __init__(self, root: Path, path: Path) -> None:
        self.tree = tree_of(path)
        module = module_of(root, path)
        package = module if path.name == "__init__.py" else module.rpartition(".")[0]
        self._stand_for: dict[str, str] = {}
        self._imported = list(self._imports(package))
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and (dotted := self.dotted(node.value)):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self._stand_for.setdefault(target.id, dotted)

    def _imports(self, package: str) -> Iterator[tuple[str, int]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                source = _source(node, package)
                for alias in node.names:
                    self._stand_for[alias.asname or alias.name] = f"{source}.{alias.name}"
                    yield f"{source}.{alias.name}", node.lineno
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.partition(".")[0]
                    self._stand_for[alias.asname or first] = alias.name if alias.asname else first

    def dotted(self, node: ast.AST) -> str:
        """What an expression stands for, from its module on; empty where no import leads to it."""
        if isinstance(node, ast.Name):
            return self._stand_for.get(node.id, "")
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Call):
            return self._called(node)
        return ""

    def _called(self, node: ast.Call) -> str:
        """A module or an attribute that is asked for by its name, as a text."""
        said = [arg.value if isinstance(arg, ast.Constant) else "*" for arg in node.args]
        name = ast.unparse(node.func)
        if name == "getattr" and len(said) > 1 and (base := self.dotted(node.args[0])):
            return f"{base}.{said[1]}"
        if name.rpartition(".")[2] in {"import_module", "__import__"} and said:
            return str(said[0])
        return ""

    def reached(self) -> Iterator[tuple[str, int]]:
        """``(dotted name, line)`` of everything the file imports from, or takes of, a module."""
        yield from self._imported
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute | ast.Call) and (dotted := self.dotted(node)):
                yield dotted, node.lineno


def _source(node: ast.ImportFrom, package: str) -> str:
    """The module that is imported from, also where it is told from where the file stands."""
    above = package.split(".")
    above = above[: len(above) - node.level + 1] if node.level else []
    return ".".join([*above, node.module] if node.module else above)
