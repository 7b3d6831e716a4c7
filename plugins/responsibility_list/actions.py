"""The one write of its own: the draft of a power's duties. All others are those of registers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.api import (
    Member,
    Refused,
    Right,
    Verb,
    action,
    register,
    save_draft,
    start_draft,
)
from plugins.responsibility_list.queries.duties import (
    powers_with_state,
    standard_stages,
    standing_duties,
)


def begin_duties(site: Member, number: str, *, actor: Any) -> Any:
    """The draft of the duties of a power: the one that is open, else a new one.

    New duties begin with the standard stages of the power's category (their text is the body's to
    write); standing ones with what they say. Name, body and, where the power has changed since, day
    and ground are those of the power. Where that has ended, it is the draft of their end. Raises
    :class:`Refused` where there is no such public power. Needs ``WRITE`` at the site.
    """
    with action(
        "responsibility_list.begin_duties",
        actor=actor,
        right=Right.WRITE,
        member=site,
        number=number,
    ):
        power = powers_with_state([site.pk]).filter(number=number).first()
        if power is None:
            said = _("%(number)s is no power of this site on that day.")
            raise Refused(said % {"number": number})
        begun = register("duty").Draft.objects.filter(member=site, power_number=number).first()
        return begun or _draft(power, actor)


def _draft(power: Any, actor: Any) -> Any:
    duties = register("duty")
    standing = standing_duties(power.member, power.number)
    if standing is None:
        draft = duties.Draft(member=power.member, power_number=power.number)
        draft.stages = standard_stages(power.category.code)
        draft.verb = Verb.ADOPT if power.verb == Verb.ADOPT else Verb.ESTABLISH
    else:
        draft = start_draft(duties, standing, actor=actor)
        draft.verb = Verb.ADJUST if power.in_force else Verb.CANCEL
    if standing is None or standing.valid_from < power.valid_from:
        draft.valid_from, draft.change_ground = power.valid_from, power.change_ground
    for name in ("name", "category_id", "organisation_id", "handling_body", "level_id"):
        setattr(draft, name, getattr(power, name))
    return save_draft(duties, draft, actor=actor)
