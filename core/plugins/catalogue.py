"""Reading and compiling a plugin's translations, without gettext's own programs.

Only for what the scaffold writes and the conformance suite checks; `make messages` collects and
compiles with gettext.
"""

from __future__ import annotations

import ast
import re
import struct

_LINE = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)?\s*(".*")$')


def read(text: str) -> dict[str, str]:
    """The messages of a ``.po`` file: original -> translation, ``""`` where it is missing or fuzzy.

    Of a plural, the first form. The header stands under ``""``.
    """
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        parts = _parts(lines)
        if "msgid" not in parts:
            continue
        fuzzy = any(line.startswith("#,") and "fuzzy" in line for line in lines)
        context = f"{parts['msgctxt']}\x04" if "msgctxt" in parts else ""
        translated = parts.get("msgstr", parts.get("msgstr[0]", ""))
        found[context + parts["msgid"]] = "" if fuzzy and parts["msgid"] else translated
    return found


def _parts(lines: list[str]) -> dict[str, str]:
    parts: dict[str, str] = {}
    at = ""
    for line in lines:
        if match := _LINE.match(line.strip()):
            at = match[1] or at
            parts[at] = parts.get(at, "") + ast.literal_eval(match[2])
    return parts


def compiled(messages: dict[str, str]) -> bytes:
    """The ``.mo`` file of the messages that are translated."""
    known = sorted(
        (original.encode(), text.encode()) for original, text in messages.items() if text
    )
    start = 7 * 4 + 16 * len(known)
    originals, texts, table = b"", b"", []
    for original, _text in known:
        table.append((len(original), start + len(originals)))
        originals += original + b"\0"
    for _original, text in known:
        table.append((len(text), start + len(originals) + len(texts)))
        texts += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(known), 28, 28 + 8 * len(known), 0, 0)
    return head + b"".join(struct.pack("<2I", *entry) for entry in table) + originals + texts
