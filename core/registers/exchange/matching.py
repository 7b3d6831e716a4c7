"""Which entry of the home site a row of a file speaks of, and whether it says anything new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.registers.choices import ENDING, VERB_NAMES
from core.registers.drafts import ground_columns, many_fields, plain_columns
from core.registers.exchange.cells import clean, plain
from core.registers.exchange.cited import in_words
from core.registers.exchange.proposals import Problem, Proposal
from core.registers.packages import closed_among
from core.registers.spec import Register
from core.registers.words import plain_name
from core.sitegroup.models import Member

KEYS = ("local_scheme", "local_code", "handling_code", "implementation_code")
#: What is read without wide characters and spaces, and compared so.
CODES = frozenset({*KEYS, "base_code"})


@dataclass(frozen=True)
class Known:
    """The newest version of an entry, in the shapes of a proposal."""

    in_force: bool
    change: dict[str, Any]
    content: dict[str, Any]
    many: dict[str, list[int]]
    grounds: list[dict[str, Any]]

    def complete(self, proposal: Proposal) -> None:
        """Let the row say what the entry is where the file has no column for it, and where a cell
        that holds all grounds reads as it did: it names no day of a law."""
        for name in proposal.silent:
            for key in {name, f"{name}_id"} & self.content.keys():
                proposal.content[key] = self.content[key]
            if name in self.many:
                proposal.many[name] = self.many[name]
        if "grounds" in proposal.silent or proposal.grounds_cell == _in_words(self.grounds):
            proposal.grounds = self.grounds
        elif proposal.grounds_cell:
            same = {_in_words([ground]): ground for ground in self.grounds}
            proposal.grounds = [same.get(_in_words([one]), one) for one in proposal.grounds]
        proposal.grounds = self._with_files(proposal.grounds)

    def _with_files(self, grounds: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The grounds with the files that the entry has of them, as no table holds one: of the
        same text, or else of the same article, or of the same law or document."""
        files: dict[tuple[str, ...], int | None] = {}
        for one in self.grounds:
            for key in _cited_by(one):
                files[key] = files.get(key) or one["file_id"]
        return [
            {"file_id": next((files[key] for key in _cited_by(one) if key in files), None), **one}
            for one in grounds
        ]

    def has_content_of(self, proposal: Proposal) -> bool:
        """Whether the row says no more of the entry than this."""
        return (
            all(
                self.content[name] == value
                or (name in CODES and plain(self.content[name]) == value)
                for name, value in proposal.content.items()
            )
            and all(self.many[name] == value for name, value in proposal.many.items())
            and self.grounds == proposal.grounds
        )

    def turns(self, proposal: Proposal) -> bool:
        """Whether the row's verb alone ends what is in force, or begins anew what has ended."""
        verb = proposal.change.get("verb")
        return bool(verb) and (verb in ENDING) is self.in_force

    def other_change(self, proposal: Proposal) -> str:
        """``verb`` or ``valid_from`` if the row names another than this came about by."""
        named = ((name, proposal.change.get(name)) for name in self.change)
        return next((name for name, value in named if value and value != self.change[name]), "")


