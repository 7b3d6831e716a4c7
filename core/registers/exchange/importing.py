"""Reading a file into proposals: everything is checked, and all that is wrong is told at once.

Import makes drafts and never publishes. Nothing here opens an action; ``check`` only reads, and
``write_proposals`` is called by ``core.registers.exchange.actions.import_drafts``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from core.registers import codes
from core.registers.drafts import person
from core.registers.exchange import files
from core.registers.exchange.forms_sent import Form, forms_at, recognised
from core.registers.exchange.mappings import Mapped
from core.registers.exchange.matching import Existing
from core.registers.exchange.proposals import Problem, Proposal
from core.registers.exchange.rows import RowReader
from core.registers.exchange.tables import Unreadable
from core.registers.spec import Register
from core.sitegroup.models import Member


@dataclass
class Report:
    """What a file holds and what is wrong with it.

    ``total`` rows were read; of them ``foreign`` (by type) belong to another register, ``left_out``
    to none of those asked for, ``unchanged`` say what the list says already. The file may be
    written only if ``errors`` is empty.
    """

    total: int = 0
    foreign: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def errors(self) -> list[Problem]:
        """What refuses the whole file."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """What is told and does not stop the import."""
        return [problem for problem in self.problems if not problem.is_error]


def check(
    register: Register,
    data: bytes,
    kind: str,
    *,
    member: Member,
    mapping: Mapped,
    where: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Read and check a whole file for one home site; write nothing.

    ``kind`` is ``xlsx``, ``csv`` or ``json``; ``where`` keeps only rows whose columns have these
    values; ``progress(rows)`` is called as rows are read.
    """
    report, forms = Report(), forms_at(member)
    form = next((each for each in forms if each.name == mapping.name), None)
    if form and form.read_into != register.slug:
        report.problems.append(_another_form(form))
        return report
    reader = RowReader(register, mapping, member, report.problems, form.words if form else None)
    complete = form.complete if form else None
    _read_rows(report, reader, data, kind, where or {}, progress, keep=complete is not None)
    if complete:
        complete(report, member)
    _warn_of_codes(register, report, reader)
    _refuse_doubles(report, reader)
    Existing(register, member).match(report, reader.column_of)
    met = reader.columns.met
    report.problems = [
        replace(one, column=met.get(one.column, one.column)) for one in report.problems
    ]
    if report.errors:
        others = [each for each in forms if each is not form]
        if other := recognised(data, kind, reader.columns, others):
            report.problems = [_another_form(other)]
    return report


def _another_form(form: Form) -> Problem:
    """In place of all that a file of another form gets wrong."""
    said = _("This is the form %(form)s. %(where)s") % {"form": form.title, "where": form.where}
    return Problem(0, "", "form", form.title, said)


def _read_rows(
    report: Report,
    reader: RowReader,
    data: bytes,
    kind: str,
    where: Mapping[str, str],
    progress: Callable[[int], None] | None,
    *,
    keep: bool,
) -> None:
    """Fill a report with the rows of a file; ``keep`` leaves each proposal the cells it is of."""
    wanted = {reader.columns.also_called(column): value for column, value in where.items()}
    try:
        for sheet, number, row in files.read(data, kind, reader.columns):
            reader.values.sheet = sheet
            report.total += not isinstance(row, Unreadable) or row.is_error
            if progress:
                progress(report.total)
            if isinstance(row, Unreadable):
                report.problems.append(_unreadable(row, sheet))
            elif any(str(row.get(column, "")) != value for column, value in wanted.items()):
                report.left_out += 1
            elif foreign := reader.foreign_type(number, row):
                report.foreign[foreign] += 1
            elif proposal := reader.read(number, row):
                proposal.cells = row if keep else {}
                report.proposals.append(proposal)
    except Unreadable as error:
        report.problems.append(_unreadable(error, ""))
        report.proposals.clear()


def _unreadable(error: Unreadable, sheet: str) -> Problem:
    rule = "unreadable" if error.is_error else "left-out"
    return Problem(error.row, error.column, rule, error.value, str(error), error.is_error, sheet)


def _warn_of_codes(register: Register, report: Report, reader: RowReader) -> None:
    for proposal in report.proposals:
        for warned in codes.warnings(proposal.content):
            column = reader.column_of(warned.field)
            report.problems.append(
                proposal.problem(column, warned.rule, warned.value, warned.sentence, is_error=False)
            )


def _refuse_doubles(report: Report, reader: RowReader) -> None:
    """Two rows of one file may not mean the same entry."""
    seen: dict[Any, str] = {}
    for proposal in report.proposals:
        for key in proposal.known_by():
            if key in seen:
                sentence = _("Row %(row)s has the same.") % {"row": seen[key]}
                column = reader.column_of(key[0])
                report.problems.append(proposal.problem(column, "double", key[-1], sentence))
            seen.setdefault(key, proposal.place)


def write_proposals(
    register: Register, proposals: Sequence[Proposal], *, member: Member, actor: Any, source: str
) -> None:
    """Make the drafts in bulk: those others wait for first."""
    owner = person(actor)
    made: dict[int, Any] = {}
    mains = [proposal for proposal in proposals if proposal.parent_row is None]
    subs = [proposal for proposal in proposals if proposal.parent_row is not None]
    for part in (mains, subs):
        drafts = [_draft(register, proposal, member, owner, source, made) for proposal in part]
        register.Draft.objects.bulk_create(drafts)
        made |= {proposal.place: draft for proposal, draft in zip(part, drafts, strict=True)}
    _write_parts(register, proposals, made)


def _draft(
    register: Register,
    proposal: Proposal,
    member: Member,
    owner: Any,
    source: str,
    made: Mapping[int, Any],
) -> Any:
    change = proposal.change
    return register.Draft(
        member=member,
        owner=owner,
        source=source[:120],
        entry_id=proposal.entry_id,
        base_id=proposal.base_id,
        parent_id=proposal.parent_id,
        parent_draft=made[proposal.parent_row.place] if proposal.parent_row else None,
        verb=change.get("verb", ""),
        valid_from=change.get("valid_from"),
        change_ground=change.get("change_ground", ""),
        **proposal.content,
    )


def _write_parts(
    register: Register, proposals: Sequence[Proposal], made: Mapping[int, Any]
) -> None:
    for name in {name for proposal in proposals for name in proposal.many}:
        link = register.Draft._meta.get_field(name)
        through, owner = link.remote_field.through, f"{link.m2m_field_name()}_id"
        through.objects.bulk_create(
            through(**{owner: made[proposal.place].pk, "term_id": term})
            for proposal in proposals
            for term in proposal.many.get(name, ())
        )
    register.Ground.objects.bulk_create(
        register.Ground(draft_id=made[proposal.place].pk, order=order, **ground)
        for proposal in proposals
        for order, ground in enumerate(proposal.grounds)
    )
