"""The annexes as an import must know them: where each is read back, and in whose words it is."""

from __future__ import annotations

from core.flows.queries import seat_of
from core.registers.annexes.annex import arranged
from core.registers.annexes.queries import declared
from core.registers.approval import Arrangement
from core.registers.exchange.forms_sent import Form
from core.sitegroup.models import Member


def forms_of(member: Member) -> list[Form]:
    """Every annex as the government of a site has arranged it, by number. One query."""
    rows = Arrangement.objects.filter(seat=seat_of(member))
    said = dict(rows.values_list("annex", "columns"))
    found = []
    for annex in sorted(declared(), key=lambda each: each.number):
        shown = {
            column.key: column.header
            for column in arranged(annex, said.get(annex.number, ()))
            if column.shown
        }
        words = {
            column.header: shown.get(column.key, column.header)
            for column in annex.columns
            if column.key != "no"
        }
        form = Form(
            name=annex.file_name,
            title=f"附件{annex.number} {annex.title}",
            words=words,
            read_into=annex.read_into,
            why_not=str(annex.why_not),
            complete=annex.complete,
        )
        found.append(form)
    return found
