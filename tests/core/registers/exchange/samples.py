"""What the tests of files share: rows as a file, and their check and import."""

import json

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
