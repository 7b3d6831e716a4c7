"""The page of the search."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.api import Answer, Member, Question, read_question, too_many
from plugins.unified_search.search import SEARCH_PROVIDER, asking
from plugins.unified_search.views import choices, found
from plugins.unified_search.views.file import MOST
from plugins.unified_search.views.links import Links, field


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found for ``q``; without it, what can be looked for."""
    question = read_question(request.GET, request.member)
    if not question.text:
        return render(request, "unified_search/start.html", _start(request.member))
    if refused := too_many(request, "search", settings.RATE_SEARCH):
        return refused
    is_new = _is_new(question) and "said" not in request.GET
    question, answer = _ask(question)
    if is_new:
        asking.count(question.at, question.text, nothing=not answer.total)
    links = Links(question)
    context = _frame(links, answer) | {"is_said": "said" in request.GET}
    if answer.hits:
        template, more = "results", _results(links, answer)
    else:
        template, more = "nothing", _nothing(links)
    response = render(request, f"unified_search/{template}.html", context | more)
    response["Cache-Control"] = "no-store"  # each search is counted
    return response


def _ask(question: Question) -> tuple[Question, Answer]:
    """The answer; behind its last page, that of its last page."""
    answer = SEARCH_PROVIDER.search(question)
    if not answer.hits and answer.total and question.page > 1:
        last = max(1, -(-answer.total // question.size))
        question = replace(question, page=min(last, question.page - 1))
        answer = SEARCH_PROVIDER.search(question)
    return question, answer


def _is_new(question: Question) -> bool:
    """Who narrows, orders or leafs through what was found does not search again."""
    narrowed = question.filters or question.newest or question.literal or question.anywhere
    return question.page == 1 and not narrowed


def _frame(links: Links, answer: Answer) -> dict[str, Any]:
    question = links.question
    return {
        "field": field(question.at, question.text),
        # Another search keeps how far it goes, and nothing else.
        "kept": [pair for pair in links.kept if pair[0] == "scope"],
        "text": question.text,
        "scopes": choices.scopes(links),
        "total": answer.total,
        "fewer": answer.fewer,
        "understood": found.understood(links, answer),
        "chips": choices.chips(links),
    }


def _results(links: Links, answer: Answer) -> dict[str, Any]:
    best = [hit for hit in answer.hits if hit.best_bet]
    return {
        "place": links.question.at.short_name,
        "newest": links.question.newest,
        "best": found.shown(best),
        "hits": found.shown(hit for hit in answer.hits if not hit.best_bet),
        "tabs": choices.tabs(links, answer),
        "facets": choices.facets(links, answer),
        "orders": choices.orders(links),
        "pages": found.pages(links, answer.total),
        "asked": links.query,
        "file_url": links.file,
        "file_most": MOST if answer.total > MOST else 0,
        "said_url": f"{links.base}said/",
    }


def _nothing(links: Links) -> dict[str, Any]:
    """What else can be tried: further away, without what narrows it. A search for each."""
    question = links.question
    ways = [
        (label, links.but(scope=scope), replace(question, scope=scope, page=1, size=1))
        for scope, label in choices.wider(links)
    ]
    if question.filters:
        plain = replace(question, filters={}, page=1, size=1)
        ways.insert(0, (_("Without what narrows it"), links.but(filters={}), plain))
    counted = [(label, url, SEARCH_PROVIDER.search(asked).total) for label, url, asked in ways]
    return {
        "scope": next(scope.label for scope in choices.scopes(links) if scope.current),
        "ways": [way for way in counted if way[2]],
    }


def _start(at: Member) -> dict[str, Any]:
    return {
        "field": field(at),
        "often": [(words, Links(Question(words, at)).here) for words in asking.often_asked(at)],
    }
