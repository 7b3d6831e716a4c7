"""DOOR 1: what a plugin declares.

Safe to import before models are loaded: nothing here touches the database or the app registry
at import time. A plugin's ``apps.py`` holds one subclass of :class:`PluginConfig` and nothing else;
every other room of a plugin is found by its file name (see :data:`ROOMS`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from importlib.util import find_spec
from pathlib import PurePath
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import AppConfig
from django.dispatch import Signal

from core.registers.review_settings import REVIEW_SETTING_LABELS, REVIEW_SETTINGS
from core.search.declared import SearchDocument

if TYPE_CHECKING:
    from core.sitegroup.models import Member

__all__ = [
    "CONTRACT",
    "REVIEW_SETTINGS",
    "REVIEW_SETTING_LABELS",
    "ROOMS",
    "Column",
    "DraftGuard",
    "Guard",
    "Job",
    "PluginConfig",
    "Profile",
    "Schedule",
    "Scope",
    "SearchDocument",
    "SiteSignal",
    "Slot",
    "Veto",
    "upgrade_step",
]

#: The number of the contract this core speaks. A plugin that declares another is refused at start.
CONTRACT = 1

#: The closed vocabulary of Python file names in a plugin. The name is the registration.
#: ``testing`` may offer ``SAMPLE``: loaders ``load(directory, *, actor, progress)`` that ``demo``
#: calls, required plugins first; each is idempotent, ``progress(items, total, label)`` yields the
#: items.
ROOMS = frozenset(
    {
        "__init__",
        "actions",
        "annexes",
        "api",
        "apps",
        "blocks",
        "checks",
        "exchange",
        "flows",
        "forms",
        "guards",
        "hooks",
        "jobs",
        "models",
        "profile",
        "queries",
        "search",
        "slots",
        "testing",
        "upgrades",
        "urls",
        "views",
        "wagtail_hooks",
    }
)
#: These stay one file each: they are read as a whole, or found by their file's name.
ONE_FILE = frozenset({"__init__", "actions", "api", "apps"})


def is_room(place: PurePath) -> bool:
    """Whether a Python file at ``place`` in its plugin's folder is a room, or part of one.

    A room that outgrows its file becomes a folder of the same name, whose ``__init__.py`` is
    the room still: all others import it from there.
    """
    if len(place.parts) == 1:
        return place.stem in ROOMS
    return len(place.parts) == 2 and place.parts[0] in ROOMS - ONE_FILE


class Scope(Enum):
    """How far one activation reaches."""

    SITE = "site"  #: one member site
    GROUP = "group"  #: a member site and all below it
    PLATFORM = "platform"  #: always on, everywhere; cannot be switched


class PluginConfig(AppConfig):
    """The declaration of a plugin: subclass it once, in the plugin's ``apps.py``.

    The app label is the slug, the folder's name and the prefix of every table, for ever.
    The hooks receive a member site (``core.api.Member``) and run inside the transaction of the
    action that calls them; an exception rolls all of it back.
    """

    default = False  # Django must never take this base for the plugin's own config

    contract: ClassVar[int] = CONTRACT
    #: One translated sentence for the control panel.
    description: ClassVar[str] = ""
    scope: ClassVar[Scope] = Scope.SITE
    #: Slugs that must be on first. Also the permission to import those plugins' ``api``.
    requires: ClassVar[tuple[str, ...]] = ()
    #: Slugs this plugin uses if they are there, by signals and slots only.
    works_with: ClassVar[tuple[str, ...]] = ()
    #: Settings of one site with their defaults. Strict: an unknown key is an error.
    default_settings: ClassVar[Mapping[str, Any]] = {}
    #: What people read of a setting: its key -> a translated sentence.
    setting_labels: ClassVar[Mapping[str, Any]] = {}
    #: Keys of ``default_settings`` that must be filled before the plugin can be enabled.
    required_settings: ClassVar[tuple[str, ...]] = ()
    #: Only the platform's administrator (a superuser) may enable it.
    restricted: ClassVar[bool] = False
    #: The parameters that its public pages are asked with, beside core's own (``page``, ``q`` …,
    #: core.delivery.keys). A page asked with any other is never kept in the cache of pages.
    query_parameters: ClassVar[tuple[str, ...]] = ()
    #: The first step of its addresses on every site, where it is not the slug with dashes: a plain
    #: word that people type. Experimental.
    address: ClassVar[str] = ""
    #: Cookies that say who somebody is: with one of them a request passes by the cache of pages.
    personal_cookies: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Without this an apps.py that imports its base would leave Django two candidates.
        cls.default = cls.__dict__.get("default", True)

    def room(self, name: str, attribute: str, fallback: Any = ()) -> Any:
        """Return ``attribute`` of the plugin's module ``name``.

        An absent module gives ``fallback``; a broken one raises: absent is fine, broken is fatal.
        """
        module = self.read_room(name)
        return fallback if module is None else getattr(module, attribute, fallback)

    def read_room(self, name: str) -> ModuleType | None:
        """Import the plugin's module ``name``; ``None`` where the plugin has no such room."""
        if name not in ROOMS:
            raise ValueError(f"{name!r} is no room of a plugin")
        path = f"{self.name}.{name}"
        return None if find_spec(path) is None else import_module(path)

    def is_available(self, site: Member) -> bool:
        """Whether the plugin can be offered to this site at all (its level, for example).

        Asked for every site of a list: it must not query the database.
        """
        return True

    def check_site(self, site: Member) -> list[str]:
        """Reasons why the plugin cannot be enabled on this site, as translated sentences."""
        return []

    def on_enable(self, site: Member, *, cloned_from: Member | None = None) -> None:
        """Called once the plugin is on, also when it is switched on again."""

    def on_disable(self, site: Member) -> None:
        """Called before the gates close. Data must stay as it is."""


