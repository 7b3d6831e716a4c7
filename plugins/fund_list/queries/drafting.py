"""Drafting with the departments: who was asked about the list, and what still holds it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api import Organisation, Proceeding, Refused, foresee, proceedings_about, register
from plugins.fund_list.models import FundYear
from plugins.fund_list.queries.judging import waits_for
from plugins.fund_list.queries.years import drafts_of, left_out

#: How a department has been asked about its drafts.
UNASKED, AWAITED, ANSWERED, CHANGED, WITHDRAWN = (
    "unasked", "awaited", "answered", "changed", "withdrawn",
)  # fmt: skip
#: Whom another question is sent to.
TO_ASK = (UNASKED, CHANGED, WITHDRAWN)
STATES = {
    UNASKED: gettext_lazy("not asked yet"),
    AWAITED: gettext_lazy("not answered yet"),
    ANSWERED: gettext_lazy("answered"),
    CHANGED: gettext_lazy("answered, and changed since"),
    WITHDRAWN: gettext_lazy("not asked any more"),
}


@dataclass(frozen=True)
class Sponsor:
    """A department in charge (主管部门) with drafts in a list, and the last question to it."""

    body: Organisation
    drafts: list[Any]
    asked: Proceeding | None

    @property
    def state(self) -> str:
        if self.asked is None:
            return UNASKED
        if self.asked.is_open:
            return AWAITED
        if not self.asked.is_done:
            return WITHDRAWN
        later = any(draft.changed_at > self.asked.finished for draft in self.drafts)
        return CHANGED if later else ANSWERED

    @property
    def words(self) -> Any:
        return STATES[self.state]


def sponsors_of(year: FundYear) -> list[Sponsor]:
    """NOT PUBLIC: the departments with drafts in the list of a year, by their codes. Two queries,
    however many they are."""
    from plugins.fund_list.flows import SponsorFlow  # the flow asks this room

    last = {each.organisation_id: each for each in proceedings_about(year, SponsorFlow)}
    drafts: dict[Organisation, list[Any]] = {}
    for draft in drafts_of(year).exclude(organisation=None):
        drafts.setdefault(draft.organisation, []).append(draft)
    return [Sponsor(body, own, last.get(body.pk)) for body, own in drafts.items()]


def held_up(year: FundYear, drafts: Sequence[Any]) -> list[str]:
    """Why a list cannot be sent to the government as these drafts of it stand, each as a sentence;
    they are changed in memory.

    None is there; a fund of an earlier year is left out; a department has not answered; a draft
    would be refused at its publication, for other reasons than the acts that are still to come.
    """
    said = [] if drafts else [_("The list has no drafts.")]
    if missing := left_out(year):
        names = {"names": "、".join(missing)}
        said.append(_("Neither in the list nor ended by it: %(names)s.") % names)
    for state, sentence in (
        (UNASKED, _("Not asked yet: %(names)s.")),
        (AWAITED, _("Not answered yet: %(names)s.")),
    ):
        names = [each.body.name for each in sponsors_of(year) if each.state == state]
        if names:
            said.append(sentence % {"names": "、".join(names)})
    return said + _refused(year, drafts)


def _refused(year: FundYear, drafts: Sequence[Any]) -> list[str]:
    to_come = waits_for(year, year.year, adopted=False)
    for draft in drafts:  # the ground is the congress's resolution, where none is named
        draft.change_ground = draft.change_ground or to_come
    said = []
    for refusal in foresee(register("fund"), drafts, year.member):
        refusal.reasons = [reason for reason in refusal.reasons if reason != to_come]
        if refusal.reasons:
            said.append(in_words(refusal))
    return said


def in_words(refusal: Any) -> str:
    """A draft and why it is refused."""
    return f"{refusal.draft.name}：{' '.join(map(str, refusal.reasons))}"


def revisions(drafts: Sequence[Any]) -> dict[str, int]:
    """What is sent to the government: the keys of the drafts, with the revision of each."""
    return {str(draft.pk): draft.revision for draft in drafts}


def unchanged(year: FundYear, drafts: Sequence[Any]) -> list[int]:
    """The keys of these drafts: nothing is decided or published but what was sent."""
    if names := changed_since(year, drafts):
        raise Refused(
            _("Changed since it was sent to the government: %(names)s. Draft the list anew.")
            % {"names": "、".join(names)}
        )
    return [draft.pk for draft in drafts]


def changed_since(year: FundYear, drafts: Sequence[Any]) -> list[str]:
    """The names of drafts that are not, or not so, what was sent to the government; those that were
    taken out of the list have none left, and are told by a sentence."""
    now = revisions(drafts)
    names = [draft.name for draft in drafts if year.sent.get(str(draft.pk)) != draft.revision]
    gone = len(set(year.sent) - set(now))
    return names + ([_("drafts that are gone: %(count)d") % {"count": gone}] if gone else [])
