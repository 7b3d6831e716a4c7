"""The two import contracts that are the project's own (laws 1 and 2). See pyproject.toml.

They read a plugin's ``requires`` from its ``apps.py`` without importing it, so that lint needs no
Django.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from importlinter import Contract, ContractCheck, fields, output


def declared_requires(folder: Path) -> set[str]:
    """The slugs in ``requires`` of the plugin in ``folder``; none where nothing is declared."""
    apps = folder / "apps.py"
    if not apps.exists():
        return set()
    for node in ast.walk(ast.parse(apps.read_text(encoding="utf-8"))):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        if any(isinstance(target, ast.Name) and target.id == "requires" for target in targets):
            return set(ast.literal_eval(node.value))
    return set()


def inside(module: str, package: str) -> bool:
    """Whether ``module`` is ``package`` or below it. The dot keeps ``law_list`` out of ``law``."""
    return f"{module}.".startswith(f"{package}.")


class _Listed(Contract):
    """A contract that finds broken imports one by one."""

    def broken(self, graph: Any) -> Iterator[str]:
        raise NotImplementedError

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        found = sorted(set(self.broken(graph)))
        return ContractCheck(kept=not found, metadata={"broken": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line)


class PluginDoors(_Listed):
    """Plugins meet only through ``api.py``, and only when declared in ``requires``."""

    type_name = "plugin_doors"
    container = fields.StringField()
    public = fields.ListField(subfield=fields.StringField())

    def broken(self, graph: Any) -> Iterator[str]:
        for package in graph.find_children(self.container):
            for module in {package} | graph.find_descendants(package):
                for importer in graph.find_modules_that_directly_import(module):
                    if inside(importer, package) or not inside(importer, self.container):
                        continue
                    if not self._may(importer, package, module):
                        yield f"{importer} -> {module}"

    def _may(self, importer: str, package: str, module: str) -> bool:
        folder = Path(*importer.split(".")[:2])
        declared = package.rpartition(".")[2] in declared_requires(folder)
        room = module.removeprefix(f"{package}.")
        factories = room == "testing" and importer.endswith(".testing")
        return declared and (factories or room in self.public)


class CoreDoors(_Listed):
    """Plugins see core only through its doors; ``core.testing`` only from ``testing.py``."""

    type_name = "core_doors"
    container = fields.StringField()
    core = fields.StringField()
    doors = fields.ListField(subfield=fields.StringField())
    testing_door = fields.StringField()

    def broken(self, graph: Any) -> Iterator[str]:
        for module in {self.core} | graph.find_descendants(self.core):
            for importer in graph.find_modules_that_directly_import(module):
                if not inside(importer, self.container) or ".migrations." in importer:
                    continue
                if module == self.testing_door and importer.endswith(".testing"):
                    continue
                if module not in set(self.doors):
                    yield f"{importer} -> {module}"
