"""The page that shows two versions of one entry side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.delivery.verdict import depends_on_own_site
from core.registers.differences import differences
from core.registers.public import entry_page
from core.registers.public.entry_asked import standing, valid_on
from core.registers.public.homes import COMPARE
from core.registers.public.list_rows import Change, change_of
from core.registers.public.rendering import render
from core.registers.time import today


@dataclass(frozen=True)
class Side:
    """One of the two versions."""

    pk: int
    change: Change
    published: Any
    url: str


def _side(version: Any, base: str) -> Side:
    change = change_of(version.verb, version.valid_from)
    return Side(version.pk, change, version.recorded_at, f"{base}?version={version.pk}")


def _picked(versions: list[Any], text: str | None) -> Any | None:
    return next((version for version in versions if text and str(version.pk) == text), None)


def _pair(versions: list[Any], given: Any) -> tuple[Any, Any]:
    """The two that were asked for, older first; by default today's and the one before it."""
    after = _picked(versions, given.get("to"))
    before = _picked(versions, given.get("from"))
    if after is None:
        after = valid_on(versions, today()) or versions[0]
    if before is None:
        stood = standing(versions)
        before = next((v for v in stood if v.valid_from < after.valid_from), after)
    return before, after


def answer(page: Any, request: HttpRequest, number: str) -> HttpResponse:
    """Answer the comparison; an entry of another site has no comparison here."""
    versions = entry_page.public_history(page, number, here=True)
    if not any(version.successor_id for version in versions):
        depends_on_own_site(request)
    before, after = _pair(versions, request.GET)
    base = f"{page.url}{number}/"
    context = {
        "name": after.name,
        "number": number,
        "entry_url": base,
        "before": _side(before, base),
        "after": _side(after, base),
        "same": before.pk == after.pk,
        "differences": differences(page.register, before, after),
        "options": [
            (
                v.pk,
                f"{v.valid_from.isoformat()} {v.get_verb_display()}",
                v.superseded_at is not None,
            )
            for v in versions
        ],
        "canonical": f"{page.full_url}{number}/{COMPARE}/?from={before.pk}&to={after.pk}",
    }
    return render(page, request, "compare", context)
