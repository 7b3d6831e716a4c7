"""A site group described as files: one directory, read and checked whole before anything is done.

``read(directory)`` gives a :class:`Definition` or raises :class:`DefinitionError` with every
problem there is, each with its file and line. Reading touches no table.
"""

from core.sitegroup.definition.reading import read
from core.sitegroup.definition.rows import (
    ColumnRow,
    Definition,
    DefinitionError,
    DivisionRow,
    MemberRow,
    OrganisationRow,
    PluginRule,
    Problem,
)

__all__ = [
    "ColumnRow",
    "Definition",
    "DefinitionError",
    "DivisionRow",
    "MemberRow",
    "OrganisationRow",
    "PluginRule",
    "Problem",
    "read",
]
