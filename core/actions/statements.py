"""Which tables a statement writes, read from its text: every road there is in SQL."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Write(NamedTuple):
    """One write of a statement. ``changes``: rows that were there are changed or removed."""

    verb: str
    table: str
    changes: bool


# A statement that reads says so by its first word, and is not looked at again. EXPLAIN is no such
# word (with ANALYZE it runs what it explains), nor is WITH.
_READS = re.compile(
    r"\s*\(?\s*(?:SELECT|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET|SHOW|VALUES|FETCH|CLOSE"
    r"|LISTEN|UNLISTEN|NOTIFY|ANALYZE|VACUUM|REINDEX)\b",
    re.I,
)
_COMMENT = re.compile(r"/\*.*?\*/|--[^\n]*", re.S)
_LITERAL = re.compile(r"'(?:[^']|'')*'")
_DO = re.compile(r"\s*DO\b", re.I)

_NAME = r'(?:["`\[]?\w+["`\]]?\s*\.\s*)?["`\[]?(\w+)["`\]]?'
_PATTERNS = [
    # (verb, whether rows that were there change, pattern)
    (
        "INSERT",
        False,
        re.compile(rf"\bINSERT\s+(?:OR\s+(?:ABORT|FAIL|IGNORE|ROLLBACK)\s+)?INTO\s+{_NAME}", re.I),
    ),
    ("REPLACE", True, re.compile(rf"\b(?:INSERT\s+OR\s+)?REPLACE\s+INTO\s+{_NAME}", re.I)),
    ("UPDATE", True, re.compile(rf"\bUPDATE\s+(?:OR\s+\w+\s+)?(?:ONLY\s+)?{_NAME}", re.I)),
    ("DELETE", True, re.compile(rf"\bDELETE\s+FROM\s+(?:ONLY\s+)?{_NAME}", re.I)),
    ("MERGE", True, re.compile(rf"\bMERGE\s+INTO\s+(?:ONLY\s+)?{_NAME}", re.I)),
    ("COPY", False, re.compile(rf"\bCOPY\s+{_NAME}\s*(?:\([^)]*\)\s*)?FROM\b", re.I)),
    ("DROP", True, re.compile(rf"\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?{_NAME}", re.I)),
    ("ALTER", True, re.compile(rf"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?{_NAME}", re.I)),
]
_UPSERT = re.compile(rf"\bINSERT\s+INTO\s+{_NAME}[^;]*?\bDO\s+UPDATE\b", re.I)
_TRUNCATE = re.compile(r"\bTRUNCATE\s+(?:TABLE\s+)?(?:ONLY\s+)?([^;]+)", re.I)
_ONE_NAME = re.compile(_NAME)
#: Longer statements are bulk inserts: thousands of placeholders, which say nothing of a table.
_LONG = 4000
_PLACEHOLDERS = re.compile(r"\((?:%s, )*%s\)(?:, \((?:%s, )*%s\))*")


def written(text: str) -> tuple[Write, ...]:
    """The writes of a statement, or of several in one text; empty for one that only reads."""
    if _READS.match(text) and ";" not in text:
        return ()
    if len(text) >= _LONG:
        text = _PLACEHOLDERS.sub("(%s)", text)
    return _remembered(text) if len(text) < _LONG else _parse(text)


def _parse(text: str) -> tuple[Write, ...]:
    if not _DO.match(text):  # a DO block is a program in a literal
        # Literals first: what looks like a comment inside one is none.
        text = _LITERAL.sub("''", text) if "'" in text else text
    if "--" in text or "/*" in text:
        text = _COMMENT.sub(" ", text)
    found = [
        Write(verb, match[1].lower(), changes)
        for verb, changes, pattern in _PATTERNS
        for match in pattern.finditer(text)
    ]
    found += [Write("UPSERT", match[1].lower(), True) for match in _UPSERT.finditer(text)]
    for match in _TRUNCATE.finditer(text):
        names = (_ONE_NAME.match(part.strip()) for part in match[1].split(","))
        found += [Write("TRUNCATE", name[1].lower(), True) for name in names if name]
    return tuple(dict.fromkeys(found))


_remembered = lru_cache(maxsize=4096)(_parse)
