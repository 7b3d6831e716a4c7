"""What a reader may choose beside the words, as links: scope, kind, facets, order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.api import Answer, SearchScope, divisions_with_sites, named_kinds, site_table
from plugins.unified_search.views.links import Links

#: Choices of a facet that are shown; what was chosen is shown besides.
MOST = 12
#: These stand open.
OPEN = frozenset({"division", "organisation"})


class Choice(NamedTuple):
    """One choice; without ``url`` it is text, for it would leave nothing."""

    label: str
    url: str
    number: int = 0
    current: bool = False


class Facet(NamedTuple):
    name: str
    title: str
    choices: list[Choice]
    open: bool

    @property
    def items(self) -> SafeString:
        """The choices as items of a list. Made here, since a page has dozens of them."""
        return mark_safe("".join(map(_item, self.choices)))


def _item(choice: Choice) -> str:
    label = escape(choice.label)
    if not choice.url:
        return f'<li><span class="none">{label}<span class="num">0</span></span></li>'
    current = ' aria-current="true"' if choice.current else ""
    return (
        f'<li><a href="{escape(choice.url)}"{current}>'
        f'<span>{label}</span><span class="num">{choice.number}</span></a></li>'
    )


def scopes(links: Links) -> list[Choice]:
    """This site, this and below where there is any, the whole group."""
    asked = _asked_scope(links)
    return [
        Choice(label, links.but(scope=scope), current=scope is asked)
        for scope, label in _offered(links)
    ]


def wider(links: Links) -> list[tuple[SearchScope, str]]:
    """The scopes that reach further than the one that was asked."""
    offered, asked = _offered(links), _asked_scope(links)
    at = next(place for place, (scope, _label) in enumerate(offered) if scope is asked)
    return offered[at + 1 :]


def _offered(links: Links) -> list[tuple[SearchScope, str]]:
    at = links.question.at
    found = [(SearchScope.SITE, _("This site"))]
    if at.parent_id is not None and site_table().children.get(at.pk):
        found.append((SearchScope.BELOW, _("This site and below")))
    return [*found, (SearchScope.ALL, _("All sites"))]


def _asked_scope(links: Links) -> SearchScope:
    """What was asked, as it is offered here: below the first site is all, below a last nothing."""
    asked = links.question.scope
    if asked is SearchScope.BELOW and asked not in dict(_offered(links)):
        return SearchScope.ALL if links.question.at.parent_id is None else SearchScope.SITE
    return asked


def tabs(links: Links, answer: Answer) -> list[Choice]:
    """All kinds together, and each that was found, with how many there are."""
    titles = named_kinds()
    found = dict(answer.facets.get("kind", ()))
    chosen = tuple(links.question.filters.get("kind", ()))
    found |= {kind: 0 for kind in chosen if kind in titles and kind not in found}
    made = [Choice(_("All kinds"), links.only("kind"), sum(found.values()), not chosen)]
    for kind, count in found.items():
        title = titles[kind].title if kind in titles else kind
        made.append(Choice(title, links.only("kind", kind), count, kind in chosen))
    return made


def facets(links: Links, answer: Answer) -> list[Facet]:
    """The facets that part what was found, each with its choices, most first."""
    made = []
    for name, title in titles().items():
        found = answer.facets.get(name, ())
        chosen = tuple(links.question.filters.get(name, ()))
        if len(found) > 1 or chosen:
            choices = list(_choices(links, name, found, chosen))
            made.append(Facet(name, title, choices, name in OPEN or bool(chosen)))
    return made


def titles() -> dict[str, str]:
    return {
        "division": _("Area"),
        "organisation": _("Department"),
        "category": _("Category"),
        "audience": _("Audience"),
        "subject": _("Subject"),
    }


def _choices(
    links: Links, name: str, found: Iterable[tuple[str, int]], chosen: tuple[str, ...]
) -> Iterable[Choice]:
    counted = dict(found)
    shown = [*list(counted)[:MOST], *(value for value in chosen if value in list(counted)[MOST:])]
    for value in shown:
        yield Choice(
            label_of(name, value), links.toggled(name, value), counted[value], value in chosen
        )
    for value in chosen:
        if value not in counted:
            yield Choice(label_of(name, value), "", 0, True)


def label_of(name: str, value: str) -> str:
    """What is read of a facet's value: a place has a code, a kind a name."""
    if name == "division":
        division = divisions_with_sites().get(value)
        return division.name if division else value
    if name == "kind":
        kind = named_kinds().get(value)
        return kind.title if kind else value
    return value


def chips(links: Links) -> list[tuple[str, str]]:
    """What narrows the search, each with the address without it; kinds have their tabs."""
    return [
        (f"{title}：{label_of(name, value)}", links.toggled(name, value))
        for name, title in titles().items()
        for value in links.question.filters.get(name, ())
    ]


def orders(links: Links) -> list[Choice]:
    newest = links.question.newest
    return [
        Choice(_("Best first"), links.but(newest=False), current=not newest),
        Choice(_("Newest first"), links.but(newest=True), current=newest),
    ]
