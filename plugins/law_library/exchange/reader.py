"""The lines of a text in Markdown: headings, articles, what stands above and below them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from plugins.law_library.exchange.numerals import NUMERAL, to_integer, to_numeral
from plugins.law_library.exchange.texts import Unreadable

HEADING = re.compile(r"#+\s*(.*)")
_LABEL = rf"第([{NUMERAL}]+)条(?:之([{NUMERAL}]+))?"
_ARTICLE = re.compile(rf"\**\s*{_LABEL}\**(?:[\s　]+|$)|\**{_LABEL}\*\*")
_LEVELS = ("编", "分编", "章", "节")
_PART = re.compile(rf"第[{NUMERAL}]+(分编|编|章|节)")
_OUTSIDE = re.compile(r"附件|附表|附录|附[：:]?$|附[：:]")


@dataclass
class Reader:
    """Reads the lines of one text, which may lie in several files."""

    title: str = ""
    history: list[str] = field(default_factory=list)
    preamble: list[str] = field(default_factory=list)
    annex: list[str] = field(default_factory=list)
    articles: list[list[str]] = field(default_factory=list)
    heads: list[tuple[int, str]] = field(default_factory=list)
    keys: list[tuple[int, int]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    info_ended: bool = False
    in_annex: bool = False

    def heading(self, text: str) -> None:
        if not self.title:
            self.title = re.sub(r"\s+", "", text)
            return
        self.info_ended = True
        if (
            self.articles and (_OUTSIDE.match(text) or text.startswith(self.title))
        ) or self.in_annex:
            self.in_annex = True
            self.annex.append(text)
            return
        found = _PART.match(text)
        level = _LEVELS.index(found[1]) if found else (0 if text == "附则" else 4)
        self.heads = [head for head in self.heads if head[0] < level]
        self.heads.append((level, re.sub(r"[\s　]+", " ", text)))

    def article(self, number: int, suffix: int, line: int) -> None:
        last = self.keys[-1] if self.keys else None
        if last and (number, suffix) <= last:
            raise Unreadable(line, f"article {number} after article {last[0]}")
        self.keys.append((number, suffix))
        self.paths.append(" · ".join(text for _level, text in self.heads))
        self.articles.append([])
        self.info_ended = True

    def text(self, line: str) -> None:
        if self.in_annex:
            self.annex.append(line)
        elif self.articles:
            self.articles[-1].append(line)
        elif self.info_ended:
            self.preamble.append(line)
        else:
            self.history.append(line)


def _plain(line: str) -> str:
    """Markdown and the few HTML tags of the tables, as plain text."""
    line = re.sub(r"!\[(.*?)\]\(.*?\)", r"（图：\1，略）", line)
    line = re.sub(r"</t[dh]>|<br>", "　", line)
    return html.unescape(re.sub(r"<[a-zA-Z/!][^>]*>", "", line)).replace("**", "").strip(" 　*\t")


def read_lines(lines: list[str], reader: Reader) -> None:
    start, in_style = 0, False
    if lines and lines[0].strip() == "---":  # front matter
        start = lines.index("---", 1) + 1
    for number, raw in enumerate(lines[start:], start + 1):
        line = raw.strip()
        if in_style or line.startswith("<style"):
            in_style = "</style>" not in line
        elif line == "<!-- INFO END -->":
            reader.info_ended = True
        elif found := HEADING.fullmatch(line):
            reader.heading(found[1].strip())
        elif line:
            _read_paragraph(line, number, reader)


def _read_paragraph(line: str, number: int, reader: Reader) -> None:
    found = None if reader.in_annex else _ARTICLE.match(line)
    if found is None:
        if reader.articles and _OUTSIDE.match(line):
            reader.in_annex = True
        if text := _plain(line):
            reader.text(text)
        return
    article = to_integer(found[1] or found[3])
    suffix = found[2] or found[4]
    reader.article(article, to_integer(suffix) if suffix else 0, number)
    rest = line[found.end() :]
    # Some texts run several articles together in one paragraph.
    following = re.search(rf"\s第{to_numeral(article + 1)}条\s", rest)
    if text := _plain(rest[: following.start()] if following else rest):
        reader.text(text)
    if following:
        _read_paragraph(rest[following.start() :].strip(), number, reader)
