"""Loading the library: all is read and checked before the first row is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.api import Refused, Right, action, search_changed, site_table
from plugins.law_library.exchange import (
    LIBRARY,
    LawText,
    Problem,
    Repeal,
    read_library,
    read_repeals,
)
from plugins.law_library.models import Article, Law, LawVersion
from plugins.law_library.queries import key_of, short_title

#: Articles written in one transaction: on SQLite about half a second of the writer's time.
BATCH = 6_000

#: As everywhere: yields the items, and may show a bar meanwhile.
Progress = Callable[[Iterable[Any], int, str], Iterable[Any]]


class Unloadable(Refused):
    """The library has errors. ``problems`` names each with file and line; nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        shown = "\n".join(str(problem) for problem in problems)
        super().__init__(_("The law library cannot be loaded:\n%(problems)s") % {"problems": shown})


def load_library(
    *, actor: Any, root: Path = LIBRARY, progress: Progress | None = None
) -> dict[str, int]:
    """Bring the database to what lies under ``root``; what is the same is not touched.

    Returns ``{"laws", "versions", "articles", "unchanged"}``: the first three count what was
    written. Raises :class:`Unloadable` with every error, before anything is written. An
    interrupted run leaves whole texts only, and the next completes it.
    """
    texts, repeals = _checked(root)
    known = dict(LawVersion.objects.values_list("source", "digest"))
    digests = {text.source: _digest(text) for text in texts}
    fresh = [text for text in texts if known.get(text.source) != digests[text.source]]
    counts = {"laws": 0, "versions": 0, "articles": 0, "unchanged": len(texts) - len(fresh)}
    batches = list(_batches(fresh))
    for batch in progress(batches, len(batches), _("Laws")) if progress else batches:
        _write(batch, digests, counts, actor)
    _repeal(repeals, actor)
    return counts


def _checked(root: Path) -> tuple[list[LawText], list[Repeal]]:
    texts, problems = read_library(root)
    repeals, more = read_repeals(root, {text.title for text in texts})
    problems += more
    dated: dict[tuple[Any, ...], str] = {}
    for text in texts:
        twin = dated.setdefault((text.title, text.date, text.draft), text.source)
        if twin != text.source:
            problems.append(Problem(text.source, 0, f"the same title and date as {twin}"))
    if problems:
        raise Unloadable(problems)
    return texts, repeals


def _digest(text: LawText) -> str:
    return hashlib.sha256(repr(text).encode()).hexdigest()


def _batches(texts: list[LawText]) -> Iterator[list[LawText]]:
    batch: list[LawText] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text.articles) + 20
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write(
    texts: list[LawText], digests: dict[str, str], counts: dict[str, int], actor: Any
) -> None:
    with action(
        "law_library.load",
        actor=actor,
        right=Right.KEEP_REFERENCE,
        versions=len(texts),
        articles=sum(len(text.articles) for text in texts),
    ):
        before = Law.objects.count()
        laws = _laws(texts)
        replaced = LawVersion.objects.filter(pk__in=_replaced(texts, laws))
        former = list(Law.objects.filter(versions__in=replaced).distinct())
        replaced.delete()
        versions = LawVersion.objects.bulk_create(
            [_version(text, laws[text.title], digests[text.source]) for text in texts]
        )
        articles = [
            Article(
                version=version,
                position=position,
                label=article.label,
                number=article.number,
                suffix=article.suffix,
                path=article.path,
                text=article.text,
            )
            for text, version in zip(texts, versions, strict=True)
            for position, article in enumerate(text.articles)
        ]
        Article.objects.bulk_create(articles, batch_size=2_000)
        _tell_search(laws.values(), gone=False)
        _tell_search(former, gone=True)
        counts["laws"] += Law.objects.count() - before
        counts["versions"] += len(versions)
        counts["articles"] += len(articles)


def _replaced(texts: list[LawText], laws: dict[str, Law]) -> list[int]:
    """The versions that these texts replace: of the same file, or the same text in another."""
    sources = {text.source for text in texts}
    dated = {(laws[text.title].pk, text.date, text.draft) for text in texts}
    there = LawVersion.objects.filter(Q(law__in=laws.values()) | Q(source__in=sources))
    return [
        version.pk
        for version in there.only("pk", "law_id", "date", "draft", "source")
        if version.source in sources or (version.law_id, version.date, version.draft) in dated
    ]


def _laws(texts: list[LawText]) -> dict[str, Law]:
    """The laws of these texts, made or brought up to the newest text's rank and issuer."""
    newest = {text.title: text for text in sorted(texts, key=lambda text: text.date)}
    Law.objects.bulk_create(
        [
            Law(
                key=key_of(title),
                title=title,
                short_title=short_title(title),
                rank=text.rank,
                issuer=text.issuer,
            )
            for title, text in newest.items()
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["rank", "issuer", "short_title"],
    )
    return {law.title: law for law in Law.objects.filter(title__in=list(newest))}


def _version(text: LawText, law: Law, digest: str) -> LawVersion:
    return LawVersion(
        law=law,
        date=text.date,
        effective=text.effective,
        in_force_from=text.effective or text.date,
        document_number=text.document_number,
        history=text.history,
        preamble=text.preamble,
        annex=text.annex,
        draft=text.draft,
        source=text.source,
        digest=digest,
        article_count=len(text.articles),
    )


def _repeal(repeals: list[Repeal], actor: Any) -> None:
    """Set what ``repeals.csv`` says, and lift what it no longer says."""
    said = {repeal.law: repeal for repeal in repeals}
    changed: list[Law] = []
    for law in Law.objects.exclude(repealed_on=None) | Law.objects.filter(title__in=list(said)):
        repeal = said.get(law.title)
        wanted = (repeal.on, f"{repeal.by} {repeal.article}") if repeal else (None, "")
        if (law.repealed_on, law.repealed_by) != wanted:
            law.repealed_on, law.repealed_by = wanted
            changed.append(law)
    if changed:
        with action(
            "law_library.repeal", actor=actor, right=Right.KEEP_REFERENCE, laws=len(changed)
        ):
            Law.objects.bulk_update(changed, ["repealed_on", "repealed_by"])
            _tell_search(changed, gone=True)


def _tell_search(laws: Iterable[Law], *, gone: bool) -> None:
    """Search finds the laws in force at the site above all."""
    keys = [law.key for law in laws]
    for site in site_table().by_id.values():
        if site.parent_id is None:
            search_changed(site, "law_library", "law", keys, gone=keys if gone else ())
