"""What one of Wagtail's own views did without logging it: several files at once, above all.

While such a view answers, the pages and files that it writes are noted. At the end of its
transaction, if no line tells of what it wrote, it gets one for each of them, in the words that
Wagtail uses for one alone; or one that bears the view's name, where it wrote nothing of the kind.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Collection, Page

from core.actions.boundary import NamedView, answering
from core.audit.lines import write_view_line
from core.security.numbers import read_number
from core.sitegroup.addresses import table
from core.sitegroup.models import Member

MADE, EDITED, DELETED = "wagtail.create", "wagtail.edit", "wagtail.delete"


def note(thing: Any, verb: str) -> None:
    """Remember what the view that answers here did to a page, an image or a document.

    Made stays made, however often it is saved afterwards; and the first look at a row counts for
    its site, since a view may take it away from there.
    """
    view = answering()
    if view is None:
        return
    key = (thing._meta.label_lower, thing.pk)
    known = view.things.get(key)
    if known is None:
        view.things[key] = (verb, thing)
    elif verb == DELETED:
        view.things[key] = (verb, known[1])


def write_untold(view: NamedView, request: HttpRequest) -> None:
    """Write the lines of a view that wrote something and told nobody."""
    user = getattr(request, "user", None)
    actor = user if user is not None and user.is_authenticated else None
    detail = {"view": view.name, "address": request.path_info}
    for (kind, key), (verb, thing) in view.things.items():
        write_view_line(
            verb,
            actor=actor,
            member=member_of_thing(thing),
            target_type=kind,
            target_id=key,
            target_name=str(thing),
            detail=detail,
        )
    if not view.things:
        write_view_line(view.name, actor=actor, member=_member_asked(request), detail=detail)


def _member_asked(request: HttpRequest) -> Member | None:
    """The site of the page that an address names, or of the collection that was typed."""
    arguments = request.resolver_match.kwargs if request.resolver_match else {}
    if page := Page.objects.filter(pk=arguments.get("page_id")).first():
        return table().member_of(page.url_path)
    typed = request.POST.get("collection", "")
    found = Collection.objects.filter(pk=read_number(typed)).first()
    return member_of_collection(found) if found else None


def member_of_thing(thing: Any) -> Member | None:
    """The member site of a page by its place in the tree, of a file by its collection."""
    if isinstance(thing, Page):
        return table().member_of(thing.url_path)
    return member_of_collection(thing.collection)


def member_of_collection(collection: Collection) -> Member | None:
    """The nearest member whose collection holds this one, or whose subtree's collection it is."""
    steps = range(len(collection.path), 0, -Collection.steplen)
    above = [collection.path[:step] for step in steps]
    own = Member.objects.filter(collection__path__in=above).order_by("-collection__depth").first()
    if own is not None:
        return own
    inside = Member.objects.filter(
        collection__path__startswith=collection.path, collection__depth=collection.depth + 1
    )
    return inside.first()
