"""The screens of the catalogue beside its list: where it begins, taking over, laying down."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers.catalogues.actions import claim, lay_down
from core.registers.catalogues.forms import ClaimForm, LayDownForm
from core.registers.catalogues.listing import government_asked
from core.registers.catalogues.queries import (
    State,
    catalogued,
    claimants,
    governments_for,
    items_at,
)
from core.registers.exchange import files
from core.registers.exchange.reading import Unloadable
from core.security.numbers import read_number

#: So many errors of a file stand on the screen.
SHOWN = 500


def begin(request: HttpRequest) -> HttpResponse:
    """The catalogue of the first government at which a person works."""
    for one in catalogued():
        for seat in governments_for(request.user, one):
            return redirect("catalogue", one.slug, seat.slug)
    raise PermissionDenied


def claim_items(request: HttpRequest, of: str, slug: str) -> HttpResponse:
    """Take the chosen items over: which they are, and which body implements them."""
    register, seat, _seats = government_asked(request, of, slug)
    bodies = claimants(request.user, register, seat)
    if not bodies:
        raise PermissionDenied
    asked = map(read_number, request.GET.getlist("item"))
    chosen = [pk for pk in asked if pk is not None]
    items = list(items_at(register, seat).filter(pk__in=chosen).order_by("code"))
    names = {code: body.name for code, (body, _site) in bodies.items()}
    form = ClaimForm(request.POST or None, bodies=names)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["body"]
        try:
            made = claim(register, bodies[code][1], chosen, body=code, actor=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            sentence = ngettext(
                "%(count)d draft was made.", "%(count)d drafts were made.", len(made)
            )
            messages.success(request, sentence % {"count": len(made)})
            return redirect(f"drafts_{register.slug}:index")
    context = _frame(_("Take over from the catalogue"), register, seat) | {
        "form": form,
        "seat": seat,
        "register_title": register.title,
        "items": items,
        "can_claim": any(item.state == State.MISSING for item in items),
        "back": reverse("catalogue", args=[register.slug, seat.slug]),
    }
    return render(request, "registers/admin/catalogue_claim.html", context)


def lay_down_file(request: HttpRequest, of: str) -> HttpResponse:
    """Lay the catalogue of a register down by a file; all its errors are shown at once."""
    register = next((one for one in catalogued() if one.slug == of), None)
    if register is None:
        raise Http404
    if not has_right(request.user, Right.KEEP_REFERENCE, None):
        raise PermissionDenied
    form = LayDownForm(request.POST or None, request.FILES or None)
    problems: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            counts = lay_down(
                register,
                file.read(),
                files.format_of(file.name),
                source=form.cleaned_data["source"],
                actor=request.user,
            )
        except Unloadable as error:
            problems = error.problems
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _(
                    "The catalogue is laid down: %(new)d new items, %(changed)d changed, "
                    "%(gone)d out of use, %(same)d as before."
                )
                % counts,
            )
            return redirect("catalogue_begin")
    context = _frame(_("Lay the catalogue down"), register, None) | {
        "form": form,
        "problems": problems[:SHOWN],
        "problem_count": len(problems),
        "register_title": register.title,
    }
    return render(request, "registers/admin/catalogue_lay_down.html", context)


def _frame(title: str, register: Any, seat: Any) -> dict[str, Any]:
    url = (
        reverse("catalogue", args=[register.slug, seat.slug])
        if seat
        else reverse("catalogue_begin")
    )
    return {
        "header_title": title,
        "header_icon": "list-ol",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": url, "label": _("Standard catalogue")},
            {"url": "", "label": title},
        ],
    }
