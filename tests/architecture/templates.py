"""What no template may hold: each function yields what breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.db.models import Manager, QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from core.pages.models import ArticlePage
from core.people.models import User
from tests.architecture.sources import ROOT, python_files, tree_of, where

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.S)
TEXT = re.compile(r'"[^"]*"|\'[^\']*\'')

#: What a template may be given has one of these names too, for a value that is there already.
VALUES = frozenset({"change", "count", "in_menu", "page", "type"})
#: How a name of Django's, Wagtail's or the tree's begins that changes something.
_CHANGES = re.compile(
    r"a?(?:save|delete|create|bulk|update|get_or_create|add|remove|set|clear|move|copy|publish"
    r"|unpublish|fix|load|commit)(?:_|$)"
)
#: Of the same kind, and methods of none of them.
OWN_EFFECTS = frozenset(
    {"emit", "full_clean", "lock", "login", "logout", "raise_", "reset", "send", "touch"}
)


def _methods(*owners: type) -> set[str]:
    return {
        name
        for owner in owners
        for name in dir(owner)
        if name.islower() and not name.startswith("_") and callable(getattr(owner, name, None))
    }


def _actions(root: Path) -> set[str]:
    """The names of all actions, and their verbs: a model's method may have such a name."""
    found = {
        node.name
        for path in python_files(root)
        if path.name == "actions.py"
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    return found | {name.partition("_")[0] for name in found}


@cache
def words() -> tuple[frozenset[str], frozenset[str]]:
    """What asks the database, and what changes something, where a template calls it: the methods
    of querysets, managers, the sets of related rows, and pages with their tree."""
    known = _methods(
        QuerySet,
        Manager,
        PageQuerySet,
        User.posts.related_manager_cls,
        User.groups.related_manager_cls,
        ArticlePage.attachments.child_object_manager_cls,
        Page,
    )
    known |= {name for name in dir(Page) if name.startswith(LAZY) and not name.endswith(READ)}
    changing = {name for name in known if _CHANGES.match(name)} | OWN_EFFECTS | _actions(ROOT)
    return frozenset(known - changing - VALUES), frozenset(changing - VALUES)


#: Of a page's properties those that ask the database when they are looked at.
LAZY = (
    "aliases", "approved_", "current_workflow", "latest_revision", "live", "localized",
    "revisions", "scheduled_", "specific", "subscribers", "view_restrictions", "workflow_",
)  # fmt: skip


#: How the names of columns end that stand in the page's own row.
READ = ("_at", "_id")


def _called(names: frozenset[str]) -> re.Pattern[str]:
    longest = "|".join(sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w.])[\w.]+\.(?:{longest}|\w+_set)(?![\w(=])")


#: A number that a view prepared may be called "count"; that of many things is asked for.
_COUNT = re.compile(r"(?<![\w.])(?:\w+\.)*(?:\w+s|\w+_set|queryset)\.count(?![\w(=])")
#: Where a loop is, which has the names of methods.
_LOOP_MARKS = re.compile(r"forloop\.(?:parentloop\.)*(?:first|last)")
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
    yield from _in_tags(root, _called(words()[0]), "asks the database")
    yield from _in_tags(root, _COUNT, "counts")


def changing(root: Path) -> Iterator[str]:
    yield from _in_tags(root, _called(words()[1]), "changes something")


def _in_tags(root: Path, pattern: re.Pattern[str], what: str) -> Iterator[str]:
    for path in templates(root):
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        for tag in TAG.findall(text):
            bare = TEXT.sub("", tag)
            for match in pattern.finditer(bare):
                if not _LOOP_MARKS.fullmatch(match[0]):
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
