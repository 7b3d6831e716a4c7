"""The readers' pages of editions: which there are, one of them, what changed since another.

<page>/editions/                        all editions, with what the newest and the first hold
<page>/editions/<n>/                    the edition as a document that prints
<page>/editions/<n>/changes/?since=<m>  what came, went and changed since another edition
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.people.models import Organisation
from core.registers import queries
from core.registers.edition import Edition
from core.registers.editions.queries import Cell, cells, compare, contents, editions_at, sites_in
from core.registers.figures import Figure, compared
from core.registers.public.homes import COMPARE, EDITIONS, register_addresses
from core.registers.public.rendering import render
from core.registers.spec import Register
from core.registers.words import ground_title

#: A document of more entries than this is shown body by body.
WHOLE = 2000
ON_A_PAGE = 50
KINDS = ("added", "ended", "changed")


@dataclass(frozen=True)
class Bar:
    """A line of a chart that is a table: a count, an earlier count, and their shares of the
    greatest, in hundredths of the bar."""

    label: str
    now: int
    then: int
    longest: int

    @property
    def change(self) -> int:
        return self.now - self.then

    @property
    def now_width(self) -> str:
        return f"{100 * self.now / self.longest:.2f}"

    @property
    def then_width(self) -> str:
        return f"{100 * self.then / self.longest:.2f}"


def answer(page: Any, request: HttpRequest, inside: Sequence[str]) -> HttpResponse:
    """Answer one of the addresses above; ``inside`` is what follows ``editions``."""
    editions = list(editions_at(page.register, page.member))
    if not inside:
        return _all(page, request, editions)
    edition = next((each for each in editions if str(each.number) == inside[0]), None)
    if edition is None:
        raise Http404
    if len(inside) == 1:
        return _document(page, request, edition, editions)
    if inside[1:] == ("changes",):
        return _changes(page, request, edition, editions)
    raise Http404


def _all(page: Any, request: HttpRequest, editions: list[Edition]) -> HttpResponse:
    newest, first = (editions[0], editions[-1]) if editions else (None, None)
    context: dict[str, Any] = {
        "editions": [
            (each, _address(page, each), _since(page, each, editions)) for each in editions
        ],
        "newest": newest,
        "first": first,
        "base": f"{page.url}{EDITIONS}/",
    }
    if newest is not None and first is not None:
        context |= _charts(page, newest, first)
    return render(page, request, "editions", context)


def _charts(page: Any, now: Edition, then: Edition) -> dict[str, Any]:
    """How many entries by category and by body, beside those of another edition."""
    sites = sites_in(page.member)
    new = cells(page.register, now, sites)
    old = new if now == then else cells(page.register, then, sites)
    terms = queries.terms().by_id
    bodies = _bodies({cell.organisation for cell in (*new.values(), *old.values())})
    return {
        "figures": _figures(page.register, sites, now, then),
        "total": len(new),
        "total_then": len(old),
        "by_category": _bars(
            new, old, "category", lambda pk: terms[pk].name if pk in terms else "—",
            lambda pk: terms[pk].code if pk in terms else "~",
        ),
        "by_body": _bars(
            new, old, "organisation", lambda pk: bodies[pk].name if pk in bodies else "—",
            lambda pk: bodies[pk].code if pk in bodies else "~",
        ),
    }  # fmt: skip


def _figures(register: Register, sites: set[int], now: Edition, then: Edition) -> list[Figure]:
    """What the register counts of its entries beside their number; nothing where it counts none."""
    if not register.figures:
        return []
    _entries, *figures = compared(
        register, *(contents(register, each, sites) for each in (then, now))
    )
    return figures


def _bars(new: dict[int, Cell], old: dict[int, Cell], by: str, name: Any, order: Any) -> list[Bar]:
    now = Counter(getattr(cell, by) for cell in new.values())
    then = Counter(getattr(cell, by) for cell in old.values())
    longest = max([*now.values(), *then.values()], default=1)
    keys = sorted(now.keys() | then.keys(), key=order)
    return [Bar(name(key), now[key], then[key], longest) for key in keys]


def _bodies(pks: Iterable[int | None]) -> dict[int, Organisation]:
    return Organisation.objects.in_bulk([pk for pk in pks if pk is not None])


def _document(
    page: Any, request: HttpRequest, edition: Edition, editions: list[Edition]
) -> HttpResponse:
    sites, code = sites_in(page.member), request.GET.get("body", "").replace("\x00", "")
    rows = contents(page.register, edition, sites)
    charts = _charts(page, edition, editions[-1])
    bodies = _bodies(rows.order_by().values_list("organisation", flat=True).distinct())
    body = next((each for each in bodies.values() if each.code == code), None)
    if body is not None:
        rows = rows.filter(organisation=body)
    shown = body is not None or charts["total"] <= WHOLE
    context = charts | {
        "edition": edition,
        "first": editions[-1],
        "body": body,
        "bodies": [
            (each.name, f"{_address(page, edition)}?body={each.code}")
            for each in sorted(bodies.values(), key=lambda each: each.code)
        ],
        "sections": _sections(page.register, rows) if shown else [],
        "address": _address(page, edition),
        "since": _since(page, edition, editions),
        "as_of": f"{page.url}?as_of={edition.day.isoformat()}",
        "base": f"{page.url}{EDITIONS}/",
        "canonical": f"{page.full_url}{EDITIONS}/{edition.number}/",
    }
    return render(page, request, "edition", context)


def _sections(register: Register, rows: Any) -> list[dict[str, Any]]:
    """The entries by body, then by category and number, each with its grounds and its address."""
    homes, terms = register_addresses(register), queries.terms().by_id
    found = rows.select_related("organisation").prefetch_related("grounds")
    found = found.order_by("organisation__code", "category__code", "number")
    return [
        {
            "body": body,
            "rows": [
                {
                    "name": row.name,
                    "number": row.number,
                    "category": terms[row.category_id].name if row.category_id in terms else "",
                    "url": f"{homes[row.member_id]}{row.number}/" if row.member_id in homes else "",
                    "grounds": [ground_title(ground) for ground in row.grounds.all()],
                }
                for row in group
            ],
        }
        for body, group in groupby(found, key=lambda row: row.organisation)
    ]


def _changes(
    page: Any, request: HttpRequest, edition: Edition, editions: list[Edition]
) -> HttpResponse:
    others = [each for each in editions if each.number < edition.number]
    wanted = request.GET.get("since", "")
    since = next((each for each in others if str(each.number) == wanted), None)
    since = since or (others[0] if others else None)
    if since is None:
        raise Http404
    sites = sites_in(page.member)
    found = compare(*(cells(page.register, each, sites) for each in (since, edition)))
    kind = request.GET.get("kind", "")
    kind = (
        kind if kind in KINDS else next((each for each in KINDS if getattr(found, each)), "added")
    )
    leaf = Paginator(getattr(found, kind), ON_A_PAGE).get_page(request.GET.get("page"))
    bodies = _bodies(found.before.keys() | found.after.keys())
    address = f"{_address(page, edition)}changes/"
    context = {
        "edition": edition,
        "since": since,
        "others": others,
        "lines": [
            {
                "name": bodies[pk].name if pk in bodies else "—",
                "before": found.before[pk], "came": found.came[pk], "went": found.went[pk],
                "altered": found.altered[pk], "after": found.after[pk],
            }
            for pk in sorted(
                found.before.keys() | found.after.keys(),
                key=lambda pk: bodies[pk].code if pk in bodies else "~",
            )
        ],
        "kinds": [
            (label, len(getattr(found, name)), f"{address}?since={since.number}&kind={name}",
             name == kind)
            for name, label in zip(KINDS, (_("Added"), _("Ended"), _("Changed")), strict=True)
        ],
        "kind": kind,
        "rows": _rows(page, list(leaf), kind),
        "leaf": leaf,
        "query": f"{address}?since={since.number}&kind={kind}",
        "address": address,
        "base": f"{page.url}{EDITIONS}/",
        "edition_url": _address(page, edition),
    }  # fmt: skip
    return render(page, request, "edition_changes", context)


def _rows(page: Any, leaf: list[Any], kind: str) -> list[dict[str, Any]]:
    """One page of what came, went or changed, with the way to the entry or the comparison."""
    pairs = leaf if kind == "changed" else [(pk, pk) for pk in leaf]
    rows = page.register.Version.objects.select_related("organisation")
    versions = rows.in_bulk([pk for pair in pairs for pk in pair])
    homes = register_addresses(page.register)
    found = []
    for before, after in pairs:
        version = versions[after]
        home = homes.get(version.member_id, "")
        inside = f"{COMPARE}/?from={before}&to={after}" if kind == "changed" else ""
        found.append(
            {
                "name": version.name,
                "number": version.number,
                "body": version.organisation.name if version.organisation else "",
                "verb": version.get_verb_display() if kind != "ended" else "",
                "url": f"{home}{version.number}/{inside}" if home else "",
            }
        )
    return found


def _address(page: Any, edition: Edition) -> str:
    return f"{page.url}{EDITIONS}/{edition.number}/"


def _since(page: Any, edition: Edition, editions: list[Edition]) -> str:
    """The address of what changed since the edition before; empty for the first."""
    if edition.number == editions[-1].number:
        return ""
    return f"{_address(page, edition)}changes/"
