"""What is wrong with a mapping's file: anyone can write one, so every section's shape is checked.

A problem is told by section, key and rule, and all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from core.registers.exchange.headers import CHANGE, GROUND
from core.registers.spec import Field, registers

SECTIONS = ("title", "columns", "fixed", "codes", "values", "types", "options")
OPTIONS = ("lenient", "ignore")
#: What a dictionary's code, and a body's name, may be unknown of.
_TERMS = ("term", "terms")
_LENIENT = (*_TERMS, "organisation")


def problems(data: Mapping[str, Any]) -> list[str]:
    """Every departure of a mapping from its form, as sentences; empty where there is none."""
    found = [_("unknown section %(key)s") % {"key": key} for key in sorted(set(data) - {*SECTIONS})]
    if not isinstance(data.get("title", ""), str):
        found.append(_wrong("title", "", _("must be a text")))
    checks = {
        "columns": _columns,
        "fixed": _fixed,
        "codes": _codes,
        "values": _values,
        "types": _types,
        "options": _options,
    }
    for section, check in checks.items():
        given = data.get(section, {})
        if isinstance(given, Mapping):
            found += [_wrong(section, key, rule) for key, rule in check(given)]
        else:
            found.append(_wrong(section, "", _("must be a table of keys")))
    return found


def _wrong(section: str, key: str, rule: str) -> str:
    return f"[{section}]{' ' if key else ''}{key}: {rule}"


# --- the sections: (key, rule) of each departure -------------------------------------------------


def _columns(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(given, {*_plain(), "grounds", *(f"ground.{part}" for part in GROUND)})
    for key, column in given.items():
        if not isinstance(column, str) or not column.strip():
            yield key, _("must be the name of a column")


def _fixed(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(given, _plain())
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            yield key, _("must be a text or a whole number")
        elif not _is_template(str(value)):
            yield key, _("a column stands between braces by its name alone, as in {name}")


def _codes(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(given, _named(_TERMS), _("no register has a field of codes of this name"))
    for key, scheme in given.items():
        if not isinstance(scheme, str) or not scheme.strip():
            yield key, _("must be the name of a scheme of codes")


def _values(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(given, _plain())
    for key, table in given.items():
        if not isinstance(table, Mapping):
            yield key, _("must be a table: their value = ours")
            continue
        for theirs, ours in table.items():
            if not isinstance(ours, str):
                yield f"{key}.{theirs}", _("must be a text")


def _types(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = [one.slug for one in registers()]
    if given and "column" not in given:
        yield "column", _("types need their column")
    for key, values in given.items():
        if key == "column":
            if not isinstance(values, str) or not values.strip():
                yield key, _("must be the name of a column")
        elif key not in known:
            yield key, _("no such register; known: %(known)s") % {"known": "、".join(known)}
        elif not _is_list(values, str | int):
            yield key, _("must be a list of values")


def _options(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield from _unknown(given, OPTIONS, _("no such option; known: lenient, ignore"))
    for key in OPTIONS:
        names = given.get(key, [])
        if not _is_list(names, str):
            yield key, _("must be a list of names")
        elif key == "lenient":
            yield from (
                (f"{key} {name}", _("no register has a field of codes or bodies of this name"))
                for name in names
                if name not in _named(_LENIENT)
            )


# --- what is known -------------------------------------------------------------------------------


def _unknown(
    given: Iterable[str], known: Iterable[str], rule: str = ""
) -> Iterator[tuple[str, str]]:
    for key in sorted({*given} - {*known}):
        yield key, rule or _("no register has a field of this name")


def _fields() -> Iterator[Field]:
    """The fields of every register: a mapping may serve several of them."""
    for register in registers():
        yield from register.fields


def _plain() -> set[str]:
    """What one cell fills: the fields but grounds and documents, and what a row says of the
    change."""
    return {one.name for one in _fields() if one.kind not in ("grounds", "document")} | {*CHANGE}


def _named(kinds: Iterable[str]) -> set[str]:
    return {one.name for one in _fields() if one.kind in kinds}


def _is_list(values: Any, kind: Any) -> bool:
    return isinstance(values, list) and all(
        isinstance(one, kind) and not isinstance(one, bool) for one in values
    )


def _is_template(text: str) -> bool:
    """Whether all braces of a text hold the plain name of a column."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None
        or (name and not name.isdecimal() and not set(name) & {*".[]"} and not spec and not how)
        for _text, name, spec, how in parts
    )
