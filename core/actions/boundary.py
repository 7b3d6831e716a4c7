"""The write boundary: ``action()``, and the watch that fails every write outside it (law 5)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from core.actions.statements import Write, written
from core.actions.tables import Place, Road, Shown, places
from core.delivery import generations
from core.delivery.shared import SHARED, name_of

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
    #: The generations of pages that its writes make old: raised in its transaction, at the end.
    pages: set[str] = field(default_factory=set)

    def touch(self, *generation_names: str) -> None:
        """Name what this action changes for those who remember it."""
        self.touched.update(generation_names)

    def withdraw(self) -> None:
        """Say that something readers have seen must not be shown again, not even while the
        database is away and old pages stand in for new ones."""
        self.pages.add(SHARED)

    def shows_at(self, member: Any) -> None:
        """Say that what this action writes is shown on the pages of another site than its own."""
        self.pages.add(name_of(member.pk))

    def emit(self, signal: Any, **payload: Any) -> None:
        """Send a site signal after the commit; the sender is this action's member site.

        It goes into the outbox in this transaction (``core/jobs/outbox.py``): the payload is JSON.
        """
        self.events.append((signal, payload))


@dataclass
class NamedView:
    """One of Wagtail's or Django's own views while it answers."""

    name: str
    #: As of an action; :data:`OWN_SITE` stands for the site of the page that the view is about.
    pages: set[str] = field(default_factory=set)
    #: Whether it answers in one transaction.
    atomic: bool = False
    #: Whether it wrote a page or admin table, and whether a line of the audit log tells of it.
    wrote: bool = False
    told: bool = False
    #: The pages and files it wrote, by kind and key: what was done first, or last of all, and the
    #: row as it was then.
    things: dict[tuple[str, Any], tuple[str, Any]] = field(default_factory=dict)


@dataclass
class _Save:
    """One page while it is saved: whether anything of it was written."""

    wrote: bool = False


#: Writes of the page table by a view that are no page's saving: the tree's own bookkeeping.
OWN_SITE = "site of the page"

_act: ContextVar[Act | None] = ContextVar("the running action", default=None)
_view: ContextVar[NamedView | None] = ContextVar("the running named view", default=None)
_save: ContextVar[_Save | None] = ContextVar("the page that is saved", default=None)
_exempt: ContextVar[str] = ContextVar("a named exemption", default="")
#: Exemptions whose commands raise every generation when they have ended.
RAISED_AT_THE_END = frozenset({"migrate", "flush"})


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
            _raise_pages(act, token.old_value)
            for signal, payload in act.events:
                put(signal, act.member, payload)
        finally:
            _act.reset(token)  # before the commit: what is called after it is another write


def _raise_pages(act: Act, outer: Any) -> None:
    """In the transaction, at its end. An action within another, or within a view, leaves it to that
    one: whoever waits for these rows waits until the commit."""
    view = _view.get()
    if isinstance(outer, Act) and outer.connection is act.connection:
        outer.pages |= act.pages
    elif view is not None and view.atomic:
        view.pages |= act.pages
    else:
        generations.raise_pages(act.pages)


def running() -> Act | None:
    """The action that is running here, if one is."""
    return _act.get()


def view_is_audited() -> bool:
    """Whether what is done here needs an audit line of its own: no action writes one."""
    return _act.get() is None and not _exempt.get()


def in_named_view() -> bool:
    """Whether one of Wagtail's or Django's own views is answering, and nothing else writes."""
    return answering() is not None


def answering() -> NamedView | None:
    """The named view whose own writes these are, if it is one of Wagtail's or Django's."""
    return _view.get() if view_is_audited() else None


@contextmanager
def named_view(name: str, *, atomic: bool = False) -> Iterator[NamedView]:
    """Let Wagtail's and Django's own views write page and admin tables."""
    view = NamedView(name, atomic=atomic)
    token = _view.set(view)
    try:
        yield view
    finally:
        _view.reset(token)


@contextmanager
def saving_page(generation: Callable[[], str]) -> Iterator[None]:
    """Around the saving of one page: what is written of pages within makes ``generation()`` old
    (asked afterwards; empty: nothing a reader sees), and not every page there is."""
    save = _Save()
    token = _save.set(save)
    name = SHARED
    try:
        yield
        name = generation()
    finally:
        _save.reset(token)
        holder = _act.get() or _view.get()
        if save.wrote and name and holder is not None:
            holder.pages.add(name)


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
    writes = written(text)
    if not writes:
        return execute(sql, params, many, context)
    with judged(writes, connection):
        return execute(sql, params, many, context)


@contextmanager
def judged(writes: Iterable[Write], connection: Any) -> Iterator[None]:
    """Around one statement: judge its writes before it, and after it make old what it changed on
    no road: under an exemption, or in production beside the law."""
    stray = [judge(write, connection) for write in writes]
    yield
    if any(stray):
        _raise_after_commit(connection)


def judge(write: Write, connection: Any) -> bool:
    """Let one write pass, or fail it. An action's road is its own connection and no other.

    True where the write may change what readers see and nobody has noted that yet.
    """
    place = places().get(write.table)
    if place is None or (place.road is Road.MACHINERY and not place.append_only):
        return False
    if exemption := _exempt.get():
        return place.shown is not Shown.NOBODY and exemption not in RAISED_AT_THE_END
    if place.append_only and write.changes:
        _refuse(write, "is only ever added to, and here it is changed")
        return False
    act, view = _act.get(), _view.get()
    if act is not None and act.connection is connection:
        if place.touches:
            act.touched.add(place.touches)
        _note(act.pages, place, write, _own(act))
        return False
    if place.road is Road.MACHINERY:
        return False
    if place.road is Road.PAGE and view is not None:
        view.wrote = True
        _note(view.pages, place, write, OWN_SITE)
        return False
    _refuse(write, "is written outside an action")
    return place.shown is not Shown.NOBODY


def _own(act: Act) -> str:
    """The generation of the site an action is about, once there is one."""
    member_id = getattr(act.member, "pk", None)
    return name_of(member_id) if member_id else SHARED


def _note(pages: set[str], place: Place, write: Write, own: str) -> None:
    """Note which pages a write makes old. ``own`` is what stands for the site of who writes."""
    if place.shown is Shown.NOBODY:
        return
    if place.shown is Shown.REFERRED and not write.changes:
        return
    save = _save.get()
    if place.shown is Shown.PAGE and save is not None:
        save.wrote = True
    elif place.shown is Shown.SITE or (own == OWN_SITE and write.table == "wagtailcore_page"):
        pages.add(own)
    elif place.shown is Shown.PAGE and write.table == "taggit_taggeditem" and not write.changes:
        return  # of an image or a document: a page's own tags come while it is saved
    else:
        pages.add(SHARED)


def _raise_after_commit(connection: Any) -> None:
    """Once for a transaction, however much it writes."""
    if not connection.in_atomic_block:
        generations.leave_to_relays([SHARED])
    elif not any(function is _raise_all for _ids, function, _robust in connection.run_on_commit):
        transaction.on_commit(_raise_all, using=connection.alias)


def _raise_all() -> None:
    generations.raise_pages([SHARED])


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
