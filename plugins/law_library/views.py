"""The public pages: the list of laws, and one law with an anchor for each article."""

from datetime import date

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.api import url_for
from plugins.law_library import queries
from plugins.law_library.api import PAGE_SIZE
from plugins.law_library.models import Law, LawVersion, Rank

LIST_SIZE = 50


def law_list(request: HttpRequest) -> HttpResponse:
    """All laws, by title; ``q`` filters by substring, ``rank`` by rank."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    rank = request.GET.get("rank", "")
    rank = rank if rank in Rank.values else ""
    today = timezone.localdate()
    page = Paginator(queries.laws(text, rank), LIST_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "url": url_for(request.member, f"law-library/{law.key}/"),
            "title": law.title,
            "rank": law.get_rank_display(),
            "issuer": law.issuer,
            "repealed_on": law.repealed_on if law.is_repealed(today) else None,
        }
        for law in page.object_list
    ]
    given = request.GET.copy()
    given.pop("page", None)
    return render(
        request,
        "law_library/list.html",
        {
            "rows": rows,
            "pager": _pager(page, given.urlencode()),
            "total": page.paginator.count,
            "text": text,
            "ranks": [(value, label, value == rank) for value, label in Rank.choices],
            "here": url_for(request.member, "law-library/"),
        },
    )


def law(request: HttpRequest, key: str) -> HttpResponse:
    """One law: ``version`` (a date) names the text, by default the one in force today."""
    found = get_object_or_404(Law, key=key)
    version = queries.version_to_show(found, _date(request.GET.get("version", "")))
    if version is None:
        raise Http404
    page = Paginator(queries.articles_of(version), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "law_library/law.html",
        {
            "law": found,
            "rank": found.get_rank_display(),
            "version": version,
            "versions": _versions(found, version),
            "notice": _standing(found, version),
            "groups": _groups(page),
            "first_page": page.number == 1,
            "last_page": not page.has_next(),
            "pager": _pager(page, f"version={version.date:%Y-%m-%d}"),
            "list_url": url_for(request.member, "law-library/"),
        },
    )


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _versions(law: Law, shown: LawVersion) -> list[dict[str, object]]:
    return [
        {
            "date": version.date,
            "query": f"?version={version.date:%Y-%m-%d}",
            "shown": version.pk == shown.pk,
        }
        for version in law.versions.order_by("-date").only("pk", "date")
    ]


def _standing(law: Law, version: LawVersion) -> str:
    """Which sentence the reader is shown: the names of the cases of the template."""
    today = timezone.localdate()
    if version.draft:
        return "draft"
    if law.is_repealed(today):
        return "repealed"
    if version.in_force_from > today:
        return "future"
    in_force = queries.version_in_force(law, today)
    return "" if in_force and in_force.pk == version.pk else "past"


def _groups(page: Page) -> list[dict[str, object]]:
    """The page's articles under their chapters, each with its paragraphs."""
    groups: list[dict[str, object]] = []
    for article in page.object_list:
        if not groups or groups[-1]["path"] != article.path:
            groups.append({"path": article.path, "articles": []})
        groups[-1]["articles"].append(
            {
                "anchor": article.anchor,
                "label": article.label,
                "paragraphs": article.text.splitlines(),
            }
        )
    return groups


def _pager(page: Page, query: str) -> dict[str, object]:
    """What a pager shows: ready addresses, ``""`` where there is no such page."""
    lead = f"?{query}&page=" if query else "?page="
    return {
        "number": page.number,
        "count": page.paginator.num_pages,
        "previous": f"{lead}{page.previous_page_number()}" if page.has_previous() else "",
        "next": f"{lead}{page.next_page_number()}" if page.has_next() else "",
    }
