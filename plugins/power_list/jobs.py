"""The watch over legal grounds: when a law changes or lapses, those who quote it are told."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.api import Member, System, addresses_of
from core.contract import Job, Schedule
from plugins.power_list.actions import mark_told, record_findings
from plugins.power_list.queries import contradicted, findings_for

ACTOR = System("watch over legal grounds")
#: So many powers are named in a letter; all stand on the screen it leads to.
NAMED = 20


def check_grounds(site: Member, context: Any) -> dict[str, int]:
    """Look up the grounds of a site's powers, keep what does not hold, and write to the bodies that
    were not told yet, once. Told is noted after the letter: it may come twice, it is never lost."""
    day = timezone.localdate()
    found = contradicted(site, day)
    counted = context.step("record", partial(record_findings, site, found, day, actor=ACTOR))
    by_body: dict[Any, list[Any]] = defaultdict(list)
    for finding in findings_for([site.pk]).filter(told_on=None).order_by("version__number", "pk"):
        by_body[finding.version.organisation].append(finding)
    context.total(1 + 2 * len(by_body))
    told = 0
    for body, findings in by_body.items():
        key = f"{body.pk}-{findings[0].pk}"
        letters = context.outside(
            f"mail-{key}",
            lambda _key, body=body, findings=findings: write(site, body, findings),
        )
        if letters:
            pks = [finding.pk for finding in findings]
            context.step(f"told-{key}", partial(mark_told, site, pks, day, actor=ACTOR))
            told += 1
    return {**counted, "told": told}


def write(site: Member, body: Any, findings: list[Any]) -> int:
    """Write to the officers of a body; return to how many."""
    subject = _("Legal grounds that do not hold: %(body)s") % {"body": body.name}
    lines = [f"{each.version.number} {each.version.name}：{each.text}" for each in findings]
    if len(lines) > NAMED:
        more = len(lines) - NAMED
        lines = [*lines[:NAMED], _("and %(count)d more.") % {"count": more}]
    link = settings.GROUP_ORIGIN + reverse("power_list_grounds")
    text = "\n".join([subject, "", *lines, "", link, ""])
    addresses = addresses_of(site, body)
    for address in addresses:
        send_mail(subject, text, None, [address])
    return len(addresses)


JOBS = [
    Job(
        "check_grounds",
        check_grounds,
        title=gettext_lazy("Check of legal grounds against the law library"),
        stepped=True,
    )
]
SCHEDULES = [Schedule("check_grounds", at="05:30")]
