"""The shares of an allocation, typed as lines or in a file: read, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from core.api import Cell, Problem, as_text, money_of, read_table
from plugins.fund_list.models import Project, Share
from plugins.fund_list.queries.pool import COLON, plain_number

RECIPIENT, NUMBER, AMOUNT = COLUMNS = ("补助对象", "项目编号", "金额（万元）")
LONGEST = Share._meta.get_field("recipient").max_length or 0
_CELLS = {RECIPIENT: Cell(needed=True, longest=LONGEST), NUMBER: Cell(), AMOUNT: Cell(needed=True)}


@dataclass(frozen=True)
class Line:
    """One share as it was said, ``row`` where a person sees it; no sum where it cannot be read."""

    row: int
    recipient: str
    number: str
    amount: Decimal | None


@dataclass
class Shares:
    """What was said of an allocation's shares. The lines count only where there are no problems."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def tell(self, row: int, column: str, rule: str, value: str, sentence: str) -> None:
        self.problems.append(Problem(row, column, rule, value[:80], sentence))

    @property
    def together(self) -> Decimal:
        """The sum of what can be read."""
        return sum((line.amount for line in self.lines if line.amount), Decimal(0))


def shares_in_file(data: bytes, kind: str) -> Shares:
    """The shares in a file (``xlsx``, ``csv`` or ``json``), a row for each."""
    table = read_table(data, kind, _CELLS)
    shares = Shares(problems=table.problems)
    for row, texts in table.rows:
        _take(shares, row, texts[RECIPIENT], texts[NUMBER], texts[AMOUNT])
    _tell_doubles(shares)
    return shares


def shares_in_text(text: str) -> Shares:
    """The lines of an allocation: a recipient, a colon, a sum in 万元; between them the number of
    the project and a colon, where it goes to one. Empty lines count as lines."""
    shares = Shares()
    for row, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in line.replace("：", COLON).split(COLON)]
        if not line.strip():
            continue
        if len(parts) not in (2, 3) or not (parts[0] and parts[-1]):
            sentence = _(
                "A line is a recipient, a colon and a sum; the number of a project between."
            )
            shares.tell(row, "", "line", line.strip(), sentence)
            continue
        if len(parts[0]) > LONGEST:
            sentence = _("Longer than %(longest)d characters.") % {"longest": LONGEST}
            shares.tell(row, RECIPIENT, "length", parts[0], sentence)
        _take(shares, row, parts[0], parts[1] if len(parts) == 3 else "", parts[-1])
    _tell_doubles(shares)
    return shares


def _take(shares: Shares, row: int, recipient: str, number: str, said: str) -> None:
    amount = None
    try:
        amount = money_of(said) if said else None
        if amount is not None and not amount:
            raise ValueError(_("A share is more than nothing."))
    except ValueError as error:
        shares.tell(row, AMOUNT, "money", said, str(error))
    shares.lines.append(Line(row, recipient, plain_number(number), amount))


def _tell_doubles(shares: Shares) -> None:
    """A recipient stands once, or once for each project."""
    seen: dict[tuple[str, str], int] = {}
    for line in shares.lines:
        key = line.recipient, line.number
        if line.recipient and key in seen:
            sentence = _("Row %(row)d names this recipient already.") % {"row": seen[key]}
            shares.tell(line.row, RECIPIENT, "twice", line.recipient, sentence)
        seen.setdefault(key, line.row)


def rows_of(shares: Iterable[Share]) -> list[dict[str, str]]:
    """Shares as rows of such a file."""
    return [
        {
            RECIPIENT: each.recipient,
            NUMBER: each.project.number if each.project else "",
            AMOUNT: as_text(each.amount),
        }
        for each in shares
    ]


def rows_to_fill(projects: Iterable[Project]) -> list[dict[str, str]]:
    """Such a file to be filled in: a row for each project of the pool, without its sum."""
    return [{RECIPIENT: each.applicant, NUMBER: each.number, AMOUNT: ""} for each in projects]
