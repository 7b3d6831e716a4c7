"""The admin's views of one entry: its history, a comparison, the start of a draft, its end."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.pages.queries import file_row
from core.people.rights import Right, has_right
from core.plugins.gate import Refused
from core.registers import actions, differences
from core.registers.admin.forms import EndForm
from core.registers.admin.frame import frame
from core.registers.admin.scope import open_sites
from core.registers.drafts import newest_pk
from core.registers.packages import is_reviewed
from core.registers.papers import document_fields, documents_of, grounds_with_files
from core.registers.spec import Register
from core.registers.words import value_of


def entry_in_reach(
    request: HttpRequest, register: Register, pk: int, right: Right = Right.WRITE
) -> Any:
    """An entry at a site where the person holds the right; 404 for every other."""
    entries = register.Entry.objects.filter(member_id__in=open_sites(request.user, register, right))
    return get_object_or_404(entries.select_related("member__division", "parent"), pk=pk)


def entry(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """All versions of an entry, superseded ones too, and its open drafts."""
    one = entry_in_reach(request, register, pk)
    versions = list(
        one.versions.select_related("published_by", "superseded_by").order_by("-valid_from", "-pk")
    )
    slug = register.slug
    rows = [
        {
            "version": version,
            "state": _state(version),
            "start_url": reverse(f"entries_{slug}:start", args=[version.pk]),
            "standing": version.superseded_at is None,
            "compare_url": _compare_url(slug, pk, versions[at + 1], version)
            if at + 1 < len(versions)
            else "",
        }
        for at, version in enumerate(versions)
    ]
    drafts = [
        (draft, reverse(f"drafts_{slug}:edit", args=[draft.pk]))
        for draft in one.drafts.select_related("owner")
    ]
    newest = versions[0]
    context = frame(
        register,
        newest.name,
        entry=one,
        rows=rows,
        drafts=drafts,
        facts=[
            (field.label, value_of(field, newest))
            for field in register.fields
            if field.kind not in ("grounds", "document")
        ],
        papers=[(label, file_row(each)) for label, each in documents_of(register, newest)],
        grounds=list(newest.grounds.select_related("file")),
        propose_url=reverse(f"entries_{slug}:propose", args=[pk]),
        end_url=reverse(f"entries_{slug}:end", args=[pk])
        if may_end(request.user, register, one.member)
        else "",
    )
    return render(request, "registers/admin/entry.html", context)


def may_end(user: Any, register: Register, member: Any) -> bool:
    """Whether a person may end an entry of a site, or propose it where that is reviewed."""
    right = Right.WRITE if is_reviewed(register, member) else Right.PUBLISH
    return has_right(user, right, member)


def _state(version: Any) -> str:
    if version.superseded_at is not None:
        return _("Corrected")
    return _("In force") if version.in_force else _("Ended")


def _compare_url(slug: str, pk: int, before: Any, after: Any) -> str:
    return f"{reverse(f'entries_{slug}:compare', args=[pk])}?from={before.pk}&to={after.pk}"


def compare(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Two versions of one entry, field by field."""
    one = entry_in_reach(request, register, pk)
    rows = one.versions.select_related("organisation", *document_fields(register))
    rows = rows.prefetch_related(grounds_with_files(register)).order_by("valid_from", "pk")
    versions = {str(version.pk): version for version in rows}
    ordered = list(versions.values())
    after = versions.get(request.GET.get("to", ""), ordered[-1])
    before = versions.get(request.GET.get("from", ""), ordered[max(0, len(ordered) - 2)])
    context = frame(
        register,
        _("Comparison"),
        entry_url=reverse(f"entries_{register.slug}:entry", args=[pk]),
        before=before,
        after=after,
        options=ordered,
        differences=shown_differences(register, before, after),
    )
    return render(request, "registers/admin/compare.html", context)


def shown_differences(register: Register, before: Any, after: Any) -> list[Any]:
    """The fields in which two versions (or a version and a draft) differ; confidentiality too."""
    found = list(differences.differences(register, before, after))
    for name in ("confidentiality", "confidentiality_reason"):
        field = register.field(name)
        old, new = value_of(field, before), value_of(field, after)
        if old != new:
            found.append(
                differences.Difference(field.label, differences.pieces(old, new), old, new)
            )
    return found


@require_POST
def start(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Begin a draft of a change to an entry, or of a correction of this version."""
    sites = open_sites(request.user, register)
    version = get_object_or_404(
        register.Version.objects.select_related("member"), pk=pk, member_id__in=sites
    )
    try:
        draft = actions.start_draft(
            register, version, actor=request.user, corrects="correct" in request.POST
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"entries_{register.slug}:entry", version.entry_id)
    return redirect(f"drafts_{register.slug}:edit", draft.pk)


def end(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Cancel an entry, or say where it went."""
    one = entry_in_reach(request, register, pk)
    if not may_end(request.user, register, one.member):
        raise PermissionDenied
    form = EndForm(request.POST or None, register=register, member=one.member)
    if request.method == "POST" and form.is_valid():
        try:
            return _end(request, register, one, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = frame(
        register,
        _("End the entry"),
        form=form,
        media=form.media,
        entry=one,
        reviewed=is_reviewed(register, one.member),
    )
    return render(request, "registers/admin/end.html", context)


def _end(request: HttpRequest, register: Register, one: Any, form: Any) -> HttpResponse:
    """Publish the end, or draft it where it is reviewed first."""
    said = {name: form.cleaned_data[name] for name in ("verb", "day", "ground")}
    said |= {"successor": form.successor, "goes_to": form.goes_to, "actor": request.user}
    if is_reviewed(register, one.member):
        newest = register.Version.objects.select_related("member").get(
            pk=newest_pk(register, one.pk)
        )
        draft = actions.propose_end(register, newest, **said)
        messages.success(request, _("It was drafted: send it for review."))
        return redirect(f"drafts_{register.slug}:edit", draft.pk)
    actions.cancel(register, one, **said)
    messages.success(request, _("The change was published."))
    return redirect(f"entries_{register.slug}:entry", one.pk)
