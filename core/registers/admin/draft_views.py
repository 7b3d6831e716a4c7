"""The admin's views of drafts: write, discard. Every write is an action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.flows.queries import may_see
from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers import actions, codes
from core.registers.admin.forms import draft_form, ground_formset
from core.registers.admin.frame import frame
from core.registers.admin.scope import open_sites
from core.registers.drafts import is_ground, missing
from core.registers.exchange.headers import GROUND_HEADERS
from core.registers.outcomes import Outdated
from core.registers.packages import is_closed, is_under_way
from core.registers.spec import Register
from core.sitegroup.models import Member


def draft_in_reach(request: HttpRequest, register: Register, pk: int) -> Any:
    """A draft at a site where the person may write; 404 for every other."""
    drafts = register.Draft.objects.filter(member_id__in=open_sites(request.user, register))
    return get_object_or_404(
        drafts.select_related(
            "member__division",
            "entry",
            "owner",
            "base",
            "corrects",
            "package__proceeding__member",
            "package__proceeding__seat",
        ),
        pk=pk,
    )


def add(request: HttpRequest, register: Register) -> HttpResponse:
    """A new draft of a new entry; first its home site, if there are several."""
    sites = Member.objects.filter(pk__in=open_sites(request.user, register)).order_by(
        "order", "slug"
    )
    if not sites:
        raise PermissionDenied
    asked = request.GET.get("site", "")
    member = next((site for site in sites if site.slug == asked), None)
    if not asked and len(sites) == 1:
        member = sites[0]
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
    formset = ground_formset(register)(
        request.POST or None,
        initial=grounds,
        prefix="grounds",
        form_kwargs={"member": draft.member},
    )
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
    if form.changes:
        draft.goes_to, draft.successor = form.goes_to, form.successor
    rows = [one for one in formset.ordered_forms if one.cleaned_data.get("law")]
    many = {f.name: form.cleaned_data[f.name] for f in register.fields if f.kind == "terms"}
    return actions.save_draft(
        register,
        draft,
        actor=request.user,
        many=many,
        grounds=[_said(row.cleaned_data) for row in rows],
        expected=form.cleaned_data.get("expected") if draft.pk else None,
    )


def _said(ground: Mapping[str, Any]) -> dict[str, Any]:
    """A ground of the form as the action takes it."""
    said: dict[str, Any] = {part: ground.get(part) for part in GROUND_HEADERS}
    return said | {"file_id": ground["file"].pk if ground.get("file") else None}


def _grounds_of(draft: Any) -> list[dict[str, Any]]:
    return list(draft.grounds.values(*GROUND_HEADERS, "file")) if draft.pk else []


def _draft_context(
    request: HttpRequest, register: Register, draft: Any, form: Any, formset: Any
) -> dict[str, Any]:
    others: list[Any] = []
    if draft.entry_id:
        same = register.Draft.objects.filter(entry_id=draft.entry_id).exclude(pk=draft.pk)
        others = [(each.owner or "—", each.changed_at) for each in same.select_related("owner")]
    grounded = any(is_ground(ground["law"]) for ground in _grounds_of(draft))
    lacks = missing(register, draft, grounded=grounded) if draft.pk else []
    return frame(
        register,
        draft.name or _("New draft"),
        draft=draft,
        form=form,
        formset=formset,
        media=form.media + formset.media,
        lacks=lacks,
        others=others,
        review=_review(request.user, draft),
        warnings=[f"{w.value}: {w.sentence}" for w in codes.warnings(draft.__dict__)],
        may_publish=bool(draft.pk) and has_right(request.user, Right.PUBLISH, draft.member),
        publish_url=reverse(f"drafts_{register.slug}:publish_one", args=[draft.pk])
        if draft.pk
        else "",
        discard_url=reverse(f"drafts_{register.slug}:discard", args=[draft.pk]) if draft.pk else "",
    )


def _review(user: Any, draft: Any) -> dict[str, Any] | None:
    """The review that a draft is in, with the way there for those who may see it."""
    if not is_under_way(draft.package):
        return None
    seen = may_see(user, draft.package.proceeding)
    url = reverse("flows_proceeding", args=[draft.package.proceeding_id]) if seen else ""
    return {"closed": is_closed(draft.package), "url": url}


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