def _cited_by(ground: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What a ground is known by, the nearest first."""
    law = plain_name(ground["law"])
    return [(law, ground["article"], ground["text"]), (law, ground["article"]), (law,)]


def _in_words(grounds: Sequence[Mapping[str, Any]]) -> str:
    """Grounds as the one cell of a form holds them."""
    parts = ("law", "article", "document_number", "text")
    return clean("\n".join(in_words(*(ground[part] for part in parts)) for ground in grounds))


def _told(proposal: Proposal, column_of: Callable[[str], str], name: str, said: str) -> Problem:
    """A warning about the change that a row names."""
    value = proposal.change[name]
    shown = VERB_NAMES[value] if name == "verb" else value.isoformat()
    return proposal.problem(column_of(name), "change", shown, said, is_error=False)


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
        drafts = register.Draft.objects.filter(member=member).values_list(
            "package_id", "entry_id", "name", "organisation_id", *KEYS
        )
        #: What open drafts are known by -> the package each is in, if any.
        self.drafted: dict[tuple[Any, ...], int | None] = {}
        for package_id, entry_id, name, body, *codes in drafts:
            # One without a code is known by its name, or a form sent twice would double it.
            new = _keys("", *codes) or [("name", body, name)]
            keys = [("entry", entry_id)] if entry_id else new
            self.drafted |= dict.fromkeys(keys, package_id)
        self.closed = closed_among({pk for pk in self.drafted.values() if pk})

    def match(self, report: Any, column_of: Callable[[str], str]) -> None:
        """Give every proposal its entry, base and parent; drop those that change nothing.

        A row that ends an entry says something new by its verb alone; one that names any other
        change to a content that stays the same is left out. Both are told.
        """
        known = dict(self._known(report.proposals))
        for proposal in report.proposals:
            if version := known.get(self.newest.get(self._entry_of(proposal) or 0, 0)):
                version.complete(proposal)
        kept = []
        rows = {key: proposal for proposal in report.proposals for key in proposal.known_by()}
        for proposal in report.proposals:
            problem = self._place(proposal, column_of) or self._parent(proposal, rows, column_of)
            if problem:
                report.problems.append(problem)
                continue
            version = known.get(proposal.base_id)
            if version is None or not version.has_content_of(proposal):
                kept.append(proposal)
                continue
            if version.turns(proposal):
                kept.append(proposal)
                said = _("The row ends the entry; its content stays as it was.")
                if not version.in_force:
                    said = _("The row puts an ended entry in force again as it was.")
                report.problems.append(_told(proposal, column_of, "verb", said))
                continue
            report.unchanged += 1
            if name := version.other_change(proposal):
                said = _("A change is named, but the content is the same: no draft is made.")
                report.problems.append(_told(proposal, column_of, name, said))
        report.proposals = kept

    def _entry_of(self, proposal: Proposal) -> int | None:
        return next((self.entries[key] for key in proposal.known_by() if key in self.entries), None)

    def _place(self, proposal: Proposal, column_of: Callable[[str], str]) -> Problem | None:
        number = proposal.change.get("number")
        if number and ("number", number) not in self.entries:
            sentence = _("%(site)s has no such entry.") % {"site": self.member.short_name}
            return proposal.problem(column_of("number"), "entry", number, sentence)
        proposal.entry_id = self._entry_of(proposal)
        proposal.base_id = self.newest.get(proposal.entry_id) if proposal.entry_id else None
        content = proposal.content
        named = ("name", content.get("organisation_id"), content["name"])
        keys = [*proposal.known_by()] or [named]
        sought = [("entry", proposal.entry_id)] if proposal.entry_id else keys
        found = next((key for key in sought if key in self.drafted), None)
        if found is None:
            return None
        sentence = _("There is an open draft of this entry already.")
        if self.drafted[found] in self.closed:
            sentence = _("“%(name)s” is under review: it can be changed when it is sent back.")
            sentence %= {"name": content["name"]}
        return proposal.problem(column_of(keys[0][0]), "draft", keys[0][-1], sentence)

    def _parent(
        self, proposal: Proposal, rows: dict[Any, Proposal], column_of: Callable[[str], str]
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
            elif key in rows and rows[key] is not proposal:
                proposal.parent_row, nested = rows[key], bool(rows[key].change.get("parent"))
            else:
                continue
            if not nested:
                return None
            break
        sentence = _("There is no such main entry, neither here nor in the file.")
        return proposal.problem(column_of("parent"), "parent", given, sentence)

    def _known(self, proposals: list[Proposal]) -> Iterator[tuple[int, Known]]:
        """The newest versions that the file speaks of."""
        wanted = {self.newest[entry] for p in proposals if (entry := self._entry_of(p)) is not None}
        if not wanted:
            return
        grounds, many = self._grounds(), self._many()
        columns = plain_columns(self.register)
        versions = self.register.Version.objects.filter(
            member=self.member, superseded_at__isnull=True
        )
        for row in versions.values("pk", "verb", "valid_from", "in_force", *columns):
            pk = row.pop("pk")
            if pk not in wanted:
                continue
            terms = {name: sorted(many.get((pk, name), [])) for name in many_fields(self.register)}
            change = {name: row.pop(name) for name in ("verb", "valid_from")}
            yield pk, Known(row.pop("in_force"), change, row, terms, grounds.get(pk, []))

    def _grounds(self) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = {}
        columns = [name for name in ground_columns(self.register) if name != "order"]
        rows = self.register.Ground.objects.filter(
            version__member=self.member, version__superseded_at__isnull=True
        )
        for row in rows.order_by("order", "pk").values("version_id", *columns):
            found.setdefault(row.pop("version_id"), []).append(row)
        return found

    def _many(self) -> dict[tuple[int, str], list[int]]:
        found: dict[tuple[int, str], list[int]] = {}
        for name in many_fields(self.register):
            link = self.register.Version._meta.get_field(name)
            owner = f"{link.m2m_field_name()}"
            links = link.remote_field.through.objects.filter(**{f"{owner}__member": self.member})
            for pk, term in links.values_list(f"{owner}_id", "term_id"):
                found.setdefault((pk, name), []).append(term)
        return found


def _keys(
    number: str, scheme: str, local: str, handling: str, implementation: str
) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [("number", number)] if number else []
    if local:
        found.append(("local_code", plain(scheme), plain(local)))
    if handling:
        found.append(("handling_code", plain(handling)))
    elif implementation:
        found.append(("implementation_code", plain(implementation)))
    return found
