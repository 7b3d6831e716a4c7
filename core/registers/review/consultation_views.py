"""The screen on which reviewing offices ask the public, read what it says, answer and conclude."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from core.flows.shown import moment
from core.plugins.gate import Refused
from core.registers.consultation import Comment, Consultation
from core.registers.consultations import actions
from core.registers.consultations.queries import consultations_of
from core.registers.opinions.queries import step_of
from core.registers.packages import may_review, reviews
from core.registers.public.homes import CONSULTATIONS, absolute_home_of
from core.registers.review.forms import ConcludeForm, ConsultationForm, ProlongForm
from core.registers.review.frame import frame, lines_file
from core.registers.review.listing import packages_for
from core.registers.spec import register
from core.security.numbers import read_number

ON_A_PAGE = 20
FORMS = {"open": ConsultationForm, "prolong": ProlongForm, "conclude": ConcludeForm}
HEADER = (
    "意见", "所涉事项", "署名", "提出时间", "状态", "不予公布的理由", "答复", "答复时间",
)  # fmt: skip


def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """What the public is asked about a package, with all comments; ``?export=xlsx`` or ``csv`` as a
    file. Who reviews the package opens one here, lets comments through, answers and concludes.
    What was typed stays where something is refused."""
    package = get_object_or_404(packages_for(request.user), pk=pk)
    newest = consultations_of(package).first()
    kind = request.GET.get("export", "")
    if newest is not None and kind in ("xlsx", "csv"):
        lines = map(_cells, newest.comments.select_related("entry"))
        name = f"consultation-{newest.pk}"
        return lines_file(lines, HEADER, kind, _("Readers' comments"), name)
    step = step_of(package, request.user, revising=False)
    reviewing = may_review(request.user, package)
    forms = _forms(request, newest, may_open=step is not None and reviews(step.flow_task))
    refused: dict[Any, str] = {}
    if request.method == "POST":
        if not reviewing:
            raise PermissionDenied
        if request.POST.get("do", "") in FORMS:
            done = _sent(request, newest, step, forms)
        else:
            done = _judged(request, newest, refused)
        if done:
            return redirect(f"{request.path}?{request.GET.urlencode()}")
    context = frame(package.proceeding, _("Public consultation"), "comment") | {
        "package": package,
        "consultation": newest,
        "earlier": list(consultations_of(package)[1:]),
        "public_url": _public(newest),
        "reviewing": reviewing,
        "forms": forms,
    }
    if newest is not None:
        context |= _comments(request, newest, refused)
    return render(request, "registers/admin/consultation.html", context)


def _forms(request: HttpRequest, newest: Consultation | None, *, may_open: bool) -> dict[str, Any]:
    """The forms of what can be done now, by what a button says; the one that was sent is filled."""
    open_now = newest is not None and newest.concluded_at is None
    offered = {
        "open": may_open and not open_now,
        "prolong": open_now,
        "conclude": open_now and newest is not None and not newest.is_open,
    }
    do = request.POST.get("do", "")
    return {
        name: form(request.POST if do == name else None, prefix=name)
        for name, form in FORMS.items()
        if offered[name]
    }


def _sent(
    request: HttpRequest, newest: Consultation | None, step: Any, forms: Mapping[str, Any]
) -> bool:
    """Do what a form below says; ``False`` where it is refused, which the form then says."""
    do, who = request.POST["do"], request.user
    form = forms.get(do)
    if form is None:
        messages.error(request, _("This cannot be done now."))
        return True
    if not form.is_valid():
        return False
    said = form.cleaned_data
    acts: dict[str, Callable[[], Any]] = {
        "open": lambda: actions.put_before_public(step, actor=who, **said),
        "prolong": lambda: actions.prolong(newest, said["closes_on"], actor=who),
        "conclude": lambda: actions.conclude(newest, said["report"], actor=who),
    }
    try:
        acts[do]()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("It is done."))
    return True


def _judged(request: HttpRequest, newest: Consultation | None, refused: dict[Any, str]) -> bool:
    """Do what a button at a comment says; ``False`` where it is refused, which is said there."""
    rows = Comment.objects.select_related("consultation__package__proceeding")
    number = read_number(request.POST.get("comment", ""))
    comment = get_object_or_404(rows, pk=number, consultation=newest)
    text, who = request.POST.get("text", ""), request.user
    acts: dict[str, Callable[[], Any]] = {
        "publish": lambda: actions.let_through(comment, actor=who),
        "withhold": lambda: actions.withhold(comment, text, actor=who),
        "answer": lambda: actions.respond_to(comment, text, actor=who),
    }
    do = request.POST.get("do", "")
    if do not in acts:
        raise Http404
    try:
        acts[do]()
    except Refused as refusal:
        refused[comment.pk] = str(refusal)
        return False
    messages.success(request, _("It is done."))
    return True


def _comments(
    request: HttpRequest, consultation: Consultation, refused: Mapping[Any, str]
) -> dict[str, Any]:
    """The comments in one state, those to be read first, with what was typed at one."""
    asked = request.GET.get("state", "")
    state = asked if asked in Comment.State.values else Comment.State.WAITING
    counted = dict(consultation.comments.order_by().values_list("state").annotate(Count("pk")))
    rows = consultation.comments.filter(state=state).select_related("entry")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("p"))
    return {
        "boxes": [
            {
                "url": f"?state={value}",
                "label": label,
                "count": counted.get(value, 0),
                "here": value == state,
            }
            for value, label in Comment.State.choices
        ],
        "page": page,
        "comments": [
            {
                "comment": comment,
                "refused": refused.get(comment.pk, ""),
                "typed": request.POST.get("text", "") if comment.pk in refused else comment.reply,
            }
            for comment in page
        ],
        "state": state,
    }


def _public(consultation: Consultation | None) -> str:
    if consultation is None:
        return ""
    home = absolute_home_of(register(consultation.register), consultation.member_id)
    return f"{home}{CONSULTATIONS}/{consultation.pk}/" if home else ""


def _cells(comment: Comment) -> tuple[str, ...]:
    """A comment with what became of it; not where its reader can be reached."""
    return (
        comment.text,
        comment.entry.name if comment.entry else "",
        comment.name,
        moment(comment.at),
        str(comment.get_state_display()),
        comment.reason,
        comment.reply,
        moment(comment.replied_at),
    )
