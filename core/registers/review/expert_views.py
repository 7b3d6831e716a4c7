"""The screens of argumentations: whom a package was sent to, and the expert's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.flows.models import AWAITED, Step
from core.flows.shown import moment, row_of
from core.plugins.gate import Refused
from core.registers.admin.publish_views import ticked_in
from core.registers.approval import Package
from core.registers.expertise.actions import ask_experts, release, vote
from core.registers.expertise.forms import AskForm, VoteForm
from core.registers.expertise.queries import OFFICE, asked, tally, to_vote, votes_of, votes_on
from core.registers.opinions.queries import step_of
from core.registers.packages import drafts_in, drafts_to_read, reviews
from core.registers.review.frame import frame, lines_file
from core.registers.review.listing import packages_for
from core.registers.review.shown import rows_of
from core.registers.spec import register
from core.registers.vote import Vote

ON_A_PAGE = 50
HEADER = ("事项名称", "编号", "专家", "合法性", "合理性", "必要性", "理由", "提出时间")


def experts(request: HttpRequest, pk: int) -> HttpResponse:
    """Which experts were asked about a package, how far they are and what they said entry by entry;
    ``?export=xlsx`` or ``csv`` as a file. The office that reviews it asks more of them here."""
    package = get_object_or_404(packages_for(request.user), pk=pk)
    kind = request.GET.get("export", "")
    if kind in ("xlsx", "csv"):
        lines = map(_cells, votes_of(package))
        return lines_file(lines, HEADER, kind, _("Votes of experts"), f"package-{package.pk}-votes")
    step = step_of(package, request.user, revising=False)
    form = None
    if step is not None and reviews(step.flow_task):
        form = AskForm(request.POST or None, seat=step.member)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and _ask(request, package, step, form):
            return redirect(request.path)
    drafts = Paginator(drafts_to_read(register(package.register), package), ON_A_PAGE)
    page = drafts.get_page(request.GET.get("p"))
    said = votes_on(package, [draft.pk for draft in page])
    context = frame(package.proceeding, _("Argumentation by experts"), "group") | {
        "package": package,
        "asked": [row_of(each) for each in asked(package)],
        "page": page,
        "rows": [
            {"draft": draft, "votes": said[draft.pk], "tally": tally(said[draft.pk])}
            for draft in page
        ],
        "form": form,
        "ticked": ticked_in(request),
    }
    return render(request, "registers/admin/experts.html", context)


def _ask(request: HttpRequest, package: Package, step: Any, form: AskForm) -> bool:
    """Send what was chosen; ``False`` where it was refused, which the form then says."""
    data = form.cleaned_data
    ids = ticked_in(request) - {None}
    if data["everything"]:
        ids = set(drafts_in(register(package.register), package).values_list("pk", flat=True))
    try:
        made = ask_experts(
            step, ids, list(data["experts"]), question=data["question"], actor=request.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    said = ngettext("%(n)d expert is asked.", "%(n)d experts are asked.", len(made))
    messages.success(request, said % {"n": len(made)})
    return True


@require_POST
def let_go(request: HttpRequest, pk: int, step: int) -> HttpResponse:
    """Ask one expert no longer."""
    package = get_object_or_404(packages_for(request.user), pk=pk)
    found = get_object_or_404(asked(package), pk=step)
    try:
        release(found, request.POST.get("reason", ""), actor=request.user)
        messages.success(request, _("This expert is not asked any longer."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("package_experts", pk)


def expertise(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent to the expert who looks, entry by entry, with his votes; for nobody else. What
    was typed stays where it is refused."""
    steps = Step.objects.filter(office=OFFICE, owner=request.user, status__in=AWAITED)
    step = steps.select_related("process").filter(process=pk).first()
    if step is None:
        raise Http404
    proceeding = step.process.coerced
    votes = to_vote(proceeding)
    form = VoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ids = ticked_in(request) - {None}
        if form.cleaned_data["everything"]:
            ids = set(votes.values_list("draft", flat=True))
        try:
            reason = form.cleaned_data["reason"]
            vote(step, ids, reason=reason, actor=request.user, **form.says)
            messages.success(request, _("Your votes are kept."))
            return redirect(f"{request.path}?{request.GET.urlencode()}")
        except Refused as refused:
            form.add_error(None, str(refused))
    page = Paginator(votes, ON_A_PAGE).get_page(request.GET.get("p"))
    context = frame(proceeding, _("Your votes entry by entry"), "group", inbox=True) | {
        "question": proceeding.data.get("question", ""),
        "page": page,
        "rows": _sent(list(page)),
        "form": form,
        "ticked": ticked_in(request),
        "missing": votes.filter(at=None).count(),
    }
    return render(request, "registers/admin/votes.html", context)


def _sent(votes: list[Vote]) -> list[dict[str, Any]]:
    """What an expert was sent as he reads it, each with what he has said."""
    if not votes:
        return []
    package = votes[0].package
    one = register(package.register)
    drafts = drafts_to_read(one, package).filter(pk__in=[vote.draft for vote in votes])
    rows = {row["draft"].pk: row for row in rows_of(one, list(drafts))}
    return [rows[vote.draft] | {"votes": [vote] if vote.at else []} for vote in votes]


def _cells(vote: Vote) -> tuple[str, ...]:
    return (
        vote.name,
        vote.number,
        vote.expert.get_full_name() if vote.expert else "",
        *(str(getattr(vote, f"get_{aspect}_display")()) for aspect in Vote.ASPECTS),
        vote.reason,
        moment(vote.at),
    )
