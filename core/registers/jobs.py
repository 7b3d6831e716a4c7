"""The publication of what was approved, on its day; reminders of rounds; asking receivers; giving
editions to outside portals."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy

from core.actions.boundary import System
from core.contract import Job, Schedule
from core.jobs.actions import retry
from core.plugins.gate import sites_with
from core.registers.approval import Package
from core.registers.comparison import Comparison
from core.registers.comparisons.actions import close_comparison, count_part
from core.registers.comparisons.queries import still_to_count
from core.registers.handed import Handover
from core.registers.handover.actions import ask
from core.registers.handover.queries import to_ask
from core.registers.packages import drafts_in, overdue, refused_job
from core.registers.portal import Delivery
from core.registers.portals.actions import begin_attempt, end_attempt, fail_attempt
from core.registers.portals.channel import Undelivered, channel_of
from core.registers.portals.packing import fingerprint, parcel_of, parts_of
from core.registers.review.actions import close, publish_part
from core.registers.rounds.actions import mark_review_told, mark_told
from core.registers.rounds.reminders import due, due_reviews, write, write_to_offices
from core.registers.spec import Register
from core.registers.spec import register as by_slug

ACTOR = System("publication of packages")
REMINDER = System("reminders of rounds")
ASKING = System("handover of registers")
#: So many drafts are one step, and one transaction.
PART = 250
CARRIER = System("delivery to portals")
COUNTER = System("comparison of governments")
#: So many governments are counted in one step.
COUNTED = 10


def publish(site: Any, context: Any, package: int) -> dict[str, int]:
    """Publish one approved package in parts; what a crash left over is published by the next run.

    Main entries go before the sub-items that wait for them.
    """
    one = Package.objects.select_related("approval", "member__division").get(pk=package)
    rows = drafts_in(by_slug(one.register), one)
    pks = sorted(
        rows.values_list("pk", "parent_draft_id"), key=lambda row: (row[1] is not None, row[0])
    )
    parts = [[pk for pk, _parent in pks[at : at + PART]] for at in range(0, len(pks), PART)]
    context.total(len(parts) + 1)
    for part in parts:
        context.step(f"from {part[0]}", partial(publish_part, one, part, actor=ACTOR))
    context.step("close", partial(close, one, actor=ACTOR))
    return {"published": len(pks)}


def publish_due(site: Any, context: Any) -> dict[str, int]:
    """Try again what was approved, and could not be published on its day: it may have waited for
    another package, as a power waits for its duties."""
    jobs = [job for package in overdue() if (job := refused_job(package)) is not None]
    context.total(len(jobs))
    for job in jobs:
        context.step(f"again {job.pk}", partial(_again, job))
    return {"tried": len(jobs)}


def _again(job: Any) -> None:
    retry(job, actor=ACTOR)


def open_handovers(site: Any, context: Any, register: str) -> dict[str, int]:
    """Ask each receiver for what it was given, a proceeding each. Where the list is off at a
    receiver nobody can be asked there: it stays open, and is reported as such."""
    one, groups = by_slug(register), to_ask(register)
    groups = [group for group in groups if _can_ask(one, group)]
    context.total(len(groups))
    for group in groups:
        context.step(f"ask {group[0]}", partial(_ask, one, group))
    return {"asked": len(groups)}


def _ask(register: Register, group: list[int]) -> int | None:
    proceeding = ask(register, group, actor=ASKING)
    return proceeding.pk if proceeding else None


def _can_ask(register: Register, group: list[int]) -> bool:
    receiver = Handover.objects.values_list("receiving_id", flat=True).get(pk=group[0])
    return receiver in sites_with(register.plugin)


def compare(site: Any, context: Any, comparison: int) -> dict[str, int]:
    """Count a comparison, some governments at a time; what a crash left over is counted by the next
    run, also where a government has come since."""
    one = Comparison.objects.select_related("seat").get(pk=comparison)
    seats = still_to_count(one)
    parts = [seats[at : at + COUNTED] for at in range(0, len(seats), COUNTED)]
    context.total(len(parts) + 1)
    for part in parts:
        context.step(f"from {part[0].pk}", partial(count_part, one, part, actor=COUNTER))
    context.step("close", partial(close_comparison, one, actor=COUNTER))
    return {"governments": len(seats)}


def deliver(site: Any, context: Any, delivery: int) -> dict[str, str]:
    """Build the package of an edition for a portal and deliver it; a run that dies is begun anew,
    and what it delivered is known by its name."""
    rows = Delivery.objects.select_related("portal__seat", "edition__member", "edition__approval")
    one = rows.get(pk=delivery)
    if context.is_done("receipt") or not begin_attempt(one, actor=CARRIER):
        return {}
    try:
        contents = fingerprint(one.edition)
        context.total(len(parts_of(one.edition)) + 1)
        parcel = parcel_of(one, context.went_on)
        receipt = channel_of(one.portal).deliver(parcel)
    except (Undelivered, OSError) as error:
        said = getattr(error, "strerror", None) or str(error)  # without the path
        fail_attempt(one, said, actor=CARRIER)
        raise
    context.step("receipt", partial(end_attempt, one, receipt, contents, actor=CARRIER))
    return {"package": parcel.name}


def remind(site: Any, context: Any) -> dict[str, int]:
    """Write to the bodies and the offices whose day in a round is near or past, then note it: a
    letter may come twice."""
    found, reviews = list(due()), list(due_reviews())
    context.total(2 * len(found) + 2 * len(reviews))
    for taking, kind in found:
        key = f"{kind}-{taking.pk}"
        context.outside(f"mail-{key}", lambda _key, taking=taking, kind=kind: write(taking, kind))
        context.step(key, partial(mark_told, taking, kind, actor=REMINDER))
    for round, kind in reviews:
        key = f"review-{kind}-{round.pk}"
        context.outside(
            f"mail-{key}", lambda _key, round=round, kind=kind: write_to_offices(round, kind)
        )
        context.step(key, partial(mark_review_told, round, kind, actor=REMINDER))
    return {"reminded": len(found) + len(reviews)}


JOBS = [
    Job(
        "publish_package",
        publish,
        title=gettext_lazy("Publication of an approved package"),
        stepped=True,
    ),
    Job(
        "publish_due",
        publish_due,
        title=gettext_lazy("Try again to publish approved packages that were held up"),
        stepped=True,
    ),
    Job(
        "compare",
        compare,
        title=gettext_lazy("Comparison of all governments on two days"),
        stepped=True,
    ),
    Job(
        "deliver",
        deliver,
        title=gettext_lazy("Delivery of an edition to an outside portal"),
        stepped=True,
        retry_delays=(60, 600, 3600, 21600),
    ),
    Job(
        "open_handovers",
        open_handovers,
        title=gettext_lazy("Ask the receivers of what was given away"),
        stepped=True,
    ),
    Job(
        "remind_rounds",
        remind,
        title=gettext_lazy("Remind of rounds that are due"),
        stepped=True,
    ),
]
SCHEDULES = [Schedule("remind_rounds", at="08:30"), Schedule("publish_due", at="00:40")]
