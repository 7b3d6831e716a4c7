"""Reminders of what is owed to the public of funds: a week before its day, and once it is late."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api import Member, System, addresses_of
from core.contract import Job, Schedule
from plugins.fund_list.actions import mark_told
from plugins.fund_list.models import Disclosure
from plugins.fund_list.queries.disclosing import to_remind

ACTOR = System("reminders of disclosures")


def remind(site: Member, context: Any) -> dict[str, int]:
    """Write to the bodies of a site, then note it: a letter may come twice, it is never lost. Where
    nobody is there to be written to, the next run tries again."""
    found = to_remind(site)
    context.total(2 * len(found))
    told = 0
    for item, kind in found:
        key = f"{kind}-{item.pk}"
        letters = context.outside(
            f"mail-{key}", lambda _key, item=item, kind=kind: write(item, kind)
        )
        if letters:
            context.step(f"told-{key}", partial(mark_told, item, kind, actor=ACTOR))
            told += 1
    return {"reminded": told}


def write(item: Disclosure, kind: str) -> int:
    """Write to the officers of the body that owes an item; return to how many."""
    said = {"title": item.title, "body": item.organisation.name}
    rectifying = kind in (Disclosure.Told.RECTIFY_SOON, Disclosure.Told.RECTIFY_LATE)
    subject = {
        Disclosure.Told.SOON: _("Due soon: disclosure of %(title)s (%(body)s)"),
        Disclosure.Told.LATE: _("Overdue: disclosure of %(title)s (%(body)s)"),
        Disclosure.Told.RECTIFY_SOON: _("Due soon: to be put right, %(title)s (%(body)s)"),
        Disclosure.Told.RECTIFY_LATE: _("Overdue: to be put right, %(title)s (%(body)s)"),
    }[Disclosure.Told(kind)] % said
    day = item.rectify_by if rectifying else item.due
    link = settings.GROUP_ORIGIN + reverse("fund_list_disclosure", args=[item.pk])
    body = "\n".join([subject, _("Last day of the term: %(due)s") % {"due": day}, link, ""])
    addresses = addresses_of(item.member, item.organisation)
    for address in addresses:
        send_mail(subject, body, None, [address])
    return len(addresses)


JOBS = [
    Job(
        "remind",
        remind,
        title=gettext_lazy("Remind of disclosures of funds that are due"),
        stepped=True,
    )
]
SCHEDULES = [Schedule("remind", at="08:15")]
