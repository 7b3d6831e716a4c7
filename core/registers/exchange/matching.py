"""Which entry of the home site a row of a file speaks of, and whether it says anything new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from core.registers.drafts import ground_columns, many_fields, plain_columns
from core.registers.exchange.proposals import Problem, Proposal
from core.registers.spec import Register
from core.sitegroup.models import Member

KEYS = ("local_scheme", "local_code", "handling_code", "implementation_code")


class Existing:
    """What a home site has already: entries by number and code, and open drafts by code."""

    def __init__(self, register: Register, member: Member) -> None:
        self.register, self.member = register, member
        self.entries: dict[tuple[str, ...], int] = {}
        self.newest: dict[int, int] = {}
        self.numbers: dict[int, str] = {}
        versions = register.Version.objects.filter(member=member, superseded_at__isnull=True)
        for pk, entry_id, number, *codes in versions.order_by("pk").values_list(
            "pk", "entry_id", "number", *KEYS
        ):
            self.newest[entry_id] = pk
            self.numbers[entry_id] = number
            self.entries |= dict.fromkeys(_keys(number, *codes), entry_id)
        drafts = register.Draft.objects.filter(member=member).values_list("entry_id", *KEYS)
        self.drafted_entries: set[int] = set()
        self.drafted_keys: set[tuple[str, ...]] = set()
        for entry_id, *codes in drafts:
            if entry_id:
                self.drafted_entries.add(entry_id)
            else:
                self.drafted_keys.update(_keys("", *codes))

    def match(self, report: Any, column_of: Callable[[str], str]) -> None:
        """Give every proposal its entry, base and parent; drop those that change nothing."""
        known = dict(self._unchanged_by_version(report.proposals))
        kept = []
        rows = {key: proposal.row for proposal in report.proposals for key in proposal.known_by()}
        for proposal in report.proposals:
            problem = self._place(proposal, column_of) or self._parent(proposal, rows, column_of)
            if problem:
                report.problems.append(problem)
            elif proposal.base_id and self._same(proposal, known.get(proposal.base_id)):
                report.unchanged += 1
            else:
                kept.append(proposal)
        report.proposals = kept

    def _entry_of(self, proposal: Proposal) -> int | None:
        return next((self.entries[key] for key in proposal.known_by() if key in self.entries), None)

    def _place(self, proposal: Proposal, column_of: Callable[[str], str]) -> Problem | None:
        number = proposal.change.get("number")
        if number and ("number", number) not in self.entries:
            sentence = _("%(site)s has no such entry.") % {"site": self.member.short_name}
            return Problem(proposal.row, column_of("number"), "entry", number, sentence)
        proposal.entry_id = self._entry_of(proposal)
        proposal.base_id = self.newest.get(proposal.entry_id) if proposal.entry_id else None
        drafted = (
            proposal.entry_id in self.drafted_entries
            if proposal.entry_id
            else any(key in self.drafted_keys for key in proposal.known_by())
        )
        if drafted:
            key = next(proposal.known_by())
            sentence = _("There is an open draft of this entry already.")
            return Problem(proposal.row, column_of(key[0]), "draft", key[-1], sentence)
        return None

    def _parent(
        self, proposal: Proposal, rows: dict[Any, int], column_of: Callable[[str], str]
    ) -> Problem | None:
        """A parent is named by number or local code, of an entry or of another row of the file."""
        given = proposal.change.get("parent")
        if not given or proposal.entry_id:
            return None
        scheme = proposal.content.get("local_scheme", "")
        for key in (("number", given), ("local_code", scheme, given)):
            if key in self.entries:
                proposal.parent_id = self.entries[key]
                nested = self.numbers[proposal.parent_id].count("-") > 1
            elif key in rows and rows[key] != proposal.row:
                proposal.parent_row, nested = rows[key], False
            else:
                continue
            if not nested:
                return None
            break
        sentence = _("There is no such main entry, neither here nor in the file.")
        return Problem(proposal.row, column_of("parent"), "parent", given, sentence)

    def _unchanged_by_version(self, proposals: list[Proposal]) -> Any:
        """The content of the newest versions, as far as the file speaks of them."""
        wanted = {self.newest[entry] for p in proposals if (entry := self._entry_of(p)) is not None}
        if not wanted:
            return
        grounds: dict[int, list[dict[str, Any]]] = {}
        columns = [name for name in ground_columns(self.register) if name != "order"]
        rows = self.register.Ground.objects.filter(
            version__member=self.member, version__superseded_at__isnull=True
        )
        for row in rows.order_by("order", "pk").values("version_id", *columns):
            grounds.setdefault(row.pop("version_id"), []).append(row)
        many: dict[tuple[int, str], list[int]] = {}
        for name in many_fields(self.register):
            link = self.register.Version._meta.get_field(name)
            owner = f"{link.m2m_field_name()}"
            links = link.remote_field.through.objects.filter(**{f"{owner}__member": self.member})
            for pk, term in links.values_list(f"{owner}_id", "term_id"):
                many.setdefault((pk, name), []).append(term)
        plain = plain_columns(self.register)
        versions = self.register.Version.objects.filter(
            member=self.member, superseded_at__isnull=True
        )
        for row in versions.values("pk", *plain):
            pk = row.pop("pk")
            if pk in wanted:
                terms = {
                    name: sorted(many.get((pk, name), [])) for name in many_fields(self.register)
                }
                yield pk, (row, terms, grounds.get(pk, []))

    def _same(self, proposal: Proposal, known: Any) -> bool:
        if known is None:
            return False
        content, many, grounds = known
        return (
            all(content[name] == value for name, value in proposal.content.items())
            and all(many[name] == value for name, value in proposal.many.items())
            and grounds == proposal.grounds
        )


def _keys(
    number: str, scheme: str, local: str, handling: str, implementation: str
) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [("number", number)] if number else []
    if local:
        found.append(("local_code", scheme, local))
    if handling:
        found.append(("handling_code", handling))
    elif implementation:
        found.append(("implementation_code", implementation))
    return found
