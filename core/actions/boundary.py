"""The write boundary: ``action()``, and the watch that fails every write outside it (law 5)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from core.actions.statements import Write, written
from core.actions.tables import Road, places
from core.delivery import generations

logger = logging.getLogger("yiwang.boundary")


class WriteOutsideAction(RuntimeError):
    """A write took a road that law 5 does not know."""


@dataclass(frozen=True)
class System:
    """The platform itself as an actor: a command run by whoever runs the machine."""

    name: str
    is_active: bool = True

    def __str__(self) -> str:
        return self.name


@dataclass
class Act:
    """What an action tells about itself while it runs."""

    name: str
    actor: Any
    member: Any = None
    target: Any = None
    detail: dict[str, Any] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    events: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    #: The connection whose transaction this action is: writes on another are outside it.
    connection: Any = None

    def touch(self, *generation_names: str) -> None:
        """Name what this action changes for those who remember it."""
        self.touched.update(generation_names)

    def emit(self, signal: Any, **payload: Any) -> None:
        """Send a site signal after the commit; the sender is this action's member site.

        It goes into the outbox in this transaction (``core/jobs/outbox.py``): the payload is JSON.
        """
        self.events.append((signal, payload))


_act: ContextVar[Act | None] = ContextVar("the running action", default=None)
_view: ContextVar[str] = ContextVar("the running named view", default="")
_exempt: ContextVar[str] = ContextVar("a named exemption", default="")


@contextmanager
def action(
    name: str,
    *,
    actor: Any,
    right: Any,
    member: Any = None,
    target: Any = None,
    **detail: Any,
) -> Iterator[Act]:
    """Run one write of the business: check the right, one transaction, one audit line.

    Only modules named ``actions.py`` may open it. ``name`` is ``"<app label>.<verb>"``; ``actor``
    a user or a :class:`System`; ``right`` a ``core.people.rights.Right``, checked for ``actor`` on
    ``member`` (``None``: on the whole group). ``detail`` goes into the audit line and must hold no
    personal data. Raises ``PermissionDenied`` before anything is written, ``TypeError`` where no
    right is named: there is no write that anybody may do.
    """
    from core.audit.lines import write_line
    from core.jobs.outbox import put
    from core.people.rights import Right, require
    from core.plugins.gate import ask_guards

    if not isinstance(right, Right):
        raise TypeError(f"{name} names no right")
    require(actor, right, member)
    act = Act(name, actor, member, target, dict(detail))
    act.connection = connections[DEFAULT_DB_ALIAS]
    ask_guards(act)
    with transaction.atomic():
        token = _act.set(act)
        try:
            yield act
            write_line(act)
            for generation in sorted(act.touched):
                generations.raise_(generation)
            for signal, payload in act.events:
                put(signal, act.member, payload)
        finally:
            _act.reset(token)  # before the commit: what is called after it is another write


def running() -> Act | None:
    """The action that is running here, if one is."""
    return _act.get()


def view_is_audited() -> bool:
    """Whether what is done here needs an audit line of its own: no action writes one."""
    return _act.get() is None and not _exempt.get()


def in_named_view() -> bool:
    """Whether one of Wagtail's or Django's own views is answering, and nothing else writes."""
    return bool(_view.get()) and view_is_audited()


@contextmanager
def named_view(name: str) -> Iterator[None]:
    """Let Wagtail's and Django's own views write page and admin tables."""
    token = _view.set(name)
    try:
        yield
    finally:
        _view.reset(token)


@contextmanager
def exempt(name: str) -> Iterator[None]:
    """A named exemption for migrations and test factories. Nothing else may use it."""
    token = _exempt.set(name)
    try:
        yield
    finally:
        _exempt.reset(token)


def watch(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """The connection wrapper: every statement passes here, whoever makes it."""
    connection = context["connection"]
    text = sql if isinstance(sql, str) else sql.as_string(connection.connection)
    for write in written(text):
        judge(write, connection)
    return execute(sql, params, many, context)


def judge(write: Write, connection: Any) -> None:
    """Let one write pass, or fail it. An action's road is its own connection and no other."""
    place = places().get(write.table)
    if place is None or (place.road is Road.MACHINERY and not place.append_only):
        return
    if _exempt.get():
        return
    if place.append_only and write.changes:
        _refuse(write, "is only ever added to, and here it is changed")
        return
    act = _act.get()
    if act is not None and act.connection is connection:
        if place.touches:
            act.touched.add(place.touches)
        return
    if place.road is Road.MACHINERY or (place.road is Road.PAGE and _view.get()):
        return
    _refuse(write, "is written outside an action")


def _refuse(write: Write, why: str) -> None:
    """Fail, or in production raise an alarm: the statement itself may hold personal data."""
    message = f"{write.table} {why}: {write.verb}, from {_caller()}"
    if settings.WRITE_BOUNDARY == "raise":
        raise WriteOutsideAction(message)
    logger.error(message)


def _caller() -> str:
    """The nearest line of code that belongs neither to Django nor to this module."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        module = frame.f_globals.get("__name__", "")
        if module != __name__ and module.partition(".")[0] not in {"django", "contextlib"}:
            return f"{module}:{frame.f_lineno}"
        frame = frame.f_back
    return "an unknown place"
