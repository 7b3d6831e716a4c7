"""Gate 7: the admin shows what a plugin adds only to people for whom the plugin is on somewhere.

A plugin adds to the admin by Wagtail's hooks. Those that Wagtail asks with each request are left
out here; menu items, which it keeps for ever, are made to look for themselves; and the admin's
own URLs of a plugin are closed by :class:`AdminGateMiddleware`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from wagtail import hooks

from core.contract import PluginConfig
from core.plugins.gate import is_on_for
from core.plugins.registry import owner_of, owner_of_callable

_request: ContextVar[HttpRequest | None] = ContextVar("the admin's request", default=None)

#: Of the hooks that register something, the ones that Wagtail asks anew with each request. The
#: others are asked once in a process's life and must answer the same whoever comes first.
ASKED_EACH_TIME = frozenset(
    {
        "register_account_settings_panel",
        "register_page_header_buttons",
        "register_page_listing_buttons",
        "register_page_listing_more_buttons",
        "register_snippet_listing_buttons",
        "register_user_listing_buttons",
    }
)
#: Registered once, with an ``is_shown`` that is asked with each request.
KEPT_ITEMS = ("_menu_item", "_search_area")


def may_see(app: PluginConfig | None, request: HttpRequest | None) -> bool:
    """Whether the person of this request may see what the plugin adds to the admin."""
    if app is None or request is None:
        return True
    seen: dict[str, bool] = request.__dict__.setdefault("_yiwang_plugins_seen", {})
    if app.label not in seen:
        seen[app.label] = is_on_for(app, request.user)
    return seen[app.label]


class AdminGateMiddleware:
    """Answers 404 for the admin views of a plugin that is on nowhere for this person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not request.path_info.startswith("/admin/") or not request.user.is_authenticated:
            return  # whoever is not signed in is sent to the sign-in page by the view itself
        if not may_see(owner_of_callable(view), request):
            raise Http404


def install() -> None:
    """Put the gate into Wagtail's hooks; called once when the apps are ready."""
    every = hooks.get_hooks
    if getattr(every, "gated", False):
        return

    def get_hooks(hook_name: str) -> list[Callable[..., Any]]:
        found = every(hook_name)
        if hook_name.startswith("register_") and hook_name not in ASKED_EACH_TIME:
            keeps = hook_name.endswith(KEPT_ITEMS)
            return [_keeping(hook) for hook in found] if keeps else found
        request = _request.get()
        return [hook for hook in found if may_see(owner_of_callable(hook), request)]

    get_hooks.gated = True  # type: ignore[attr-defined]
    hooks.get_hooks = get_hooks


def _keeping(hook: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(hook)
    def registered(*args: Any, **kwargs: Any) -> Any:
        return _gated(hook(*args, **kwargs), owner_of_callable(hook))

    return registered


def _gated(item: Any, app: PluginConfig | None) -> Any:
    """The item, made to look at the gate; also those inside a menu of its own."""
    shown = getattr(item, "is_shown", None)
    if shown is None:
        return item
    for inner in getattr(getattr(item, "menu", None), "initial_menu_items", None) or ():
        _gated(inner, app)
    owner = [app] if app else []

    def is_shown(where: Any) -> bool:
        if not owner:
            owner.append(_owner_of_item(item))
        request = where if isinstance(where, HttpRequest) else where.get("request")
        if request is not where:  # beside a page or a task, where an item is asked once
            return may_see(owner[0], request) and shown(where)
        # Wagtail asks each item of a menu twice: whether the menu is empty, then what is in it.
        answers: dict[Any, bool] = request.__dict__.setdefault("_yiwang_items_shown", {})
        if is_shown not in answers:  # for the item itself, which may have no hash
            answers[is_shown] = may_see(owner[0], request) and shown(request)
        return answers[is_shown]

    item.is_shown = is_shown
    return item


def _owner_of_item(item: Any) -> PluginConfig | None:
    """The plugin behind an item that Wagtail's own code registered: by its class or its view."""
    if app := owner_of(type(item).__module__):
        return app
    try:
        return owner_of_callable(resolve(str(getattr(item, "url", ""))).func)
    except Resolver404:
        return None
