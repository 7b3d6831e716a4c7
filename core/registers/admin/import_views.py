"""The admin's import: a file is checked, its errors shown, and only then confirmed."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from core.plugins.gate import Refused
from core.registers.admin.forms import UploadForm
from core.registers.admin.frame import frame
from core.registers.admin.scope import open_sites
from core.registers.exchange import files, importing, mappings
from core.registers.exchange.actions import import_drafts
from core.registers.exchange.forms_sent import Form, forms_at
from core.registers.models import Upload
from core.registers.spec import Register
from core.registers.spec import register as register_of

#: A file that nobody confirmed is thrown away after a day.
KEPT = datetime.timedelta(days=1)
SHOWN = 500


def upload(request: HttpRequest, register: Register) -> HttpResponse:
    """Take a file for its dry run."""
    sites = open_sites(request.user, register)
    if not sites:
        raise PermissionDenied
    form = UploadForm(request.POST or None, request.FILES or None, sites=sites)
    sent = forms_at(form.fields["member"].queryset[0])
    foreign = {each.name for each in sent if each.read_into != register.slug}
    mapping = form.fields["mapping"]
    mapping.choices = [choice for choice in mapping.choices if choice[0] not in foreign]
    if request.method == "POST" and form.is_valid():
        Upload.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
        given = form.cleaned_data
        held = Upload.objects.create(
            user=request.user,
            member=given["member"],
            register=register.slug,
            mapping=given["mapping"],
            name=given["file"].name[-200:],
            data=given["file"].read(),
        )
        return redirect(f"entries_{register.slug}:confirm", held.pk)
    return render(
        request,
        "registers/admin/upload.html",
        frame(
            register,
            _("Import"),
            form=form,
            media=form.media,
            sent=[_sent(each, request.user) for each in sent if each.where],
        ),
    )


def _sent(form: Form, user: Any) -> dict[str, str]:
    """A form of a clearing and where it is imported, with the way where the user may."""
    url = ""
    if form.read_into and open_sites(user, register_of(form.read_into)):
        url = reverse(f"entries_{form.read_into}:import")
    return {"title": form.title, "where": form.where, "url": url}


def confirm(request: HttpRequest, pk: int, register: Register) -> HttpResponse:
    """Show what the file would do; on confirmation check it once more and make the drafts."""
    held = get_object_or_404(
        Upload.objects.select_related("member__division"),
        pk=pk,
        user=request.user,
        register=register.slug,
        member_id__in=open_sites(request.user, register),
    )
    report = _checked(register, held)
    if request.method == "POST" and not report.errors:
        try:
            made = import_drafts(
                register, report.proposals, member=held.member, actor=request.user, source=held.name
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            held.delete()
            sentence = ngettext("%(count)d draft was made.", "%(count)d drafts were made.", made)
            messages.success(request, sentence % {"count": made})
            return redirect(f"drafts_{register.slug}:index")
    context = frame(
        register,
        _("Import"),
        held=held,
        report=report,
        count=len(report.proposals),
        foreign=sorted(report.foreign.items()),
        errors=report.errors[:SHOWN],
        error_count=len(report.errors),
        warnings=report.warnings[:SHOWN],
        warning_count=len(report.warnings),
        more_errors=max(len(report.errors) - SHOWN, 0),
        more_warnings=max(len(report.warnings) - SHOWN, 0),
    )
    return render(request, "registers/admin/confirm.html", context)


def _checked(register: Register, held: Any) -> importing.Report:
    mapping = mappings.load(held.mapping, register)
    return importing.check(
        register, bytes(held.data), files.format_of(held.name), member=held.member, mapping=mapping
    )
