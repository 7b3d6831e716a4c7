"""Sample content of a definition: ``content/home.toml`` and ``content/articles.toml``.

Loading creates what is absent and never touches a page that exists: a home page is filled only
while it is empty, an article is made only where its column has no page of its slug.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.pages.blocks import HomeBody
from core.sitegroup.definition import DefinitionError, Problem
from core.sitegroup.definition.reading import TomlFile
from core.sitegroup.definition.rows import ALL_LEVELS, Row
from core.sitegroup.models import Column, Member, Placement
from core.sitegroup.progress import Progress, silent


@dataclass(frozen=True, kw_only=True)
class ArticleRow(Row):
    column: str
    slug: str
    title: str
    body: str
    days_ago: int = 0
    summary: str = ""
    source: str = ""
    author: str = ""
    issuing_body: str = ""
    document_number: str = ""
    index_number: str = ""
    levels: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    turns: str = ""

    def is_for(self, member: Member) -> bool:
        """Whether the article belongs on a site; by turns, the same sites every time."""
        if self.turns:
            turn, _slash, of = self.turns.partition("/")
            if crc32(member.slug.encode()) % int(of) != int(turn) - 1:
                return False
        return (not self.levels or member.level in self.levels) and (
            not self.members or member.slug in self.members
        )


@dataclass
class Content:
    """What the content files say."""

    articles: list[ArticleRow] = field(default_factory=list)
    note: str = ""
    #: Level -> the blocks of its home page, as the file gives them.
    homes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass
class SiteContent:
    """What one site lacks: articles with the page they belong under, and its home page's blocks."""

    member: Member
    home: list[dict[str, Any]] | None
    articles: list[tuple[int, ArticleRow]]
    columns: dict[str, int]
    note: str
    today: datetime


def load_content(directory: Path, *, actor: Any, progress: Progress = silent) -> int:
    """Load ``directory/content`` into the sites that lack it; return how many sites got something.

    Raises :class:`DefinitionError` with every problem of the files before anything is written.
    One transaction for each site; a second run finds nothing to do.
    """
    from core.sitegroup.actions import load_site_content

    lacking = lacking_content(read_content(Path(directory) / "content"))
    for each in progress(lacking, len(lacking), _("Content")):
        load_site_content(each, actor=actor)
    return len(lacking)


def read_content(directory: Path) -> Content:
    """Read and check the content files; both may be absent."""
    problems: list[Problem] = []
    content = Content()
    keys = set(Column.objects.values_list("key", flat=True))
    if (path := directory / "articles.toml").exists():
        file = TomlFile(path, problems)
        file.expect({"note", "article"})
        content.note = str(file.data.get("note", ""))
        content.articles = file.rows("article", ArticleRow)
        problems += _article_problems(content.articles, keys)
    if (path := directory / "home.toml").exists():
        file = TomlFile(path, problems)
        file.expect({"home"})
        for number, home in enumerate(file.data.get("home", [])):
            line = file.line_of("home", number)
            problems += [Problem(file.name, line, text) for text in _home_problems(home, keys)]
            for level in home.get("levels", ALL_LEVELS):
                content.homes[level] = home.get("block", [])
    if problems:
        raise DefinitionError(problems)
    return content


