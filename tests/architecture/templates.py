"""What no template may hold: each function yields what breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import where

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')

#: Methods of querysets, managers and pages that ask the database.
QUERIES = (
    "all|filter|exclude|exists|first|last|get|order_by|distinct|select_related"
    "|prefetch_related|values_list|aggregate|annotate|iterator|latest|earliest|in_bulk"
    "|get_children|get_descendants|get_ancestors|get_siblings|get_parent|get_site|specific|live"
    r"|public|\w+_set"
)
#: Names that change something when a template calls them.
EFFECTS = (
    "save|delete|create|bulk_create|update|bulk_update|get_or_create|update_or_create|publish"
    "|unpublish|add_child|move_to|send|emit|touch|raise_|set_password|full_clean|save_revision"
)
_QUERY = re.compile(rf"(?<![\w.])([\w.]+)\.(?:{QUERIES})(?![\w(=])")
#: A number that a view prepared may be called "count"; that of many things is asked for.
_COUNT = re.compile(r"(?<![\w.])(?:\w+\.)*(?:\w+s|\w+_set|queryset)\.count(?![\w(=])")
_EFFECT = re.compile(rf"(?<![\w.])[\w.]+\.(?:{EFFECTS})(?![\w(=.])")
#: Things whose own fields share their names with methods: a loop's marks, a span of days.
_LOOP_MARKS = re.compile(r"(?:\w+\.)*(?:forloop|parentloop|form|field|request|span)\b")
#: Names of pages and files: their address is four times the cost of a prepared one.
_PAGE_URL = re.compile(
    r"(?<![\w])(?:\w+\.)*(?:page|self|article|child|subpage|subcolumn|ancestor|document|root_page)"
    r"\.(?:url|full_url|get_url|get_absolute_url)\b"
)
_LOOP = re.compile(r"\{%-?\s*(for|endfor)\b.*?%\}", re.S)
_INLINE = [
    re.compile(r"<style\b", re.I),
    re.compile(r"\sstyle\s*=", re.I),
    re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/(?:ld\+)?json)", re.I),
    re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    re.compile(r"javascript:", re.I),
]


def templates(root: Path) -> Iterator[Path]:
    for house in ("core", "plugins", "themes"):
        yield from sorted((root / house).rglob("templates/**/*.*ml"))


def is_public(path: Path) -> bool:
    """Whether readers see it; the admin's templates stand in a folder of that name."""
    return "admin" not in path.parts and "wagtailadmin" not in path.read_text(encoding="utf-8")


def asking(root: Path) -> Iterator[str]:
    """Calls of queryset methods: views and queries hand over lists and values."""
    yield from _in_tags(root, _QUERY, "asks the database")
    yield from _in_tags(root, _COUNT, "counts")


def changing(root: Path) -> Iterator[str]:
    yield from _in_tags(root, _EFFECT, "changes something")


def _in_tags(root: Path, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for path in templates(root):
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        for tag in TAG.findall(text):
            bare = TEXT.sub("", tag)
            for match in pattern.finditer(bare):
                if not _LOOP_MARKS.match(match[0]):
                    yield f"{where(root, path)} {what}: {match[0]}"


def addresses_in_loops(root: Path) -> Iterator[str]:
    """``page.url`` inside a loop."""
    for path in templates(root):
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        depth, at = 0, 0
        for mark in _LOOP.finditer(text):
            if depth:
                yield from _addresses(root, path, text[at : mark.start()])
            depth += 1 if mark[1] == "for" else -1
            at = mark.end()


def _addresses(root: Path, path: Path, part: str) -> Iterator[str]:
    for tag in TAG.findall(part):
        for match in _PAGE_URL.finditer(TEXT.sub("", tag)):
            yield f"{where(root, path)} makes an address in a loop: {match[0]}"


def inline(root: Path) -> Iterator[str]:
    """Style or script in a public page: the policy forbids it, and a cached page has no nonce."""
    for path in templates(root):
        if is_public(path):
            text = COMMENT.sub("", path.read_text(encoding="utf-8"))
            for pattern in _INLINE:
                for match in pattern.finditer(text):
                    yield f"{where(root, path)} holds {match[0].strip()!r}"
