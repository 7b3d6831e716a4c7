"""The acts of a budget year's list, of what is disclosed of its funds, and of their project pools.
All other writes are those of the register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import (
    Member,
    Refused,
    Right,
    Unloadable,
    Verb,
    action,
    begin,
    publish_all,
    refuse_foreign,
    register,
    save_draft,
    start_draft,
)
from plugins.fund_list.exchange.projects import read_projects
from plugins.fund_list.models import Disclosure, Fund, FundDraft, FundYear, Kind, Project, Share
from plugins.fund_list.queries.acts import (
    at_step,
    locked_drafts,
    locked_project,
    refuse_ahead,
    refuse_all,
)
from plugins.fund_list.queries.disclosing import refuse_wrong
from plugins.fund_list.queries.drafting import held_up, in_words, revisions, unchanged
from plugins.fund_list.queries.pool import judged_project, last_paid
from plugins.fund_list.queries.standing import standing
from plugins.fund_list.queries.years import say_anew

#: So many of the projects that were admitted at once are named in the log.
NAMED = 20


def begin_year(site: Member, year: int, *, actor: Any) -> FundYear:
    """Begin the list of a budget year, by a proceeding, with a draft for each fund that stands.

    The draft says what the fund said, the year's sum as that of the year before, and no sum yet.
    Of a fund whose last year is over the draft ends it, and its evaluation is planned (四（二）
    “建立定期评估和退出机制”). A draft that is there is left alone. A list without an open one
    gets a proceeding anew. Raises :class:`Refused` where it has one, or is published. Needs
    ``WRITE`` at the site.
    """
    from plugins.fund_list.flows import YearFlow  # the flow carries out what stands below

    with action(
        "fund_list.begin_year", actor=actor, right=Right.WRITE, member=site, year=year
    ) as act:
        FundYear.objects.get_or_create(member=site, year=year)
        begun = FundYear.objects.select_for_update().get(member=site, year=year)
        if begun.published_at or (begun.proceeding and begun.proceeding.is_open):
            raise Refused(_("The list of %(year)s is open already.") % {"year": year})
        title = _("Special funds %(year)s, %(site)s") % {"year": year, "site": site.name}
        begun.proceeding = begin(
            YearFlow, site, title, actor=actor, right=Right.WRITE, subject=begun
        )
        begun.open_anew()
        act.target = begun
        drafted = FundDraft.objects.filter(member=site).exclude(entry=None).values("entry")
        earlier = standing(site).filter(budget_year__lt=year)
        for version in earlier.exclude(entry__in=drafted):
            _carry_over(version, year, actor)
    return begun


def _carry_over(version: Any, year: int, actor: Any) -> None:
    draft = start_draft(register("fund"), version, actor=actor)
    say_anew(draft, version, year)
    if draft.verb == Verb.CANCEL:
        plan_disclosure(
            version.entry, version.budget_year, Kind.EVALUATION, due=date(year, 6, 30),
            title=_("Evaluation of %(name)s") % {"name": version.name},
            organisation=version.organisation, actor=actor,
        )  # fmt: skip
    save_draft(register("fund"), draft, actor=actor)


@contextmanager
def _step(name: str, year: FundYear, node: str, actor: Any) -> Iterator[tuple[Any, FundYear]]:
    """An act that the list's proceeding carries out at one of its nodes, with ``PUBLISH``."""
    with action(
        f"fund_list.{name}", actor=actor, right=Right.PUBLISH, member=year.member, target=year,
        year=year.year,
    ) as act:  # fmt: skip
        yield act, at_step(year, node)
    year.refresh_from_db()


def send_year(year: FundYear, *, actor: Any) -> None:
    """Send the drafts of a list to the government (报省政府审定): now they stay as they are.

    Called by the flow's own decision, as all acts of a list below are: elsewhere each is refused.
    Raises :class:`Refused` with every reason (``queries.drafting.held_up``). Needs ``PUBLISH``.
    """
    with _step("send_year", year, "send", actor) as (act, now):
        drafts = locked_drafts(now)
        kept = revisions(drafts)
        refuse_all(held_up(now, drafts))
        now.sent, now.sent_at = kept, timezone.now()
        now.save()
        act.detail["funds"] = len(kept)


def reopen_year(year: FundYear, *, actor: Any) -> None:
    """Take a list back to its drafting: the government decides on it anew. What the congress
    approved stays approved, and its days run on."""
    with _step("reopen_year", year, "reopen", actor) as (_act, now):
        now.open_anew()


def record_decision(year: FundYear, decided: Mapping[str, Any], *, actor: Any) -> None:
    """Write down the government's decision (审定): ``decided_by``, ``decided_in``, ``decided_on``,
    ``decided_number``. Refused for a day to come, and where a draft is not what was sent."""
    with _step("record_decision", year, "note_decision", actor) as (_act, now):
        refuse_ahead(decided["decided_on"])
        unchanged(now, locked_drafts(now))
        FundYear.objects.filter(pk=now.pk).update(**decided)


