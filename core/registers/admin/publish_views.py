"""The admin's publication of drafts, one or many, and what is told where it is refused."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers import actions
from core.registers.admin.entry_views import shown_differences
from core.registers.admin.forms import PublishForm
from core.registers.admin.frame import frame
from core.registers.admin.scope import open_sites
from core.registers.outcomes import Unpublishable
from core.registers.spec import Register
from core.security.numbers import read_number
from core.sitegroup.models import Member


def publish(request: HttpRequest, register: Register, pk: int | None = None) -> HttpResponse:
    """Publish one draft, or those that are chosen from the drafts of one site."""
    sites = open_sites(request.user, register, Right.PUBLISH)
    if not sites:
        raise PermissionDenied
    member, offered = _offered(request, register, sites, pk)
    form = PublishForm(request.POST or None, register=register)
    refusals: list[Any] = []
    if request.method == "POST" and form.is_valid() and member is not None:
        chosen = [pk] if pk is not None else _chosen(request, offered)
        refusals = _publish(request, register, member, chosen, form)
        if not refusals and not form.errors:
            return redirect(f"entries_{register.slug}:index")
    context = frame(
        register,
        _("Publish"),
        form=form,
        media=form.media,
        member=member,
        rows=offered if pk is None else [],
        ticked=ticked_in(request),
        draft=offered[0] if pk is not None else None,
        refusals=[shown_refusal(register, refusal) for refusal in refusals],
        sites=_other_sites(register, sites, member) if pk is None else [],
    )
    return render(request, "registers/admin/publish.html", context)


def _offered(
    request: HttpRequest, register: Register, sites: set[int], pk: int | None
) -> tuple[Any, list[Any]]:
    """The home site and its drafts: the one asked for, or the newest 200, those handed in first."""
    drafts = register.Draft.objects.filter(member_id__in=sites).select_related(
        "member__division", "organisation"
    )
    if pk is not None:
        one = get_object_or_404(drafts, pk=pk)
        return one.member, [one]
    asked = request.GET.get("site", "").replace("\x00", "")
    first = (drafts.filter(member__slug=asked) if asked else drafts).first()
    if first is None:
        return None, []
    return first.member, list(
        drafts.filter(member=first.member).order_by("-state", "-changed_at")[:200]
    )


def _chosen(request: HttpRequest, offered: list[Any]) -> list[int]:
    ticked = ticked_in(request)
    return [draft.pk for draft in offered if draft.pk in ticked]


def ticked_in(request: HttpRequest) -> set[int | None]:
    """The drafts that were ticked; they stay so where something is refused."""
    return {read_number(text) for text in request.POST.getlist("draft")}


def _other_sites(register: Register, sites: set[int], member: Any) -> list[tuple[str, str]]:
    with_drafts = register.Draft.objects.filter(member_id__in=sites).values("member_id")
    found = Member.objects.filter(pk__in=with_drafts).exclude(pk=getattr(member, "pk", None))
    return [(f"?site={one.slug}", one.name) for one in found]


def _publish(
    request: HttpRequest, register: Register, member: Member, chosen: list[int], form: Any
) -> list[Any]:
    """Publish, say how many, and return what was refused."""
    if not chosen:
        form.add_error(None, _("Choose what is to be published."))
        return []
    given = form.cleaned_data
    try:
        outcome = actions.publish(
            register,
            chosen,
            member=member,
            actor=request.user,
            verb=given["verb"],
            day=given["day"],
            ground=given["ground"],
        )
    except Unpublishable as unpublishable:
        return unpublishable.refusals
    except Refused as refused:
        form.add_error(None, str(refused))
        return []
    count = len(outcome.published)
    sentence = ngettext(
        "%(count)d entry was published.", "%(count)d entries were published.", count
    )
    messages.success(request, sentence % {"count": count})
    return outcome.refused


def shown_refusal(register: Register, refusal: Any) -> dict[str, Any]:
    """A refusal for the page; with both versions where somebody else was quicker."""
    draft = refusal.draft
    if draft is None:
        return {"name": "", "reasons": refusal.reasons}
    shown = {
        "name": draft.name,
        "reasons": refusal.reasons,
        "edit_url": reverse(f"drafts_{register.slug}:edit", args=[draft.pk]),
    }
    if refusal.outdated and refusal.newest_pk:
        newest = register.Version.objects.get(pk=refusal.newest_pk)
        shown |= {
            "rebase_url": reverse(f"drafts_{register.slug}:rebase", args=[draft.pk]),
            "newest": newest,
            "published": shown_differences(register, draft.base, newest) if draft.base_id else [],
            "proposed": shown_differences(register, newest, draft),
        }
    return shown
