"""What a code should look like. Shapes and check digits only warn: real lists differ."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.people.uscc import uscc_problem


@dataclass(frozen=True)
class Scheme:
    """A kind of code: what it is called, where it is laid down, which shapes it has."""

    key: str
    name: str
    source: str
    shapes: tuple[re.Pattern[str], ...]

    def match(self, code: str) -> re.Match[str] | None:
        """The first shape that fits the whole code."""
        return next((found for shape in self.shapes if (found := shape.fullmatch(code))), None)


@dataclass(frozen=True)
class Warned:
    """A warning about one field: ``rule``: ``shape``, ``check-digit``, ``parts``, ``scheme``."""

    field: str
    rule: str
    value: str
    sentence: str


@cache
def _schemes(section: str) -> dict[str, Scheme]:
    data = tomllib.loads((Path(__file__).parent / "codes.toml").read_text(encoding="utf-8"))
    return {
        key: Scheme(
            key,
            entry["name"],
            entry["source"],
            tuple(re.compile(shape) for shape in entry["shapes"]),
        )
        for key, entry in data[section].items()
    }


def schemes() -> dict[str, Scheme]:
    """The schemes of local codes by their key."""
    return _schemes("scheme")


def warnings(content: Mapping[str, Any]) -> list[Warned]:
    """What is odd about the codes of a content (``base_code`` … ``local_scheme``)."""
    found: list[Warned] = []
    matches: dict[str, re.Match[str] | None] = {}
    for name, scheme in _schemes("field").items():
        if code := content.get(name) or "":
            matches[name] = _judge(name, code, scheme, found)
    if code := content.get("local_code") or "":
        key = content.get("local_scheme") or ""
        if key and key not in schemes():
            known = "、".join(schemes())
            sentence = _("No such scheme is known: %(known)s.") % {"known": known}
            found.append(Warned("local_scheme", "scheme", key, sentence))
        elif key:
            _judge("local_code", code, schemes()[key], found)
    return found + _parts(content, matches)


def _judge(name: str, code: str, scheme: Scheme, found: list[Warned]) -> re.Match[str] | None:
    match = scheme.match(code)
    if match is None:
        sentence = _("No known shape of %(scheme)s.") % {"scheme": scheme.name}
        found.append(Warned(name, "shape", code, sentence))
    elif (uscc := match.groupdict().get("uscc")) and (problem := uscc_problem(uscc)):
        found.append(Warned(name, "check-digit", uscc, problem))
    return match


def _parts(content: Mapping[str, Any], matches: Mapping[str, re.Match[str] | None]) -> list[Warned]:
    """The longer codes end on or begin with the shorter ones."""
    found = []
    base, implementation = content.get("base_code"), content.get("implementation_code")
    longer = matches.get("implementation_code")
    if base and longer and longer["base"] != base:
        sentence = _("The implementation code does not end on the base code.")
        found.append(Warned("implementation_code", "parts", str(implementation), sentence))
    item = matches.get("handling_code")
    if implementation and item and item["implementation"] != implementation:
        sentence = _("The handling item code does not begin with the implementation code.")
        found.append(Warned("handling_code", "parts", str(content["handling_code"]), sentence))
    return found
