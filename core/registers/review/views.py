"""The screen by which drafts are sent for review, a package of one body at a time."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from core.people.models import Organisation
from core.plugins.gate import Refused
from core.registers.admin.frame import frame
from core.registers.admin.publish_views import shown_refusal, ticked_in
from core.registers.admin.scope import open_sites
from core.registers.outcomes import Unpublishable
from core.registers.packages import sendable, shortens
from core.registers.review.actions import send
from core.registers.review.forms import SendForm
from core.registers.rounds.queries import rounds_now, to_keep
from core.registers.spec import Register
from core.security.numbers import read_number
from core.sitegroup.models import Member

#: So many are offered one by one; all of a body can be sent at once.
OFFERED = 200


def send_drafts(request: HttpRequest, register: Register) -> HttpResponse:
    """Choose a body, then which of its drafts are sent; what was typed stays."""
    sites = open_sites(request.user, register)
    if not sites:
        raise PermissionDenied
    free = sendable(register, sites)
    groups = _groups(free) + _keeping(register, sites)
    group = _chosen(request, groups)
    member, body, keeping = group.get("member"), group.get("body"), group.get("kept", 0)
    rows = (
        free.filter(member=member, organisation=body)
        .select_related("organisation")
        .order_by("-changed_at", "-pk")
    )
    form = SendForm(request.POST or None)
    refusals: list[Any] = []
    if request.method == "POST" and form.is_valid() and member is not None:
        try:
            package = send(
                register,
                _picked(request, rows, everything=form.cleaned_data["everything"]),
                member=member,
                title=form.cleaned_data["title"],
                actor=request.user,
                keeps=body if keeping else None,
            )
            messages.success(request, _("It was sent for review."))
            return redirect("flows_proceeding", package.proceeding_id)
        except Unpublishable as unpublishable:
            refusals = unpublishable.refusals
        except Refused as refused:
            form.add_error(None, str(refused))
    context = frame(
        register,
        _("Send for review"),
        form=form,
        member=member,
        body=body,
        keeping=keeping,
        rows=rows[:OFFERED] if body else [],
        ticked=ticked_in(request),
        shortened=member is not None and _may_be_short(register, member, body),
        groups=groups,
        refusals=[shown_refusal(register, refusal) for refusal in refusals],
    )
    return render(request, "registers/admin/send.html", context)


def _groups(free: Any) -> list[dict[str, Any]]:
    """The bodies that have something to send, with how much."""
    counted = free.order_by().values("member", "organisation").annotate(number=Count("pk"))
    found = list(counted)
    members = Member.objects.in_bulk({row["member"] for row in found})
    bodies = Organisation.objects.in_bulk({row["organisation"] for row in found})
    return sorted(
        (
            {
                "member": members[row["member"]],
                "body": bodies[row["organisation"]],
                "number": row["number"],
                "url": f"?site={row['member']}&body={row['organisation']}",
            }
            for row in found
        ),
        key=lambda group: (group["member"].order, group["body"].code),
    )


def _may_be_short(register: Register, member: Member, body: Any) -> bool:
    """Whether one adjustment of a body would take the shortened flow now."""
    return shortens(register, member) and not rounds_now(register, member, body).exists()


def _keeping(register: Register, sites: set[int]) -> list[dict[str, Any]]:
    """The bodies that may say in a round that they keep all they have, with how much that is."""
    return [
        {
            "member": member,
            "body": body,
            "number": 0,
            "kept": number,
            "url": f"?site={member.pk}&body={body.pk}",
        }
        for member, body, number in to_keep(register, sites)
    ]


def _chosen(request: HttpRequest, groups: list[dict[str, Any]]) -> dict[str, Any]:
    """The site and body asked for, or the only ones there are; empty where none is chosen."""
    asked = tuple(read_number(request.GET.get(name, "")) for name in ("site", "body"))
    for group in groups:
        if len(groups) == 1 or (group["member"].pk, group["body"].pk) == asked:
            return group
    return {}


def _picked(request: HttpRequest, rows: Any, *, everything: bool) -> list[int]:
    if everything:
        return list(rows.values_list("pk", flat=True))
    ticked = ticked_in(request)
    return [pk for pk in rows.values_list("pk", flat=True) if pk in ticked]
