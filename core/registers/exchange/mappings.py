"""How a source's columns become a register's fields: small TOML files anyone can write.

```toml
title = "…"                     # what the source is
[columns]                       # our field = their column
name = "事项名称"
"ground.law" = "设定依据"        # law, law_date, document_number, article, text of the one ground
grounds = "依据"                # or all grounds in one cell, a line for each: 《…》第…条：…
[fixed]                         # the same for every row; {column} is filled in from the row
local_scheme = "sichuan"
[codes]                         # fields whose values are another source's codes (TermCode.scheme)
category = "sichuan"
[values.organisation]           # their value = ours; {site} is the slug of the home site
"区教育局" = "{site}-jyj"
[types]                         # which values of one column belong to which register
column = "taskType"
power_list = ["1", "5"]
public_service = ["20"]
[options]
lenient = ["organisation"]      # an unknown value is left empty, with a warning
ignore = ["link"]               # columns nobody needs
```

A field of the register that is not named is looked for under its own header.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.plugins import registry
from core.plugins.gate import Refused
from core.registers.exchange.headers import CHANGE, GROUND
from core.registers.exchange.mapping_problems import problems
from core.registers.spec import Register

HERE = Path(__file__).parent / "mappings"


@dataclass(frozen=True)
class Mapped:
    """A mapping as its file says, checked against one register."""

    name: str
    title: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    types_column: str = ""
    types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lenient: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()


def folders() -> Iterator[Path]:
    """Core's own folder, then every plugin's, if it has one."""
    yield HERE
    for app in registry.plugins().values():
        folder = Path(app.path) / "mappings"
        if folder.is_dir():
            yield folder


def names() -> dict[str, str]:
    """The mappings that ship: name -> title."""
    return {
        path.stem: _parsed(path).get("title", path.stem)
        for folder in folders()
        for path in sorted(folder.glob("*.toml"))
    }


def load(name_or_file: str, register: Register) -> Mapped:
    """The mapping of that name, or in that file. Raises :class:`Refused` with all that is wrong."""
    for folder in folders():
        if (path := folder / f"{name_or_file}.toml").is_file():
            return checked(path.stem, _parsed(path), register, file=path.name)
    path = Path(name_or_file)
    if path.is_file():
        return checked(path.stem, _parsed(path), register, file=path.name)
    raise Refused(
        _("There is no mapping %(name)s. Known: %(known)s.")
        % {"name": name_or_file, "known": "、".join(names())}
    )


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{path.name}: {error}") from error


def checked(name: str, data: dict[str, Any], register: Register, *, file: str = "") -> Mapped:
    """A mapping for one register; columns of fields that only another register has are left out.

    Raises :class:`Refused` with all that is wrong, by file (or name), section, key and rule.
    """
    if wrong := problems(data):
        raise Refused(f"{file or name}: " + "; ".join(wrong))
    columns, fixed, options = (data.get(key, {}) for key in ("columns", "fixed", "options"))
    types = dict(data.get("types", {}))
    types_column = types.pop("column", "")
    own = {f.name: f.header for f in register.fields} | CHANGE
    known = own.keys() | {f"ground.{part}" for part in GROUND}
    return Mapped(
        name=name,
        title=data.get("title", name),
        columns={**own, **{key: column for key, column in columns.items() if key in known}},
        fixed={key: str(value) for key, value in fixed.items() if key in known},
        codes=data.get("codes", {}),
        values=data.get("values", {}),
        types_column=types_column,
        types={slug: frozenset(map(str, values)) for slug, values in types.items()},
        lenient=frozenset(options.get("lenient", ())),
        ignore=frozenset(options.get("ignore", ())),
    )
