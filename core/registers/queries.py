"""Reads of registers. What is confidential never comes out of a function here but those marked.

A *version* row is everything a list shows: its content, its home site (``member_id``), the entry's
public ``number`` and the days it holds. All functions take a register of ``core.registers.spec``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.delivery.generations import Snapshot
from core.pages.listed import unrestricted
from core.plugins.gate import is_enabled, sites_with
from core.registers.dictionaries.models import Term, TermCode
from core.registers.spec import Register, registers
from core.registers.time import holds_on, today
from core.sitegroup.addresses import link, table
from core.sitegroup.models import Member

# --- public -------------------------------------------------------------------------------------


def public(register: Register) -> QuerySet[Any]:
    """Every published version that may ever be shown, on sites where the plugin is on.

    Left out is every confidential version; every version of an entry that is confidential today or
    from a later day on, so that what was once public does not betray what no longer is; and every
    version that a confidential correction has replaced.
    """
    versions = register.Version.objects.filter(confidentiality="")
    on = sites_with(register.plugin)
    off = set(table().by_id) - on
    if len(on) < len(off):  # name the fewer: a statement grows with every site it names
        versions = versions.filter(member_id__in=on)
    elif off:
        versions = versions.exclude(member_id__in=off)
    sealed = register.Version.objects.filter(
        entry=OuterRef("entry"), superseded_at__isnull=True
    ).exclude(confidentiality="")
    return versions.filter(
        ~Exists(sealed.filter(Q(valid_to__gt=today()) | Q(valid_from=OuterRef("valid_from"))))
    )


def in_force(
    register: Register, *, day: datetime.date | None = None, member: Member | int | None = None
) -> QuerySet[Any]:
    """The public versions in force on ``day`` (today in the province's time zone), by number.

    ``member`` limits to one home site; ``None`` is the list over all sites. A filter by division is
    ``number__startswith`` with the significant digits of its code.
    """
    versions = public(register).filter(holds_on(day or today()), in_force=True)
    if member is not None:
        versions = versions.filter(member=member)
    return versions.order_by("number")


def history(register: Register, number: str) -> QuerySet[Any]:
    """The public versions of one entry, superseded and future ones too, newest day first."""
    if "\x00" in number:  # no number, and PostgreSQL takes no such text
        return register.Version.objects.none()
    # By the entry: what was superseded stands in no index of the version's own number.
    return public(register).filter(entry__number=number).order_by("-valid_from", "-pk")


def version_on(register: Register, number: str, day: datetime.date | None = None) -> Any | None:
    """The public version of one entry valid on ``day``; also one that says it is cancelled."""
    return history(register, number).filter(holds_on(day or today())).first()


def version_near(register: Register, number: str, day: datetime.date) -> Any | None:
    """The public version by which one entry is named on ``day``.

    That is the one valid then; where there is none, the first to come, or else the last that was.
    """
    standing = list(history(register, number).filter(superseded_at__isnull=True))
    valid = [one for one in standing if one.valid_from <= day < one.valid_to]
    ahead = [one for one in standing if one.valid_from > day]
    return next(iter([*valid, *ahead[-1:], *standing]), None)


def said_on(register: Register, moment: datetime.datetime, day: datetime.date) -> QuerySet[Any]:
    """What the site said at ``moment`` of ``day``: with the errors that were corrected since."""
    return _said(public(register), register, moment, day).order_by("number")


def _said(
    versions: QuerySet[Any], register: Register, moment: datetime.datetime, day: datetime.date
) -> QuerySet[Any]:
    known = Q(recorded_at__lte=moment) & (
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=moment)
    )
    later = register.Version.objects.filter(
        known, entry=OuterRef("entry"), valid_from__lte=day, valid_from__gt=OuterRef("valid_from")
    )
    return versions.filter(known, ~Exists(later), valid_from__lte=day, in_force=True)


def children(register: Register, number: str, day: datetime.date | None = None) -> QuerySet[Any]:
    """The public versions of an entry's sub-items in force on ``day``."""
    return in_force(register, day=day).filter(entry__parent__number=number)


# --- for those who may write at a site: confidential entries too -------------------------------


def kept(register: Register, member_ids: Iterable[int]) -> QuerySet[Any]:
    """NOT PUBLIC: every version kept at these home sites, confidential ones too."""
    return register.Version.objects.filter(member_id__in=member_ids)


def kept_on(
    register: Register, member_ids: Iterable[int], day: datetime.date | None = None
) -> QuerySet[Any]:
    """NOT PUBLIC: what is valid on ``day`` at these home sites, cancelled and confidential too."""
    return kept(register, member_ids).filter(holds_on(day or today())).order_by("number")


def named(texts: Iterable[str]) -> Q:
    """The condition that a version or draft has one of these codes or this very name."""
    wanted = list(texts)
    found = Q(name__in=wanted) | Q(entry__number__in=wanted)
    for field_name in ("base_code", "implementation_code", "handling_code", "local_code"):
        found |= Q(**{f"{field_name}__in": wanted})
    return found


# --- counts, kept per generation -----------------------------------------------------------------

_counts: Snapshot[dict[Any, Any]] = Snapshot("registers", dict)


def count_in_force(
    register: Register, *, member: Member | int | None = None, day: datetime.date | None = None
) -> int:
    """How many entries are in force; counted once until something is published or a day passes.

    Whether a site shows the register on a page plays no part: that is for the page to say.
    """
    day = day or today()
    off = frozenset(table().by_id) - sites_with(register.plugin)
    key = (
        register.slug,
        getattr(member, "pk", member),
        day,
        today(),
        off if member is None else None,
    )
    counts = _counts.get()
    if key not in counts:
        counts[key] = in_force(register, day=day, member=member).count()
    return counts[key]


def register_summaries(member: Member) -> list[dict[str, Any]]:
    """The registers of a site for its home page: ``{slug, title, url, count, as_of}``.

    Only registers whose plugin is on and whose page is live and open to all there. The province's
    own site counts all sites, every other its own entries. One query for each register, and its
    count when it has changed.
    """
    found = []
    if member.site is None:
        return found
    address = table().by_member[member.pk]
    root = member.site.root_page
    for register in registers():
        if not is_enabled(register.plugin, member):
            continue
        pages = unrestricted(register.Page.objects.descendant_of(root).live())
        url_path = pages.values_list("url_path", flat=True).first()
        if url_path is None:
            continue
        count = count_in_force(register, member=None if member.parent_id is None else member)
        inside = url_path.removeprefix(root.url_path)
        found.append(
            {
                "slug": register.slug,
                "title": register.title,
                "url": link(address, inside),
                "count": count,
                "as_of": today(),
            }
        )
    return found


def changing_on(register: Register, day: datetime.date) -> set[int]:
    """The ids of home sites where some version begins to hold on ``day``."""
    begun = register.Version.objects.filter(superseded_at__isnull=True, valid_from=day)
    return set(begun.values_list("member_id", flat=True).distinct())


# --- dictionaries --------------------------------------------------------------------------------


@dataclass
class Terms:
    """All terms, held in the process: a list of entries needs no join to name its codes."""

    by_id: dict[int, Term] = field(default_factory=dict)
    by_dictionary: dict[str, list[Term]] = field(default_factory=dict)
    #: (dictionary, scheme) -> foreign code -> term
    foreign: dict[tuple[str, str], dict[str, Term]] = field(default_factory=dict)

    def find(self, dictionary: str, text: str) -> Term | None:
        """The term of a dictionary by its code or name, or by its other name if only one has it."""
        known = self.by_dictionary.get(dictionary, ())
        for term in known:
            if text in (term.code, term.name):
                return term
        others = [term for term in known if text and term.also == text]
        return others[0] if len(others) == 1 else None


def _build_terms() -> Terms:
    made = Terms()
    keys: dict[int, str] = {}
    for term in Term.objects.select_related("dictionary").order_by("dictionary", "order", "code"):
        key = keys[term.pk] = term.dictionary.key
        made.by_id[term.pk] = term
        made.by_dictionary.setdefault(key, []).append(term)
    for code in TermCode.objects.all():
        made.foreign.setdefault((keys[code.term_id], code.scheme), {})[code.code] = made.by_id[
            code.term_id
        ]
    return made


_terms: Snapshot[Terms] = Snapshot("dictionaries", _build_terms)


def terms() -> Terms:
    """The dictionaries as of this request."""
    return _terms.get()
