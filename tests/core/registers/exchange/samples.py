"""What the tests of files share: rows as a file, and their check and import."""

import io
import json

import openpyxl

from core.registers.exchange import importing, mappings
from core.registers.exchange.actions import import_drafts
from core.testing import SYSTEM


def rows_file(*rows):
    return json.dumps(rows, ensure_ascii=False).encode()


def check(one, data, member, kind="json", mapping="own-form", **options):
    """A file checked by a mapping that ships, by its name, or by one that is given."""
    if isinstance(mapping, str):
        mapping = mappings.load(mapping, one)
    return importing.check(one, data, kind, member=member, mapping=mapping, **options)


def write(one, report, member):
    assert report.errors == []
    return import_drafts(one, report.proposals, member=member, actor=SYSTEM, source="测试")


def told(problems):
    return [(problem.row, problem.column, problem.rule) for problem in problems]


def book(merged=(), hidden=(), **sheets):
    """A book of these sheets, each a list of lines; areas are merged as ``sheet!A1:B2``."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(line)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for place in merged:
        name, _, area = place.partition("!")
        made[name].merge_cells(area)
    return saved(made)


def saved(made):
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()
