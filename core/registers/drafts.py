"""Drafts: what one starts from, what of it is missing, and whose bodies a site may name.

Nothing here opens an action; ``core.registers.actions`` calls it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.people.models import Organisation
from core.plugins.gate import Refused, is_enabled
from core.registers.outcomes import Outdated
from core.registers.packages import refuse_where_closed
from core.registers.papers import document_fields, refuse_foreign_keys
from core.registers.queries import Terms
from core.registers.scalars import SCALARS
from core.registers.spec import Register
from core.sitegroup.addresses import table
from core.sitegroup.models import Level, Member

#: What a draft keeps from its beginning to its end.
_LASTING = ("entry_id", "corrects_id", "base_id")


def content_of(register: Register, row: Any) -> dict[str, Any]:
    """The plain columns of a version's or draft's content, foreign keys by their id."""
    return {name: getattr(row, name) for name in plain_columns(register)}


def plain_columns(register: Register) -> list[str]:
    """The attribute names of the content's columns, as a bulk write needs them."""
    options = register.Version._meta
    return [options.get_field(name).attname for name in register.plain_fields]


def many_fields(register: Register) -> list[str]:
    """The names of the fields that hold several terms."""
    return [field.name for field in register.fields if field.kind == "terms"]


def draft_of(register: Register, version: Any, *, corrects: bool = False) -> Any:
    """An unsaved draft that starts from the entry's newest version.

    With ``corrects`` it carries the content, day and verb of ``version`` and will replace it;
    otherwise ``version`` gives the content of a change.
    """
    draft = register.Draft(
        member_id=version.member_id,
        entry_id=version.entry_id,
        base_id=newest_pk(register, version.entry_id),
        **content_of(register, version),
    )
    if corrects:
        draft.corrects = version
        draft.verb, draft.valid_from = version.verb, version.valid_from
        draft.change_ground = version.change_ground
    return draft


def newest_pk(register: Register, entry_id: int) -> int | None:
    """The version of an entry that was published last and still stands."""
    standing = register.Version.objects.filter(entry_id=entry_id, superseded_at__isnull=True)
    return standing.order_by("-pk").values_list("pk", flat=True).first()


def copy_parts(register: Register, pairs: Sequence[tuple[Any, Any]]) -> None:
    """Copy terms and grounds from each source row to its target row, in a few bulk writes.

    Sources are all drafts or all versions, targets all of the other kind or new drafts.
    """
    if not pairs:
        return
    target_of = {source.pk: target for source, target in pairs}
    source_model, target_model = type(pairs[0][0]), type(pairs[0][1])
    for name in many_fields(register):
        there, here = source_model._meta.get_field(name), target_model._meta.get_field(name)
        owner, mine = f"{there.m2m_field_name()}_id", f"{here.m2m_field_name()}_id"
        links = there.remote_field.through.objects.filter(**{f"{owner}__in": target_of})
        through = here.remote_field.through
        through.objects.bulk_create(
            through(**{mine: target_of[pk].pk, "term_id": term})
            for pk, term in links.values_list(owner, "term_id")
        )
    _copy_grounds(register, target_of, source_model, target_model)


def _copy_grounds(
    register: Register, target_of: dict[int, Any], source_model: type, target_model: type
) -> None:
    side = "draft_id" if source_model is register.Draft else "version_id"
    other = "draft_id" if target_model is register.Draft else "version_id"
    columns = ground_columns(register)
    grounds = register.Ground.objects.filter(**{f"{side}__in": target_of}).order_by("order", "pk")
    register.Ground.objects.bulk_create(
        register.Ground(**{other: target_of[row.pop(side)].pk}, **row)
        for row in grounds.values(side, *columns)
    )


def ground_columns(register: Register) -> list[str]:
    """The attribute names of a ground, without its key and its owner."""
    left_out = {"id", "version_id", "draft_id"}
    return [f.attname for f in register.Ground._meta.concrete_fields if f.attname not in left_out]


# --- saving --------------------------------------------------------------------------------------


def person(actor: Any) -> Any:
    """The account behind an actor; ``None`` where the platform itself acts."""
    return actor if getattr(actor, "pk", None) else None


def begin(register: Register, draft: Any, version: Any, *, actor: Any) -> None:
    """Save a new draft with the terms and grounds of the version it starts from."""
    draft.owner = person(actor)
    draft.save()
    copy_parts(register, [(version, draft)])


def refuse_to_save(register: Register, draft: Any, stored: Any, expected: int | None) -> None:
    """Refuse where another editor came first, and where a draft would leave its entry or site.

    ``stored`` is the draft as it was read, ``None`` for a new one. Takes over the number of the
    saves until now.
    """
    if stored is None:
        if draft.entry_id and draft.entry.member_id != draft.member_id:
            raise Refused(_("An entry is edited at its home site only."))
        return
    now = register.Draft.objects.select_for_update().get(pk=draft.pk)
    if expected is not None and now.revision != expected:
        raise Outdated(
            _("%(who)s saved this draft at %(when)s, after you opened it.")
            % {
                "who": now.owner or "—",
                "when": timezone.localtime(now.changed_at).strftime("%H:%M:%S"),
            },
            theirs=now,
        )
    if any(getattr(now, name) != getattr(draft, name) for name in _LASTING):
        raise Refused(_("A draft stays with the entry and the version it started from."))
    refuse_where_closed(now)
    draft.package_id = now.package_id
    draft.revision = now.revision


