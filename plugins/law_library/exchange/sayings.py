"""What a text says of itself: its dates, its number, when it comes into force."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from plugins.law_library.exchange.numerals import to_numeral
from plugins.law_library.exchange.reader import Reader
from plugins.law_library.exchange.texts import ArticleText, LawText, Unreadable


def dates_in(text: str) -> list[date]:
    text = unicodedata.normalize("NFKC", text)
    found = re.findall(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})\s*日", text)
    return [date(*map(int, parts)) for parts in found]


def _effective(reader: Reader, dated: date) -> date | None:
    """What the text itself says, which in an amended text may still be of its first version."""
    for lines in reversed(reader.articles[-6:]):
        text = unicodedata.normalize("NFKC", "".join(lines))
        if found := re.search(r"[自于](\d{4}年\d{1,2}月\d{1,2}\s*日)起(?:施行|实施|执行)", text):
            said = dates_in(found[1])[0]
            return said if said >= dated else None
    return None


_ORDER = re.compile(r"(?:日|^)([\u4e00-\u9fff、]{2,30}?)令\(?第(\d+)号")


def document_number(history: str) -> str:
    """The last order named above the text: 国务院令第588号 and the like."""
    number = ""
    for line in unicodedata.normalize("NFKC", history).splitlines():
        line = re.sub(r"\s+|中华人民共和国", "", line)
        if found := _ORDER.search(line):
            number = f"{found[1]}令第{found[2]}号"
        elif "修订" in line and "决定" not in line:
            number = ""  # made anew since, by an order that is not named here
    return number


def _above(reader: Reader) -> tuple[str, str]:
    """History and preamble; a decision without articles or headings was read as all history."""
    lines = reader.history
    if reader.articles or reader.preamble:
        return "\n".join(lines), "\n".join(reader.preamble)
    history = [
        line
        for line in lines
        if re.match(r"[（(]?\d{4}年.{0,60}(?:通过|公布|发布|批准|原则批准)", line)
    ]
    return "\n".join(history), "\n".join(line for line in lines if line not in history)


def made(reader: Reader, *, dated: date, rank: str, issuer: str, source: str) -> LawText:
    history, preamble = _above(reader)
    articles = tuple(
        ArticleText(_label(*key), *key, path, "\n".join(lines))
        for key, path, lines in zip(reader.keys, reader.paths, reader.articles, strict=True)
    )
    if not (articles or preamble):
        raise Unreadable(0, "no articles and no text")
    for article in articles:
        if not article.text:
            raise Unreadable(0, f"{article.label} is empty")
    return LawText(
        title=reader.title,
        rank=rank,
        issuer=issuer,
        date=dated,
        effective=_effective(reader, dated),
        document_number=document_number(history),
        history=history,
        source=source,
        draft="草案" in reader.title or "草案" in source,
        preamble=preamble,
        annex="\n".join(reader.annex),
        articles=articles,
    )


def _label(number: int, suffix: int) -> str:
    return f"第{to_numeral(number)}条" + (f"之{to_numeral(suffix)}" if suffix else "")
