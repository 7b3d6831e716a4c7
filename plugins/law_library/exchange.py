"""What comes from outside: laws as Markdown, in the two forms that lie in ``library/``.

- ``just-laws/docs/**/README.md``: articles in bold; a code has one more file per book beside it.
- ``lawrefbook/<rank>/[<department>/]<title>(<date>).md``: the date of the text in the file's name,
  history above ``<!-- INFO END -->``.

Nothing here touches the database. A file that cannot be read is a :class:`Problem` with its line.
"""

from __future__ import annotations

import csv
import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

LIBRARY = Path(__file__).parent / "library"

_DIGITS = {"〇": 0, **{numeral: value for value, numeral in enumerate("零一二三四五六七八九")}}
_UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "〇零一二三四五六七八九十百千"


def to_integer(numeral: str) -> int:
    """``一千二百四十二`` -> 1242. Raises ``ValueError`` for what is no Chinese numeral below 10,000."""
    total = digit = 0
    for sign in numeral:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            raise ValueError(f"{numeral!r} is no Chinese numeral")
    if not numeral:
        raise ValueError("an empty numeral")
    return total + digit


def to_numeral(value: int) -> str:
    """1242 -> ``一千二百四十二``; 10 to 19 without the leading 一, as articles are counted."""
    if not 0 < value < 10_000:
        raise ValueError(f"{value} is not between 1 and 9,999")
    made, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            made += ("零" if gap else "") + "零一二三四五六七八九"[digit] + sign
        gap = bool(made) and not digit
    return made.removeprefix("一") if made.startswith("一十") else made


@dataclass(frozen=True)
class ArticleText:
    """``label`` is 第…条 as printed; ``suffix`` 1 is 之一; ``path`` the chapters above it."""

    label: str
    number: int
    suffix: int
    path: str
    text: str


@dataclass(frozen=True)
class LawText:
    """One dated text. ``effective`` is ``None`` where the text does not say it for this version."""

    title: str
    rank: str
    issuer: str
    date: date
    effective: date | None
    document_number: str
    history: str
    source: str
    draft: bool
    preamble: str
    annex: str
    articles: tuple[ArticleText, ...]