def _article_problems(rows: list[ArticleRow], keys: set[str]) -> Iterable[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.column not in keys:
            yield row.problem(_("There is no column “%(key)s”.") % {"key": row.column})
        if before := seen.get((row.column, row.slug)):
            yield row.problem(
                _("“%(slug)s” stands twice: first on line %(line)s.")
                % {"slug": row.slug, "line": before}
            )
        seen.setdefault((row.column, row.slug), row.line)
        if row.turns and not re.fullmatch(r"[1-9]\d?/[1-9]\d?", row.turns):
            yield row.problem(_("Write turns as “1/4”."))
        if wrong := set(row.levels) - set(ALL_LEVELS):
            yield row.problem(
                _("There is no level “%(level)s”.") % {"level": "、".join(sorted(wrong))}
            )


def _home_problems(home: dict[str, Any], keys: set[str]) -> Iterable[str]:
    known = HomeBody().child_blocks
    for block in home.get("block", []):
        kind = known.get(block.get("type"))
        if kind is None:
            yield _("There is no block “%(type)s”.") % {"type": block.get("type")}
            continue
        if wrong := set(block) - set(kind.child_blocks) - {"type"}:
            yield _("“%(key)s” means nothing here.") % {"key": "、".join(sorted(wrong))}
        links = [*block.get("links", []), *block.get("items", [])]
        for key in [block.get("column"), *(link.get("column") for link in links)]:
            if key and key not in keys:
                yield _("There is no column “%(key)s”.") % {"key": key}
    if wrong := set(home.get("levels", ())) - set(ALL_LEVELS):
        yield _("There is no level “%(level)s”.") % {"level": "、".join(sorted(wrong))}


def lacking_content(content: Content) -> list[SiteContent]:
    """What each site lacks of the content. The number of queries does not grow with the sites."""
    from core.pages.models import HomePage

    placed: dict[int, dict[str, int]] = {}
    paths: dict[int, str] = {}
    for member_id, key, page_id, path in Placement.objects.values_list(
        "member_id", "column__key", "page_id", "page__path"
    ):
        placed.setdefault(member_id, {})[key] = page_id
        paths[page_id] = path
    standing = _children_of(set(paths.values()))
    empty = {page.pk for page in HomePage.objects.filter(latest_revision=None) if not page.body}
    found = []
    members = Member.objects.filter(site__isnull=False, external_url="").select_related(
        "site", "organisation", "division"
    )
    for member in members.order_by("pk"):
        columns = placed.get(member.pk, {})
        articles = [
            (columns[row.column], row)
            for row in content.articles
            if row.column in columns
            and row.is_for(member)
            and (paths[columns[row.column]], row.slug) not in standing
        ]
        home = content.homes.get(member.level) if member.site.root_page_id in empty else None
        if articles or home:
            found.append(SiteContent(member, home, articles, columns, content.note, timezone.now()))
    return found


def _children_of(paths: set[str]) -> set[tuple[str, str]]:
    """Every page below one of the paths, as the path above it and its slug."""
    rows = Page.objects.filter(depth__gt=4).values_list("path", "slug")
    step = Page.steplen
    return {(path[:-step], slug) for path, slug in rows.iterator() if path[:-step] in paths}


def words_of(member: Member) -> dict[str, str]:
    """What the placeholders stand for on a site."""
    organisation = member.organisation.name if member.organisation else member.sponsor
    return {
        "short_name": member.short_name,
        "organisation": organisation or member.name,
        "division": member.division.name,
        "phone": member.phone or "12345",
    }


def filled(text: str, words: dict[str, str]) -> str:
    """A text with its placeholders replaced."""
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), text)


def article_fields(row: ArticleRow, site: SiteContent) -> dict[str, Any]:
    """The fields of an article's page on one site."""
    words = words_of(site.member)
    day = site.today - timedelta(days=row.days_ago)
    # Nine in the morning of that day, and never in the future on the day itself.
    date = min(
        timezone.localtime(day).replace(hour=9, minute=0, second=0, microsecond=0), site.today
    )
    plain = ("title", "summary", "author", "issuing_body", "document_number", "index_number")
    html = html_of(filled(row.body, words)) + (
        f"<p>{escape(filled(site.note, words))}</p>" if site.note else ""
    )
    return {
        **{name: filled(getattr(row, name), words) for name in plain},
        "slug": row.slug,
        "source": filled(row.source, words) or words["organisation"],
        "date": date,
        "first_published_at": date,
        "last_published_at": date,
        "body": [("text", html)],
    }


def html_of(text: str) -> str:
    """Paragraphs, headings and lists of a plain text as the HTML that the editor keeps."""
    made = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = [line.strip() for line in part.splitlines()]
        if lines[0].startswith("## "):
            made.append(f"<h2>{escape(lines[0][3:])}</h2>")
            lines = lines[1:]
        for tag, mark in (("ul", r"- "), ("ol", r"\d+\. ")):
            if lines and all(re.match(mark, line) for line in lines):
                items = "".join(
                    f"<li>{escape(re.sub(f'^{mark}', '', line))}</li>" for line in lines
                )
                made.append(f"<{tag}>{items}</{tag}>")
                lines = []
        if lines:
            made.append(f"<p>{escape(''.join(lines))}</p>")
    return "".join(made)


def home_body(site: SiteContent) -> list[tuple[str, Any]]:
    """The blocks of a site's home page; a link to a column the site lacks is left out."""
    block = HomeBody()
    words = words_of(site.member)
    raw = [
        {"type": each["type"], "value": value}
        for each in site.home or ()
        if (value := _block_value(each, site, words)) is not None
    ]
    return block.to_python(raw)


def _block_value(
    given: dict[str, Any], site: SiteContent, words: dict[str, str]
) -> dict[str, Any] | None:
    value: dict[str, Any] = {}
    for name, content in given.items():
        if name == "type":
            continue
        if name == "column":
            if content not in site.columns:
                return None
            value[name] = site.columns[content]
        elif isinstance(content, list):
            links = [_link(link, site, words) for link in content]
            # Without an id Wagtail takes the whole item for its value, and the link is empty.
            value[name] = [
                {"type": "item", "value": link, "id": str(uuid4())} for link in links if link
            ]
        else:
            value[name] = filled(content, words) if isinstance(content, str) else content
    return value


def _link(link: dict[str, str], site: SiteContent, words: dict[str, str]) -> dict[str, Any] | None:
    texts = {key: filled(text, words) for key, text in link.items() if key != "column"}
    if "column" not in link:
        return texts
    page = site.columns.get(link["column"])
    return {**texts, "page": page} if page else None
