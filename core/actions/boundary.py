"""The write boundary: ``action()``, and the watch that fails every write outside it (law 5)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction

from core.actions.tables import Road, roads
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

    def touch(self, *generation_names: str) -> None:
        """Name what this action changes for those who remember it."""
        self.touched.update(generation_names)

    def emit(self, signal: Any, **payload: Any) -> None:
        """Send a site signal after the commit; the sender is this action's member site."""
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
    personal data. Raises ``PermissionDenied`` before anything is written.
    """
    from core.audit.lines import write_line
    from core.people.rights import require
    from core.plugins.gate import ask_guards

    require(actor, right, member)
    act = Act(name, actor, member, target, dict(detail))
    ask_guards(act)
    token = _act.set(act)
    try:
        with transaction.atomic():
            yield act
            write_line(act)
            for generation in sorted(act.touched):
                generations.raise_(generation)
            for signal, payload in act.events:
                _send_after_commit(signal, act.member, payload)
    finally:
        _act.reset(token)


def _send_after_commit(signal: Any, member: Any, payload: dict[str, Any]) -> None:
    transaction.on_commit(lambda: signal.send(sender=member, **payload))


def running() -> Act | None:
    """The action that is running here, if one is."""
    return _act.get()


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


# Statements that read are told apart by their first word; only the rest is searched, so that a
# common table expression before an INSERT is seen too.
_READS = re.compile(r"\s*(?:SELECT|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|EXPLAIN|SET|SHOW|CREATE|ALTER|DROP|DECLARE|FETCH|CLOSE|LISTEN|NOTIFY|ANALYZE|VACUUM|REINDEX)\b", re.I)
_WRITES = re.compile(
    r'\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?(?:\s+ONLY)?'
    r'|DELETE\s+FROM(?:\s+ONLY)?|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?(?:\s+ONLY)?|COPY)'
    r'\s+(?:"?public"?\.)?"?(\w+)"?',
    re.I,
)
_HEAD = 400


def watch(execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """The connection wrapper: every statement passes here, whoever makes it."""
    text = sql if isinstance(sql, str) else sql.as_string(context["connection"].connection)
    if not _READS.match(text):
        for table in _written_tables(text):
            _judge(table.lower(), text)
    return execute(sql, params, many, context)


def _written_tables(text: str) -> list[str]:
    """Only WITH hides its verb; for the rest the head names the one table."""
    if text.lstrip()[:4].upper() == "WITH":
        return _WRITES.findall(text)
    found = _WRITES.search(text[:_HEAD])
    return [found[1]] if found else []


def _judge(table: str, sql: str) -> None:
    road, touches = roads().get(table, (Road.MACHINERY, ""))
    act = _act.get()
    if act is not None:
        if touches:
            act.touched.add(touches)
        return
    if road is Road.MACHINERY or _exempt.get():
        return
    if road is Road.PAGE and _view.get():
        return
    message = f"{table} is written outside an action: {sql[:60]}"
    if settings.WRITE_BOUNDARY == "raise":
        raise WriteOutsideAction(message)
    logger.error(message)