def refuse_foreign_papers(register: Register, draft: Any) -> None:
    """Refuse documents of another site than the draft's."""
    keys = [getattr(draft, f"{name}_id") for name in document_fields(register)]
    refuse_foreign_keys(keys, draft.member)


def is_ground(law: str | None) -> bool:
    """Whether a ground says of which law or document it is; else it grounds nothing."""
    return bool(law and law.strip())


def replace_grounds(register: Register, draft: Any, grounds: Iterable[Mapping[str, Any]]) -> None:
    """Give a draft these grounds, in this order, in place of those it had; a file (``file_id``) is
    one of the draft's site."""
    grounds = list(grounds)
    if not all(is_ground(ground.get("law")) for ground in grounds):
        raise Refused(_("A ground needs the name of its law or document."))
    refuse_foreign_keys([ground.get("file_id") for ground in grounds], draft.member)
    known = set(ground_columns(register))
    register.Ground.objects.filter(draft=draft).delete()
    register.Ground.objects.bulk_create(
        register.Ground(
            draft=draft, **{**{k: v for k, v in ground.items() if k in known}, "order": order}
        )
        for order, ground in enumerate(grounds)
    )


# --- what a draft lacks --------------------------------------------------------------------------


def missing(register: Register, draft: Any, *, grounded: bool) -> list[str]:
    """The labels of the required fields that are empty, in the register's order."""
    found = []
    for field in register.fields:
        if field.name not in register.required:
            continue
        if field.kind == "grounds":
            empty = not grounded
        elif field.kind in ("text", "long", "choice"):
            empty = not getattr(draft, field.name).strip()
        elif field.kind in SCALARS:
            empty = getattr(draft, field.name) is None
        else:
            empty = getattr(draft, f"{field.name}_id") is None
        if empty:
            found.append(str(field.label))
    return found


def content_problems(
    register: Register, draft: Any, *, grounded: bool, bodies: Collection[int], known: Terms
) -> list[str]:
    """Why the content of a draft cannot be published, each as a sentence; empty if it can."""
    found = []
    if lacks := missing(register, draft, grounded=grounded):
        found.append(_("Missing: %(fields)s.") % {"fields": "、".join(lacks)})
    if draft.organisation_id is not None and draft.organisation_id not in bodies:
        found.append(_("The implementing body has another home site."))
    category = known.by_id.get(draft.category_id)
    if category is not None and category.dictionary.key != register.category_dictionary:
        found.append(
            _("%(category)s is no category of this register.") % {"category": category.name}
        )
    if draft.confidentiality and not draft.confidentiality_reason.strip():
        found.append(_("Confidentiality needs its reason."))
    return found


# --- home sites ----------------------------------------------------------------------------------


def refuse_where_off(register: Register, member: Member) -> None:
    """Refuse at a site where the register's plugin is switched off."""
    if not is_enabled(register.plugin, member):
        raise Refused(
            _("%(register)s is switched off on %(site)s.")
            % {"register": register.title, "site": member.name}
        )


def bodies_for(register: Register, member: Member) -> dict[int, Organisation]:
    """The organisations that entries of a register may name at a site."""
    return bodies_of(member, also_elsewhere=register.of_government)


def bodies_of(member: Member, *, also_elsewhere: bool = False) -> dict[int, Organisation]:
    """The organisations whose home site this is: only they can implement its entries.

    A department's site is home to that department and what is below it; any other site to the
    organisations of its division, less those that have a site of their own (``also_elsewhere``:
    these too).
    """
    known = table()
    if member.level == Level.DEPARTMENT:
        return _below({member.organisation_id}) if member.organisation_id else {}
    in_division = Organisation.objects.filter(division=member.division, abolished_on__isnull=True)
    elsewhere = {
        other.organisation_id
        for other in known.by_id.values()
        if other.level == Level.DEPARTMENT and other.organisation_id and not also_elsewhere
    }
    taken = _below(elsewhere) if elsewhere else {}
    return {body.pk: body for body in in_division.order_by("kind", "code") if body.pk not in taken}


def body_named(known: Mapping[int, Organisation], said: str, member: Member) -> Organisation:
    """The one of these bodies of a site that has this code or name. Else :class:`Refused`."""
    found = [body for body in known.values() if said.strip() in (body.code, body.name)]
    if len(found) != 1:
        raise Refused(
            _("“%(body)s” is no body of %(site)s.") % {"body": said.strip(), "site": member.name}
        )
    return found[0]


def _below(roots: set[int]) -> dict[int, Organisation]:
    """Organisations and all below them; two queries deep in practice."""
    found: dict[int, Organisation] = {}
    level = list(Organisation.objects.filter(pk__in=roots))
    while level:
        found |= {body.pk: body for body in level}
        below = Organisation.objects.filter(parent_id__in=[body.pk for body in level])
        level = [body for body in below if body.pk not in found]
    return found
