"""Whether a reader found what he looked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from core.api import read_question
from plugins.unified_search.search import asking
from plugins.unified_search.views.links import Links

ANSWERS = {"yes": True, "no": False}


@require_POST
def said(request: HttpRequest) -> HttpResponse:
    """Count ``found`` (yes or no) for the search that ``asked`` names, and lead back to it."""
    question = read_question(QueryDict(request.POST.get("asked", "")[:2000]), request.member)
    links = Links(question)
    found = ANSWERS.get(request.POST.get("found", ""))
    if found is None or not question.text:
        return redirect(links.here)
    asking.say(request.member, question.text, helped=found)
    return redirect(f"{links.here}&said=1#said")
