"""Grounds as a form holds them: all in one cell, each cited by its law's name.

《中华人民共和国行政许可法》第十二条：下列事项可以设定行政许可……
《某通知》（国发〔2014〕1号）
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.registers.words import cited

#: Where a ground begins: at the head of a line, numbered or not.
_BEGINS = re.compile(
    r"^[ \t\u3000]*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、][ \t]*)?(?=《)", re.M
)
_NEXT = re.compile(r"[；;]\s*(?=《)")
_CITED = re.compile(
    r"《(?P<law>[^《》]+(?:《[^《》]*》[^《》]*)*)》(?P<head>[^：:\n]*)[：:\n]?(?P<text>.*)", re.S
)
_NUMBER = re.compile(r"（([^（）]*(?:号|〔)[^（）]*)）")


def grounds_cited(cell: str) -> Iterator[dict[str, str]]:
    """The grounds of a cell: ``law``, ``article``, ``document_number``, ``text``.

    Raises ``ValueError`` where something stands there that cites no law by its name.
    """
    before, *parts = _BEGINS.split(cell)
    if before.strip() or not parts:
        raise ValueError(cell)
    for part in parts:
        has_text = "：" in part or ":" in part
        for one in [part] if has_text else _NEXT.split(part):
            yield _ground(one)


def _ground(said: str) -> dict[str, str]:
    found = _CITED.match(said)
    if found is None:
        raise ValueError(said)
    head, number = found["head"], _NUMBER.search(found["head"])
    if number:
        head = head[: number.start()] + head[number.end() :]
    return {
        "law": found["law"].strip(),
        "article": head.strip(" \t\u3000；;，,。"),
        "document_number": number[1].strip() if number else "",
        "text": found["text"].strip(),
    }


def in_words(law: str, article: str, document_number: str, text: str) -> str:
    """A ground as a form cites it, which :func:`grounds_cited` reads."""
    number = f"（{document_number}）" if document_number else ""
    return f"{cited(law, article)}{number}" + (f"：{text.strip()}" if text.strip() else "")