def record_approval(year: FundYear, approved: Mapping[str, Any], *, actor: Any) -> None:
    """Write down that the congress approved the budget: ``congress``, ``approved_on``,
    ``approved_number``. From that day the list must be public within twenty days (预算法 §14).

    Refused for a day to come, and, unless it was recorded before, for one before the decision.
    """
    with _step("record_approval", year, "note_approval", actor) as (_act, now):
        refuse_ahead(approved["approved_on"])
        # Of a list that was decided anew after the approval, the decision is the later one.
        first = now.approved_on is None
        if first and now.decided_on and approved["approved_on"] < now.decided_on:
            raise Refused(_("The government decided on the list only after that day."))
        FundYear.objects.filter(pk=now.pk).update(**approved)


def publish_year(year: FundYear, budgets: Mapping[str, Any], *, actor: Any) -> int:
    """Publish the whole list with the ``budgets`` (``government_budget`` and
    ``department_budgets``, documents), or nothing of it: how many funds it holds.

    Every draft of the year comes into force on the day of the congress's approval, unless it names
    another. Refused for a document of another site, where a draft is not what was sent, and where
    any draft is refused, with all reasons.
    """
    with _step("publish_year", year, "issue", actor) as (act, now):
        for name, document in budgets.items():
            refuse_foreign(document, now.member)
            setattr(now, name, document)
        ids = unchanged(now, locked_drafts(now))
        rows = FundDraft.objects.filter(pk__in=ids)
        rows.filter(valid_from=None).update(valid_from=now.approved_on)
        resolution = f"{now.congress}{now.approved_number}"
        rows.filter(change_ground="").update(change_ground=resolution)
        now.published_at = timezone.now()
        now.save()
        outcome = publish_all(register("fund"), ids, member=year.member, actor=actor)
        refuse_all(map(in_words, outcome.refused))
        act.detail["funds"] = len(outcome.published)
    return len(outcome.published)


# --- disclosures ---------------------------------------------------------------------------------


def plan_disclosure(
    fund: Fund, year: int, kind: str, *, title: str, organisation: Any, due: date, actor: Any
) -> Disclosure:
    """Say that a body owes the public something of a fund (``kind`` of :class:`Kind`) by a day.

    Raises :class:`Refused` for a body of another site. Needs ``WRITE`` at the fund's site.
    """
    with action(
        "fund_list.plan_disclosure", actor=actor, right=Right.WRITE, member=fund.member,
        target=fund, kind=kind, year=year,
    ):  # fmt: skip
        if organisation.division_id != fund.member.division_id:
            raise Refused(_("The body belongs to another site."))
        return Disclosure.objects.create(
            fund=fund, member=fund.member, year=year, kind=kind, title=title,
            organisation=organisation, due=due,
        )  # fmt: skip


def disclose(item: Disclosure, said: Mapping[str, Any], *, actor: Any) -> None:
    """Disclose what is owed: ``day``, ``text``, ``document``, ``basis``, ``grade``, ``rectify_by``
    and ``shares`` (``exchange.shares.Shares``).

    Raises :class:`Refused` with every reason at once (:func:`queries.disclosing.refuse_wrong`), for
    a document of another site, and a second time. Two allocations of one fund wait for each other.
    Needs ``PUBLISH`` at the site.
    """
    with action(
        "fund_list.disclose", actor=actor, right=Right.PUBLISH, member=item.member, target=item,
        kind=item.kind, year=item.year,
    ):  # fmt: skip
        Fund.objects.select_for_update().get(pk=item.fund_id)
        now = Disclosure.objects.select_for_update().select_related("fund").get(pk=item.pk)
        if now.disclosed_at is not None:
            raise Refused(_("It is disclosed already."))
        if said["document"]:
            refuse_foreign(said["document"], now.member)
        shares = said["shares"]
        projects = refuse_wrong(now, said, shares)
        for name in ("day", "text", "document", "basis", "grade", "rectify_by"):
            setattr(now, name, said[name])
        now.disclosed_at = timezone.now()
        now.save()
        Share.objects.bulk_create(
            Share(
                allocation=now, recipient=line.recipient, amount=line.amount, project=project,
                order=order,
            )
            for order, (line, project) in enumerate(zip(shares.lines, projects, strict=True))
        )  # fmt: skip
    item.refresh_from_db()


def rectify(item: Disclosure, *, day: date, text: str, actor: Any) -> None:
    """Say when and how a finding was put right; it is shown with the finding.

    Raises :class:`Refused` where nothing is to be put right, for a day to come or before the
    finding. Needs ``PUBLISH`` at the site.
    """
    with action(
        "fund_list.rectify", actor=actor, right=Right.PUBLISH, member=item.member, target=item,
        year=item.year,
    ):  # fmt: skip
        now = Disclosure.objects.select_for_update().get(pk=item.pk)
        if now.disclosed_at is None or now.rectify_by is None or now.rectified_on is not None:
            raise Refused(_("There is nothing to be put right."))
        refuse_ahead(day)
        if day < now.day:
            raise Refused(_("It was put right before it was found."))
        now.rectified_on, now.rectification = day, text
        now.save()
    item.refresh_from_db()


