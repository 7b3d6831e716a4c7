"""Writes of the standard catalogue: lay it down, and take items of it over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.actions.boundary import action
from core.flows.queries import seat_of
from core.people.models import Organisation
from core.people.rights import Right
from core.plugins.gate import Refused
from core.registers.actions import save_draft
from core.registers.catalogue import CatalogueItem
from core.registers.catalogues.queries import State, items_at
from core.registers.catalogues.reading import Row, grounds_in, read_catalogue
from core.registers.choices import Verb
from core.registers.drafts import bodies_for, body_named, refuse_where_off
from core.registers.exchange.proposals import Problem
from core.registers.spec import Register
from core.registers.standard import level_at
from core.sitegroup.models import Member

#: So many refused items are named; the list shows all.
NAMED = 10


class Unloadable(Refused):
    """The file has errors. ``problems`` names each with its row and column; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(
            "\n".join(f"{one.place} {one.column} {one.value}: {one.sentence}" for one in problems)
        )


def lay_down(
    register: Register, data: bytes, kind: str, *, source: str, actor: Any
) -> dict[str, int]:
    """Bring the catalogue of a register to what a file says (``xlsx``, ``csv``, ``json``).

    Items are told apart by their base code: new ones are added, others renamed, and what the file
    no longer has goes out of use; nothing is deleted, nothing that sites publish is changed.
    ``source`` is the document that lays it down. Returns ``{"new", "changed", "gone", "same"}``.
    Raises :class:`Unloadable` with every error. Needs ``KEEP_REFERENCE`` on the group.
    """
    with action(
        "registers.lay_down_catalogue", actor=actor, right=Right.KEEP_REFERENCE,
        register=register.slug, source=source.strip(),
    ) as act:  # fmt: skip
        if not register.catalogue:
            raise Refused(_("Nothing of this list is laid down by a catalogue."))
        if not source.strip():
            raise Refused(_("Name the document that lays the catalogue down."))
        rows, problems = read_catalogue(register, data, kind)
        if problems:
            raise Unloadable(problems)
        counts = _write(register, rows, source.strip())
        act.detail["counts"] = counts
    return counts


def _write(register: Register, rows: Sequence[Row], source: str) -> dict[str, int]:
    known = {
        item.code: item
        for item in CatalogueItem.objects.filter(register=register.slug)
        .select_for_update()
        .prefetch_related("levels")
    }
    counts = dict.fromkeys(("new", "changed", "gone", "same"), 0)
    written = []
    for row in rows:
        item = known.get(row.code) or CatalogueItem(register=register.slug, code=row.code)
        before = _said(item) if item.pk else None
        item.name, item.category, item.ground = row.name, row.category, row.ground
        item.source, item.in_use = source, True
        now = (row.name, row.category.pk, row.ground, True, {level.pk for level in row.levels})
        counts["new" if before is None else "same" if before == now else "changed"] += 1
        written.append(item)
    CatalogueItem.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["register", "code"],
        update_fields=["name", "category", "ground", "source", "in_use"],
    )
    kept = CatalogueItem.objects.filter(register=register.slug)
    said = {row.code for row in rows}
    gone = [item.pk for code, item in known.items() if item.in_use and code not in said]
    counts["gone"] = kept.filter(pk__in=gone).update(in_use=False)
    _write_levels(dict(kept.values_list("code", "pk")), rows)
    return counts


def _said(item: CatalogueItem) -> tuple[Any, ...]:
    levels = {level.pk for level in item.levels.all()}
    return (item.name, item.category_id, item.ground, item.in_use, levels)


def _write_levels(keys: dict[str, int], rows: Sequence[Row]) -> None:
    through = CatalogueItem.levels.through
    through.objects.filter(catalogueitem_id__in=[keys[row.code] for row in rows]).delete()
    through.objects.bulk_create(
        through(catalogueitem_id=keys[row.code], term_id=level.pk)
        for row in rows
        for level in row.levels
    )


def claim(
    register: Register, member: Member, item_ids: Sequence[int], *, body: str, actor: Any
) -> list[Any]:
    """Take items of the catalogue over (认领): begin a draft of a new entry for each; return them.

    ``body`` is the code or the name of the body of the site that implements them. Each draft has
    the code, name, category and grounds of its item and the level of the site, and goes the way of
    every draft. Raises :class:`Refused` and begins none where an item is not for this level, is
    taken over or being drafted at the government already, or is out of use. Needs ``WRITE`` at the
    site.
    """
    with action(
        "registers.claim_items", actor=actor, right=Right.WRITE, member=member,
        register=register.slug,
    ) as act:  # fmt: skip
        refuse_where_off(register, member)
        implementing = body_named(bodies_for(register, member), body, member)
        # Locked in one order, so that two who claim the same item come one after the other.
        list(CatalogueItem.objects.select_for_update().filter(pk__in=item_ids).order_by("pk"))
        items = list(items_at(register, seat_of(member)).filter(pk__in=item_ids).order_by("code"))
        _refuse_where_taken(items, len(set(item_ids)))
        drafts = [_claimed(register, member, item, implementing, actor) for item in items]
        act.detail["count"] = len(drafts)
    return drafts


def _refuse_where_taken(items: Sequence[Any], asked: int) -> None:
    if not asked:
        raise Refused(_("Choose at least one item."))
    if len(items) < asked:
        raise Refused(_("One of the items is not in the catalogue of this level."))
    taken = [item for item in items if item.state != State.MISSING]
    if taken:
        named = "、".join(f"{item.code}（{State(item.state).label}）" for item in taken[:NAMED])
        raise Refused(_("These cannot be taken over: %(items)s.") % {"items": named})


def _claimed(
    register: Register, member: Member, item: CatalogueItem, body: Organisation, actor: Any
) -> Any:
    level = level_at(member)
    draft = register.Draft(
        member=member,
        verb=Verb.ESTABLISH,
        change_ground=f"认领基本目录（{item.source}）事项 {item.code}",
        base_code=item.code,
        name=item.name,
        category=item.category,
        level=level,
        organisation=body,
        source="catalogue",
    )
    return save_draft(register, draft, actor=actor, grounds=grounds_in(item.ground))
