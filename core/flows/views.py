"""The screens of proceedings: one proceeding with its picture, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Media
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from core.flows import actions, queries
from core.flows.forms import DecisionForm, HandForm, SaidForm
from core.flows.models import AWAITED, Proceeding, Step
from core.flows.picture import picture
from core.flows.recalling import refuse_recall
from core.flows.shown import row_of, said
from core.people.rights import PERSONAL, holds_office
from core.plugins.gate import Refused
from core.security.numbers import read_number

#: So many at most are decided by one press of a button.
AT_ONCE = 50


def proceeding_for(request: HttpRequest, pk: int) -> Proceeding:
    """A proceeding that the person may see; 404 for every other."""
    rows = Proceeding.objects.select_related("member", "seat", "organisation", "started_by")
    found = get_object_or_404(rows, pk=pk)
    if found.flow_class is None or not queries.may_see(request.user, found):
        raise Http404
    return found


def step_for(request: HttpRequest, pk: int) -> Step:
    """A step of a proceeding that the person may see; 404 for every other."""
    step = get_object_or_404(Step.objects.select_related("process", "owner"), pk=pk)
    proceeding_for(request, step.process_id)
    return step


def proceeding(request: HttpRequest, pk: int) -> HttpResponse:
    """One proceeding: its picture, who did what when, what is awaited from whom, and what the
    person may do about it now."""
    return _page(request, proceeding_for(request, pk))


def _page(request: HttpRequest, found: Proceeding, **forms: Any) -> HttpResponse:
    steps = queries.steps_of(found)
    mine = [
        _work(request, step, forms.get(f"decision_{step.pk}"))
        for step in steps
        if step.status in AWAITED and step.office and _holds(request, step)
    ]
    page = Paginator([row_of(step) for step in reversed(steps) if step.office], 50).get_page(
        request.GET.get("p")
    )
    context = {
        "header_title": found.title,
        "header_icon": "tasks",
        "proceeding": found,
        "flow_title": found.flow_class.title,
        "panel": found.flow_class.instance.panel(found, request),
        "picture": picture(found.flow_class, found),
        "rows": page,
        "work": mine,
        "awaited": [
            {"row": row_of(step), "people": list(queries.holders(step)[:10])}
            for step in steps
            if step.status in AWAITED and step.office
        ],
        "recallable": [step for step in steps if _may_recall(step, request.user)],
        "said": [said(remark) for remark in queries.remarks_beside(found)],
        "media": sum((each["form"].media for each in mine), Media()),
        "remark": forms.get("remark") or SaidForm(prefix="remark"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("flows_inbox"), "label": _("Inbox")},
            {"url": "", "label": found.title},
        ],
    }
    return render(request, "flows/proceeding.html", context)


def _holds(request: HttpRequest, step: Step) -> bool:
    return holds_office(request.user, step.office, step.member_id, step.organisation_id)


def _may_recall(step: Step, user: Any) -> bool:
    if step.owner_id != user.pk or not step.decision:
        return False
    try:
        refuse_recall(step, user)
    except Refused:
        return False
    return True


def _work(request: HttpRequest, step: Step, form: Any) -> dict[str, Any]:
    others = queries.holders(step).exclude(pk=request.user.pk)
    return {
        "step": step,
        "title": step.flow_task.task_title,
        "taken_by_other": step.owner if step.owner_id not in (None, request.user.pk) else None,
        "is_mine": step.owner_id == request.user.pk,
        "is_personal": step.office in PERSONAL,
        "form": form or DecisionForm(step=step, user=request.user, prefix=f"step-{step.pk}"),
        "handing": HandForm(people=others, prefix=f"hand-{step.pk}") if others.exists() else None,
    }


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide one step. What was typed stays where the decision is refused."""
    step = step_for(request, pk)
    found = proceeding_for(request, step.process_id)
    form = DecisionForm(
        request.POST, request.FILES, step=step, user=request.user, prefix=f"step-{pk}"
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide(
                step,
                data["decision"],
                actor=request.user,
                text=data["text"],
                papers=data["papers"],
                confirmed_at=timezone.now() if form.confirmed else None,
                data=form.said_more,
            )
            messages.success(request, _("It was decided."))
            return redirect("flows_proceeding", found.pk)
        except Refused as refusal:
            for sentence in str(refusal).splitlines():
                form.add_error(None, sentence)
    return _page(request, found, **{f"decision_{pk}": form})


@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something beside the decisions."""
    found = proceeding_for(request, pk)
    form = SaidForm(request.POST, request.FILES, prefix="remark")
    if form.is_valid():
        try:
            data = form.cleaned_data
            actions.remark(found, data["text"], actor=request.user, papers=data["papers"])
            return redirect("flows_proceeding", pk)
        except Refused as refusal:
            form.add_error("text", str(refusal))
    return _page(request, found, remark=form)


def _do(request: HttpRequest, step: Step, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("flows_proceeding", step.process_id)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk)
    return _do(request, step, lambda: actions.take(step, actor=request.user), _("It is yours now."))


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk)
    return _do(
        request,
        step,
        lambda: actions.give_back(step, actor=request.user),
        _("It was given back to all who hold the office."),
    )


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk)
    return _do(
        request,
        step,
        lambda: actions.recall(step, actor=request.user),
        _("The decision was taken back."),
    )


@require_POST
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    step = step_for(request, pk)
    form = HandForm(request.POST, people=queries.holders(step), prefix=f"hand-{pk}")
    if not form.is_valid():
        messages.error(request, _("Choose somebody who holds the office."))
        return redirect("flows_proceeding", step.process_id)
    to = form.cleaned_data["to"]
    return _do(
        request,
        step,
        lambda: actions.hand(step, to, actor=request.user),
        _("It was handed on."),
    )


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Take or decide several at once; each for itself, and what was refused is said."""
    chosen = [read_number(text) for text in request.POST.getlist("step")[:AT_ONCE]]
    steps = (
        queries.awaited_from(request.user)
        .filter(pk__in=[pk for pk in chosen if pk])
        .select_related("process")
    )
    key = request.POST.get("do", "")
    done, refused = 0, []
    for step in steps:
        try:
            _one_of_several(step, key, request.user)
            done += 1
        except (Refused, PermissionDenied) as refusal:
            refused.append(f"{step.process.coerced.title}：{refusal}")
    if done:
        messages.success(
            request, ngettext("%(n)d was done.", "%(n)d were done.", done) % {"n": done}
        )
    for sentence in refused:
        messages.error(request, sentence)
    if not done and not refused:
        messages.warning(request, _("Choose what is to be done with it."))
    box = request.POST.get("box", "")
    return redirect("flows_box", box if box in queries.BOXES else "mine")


def _one_of_several(step: Step, key: str, user: Any) -> None:
    if key == "take":
        actions.take(step, actor=user)
        return
    if not any(one.key == key and one.bulk for one in step.flow_task.decisions):
        raise Refused(_("This cannot be decided over several at once."))
    actions.decide(step, key, actor=user)


def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper, as a download, for those who may see its proceeding."""
    found = queries.paper_for(request.user, pk)
    if found is None:
        raise Http404
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
