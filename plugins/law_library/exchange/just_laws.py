"""``just-laws/docs/**/README.md``: articles in bold; a code has one more file per book."""

from __future__ import annotations

import re
from pathlib import Path

from plugins.law_library.exchange.reader import HEADING, Reader, read_lines
from plugins.law_library.exchange.sayings import dates_in, made
from plugins.law_library.exchange.texts import LawText, Unreadable

_AMENDMENT = re.compile(r"修正案|^全国人民代表大会常务委员会关于")


def read_just_laws(path: Path, source: str) -> LawText:
    reader = Reader()
    read_lines(path.read_text(encoding="utf-8").splitlines(), reader)
    if not reader.articles:
        for book in sorted(path.parent.glob("*.md"), key=_order_of_book):
            _read_book(book, reader)
    history = "\n".join(reader.history)
    dates = dates_in(history) or dates_in("".join(reader.annex))[:1]
    if not dates:
        raise Unreadable(0, "no date above the first article")
    rank = "constitution" if reader.title == "中华人民共和国宪法" else "law"
    made_by = history or "".join(reader.preamble)
    committee = re.search(r"全国人民代表大会常务委员会第[^届]{1,6}次会议", made_by)
    congress = "全国人民代表大会" in made_by and not committee
    issuer = "全国人民代表大会" if congress else "全国人民代表大会常务委员会"
    return made(reader, dated=max(dates), rank=rank, issuer=issuer, source=source)


def _order_of_book(path: Path) -> tuple[int, str]:
    """The preamble first, 附则 (numbered 00) last."""
    return (0 if path.stem == "preamble" else 2 if path.stem.startswith("00-") else 1, path.name)


def _read_book(path: Path, reader: Reader) -> None:
    if path.name == "README.md":
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next((found[1] for line in lines if (found := HEADING.match(line))), "")
    if not _AMENDMENT.search(first):  # already worked into the articles
        read_lines(lines, reader)
