"""The code tables of core and of plugins: files, and their way into the database."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.plugins import registry
from core.plugins.gate import Refused
from core.registers.dictionaries.models import Dictionary, Term, TermCode

HERE = Path(__file__).parent
COLUMNS = ("code", "name", "also", "source")


@dataclass(frozen=True)
class TermRow:
    """One line of a file; ``foreign`` holds (scheme, code) pairs."""

    code: str
    name: str
    also: str
    source: str
    order: int
    foreign: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """One dictionary as its file says."""

    key: str
    name: str
    source: str
    edition: str
    note: str
    rows: tuple[TermRow, ...]


def folders() -> Iterator[Path]:
    """Core's own folder, then every plugin's, if it has one."""
    yield HERE
    for app in registry.plugins().values():
        folder = Path(app.path) / "dictionaries"
        if folder.is_dir():
            yield folder


def read_all() -> list[Table]:
    """All dictionaries. Raises :class:`Refused` with every error, by file and line."""
    errors: list[str] = []
    found: dict[str, Table] = {}
    for folder in folders():
        for path in sorted(folder.glob("*.csv")):
            if path.stem in found:
                errors.append(
                    _("%(file)s: there are two dictionaries of this name") % {"file": path.name}
                )
            found[path.stem] = read(path, errors)
    if errors:
        raise Refused("\n".join(errors))
    return list(found.values())


def read(path: Path, errors: list[str]) -> Table:
    """Read one file; what is wrong with it is added to ``errors``."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("# "))
    for key in ("name", "source"):
        if key not in head:
            errors.append(
                _("%(file)s: the head names no %(key)s") % {"file": path.name, "key": key}
            )
    start = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    reader = csv.DictReader(lines[start:])
    rows: list[TermRow] = []
    seen: set[str] = set()
    for order, row in enumerate(reader, 1):
        code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
        if not code or not name or code in seen or None in row:
            errors.append(
                _("%(file)s, line %(line)d: a term needs a code of its own and a name")
                % {"file": path.name, "line": start + order + 1}
            )
        seen.add(code)
        rows.append(
            TermRow(
                code, name, row.get("also") or "", row.get("source") or "", order, _foreign(row)
            )
        )
    return Table(
        path.stem,
        head.get("name", ""),
        head.get("source", ""),
        head.get("edition", ""),
        head.get("note", ""),
        tuple(rows),
    )


def _foreign(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (column.removeprefix("scheme:"), code)
        for column, codes in row.items()
        if column and column.startswith("scheme:")
        for code in (codes or "").split()
    )


def write(table: Table) -> int:
    """Bring one dictionary into the database; inside an action. Returns the number of terms."""
    head = {
        "name": table.name,
        "source": table.source,
        "edition": table.edition,
        "note": table.note,
    }
    owner, _fresh = Dictionary.objects.update_or_create(key=table.key, defaults=head)
    terms = [
        Term(
            dictionary=owner,
            code=row.code,
            name=row.name,
            also=row.also,
            order=row.order,
            source=row.source,
        )
        for row in table.rows
    ]
    Term.objects.bulk_create(
        terms,
        update_conflicts=True,
        unique_fields=["dictionary", "code"],
        update_fields=["name", "also", "order", "source", "in_use"],
    )
    owner.terms.exclude(code__in=[row.code for row in table.rows]).update(in_use=False)
    _write_codes(owner, table)
    return len(table.rows)


def _write_codes(owner: Dictionary, table: Table) -> None:
    """What others call the terms of the file, and nothing else any more."""
    keys = dict(owner.terms.values_list("code", "pk"))
    said = {(keys[row.code], *pair) for row in table.rows for pair in row.foreign}
    known = {
        (code.term_id, code.scheme, code.code): code.pk
        for code in TermCode.objects.filter(term__in=[keys[row.code] for row in table.rows])
    }
    TermCode.objects.filter(pk__in=[known[each] for each in known.keys() - said]).delete()
    TermCode.objects.bulk_create(
        TermCode(term_id=term, scheme=scheme, code=code)
        for term, scheme, code in sorted(said - known.keys())
    )
