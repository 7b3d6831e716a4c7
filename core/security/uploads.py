"""Documents judged by what is in them, not by what they are called.

Images are judged by Wagtail and Pillow: format, size, and pixels before they are unfolded.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: What no list of ours holds unpacked; more is there to fill a disk or a memory.
UNPACKED_BYTES = 1024**3
PACKED_FILES = 20_000
#: A thousandfold: text packs to a tenth, sheets to a fiftieth.
RATIO = 200
SMALL = 10 * 1024**2
#: What an archive of this ending must hold.
INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "ofd": "OFD.xml", "zip": ""}
TEXTS = frozenset({"csv", "txt"})
#: What a browser would run, whatever the file is called.
MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<iframe", b"<body", b"<head")


def judge(file: Any, ending: str) -> None:
    """Raise ``ValidationError`` with a sentence unless ``file`` is what its ``ending`` says."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    judges: dict[str, Callable[[Any, bytes, str], None]] = {
        **dict.fromkeys(INSIDE, _archive),
        **dict.fromkeys(TEXTS, _text),
        "pdf": _pdf,
    }
    try:
        judges.get(ending.lower(), _unknown)(file, head, ending.lower())
    finally:
        file.seek(0)


def _unknown(file: Any, head: bytes, ending: str) -> None:
    raise ValidationError(_("Files of the kind “%(ending)s” are not taken.") % {"ending": ending})


def _is_not(ending: str) -> ValidationError:
    return ValidationError(
        _("The file is called “%(ending)s”, and what is in it is something else.")
        % {"ending": ending}
    )


def _pdf(file: Any, head: bytes, ending: str) -> None:
    if not head.startswith(b"%PDF-"):
        raise _is_not(ending)


def _text(file: Any, head: bytes, ending: str) -> None:
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"\0" in head or begin.startswith(MARKUP) or filetype.guess(head) is not None:
        raise _is_not(ending)


def _archive(file: Any, head: bytes, ending: str) -> None:
    if not head.startswith(b"PK"):
        raise _is_not(ending)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise _is_not(ending) from None
    names = {entry.filename for entry in entries}
    if INSIDE[ending] and INSIDE[ending] not in names:
        raise _is_not(ending)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("The file holds macros: save it without them."))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if (
        len(entries) > PACKED_FILES
        or unpacked > UNPACKED_BYTES
        or (unpacked > SMALL and unpacked / packed > RATIO)
    ):
        raise ValidationError(_("The file unpacks to far more than it is: it is not taken."))
