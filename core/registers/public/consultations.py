"""The readers' pages of consultations: which there are, one of them, and the form to say something.

<page>/consultations/          all of them, the newest first
<page>/consultations/<n>/      what is asked, what was said and answered, what was taken up
<page>/consultations/<n>/say/  the form; a page of its own, so that the others are kept for everyone
<page>/consultations/<n>/sent/ that a comment has come
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.plugins.gate import Refused
from core.registers.consultation import Consultation
from core.registers.consultations.actions import receive
from core.registers.consultations.forms import CommentForm
from core.registers.consultations.queries import consultations_at, public_comments
from core.registers.public.homes import CONSULTATIONS
from core.registers.public.rendering import render
from core.registers.time import today
from core.security.numbers import read_number

ON_A_PAGE = 20
SAY, SENT = "say", "sent"


def answer(page: Any, request: HttpRequest, inside: Sequence[str]) -> HttpResponse:
    """Answer one of the addresses above; ``inside`` is what follows ``consultations``."""
    found = consultations_at(page.register, page.member)
    if not inside:
        return _all(page, request, found)
    consultation = found.filter(pk=read_number(inside[0])).select_related("member").first()
    if consultation is None or len(inside) > 2:
        raise Http404
    match inside[1:]:
        case ():
            return _one(page, request, consultation)
        case (last,) if last == SAY:
            return _say(page, request, consultation)
        case (last,) if last == SENT:
            return render(page, request, "comment_sent", _frame(page, consultation))
    raise Http404


def _all(page: Any, request: HttpRequest, found: Any) -> HttpResponse:
    leaf = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    base = f"{page.url}{CONSULTATIONS}/"
    context = {
        "leaf": leaf,
        "rows": [(each, f"{base}{each.pk}/") for each in leaf],
    }
    return render(page, request, "consultations", context)


def _one(page: Any, request: HttpRequest, consultation: Consultation) -> HttpResponse:
    frame = _frame(page, consultation)
    entries = Paginator(consultation.entries.all(), ON_A_PAGE)
    comments = Paginator(public_comments(consultation), ON_A_PAGE)
    context = frame | {
        "entries": entries.get_page(request.GET.get("entries")),
        "comments": comments.get_page(request.GET.get("page")),
    }
    return render(page, request, "consultation", context)


def _say(page: Any, request: HttpRequest, consultation: Consultation) -> HttpResponse:
    frame = _frame(page, consultation)
    if not consultation.is_open:
        return redirect(frame["address"])
    form = CommentForm(request.POST or None, consultation=consultation)
    if request.method == "POST" and form.is_of_a_program:
        return redirect(f"{frame['address']}{SENT}/")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            receive(
                consultation, text=said["text"], name=said["name"], contact=said["contact"],
                entry=said.get("entry"),
            )  # fmt: skip
            return redirect(f"{frame['address']}{SENT}/")
        except Refused as refused:
            form.add_error("text", str(refused))
    return render(page, request, "comment", frame | {"form": form})


def _frame(page: Any, consultation: Consultation) -> dict[str, Any]:
    base = f"{page.url}{CONSULTATIONS}/"
    address = f"{base}{consultation.pk}/"
    return {
        "consultation": consultation,
        "base": base,
        "address": address,
        "say_url": f"{address}{SAY}/" if consultation.is_open else "",
        "days_left": (consultation.closes_on - today()).days,
        "canonical": f"{page.full_url}{CONSULTATIONS}/{consultation.pk}/",
    }
