"""The screen on which single entries of a package are judged, and objections are answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from core.flows.shown import moment
from core.people.offices import office_name
from core.plugins.gate import Refused
from core.registers.admin.publish_views import ticked_in
from core.registers.approval import Package
from core.registers.opinions.actions import answer_objections, opine
from core.registers.opinions.forms import OpinionForm
from core.registers.opinions.queries import opinions_of, step_of, unanswered
from core.registers.packages import drafts_in, drafts_to_read
from core.registers.review.frame import frame, lines_file
from core.registers.review.listing import packages_for
from core.registers.review.shown import rows_with_opinions
from core.registers.spec import register

ON_A_PAGE = 50
HEADER = (
    "事项名称", "编号", "审核机构", "意见", "理由", "提出人", "提出时间",
    "单位答复", "答复人", "答复时间",
)  # fmt: skip


def opinions(request: HttpRequest, pk: int) -> HttpResponse:
    """The entries of a package with what was said of each; ``?export=xlsx`` or ``csv`` as a file.

    Whoever holds the office whose work is awaited judges here, one by one or many at once; the body
    answers here what was objected to. What was typed stays where something is refused.
    """
    package = get_object_or_404(packages_for(request.user), pk=pk)
    kind = request.GET.get("export", "")
    if kind in ("xlsx", "csv"):
        lines = map(_cells, opinions_of(package))
        return lines_file(lines, HEADER, kind, _("Opinions"), f"package-{package.pk}-opinions")
    judging = step_of(package, request.user, revising=False)
    revising = step_of(package, request.user, revising=True)
    form = OpinionForm(request.POST or None) if judging else None
    refused = ""
    if request.method == "POST":
        try:
            done = _said(request, package, form, judging, revising)
            if done:
                messages.success(request, done)
                return redirect(f"{request.path}?{request.GET.urlencode()}")
        except Refused as refusal:
            refused = str(refusal)
    one = register(package.register)
    page = Paginator(drafts_to_read(one, package), ON_A_PAGE).get_page(request.GET.get("p"))
    waiting = {opinion.pk for opinion in unanswered(package)}
    context = frame(package.proceeding, _("Opinions entry by entry"), "comment") | {
        "package": package,
        "page": page,
        "rows": rows_with_opinions(one, package, list(page), waiting, request.POST),
        "form": form,
        "ticked": ticked_in(request),
        "answering": revising is not None,
        "refused": refused,
        "waiting": len(waiting),
    }
    return render(request, "registers/admin/opinions.html", context)


def _said(request: HttpRequest, package: Package, form: Any, judging: Any, revising: Any) -> str:
    """Keep what was said, and say so; an empty text where the form must be mended first."""
    if judging is not None:
        if not form.is_valid():
            return ""
        ids = ticked_in(request) - {None}
        if form.cleaned_data["everything"]:
            ids = set(drafts_in(register(package.register), package).values_list("pk", flat=True))
        opine(
            judging, sorted(ids), verdict=form.cleaned_data["verdict"],
            text=form.cleaned_data["text"], actor=request.user,
        )  # fmt: skip
        return _("Your opinion is kept.")
    if revising is not None:
        answers = {
            opinion.pk: request.POST.get(f"answer-{opinion.pk}", "")
            for opinion in unanswered(package)
        }
        if not answer_objections(package, answers, step=revising, actor=request.user):
            raise Refused(_("Write something first."))
        return _("Your answers are kept.")
    raise PermissionDenied


def _cells(opinion: Any) -> tuple[str, ...]:
    return (
        opinion.name,
        opinion.number,
        office_name(opinion.office),
        str(opinion.get_verdict_display()),
        opinion.text,
        opinion.author.get_full_name() if opinion.author else "",
        moment(opinion.at),
        opinion.reply,
        opinion.answered_by.get_full_name() if opinion.answered_by else "",
        moment(opinion.answered_at),
    )