def mark_told(item: Disclosure, kind: str, *, actor: Any) -> None:
    """Note of what the body that owes an item was reminded. Needs ``WRITE`` at the site."""
    with action(
        "fund_list.remind", actor=actor, right=Right.WRITE, member=item.member, target=item,
        kind=kind,
    ):  # fmt: skip
        Disclosure.objects.filter(pk=item.pk).update(told=kind)


# --- the project pool ----------------------------------------------------------------------------


def propose_project(fund: Fund, said: Mapping[str, Any], *, actor: Any) -> Project:
    """Propose a project for the pool of a fund: ``number``, ``name``, ``applicant``, ``amount``,
    ``begins``, ``ends``, ``text``.

    Raises :class:`Refused` with every reason (:func:`queries.pool.judged_project`). Needs ``WRITE``
    at the fund's site.
    """
    with action(
        "fund_list.propose_project", actor=actor, right=Right.WRITE, member=fund.member,
        target=fund,
    ):  # fmt: skip
        Fund.objects.select_for_update().get(pk=fund.pk)
        said = judged_project(fund, said)
        return Project.objects.create(fund=fund, member=fund.member, **said)


def change_project(project: Project, said: Mapping[str, Any], *, expected: int, actor: Any) -> None:
    """Say a proposal anew, as :func:`propose_project`; ``expected`` is the ``revision`` it was read
    at. Raises :class:`Refused` also once it is admitted or withdrawn, or changed by somebody else.
    Needs ``WRITE`` at the site."""
    with action(
        "fund_list.change_project", actor=actor, right=Right.WRITE, member=project.member,
        target=project,
    ):  # fmt: skip
        now = locked_project(project)
        if now.admitted_on or now.withdrawn_on:
            raise Refused(_("The project is no proposal any more."))
        if now.revision != expected:
            raise Refused(_("Somebody else has changed it: see above how it stands now."))
        said = judged_project(now.fund, said, but=now)
        Project.objects.filter(pk=now.pk).update(**said, revision=expected + 1)
    project.refresh_from_db()


def import_projects(site: Member, data: bytes, kind: str, *, actor: Any) -> int:
    """Propose the projects of a file (``xlsx``, ``csv``, ``json``) for the pools of a site's funds;
    return how many. Raises :class:`Unloadable` with every error. Needs ``WRITE`` at the site."""
    with action("fund_list.import_projects", actor=actor, right=Right.WRITE, member=site) as act:
        list(Fund.objects.select_for_update().filter(member=site).order_by("pk"))
        projects, problems = read_projects(site, data, kind)
        if problems:
            raise Unloadable(problems)
        Project.objects.bulk_create(projects)
        act.detail["count"] = len(projects)
    return len(projects)


def admit_projects(site: Member, ids: Sequence[int], *, day: date, actor: Any) -> int:
    """Admit proposals to the pools of their funds from a day on, all or none; return how many.

    Raises :class:`Refused` for a day to come, and where one of them is no proposal of the site.
    Needs ``PUBLISH`` at the site.
    """
    with action("fund_list.admit_projects", actor=actor, right=Right.PUBLISH, member=site) as act:
        refuse_ahead(day)
        rows = Project.objects.select_for_update().filter(
            pk__in=ids, member=site, admitted_on=None, withdrawn_on=None
        )
        numbers = list(rows.order_by("pk").values_list("number", flat=True))
        if not numbers or len(numbers) < len(set(ids)):
            raise Refused(_("One of the projects is no proposal of this site."))
        rows.update(admitted_on=day)
        act.detail.update(numbers=numbers[:NAMED], count=len(numbers))
    return len(numbers)


def withdraw_project(project: Project, *, day: date, reason: str, actor: Any) -> None:
    """Take a project out of the pool on a day, or a proposal off the table.

    Raises :class:`Refused` for a day to come, before its admission or not after money it received,
    and a second time. Needs ``PUBLISH`` at the site.
    """
    with action(
        "fund_list.withdraw_project", actor=actor, right=Right.PUBLISH, member=project.member,
        target=project,
    ):  # fmt: skip
        now = locked_project(project)
        refuse_ahead(day)
        if now.withdrawn_on:
            raise Refused(_("The project is withdrawn already."))
        if now.admitted_on and day < now.admitted_on:
            raise Refused(_("The project was admitted only after that day."))
        paid = last_paid(now)
        if paid and day <= paid:
            raise Refused(_("It received money on %(day)s.") % {"day": paid.isoformat()})
        Project.objects.filter(pk=now.pk).update(withdrawn_on=day, reason=reason)
    project.refresh_from_db()