@dataclass(frozen=True)
class Problem:
    """A file that cannot be read, and where. ``line`` is 0 for the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Unreadable(ValueError):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


_HEADING = re.compile(r"#+\s*(.*)")
_ARTICLE = re.compile(
    rf"\**\s*第([{NUMERAL}]+)条(?:之([{NUMERAL}]+))?\**[\s　]+|\**第([{NUMERAL}]+)条(?:之([{NUMERAL}]+))?\*\*"
)
_LEVELS = ("编", "分编", "章", "节")
_PART = re.compile(rf"第[{NUMERAL}]+(分编|编|章|节)")
_OUTSIDE = re.compile(r"附件|附表|附录|附[：:]?$|附[：:]")
_AMENDMENT = re.compile(r"修正案|^全国人民代表大会常务委员会关于")


@dataclass
class _Reader:
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


def _read_lines(lines: list[str], reader: _Reader) -> None:
    start, in_style = 0, False
    if lines and lines[0].strip() == "---":  # front matter
        start = lines.index("---", 1) + 1
    for number, raw in enumerate(lines[start:], start + 1):
        line = raw.strip()
        if in_style or line.startswith("<style"):
            in_style = "</style>" not in line
        elif line == "<!-- INFO END -->":
            reader.info_ended = True
        elif found := _HEADING.fullmatch(line):
            reader.heading(found[1].strip())
        elif line:
            _read_paragraph(line, number, reader)


def _read_paragraph(line: str, number: int, reader: _Reader) -> None:
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


def _dates(text: str) -> list[date]:
    text = unicodedata.normalize("NFKC", text)
    found = re.findall(r"(\d{4})年\s*(\d{1,2})月\s*(\d{1,2})\s*日", text)
    return [date(*map(int, parts)) for parts in found]


def _effective(reader: _Reader, dated: date) -> date | None:
    """What the text itself says; an amended text still says when its first version came into force."""
    for lines in reversed(reader.articles[-6:]):
        text = unicodedata.normalize("NFKC", "".join(lines))
        if found := re.search(r"[自于](\d{4}年\d{1,2}月\d{1,2}\s*日)起(?:施行|实施|执行)", text):
            said = _dates(found[1])[0]
            return said if said >= dated else None
    return None


_ORDER = re.compile(r"(?:日|^)([\u4e00-\u9fff、]{2,30}?)令\(?第(\d+)号")


def _document_number(history: str) -> str:
    """The last order named above the text: 国务院令第588号 and the like."""
    number = ""
    for line in unicodedata.normalize("NFKC", history).splitlines():
        line = re.sub(r"\s+|中华人民共和国", "", line)
        if found := _ORDER.search(line):
            number = f"{found[1]}令第{found[2]}号"
        elif "修订" in line and "决定" not in line:
            number = ""  # made anew since, by an order that is not named here
    return number


def _above(reader: _Reader) -> tuple[str, str]:
    """History and preamble. A decision without articles or headings is all history to the reader."""
    lines = reader.history
    if reader.articles or reader.preamble:
        return "\n".join(lines), "\n".join(reader.preamble)
    history = [
        line
        for line in lines
        if re.match(r"[（(]?\d{4}年.{0,60}(?:通过|公布|发布|批准|原则批准)", line)
    ]
    return "\n".join(history), "\n".join(line for line in lines if line not in history)


def _made(reader: _Reader, *, dated: date, rank: str, issuer: str, source: str) -> LawText:
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
        document_number=_document_number(history),
        history=history,
        source=source,
        draft="草案" in reader.title or "草案" in source,
        preamble=preamble,
        annex="\n".join(reader.annex),
        articles=articles,
    )


def _label(number: int, suffix: int) -> str:
    return f"第{to_numeral(number)}条" + (f"之{to_numeral(suffix)}" if suffix else "")


def _read_just_laws(path: Path, source: str) -> LawText:
    reader = _Reader()
    _read_lines(path.read_text(encoding="utf-8").splitlines(), reader)
    if not reader.articles:
        for book in sorted(path.parent.glob("*.md"), key=_order_of_book):
            _read_book(book, reader)
    history = "\n".join(reader.history)
    dates = _dates(history) or _dates("".join(reader.annex))[:1]
    if not dates:
        raise Unreadable(0, "no date above the first article")
    rank = "constitution" if reader.title == "中华人民共和国宪法" else "law"
    made_by = history or "".join(reader.preamble)
    committee = re.search(r"全国人民代表大会常务委员会第[^届]{1,6}次会议", made_by)
    congress = "全国人民代表大会" in made_by and not committee
    issuer = "全国人民代表大会" if congress else "全国人民代表大会常务委员会"
    return _made(reader, dated=max(dates), rank=rank, issuer=issuer, source=source)


def _order_of_book(path: Path) -> tuple[int, str]:
    """The preamble first, 附则 (numbered 00) last."""
    return (0 if path.stem == "preamble" else 2 if path.stem.startswith("00-") else 1, path.name)


def _read_book(path: Path, reader: _Reader) -> None:
    if path.name == "README.md":
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next((found[1] for line in lines if (found := _HEADING.match(line))), "")
    if not _AMENDMENT.search(first):  # already worked into the articles
        _read_lines(lines, reader)


_DATED_NAME = re.compile(r".+\((\d{4}-\d\d-\d\d)\)\.md")
_FOLDERS = {"行政法规": ("regulation", "国务院"), "部门规章": ("rule", "")}


def _read_lawrefbook(path: Path, source: str) -> LawText:
    found = _DATED_NAME.fullmatch(path.name)
    if found is None:
        raise Unreadable(0, "no date in the file's name")
    reader = _Reader()
    _read_lines(path.read_text(encoding="utf-8").splitlines(), reader)
    rank, issuer = _rank_and_issuer(path, source, "\n".join(reader.history))
    return _made(
        reader, dated=date.fromisoformat(found[1]), rank=rank, issuer=issuer, source=source
    )


def _rank_and_issuer(path: Path, source: str, history: str) -> tuple[str, str]:
    """The folder says it, unless the history names a department as the maker."""
    rank, issuer = _FOLDERS[Path(source).parts[1]]
    order = _document_number(history).partition("令")[0]
    if rank == "rule":
        return rank, order or path.parent.name.replace("市场监督", "国家市场监督")
    if re.search("国务院、中央军(?:委|事委员会)", history):
        return rank, "国务院、中央军事委员会"
    made = re.search(r"日\s*(\S{4,20}?)\d{4}年第\d+次\S*会议审议通过", history)
    if "国务院" not in history and made:
        return "rule", made[1]
    return rank, issuer


def _files(root: Path) -> Iterator[tuple[Path, Callable[[Path, str], LawText]]]:
    for path in sorted((root / "just-laws").rglob("README.md")):
        yield path, _read_just_laws
    for path in sorted((root / "lawrefbook").rglob("*.md")):
        if path.name != "_index.md":
            yield path, _read_lawrefbook


def read_library(
    root: Path = LIBRARY, progress: Callable[[int, int], None] | None = None
) -> tuple[list[LawText], list[Problem]]:
    """Read every text under ``root``; return what could be read and what could not."""
    texts: list[LawText] = []
    problems: list[Problem] = []
    files = list(_files(root))
    for done, (path, read) in enumerate(files, 1):
        source = path.relative_to(root).as_posix()
        try:
            texts.append(read(path, source))
        except Unreadable as error:
            problems.append(Problem(source, error.line, str(error)))
        except (ValueError, OSError) as error:
            problems.append(Problem(source, 0, str(error)))
        if progress:
            progress(done, len(files))
    return texts, problems


@dataclass(frozen=True)
class Repeal:
    """A row of ``repeals.csv``: ``article`` of ``by`` says that ``law`` is repealed from ``on``."""

    law: str
    on: date
    by: str
    article: str


def read_repeals(root: Path, titles: set[str]) -> tuple[list[Repeal], list[Problem]]:
    """Read ``repeals.csv``; a row that names a title the library does not hold is a problem."""
    path, repeals, problems = root / "repeals.csv", [], []
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            unknown = [title for title in (row["law"], row["by"]) if title not in titles]
            try:
                repeals.append(
                    Repeal(
                        row["law"],
                        date.fromisoformat(row["repealed_on"]),
                        row["by"],
                        row["article"],
                    )
                )
            except ValueError as error:
                problems.append(Problem(path.name, line, str(error)))
            problems += [Problem(path.name, line, f"no such law: {title}") for title in unknown]
    return repeals, problems
