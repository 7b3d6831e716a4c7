"""The screens of rounds beside their lists: the form, closing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.plugins.gate import Refused
from core.registers.approval import Round
from core.registers.leading import leads, led_at
from core.registers.rounds.actions import begin_round, change_round, close_round
from core.registers.rounds.forms import RoundForm
from core.registers.rounds.queries import round_seen_by
from core.registers.spec import Register, register
from core.sitegroup.models import Member


def open_one(request: HttpRequest, of: str, slug: str) -> HttpResponse:
    """Open a round of the register ``of`` at a government."""
    one, seat = led_at(request.user, of, slug)
    if not one.review:
        raise Http404
    return _edit(request, one, seat, None)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the days or the bodies of an open round."""
    round = round_seen_by(request.user, pk)
    if not leads(request.user, round.seat):
        raise PermissionDenied
    return _edit(request, register(round.register), round.seat, round)


def _edit(
    request: HttpRequest, register: Register, seat: Member, round: Round | None
) -> HttpResponse:
    form = RoundForm(request.POST or None, seat=seat, round=round)
    if request.method == "POST" and form.is_valid():
        said = {
            "title": form.cleaned_data["title"],
            "days": form.days,
            "bodies": form.cleaned_data["bodies"],
            "actor": request.user,
        }
        try:
            if round is None:
                round = begin_round(register, seat, **said)
            else:
                change_round(round, **said)
            messages.success(request, _("The round was saved."))
            return redirect("round", round.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    title = _("Change the round") if round else _("Open a round")
    context = _frame(title, round) | {
        "form": form,
        "seat": seat,
        "register_title": register.title,
    }
    return render(request, "registers/admin/form_at_site.html", context)


def _frame(title: str, round: Round | None) -> dict[str, Any]:
    """What the pages beside the lists show around their own content."""
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rounds"), "label": _("Rounds")},
    ]
    if round:
        way.append({"url": reverse("round", args=[round.pk]), "label": round.title})
    return {
        "header_title": title,
        "header_icon": "calendar-check",
        "breadcrumbs_items": [*way, {"url": "", "label": title}],
    }


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round; what is not finished is said on its board."""
    round = round_seen_by(request.user, pk)
    try:
        close_round(round, actor=request.user)
        messages.success(request, _("The round is closed."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("round", pk)