@dataclass(frozen=True)
class Column:
    """A page that enabling creates on a site, unless one of that key or slug is there.

    ``page_type`` is ``"<app_label>.<Model>"``; ``parent`` the key of another column of the site.
    """

    key: str
    title: str
    slug: str
    page_type: str
    parent: str = ""


@dataclass(frozen=True)
class Profile:
    """What enabling creates on one site, once: ``profile.py`` holds ``PROFILE``."""

    columns: tuple[Column, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def upgrade_step(title: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Mark a function of ``upgrades.py`` as a step; its own name is its id, for ever.

    A step takes a member site and is idempotent: run twice, it changes nothing the second time.
    """

    def mark(function: Callable[[Any], None]) -> Callable[[Any], None]:
        function.title = title  # type: ignore[attr-defined]
        return function

    return mark


class SiteSignal(Signal):
    """A signal sent by a member site, heard only by plugins that are enabled there.

    ``name`` is ``"<app label>.<what happened>"``, for ever: events wait in the database by it.
    ``sender`` must be a :class:`~core.sitegroup.models.Member`. Receivers stand in a plugin's
    ``hooks.py`` (or in core, which always hears). They run after the action's commit, each in a
    transaction of its own, and again if the process died meanwhile: they must be idempotent. The
    payload is JSON: ids, never objects. The gate stands where all of Django's ways of sending pass.
    """

    #: Every signal by its name, of all modules that are loaded.
    known: ClassVar[dict[str, SiteSignal]] = {}

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        SiteSignal.known[name] = self

    def receivers_at(self, site: Any) -> list[Any]:
        """Who hears it when ``site`` sends it, as things stand."""
        return self._live_receivers(site)[0]

    def _live_receivers(self, sender: Any) -> tuple[list[Any], list[Any]]:
        from core.plugins.gate import may_hear

        if getattr(sender, "pk", None) is None:
            raise ValueError("a site signal needs the member site that sends it")
        synchronous, asynchronous = super()._live_receivers(sender)
        return (
            [receiver for receiver in synchronous if may_hear(receiver, sender)],
            [receiver for receiver in asynchronous if may_hear(receiver, sender)],
        )


@dataclass(frozen=True)
class Veto:
    """A guard's refusal, with the sentence the person is shown."""

    reason: str


@dataclass(frozen=True)
class Guard:
    """A synchronous check before another plugin's action: ``guards.py`` holds ``GUARDS``.

    ``check(site=…, target=…)`` returns a :class:`Veto` or ``None``. Asked only where the plugin
    that declares it is enabled.
    """

    action: str
    check: Callable[..., Veto | None]


@dataclass(frozen=True)
class DraftGuard:
    """A check of another plugin's drafts before they are published; in ``GUARDS`` too.

    ``check(site=…, drafts=…)`` gets those of one home site that are about to be published in the
    register ``register``, each with the ``verb`` and ``valid_from`` it will have, and returns the
    sentences against single ones by their keys; those are refused, the others are published. Asked
    once for a batch, within its transaction, where the plugin that declares it is enabled: a fixed
    number of queries. Experimental.
    """

    register: str
    check: Callable[..., Mapping[int, Sequence[str]]]


@dataclass(frozen=True)
class Slot:
    """A piece this plugin adds to another's page: ``slots.py`` holds ``SLOTS``.

    ``context(site=…, **given)`` returns the template's context, or ``None`` for nothing.
    """

    name: str
    template: str
    context: Callable[..., Mapping[str, Any] | None]
    order: int = 100
    #: Whether it shows nothing of other sites' pages and entries. Where one does, a page with it is
    #: rendered again whenever any site publishes.
    local: bool = False


@dataclass(frozen=True)
class Job:
    """Background work: ``jobs.py`` holds ``JOBS``. Put in the table by ``core.api.enqueue``.

    ``run(site, **payload)`` runs in one transaction with the job's completion, so that its effect
    on the database happens exactly once; it holds SQLite's one writer and stays short. Long work
    says ``stepped``: ``run(site, context, **payload)`` then runs outside any transaction and has
    its effects by ``context.step(key, effect)``, one transaction each; taken up again after a
    crash, it finds the finished steps done. Effects elsewhere (mail, messages) go through
    ``context.outside(key, effect)``: at least once, with a key to tell the second time by.

    What ``run`` returns is kept as the job's result (JSON). An exception is retried after
    ``retry_delays`` (seconds; the last one holds on), at most ``max_attempts`` times in all; then
    the job is a dead letter. ``Refused`` and ``PermissionDenied`` cancel it with their sentence.
    Higher ``priority`` runs first.
    """

    name: str
    run: Callable[..., Any]
    title: Any = ""
    stepped: bool = False
    max_attempts: int = 5
    retry_delays: tuple[float, ...] = (5, 30, 300, 1800)
    priority: int = 0
    #: ``about(**payload)``: a few words on what this very one is about, behind the title.
    about: Callable[..., str] | None = None


@dataclass(frozen=True)
class Schedule:
    """When a job of the same room runs by itself: ``jobs.py`` holds ``SCHEDULES``.

    Either ``every`` so many minutes (counted from midnight, so best a divisor of 1440), or daily
    ``at`` ``"HH:MM"`` in the province's time, or weekly so with ``weekday`` (0 is Monday). A
    plugin's runs once for each site where the plugin is on. What was missed while nothing ran
    fires once. It raises an alarm where it has not finished within ``grace`` minutes after its due
    instant (0: an hour, or three rounds of a shorter ``every``, and five minutes at least).
    """

    job: str
    every: int = 0
    at: str = ""
    weekday: int | None = None
    grace: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)
