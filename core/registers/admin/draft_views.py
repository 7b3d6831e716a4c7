"""The admin's views of drafts: write, discard, publish. Every write is an action."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers import actions, codes
from core.registers.admin.forms import PublishForm, draft_form, ground_formset
from core.registers.admin.viewsets import open_sites
from core.registers.drafts import missing
from core.registers.exchange.rows import GROUND_HEADERS
from core.registers.publishing import Outdated, Unpublishable
from core.registers.spec import Register
from core.sitegroup.models import Member


def draft_in_reach(request: HttpRequest, register: Register, pk: int) -> Any:
    """A draft at a site where the person may write; 404 for every other."""
    drafts = register.Draft.objects.filter(member_id__in=open_sites(request.user, register))
    return get_object_or_404(
        drafts.select_related("member__division", "entry", "owner", "base", "corrects"), pk=pk
    )


def frame(register: Register, title: str, **more: Any) -> dict[str, Any]:
    """What every page of a register's admin knows."""
    slug = register.slug
    return {
        "page_title": title,
        "header_icon": "list-ul",
        "register": register,
        "register_title": register.title,
        "entries_url": reverse(f"entries_{slug}:index"),
        "drafts_url": reverse(f"drafts_{slug}:index"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse(f"entries_{slug}:index"), "label": register.title},
            {"url": reverse(f"drafts_{slug}:index"), "label": _("Drafts")},
            {"url": "", "label": title},
        ],
        **more,
    }


def add(request: HttpRequest, register: Register) -> HttpResponse:
    """A new draft of a new entry; first its home site, if there are several."""
    sites = Member.objects.filter(pk__in=open_sites(request.user, register)).order_by(
        "order", "slug"
    )
    if not sites:
        raise PermissionDenied
    asked = request.GET.get("site", "")
    member = sites.filter(slug=asked).first() if asked else (sites[0] if len(sites) == 1 else None)
    if member is None:
        choices = [(f"?site={site.slug}", site.name) for site in sites]
        return render(
            request,
            "registers/admin/choose_site.html",
            frame(register, _("New draft"), choices=choices),
        )
    return _edited(request, register, register.Draft(member=member))


def edit(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Write a draft; what was typed stays when something is wrong."""
    return _edited(request, register, draft_in_reach(request, register, pk))


def _edited(request: HttpRequest, register: Register, draft: Any) -> HttpResponse:
    grounds = _grounds_of(draft)
    form = draft_form(register)(
        request.POST or None, instance=draft, register=register, member=draft.member
    )
    formset = ground_formset(register)(request.POST or None, initial=grounds, prefix="grounds")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        try:
            saved = _save(request, register, form, formset)
            messages.success(request, _("The draft was saved."))
            return redirect(f"drafts_{register.slug}:edit", saved.pk)
        except Outdated as outdated:
            form.add_error(None, str(outdated))
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(
        request,
        "registers/admin/draft.html",
        _draft_context(request, register, draft, form, formset),
    )


def _save(request: HttpRequest, register: Register, form: Any, formset: Any) -> Any:
    draft = form.save(commit=False)
    if getattr(form, "parent", None):
        draft.parent = form.parent
    rows = [one for one in formset.ordered_forms if one.cleaned_data.get("law")]
    many = {f.name: form.cleaned_data[f.name] for f in register.fields if f.kind == "terms"}
    return actions.save_draft(
        register,
        draft,
        actor=request.user,
        many=many,
        grounds=[{part: row.cleaned_data.get(part) for part in GROUND_HEADERS} for row in rows],
        expected=form.cleaned_data.get("expected") if draft.pk else None,
    )


def _grounds_of(draft: Any) -> list[dict[str, Any]]:
    return list(draft.grounds.values(*GROUND_HEADERS)) if draft.pk else []


def _draft_context(
    request: HttpRequest, register: Register, draft: Any, form: Any, formset: Any
) -> dict[str, Any]:
    others: list[Any] = []
    if draft.entry_id:
        same = register.Draft.objects.filter(entry_id=draft.entry_id).exclude(pk=draft.pk)
        others = [(each.owner or "—", each.changed_at) for each in same.select_related("owner")]
    lacks = missing(register, draft, grounded=bool(_grounds_of(draft))) if draft.pk else []
    return frame(
        register,
        draft.name or _("New draft"),
        draft=draft,
        form=form,
        formset=formset,
        media=form.media + formset.media,
        lacks=lacks,
        others=others,
        warnings=[f"{w.value}: {w.sentence}" for w in codes.warnings(draft.__dict__)],
        may_publish=bool(draft.pk) and has_right(request.user, Right.PUBLISH, draft.member),
        publish_url=reverse(f"drafts_{register.slug}:publish_one", args=[draft.pk])
        if draft.pk
        else "",
        discard_url=reverse(f"drafts_{register.slug}:discard", args=[draft.pk]) if draft.pk else "",
    )


@require_POST
def discard(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Throw a draft away."""
    draft = draft_in_reach(request, register, pk)
    try:
        actions.discard_draft(register, draft, actor=request.user)
        messages.success(request, _("The draft was discarded."))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"drafts_{register.slug}:edit", pk)
    return redirect(f"drafts_{register.slug}:index")


@require_POST
def rebase(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """The editor has seen what was published in between."""
    actions.rebase_draft(register, draft_in_reach(request, register, pk), actor=request.user)
    messages.success(request, _("The draft now starts from the newest version."))
    return redirect(f"drafts_{register.slug}:edit", pk)


def publish(request: HttpRequest, register: Register, pk: int | None = None) -> HttpResponse:
    """Publish one draft, or those that are chosen from the drafts of one site."""
    sites = open_sites(request.user, register, Right.PUBLISH)
    if not sites:
        raise PermissionDenied
    member, offered = _offered(request, register, sites, pk)
    form = PublishForm(request.POST or None)
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
        draft=offered[0] if pk is not None else None,
        refusals=[_shown(register, refusal) for refusal in refusals],
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
    asked = request.GET.get("site")
    first = (drafts.filter(member__slug=asked) if asked else drafts).first()
    if first is None:
        return None, []
    return first.member, list(
        drafts.filter(member=first.member).order_by("-state", "-changed_at")[:200]
    )


def _chosen(request: HttpRequest, offered: list[Any]) -> list[int]:
    asked = set(request.POST.getlist("draft"))
    return [draft.pk for draft in offered if str(draft.pk) in asked]


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
    messages.success(
        request, _("%(count)d entries were published.") % {"count": len(outcome.published)}
    )
    return outcome.refused


def _shown(register: Register, refusal: Any) -> dict[str, Any]:
    """A refusal for the page; with both versions where somebody else was quicker."""
    from core.registers.admin.entry_views import shown_differences

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
