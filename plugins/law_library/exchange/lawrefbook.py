"""``lawrefbook/<rank>/[<department>/]<title>(<date>).md``.

The date of the text is in the file's name, its history above ``<!-- INFO END -->``.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from plugins.law_library.exchange.reader import Reader, read_lines
from plugins.law_library.exchange.sayings import document_number, made
from plugins.law_library.exchange.texts import LawText, Unreadable

_DATED_NAME = re.compile(r".+\((\d{4}-\d\d-\d\d)\)\.md")
_FOLDERS = {"行政法规": ("regulation", "国务院"), "部门规章": ("rule", "")}


def read_lawrefbook(path: Path, source: str) -> LawText:
    found = _DATED_NAME.fullmatch(path.name)
    if found is None:
        raise Unreadable(0, "no date in the file's name")
    reader = Reader()
    read_lines(path.read_text(encoding="utf-8").splitlines(), reader)
    rank, issuer = _rank_and_issuer(path, source, "\n".join(reader.history))
    return made(reader, dated=date.fromisoformat(found[1]), rank=rank, issuer=issuer, source=source)


def _rank_and_issuer(path: Path, source: str, history: str) -> tuple[str, str]:
    """The folder says it, unless the history names a department as the maker."""
    rank, issuer = _FOLDERS[Path(source).parts[1]]
    order = document_number(history).partition("令")[0]
    if rank == "rule":
        return rank, order or path.parent.name.replace("市场监督", "国家市场监督")
    if re.search("国务院、中央军(?:委|事委员会)", history):
        return rank, "国务院、中央军事委员会"
    made = re.search(r"日\s*(\S{4,20}?)\d{4}年第\d+次\S*会议审议通过", history)
    if "国务院" not in history and made:
        return "rule", made[1]
    return rank, issuer
