"""What reviewers see of a draft: all of a new entry, what changes of one that is in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from core.pages.queries import file_row
from core.people.offices import office_name
from core.registers.admin.entry_views import shown_differences
from core.registers.approval import Package
from core.registers.choices import ENDING
from core.registers.expertise.queries import votes_on
from core.registers.opinions.queries import opinions_on
from core.registers.packages import examined
from core.registers.papers import documents_of
from core.registers.receivers import GIVING, bodies_named, receivers_of
from core.registers.spec import Register
from core.registers.words import value_of


def rows_of(register: Register, drafts: list[Any]) -> list[dict[str, Any]]:
    """Drafts as the lines of their package, with what an examination finds in them today."""
    found, bodies = examined(register, drafts), bodies_named(drafts)
    return [
        row_of(register, draft)
        | {
            "findings": found.get(draft.pk, []),
            "goes_to": receivers_of(draft, bodies).words if draft.verb in GIVING else "",
        }
        for draft in drafts
    ]


def row_of(register: Register, draft: Any) -> dict[str, Any]:
    """A draft as a line of its package, with its fields or its differences, the documents that it
    names, and its grounds."""
    base = draft.corrects or draft.base
    whole = base is None or draft.verb in ENDING
    return {
        "draft": draft,
        "verb": draft.get_verb_display(),
        "number": draft.entry.number if draft.entry else "",
        "facts": [
            (field.label, value_of(field, draft))
            for field in register.fields
            if field.kind not in ("grounds", "document") and value_of(field, draft)
        ]
        if whole
        else [],
        "differences": [] if whole else shown_differences(register, base, draft),
        "papers": [(label, file_row(each)) for label, each in documents_of(register, draft)],
        "grounds": list(draft.grounds.all()),
    }


def rows_with_opinions(
    register: Register,
    package: Package,
    drafts: list[Any],
    waiting: Collection[int],
    typed: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """The same with what offices and experts have said of each. ``waiting`` are the keys of the
    objections that wait for an answer; ``typed`` is what a form held that must be shown again."""
    pks = [draft.pk for draft in drafts]
    said, votes = opinions_on(package, pks), votes_on(package, pks)
    return [
        row
        | {
            "opinions": [
                {
                    "opinion": opinion,
                    "office": office_name(opinion.office),
                    "waits": opinion.pk in waiting,
                    "typed": (typed or {}).get(f"answer-{opinion.pk}", ""),
                }
                for opinion in said[row["draft"].pk]
            ],
            "votes": votes[row["draft"].pk],
        }
        for row in rows_of(register, drafts)
    ]
