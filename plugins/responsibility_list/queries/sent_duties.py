"""The powers with their duties (附件6) as a department sends them back.

A row names a power by its code, and its duty columns are read. What it says of the power itself is
compared and never written: that is annex 3's. A row that calls the power otherwise, of another body
or category, is an error, as its code may be another power's; other differences are told.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.api import ENDING, Member, Verb, ground_in_words, plain_name
from plugins.power_list.api import power_list
from plugins.responsibility_list.models import DutyVersion
from plugins.responsibility_list.queries.lines import named_lines

#: What a row says of duties, by its column.
WRITTEN = {"stages": "责任事项", "accountability": "追责情形", "complaints": "监督投诉电话"}
CODE, NAME, GROUNDS = "职权编码", "职权名称", "实施依据"
#: What tells which power it is: column -> the field of a row, what it is called at the power.
WHICH = {
    NAME: ("name", "name"),
    "职权类型": ("category_id", "category__name"),
    "实施主体": ("organisation_id", "organisation__name"),
}
#: What is changed elsewhere: column -> the field of the power.
ELSEWHERE = {"承办机构": "handling_body", "备注": "remarks"}
#: What duties have from their power.
OF_POWER = ("name", "category_id", "organisation_id", "handling_body", "level_id")
_READ = (
    *OF_POWER, "category__name", "organisation__name", "remarks", "confidentiality", "valid_from",
    "verb", "change_ground",
)  # fmt: skip


@dataclass
class _Site:
    """The powers of a site today by number, as open drafts would have them, and their duties."""

    powers: dict[str, dict[str, Any]]
    planned: dict[str, dict[str, Any]]
    duties: dict[str, dict[str, Any]]
    grounds: dict[int, str]
    #: Names of powers that are no more than drafts; numbers by name.
    new: set[str] = field(default_factory=set)
    named: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def complete_duties(report: Any, site: Member) -> None:
    """Make of the proposals of a file those of duties, each at its power; tell what is wrong."""
    known = _known(site)
    kept, seen = [], {}
    for proposal in report.proposals:
        number = proposal.content["power_number"] = _code(proposal.content["power_number"])
        problems = list(_wrong(proposal, number, known))
        if number and number in seen:
            said = _("Row %(row)s has the same.") % {"row": seen[number]}
            problems.append(proposal.problem(CODE, "double", number, said))
        seen.setdefault(number, proposal.place)
        report.problems += problems
        if any(problem.is_error for problem in problems) or _is_blank(proposal):
            continue
        if _says_what_stands(proposal, known.duties.get(number)):
            report.unchanged += 1
            continue
        _take_over(proposal, known.powers[number], known.duties.get(number))
        kept.append(proposal)
    report.proposals = kept


# --- what is wrong with a row --------------------------------------------------------------------


def _wrong(proposal: Any, number: str, known: _Site) -> Iterator[Any]:
    power = known.powers.get(number)
    if power is None:
        yield _no_power(proposal, number, known)
        return
    yield from _contradictions(proposal, power, known.planned.get(number), known.grounds)
    if _is_blank(proposal):
        yield _blank(proposal, known.duties.get(number))
        return
    if power["confidentiality"]:
        said = _("The power is confidential: so are its duties.")
        yield proposal.problem(CODE, "confidential", number, said)
    for name in ("stages", "accountability"):
        if WRITTEN[name] in proposal.cells and not proposal.content[name]:
            yield proposal.problem(WRITTEN[name], "required", "", _("This is required."))
    empty = [stage for stage, duty in named_lines(proposal.content["stages"]) if not duty]
    if empty:
        names = "、".join(empty)
        said = _("Nothing is said of these stages: %(names)s.") % {"names": names}
        yield proposal.problem(WRITTEN["stages"], "stages", names, said)


def _no_power(proposal: Any, number: str, known: _Site) -> Any:
    """A row of no power that stands today: one that is only proposed is left out."""
    name = plain_name(proposal.content["name"])
    if not number and name in known.new and _is_blank(proposal):
        said = _("This power is not in force yet: its duties are entered when it is.")
        return proposal.problem(CODE, "left-out", "", said, is_error=False)
    said = _("The row does not name the code of its power.")
    if number:
        said = _("%(number)s is no power of this site on that day.") % {"number": number}
    if len(numbers := known.named.get(name, [])) == 1:
        said = _("%(sentence)s Is it “%(nearest)s”?") % {"sentence": said, "nearest": numbers[0]}
    return proposal.problem(CODE, "power", number, said)


def _blank(proposal: Any, duties: Any) -> Any:
    if duties is None or not duties["shown"]:
        said = _("It says nothing of the duties of this power: it was left out.")
        return proposal.problem(WRITTEN["stages"], "left-out", "", said, is_error=False)
    said = _("There are duties of this power: a blank row does not end them.")
    return proposal.problem(WRITTEN["stages"], "required", "", said)


def _contradictions(
    proposal: Any, power: dict[str, Any], planned: Any, grounds: dict[int, str]
) -> Iterator[Any]:
    for column, (name, called) in WHICH.items():
        given, stands = proposal.content[name], [power[name], (planned or power)[name]]
        if name == "name":
            given, stands = plain_name(given), [plain_name(one) for one in stands]
        if given and given not in stands:
            said = _("The power of this code has “%(said)s” here; annex 3 changes powers.")
            said %= {"said": power[called]}
            yield proposal.problem(column, "power", _cell(proposal, column), said)
    there = {column: (power[name], (planned or power)[name]) for column, name in ELSEWHERE.items()}
    there[GROUNDS] = (grounds.get(power["pk"], ""), (planned or {}).get("grounds", ""))
    for column, stands in there.items():
        given = _cell(proposal, column)
        if given and given not in map(_clean, stands):
            said = _("The power says otherwise, and this form does not change it: annex 3 does.")
            yield proposal.problem(column, "power", given[:80], said, is_error=False)


def _code(text: str) -> str:
    """A code however it was typed, with wide digits or spaces between them."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _cell(proposal: Any, column: str) -> str:
    return _clean(str(proposal.cells.get(column) or ""))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _is_blank(proposal: Any) -> bool:
    return not any(proposal.content[name] for name in WRITTEN)


def _says_what_stands(proposal: Any, duties: Any) -> bool:
    """Whether a row says of the duties what its form showed, and names no change."""
    return bool(duties) and duties["shown"] and not proposal.change.get("verb") and all(
        proposal.content[name] == _clean(duties[name])
        for name, column in WRITTEN.items()
        if column in proposal.cells
    )  # fmt: skip


def _take_over(proposal: Any, power: dict[str, Any], duties: Any) -> None:
    """What a draft of duties has from its power, as one that is begun on the screen."""
    proposal.content |= {name: power[name] for name in OF_POWER}
    of_power = {name.removesuffix("_id") for name in OF_POWER}
    proposal.silent -= of_power
    verb = Verb.ADOPT if power["verb"] == Verb.ADOPT else Verb.ESTABLISH
    if duties:
        verb = Verb.ADJUST
        proposal.change["number"] = duties["number"]
    proposal.change.setdefault("verb", verb)
    if duties is None or duties["valid_from"] < power["valid_from"]:
        proposal.change.setdefault("valid_from", power["valid_from"])
        proposal.change.setdefault("change_ground", power["change_ground"])


# --- what the site has ---------------------------------------------------------------------------


def _known(site: Member) -> _Site:
    """A fixed number of queries, however many rows a file has."""
    day = timezone.localdate()
    one = power_list()
    standing = _standing(one.Version, site).filter(valid_from__lte=day, valid_to__gt=day)
    powers = {row["number"]: row for row in standing.values("pk", "number", *_READ)}
    drafts = one.Draft.objects.filter(member=site).exclude(verb__in=ENDING)
    planned, new = {}, set()
    for row in drafts.values("pk", "entry__number", *_READ):
        if row["entry__number"]:
            planned[row["entry__number"]] = row
        else:
            new.add(plain_name(row["name"]))
    of_drafts = _in_words(one.Ground.objects.filter(draft__member=site), "draft_id")
    for row in planned.values():
        row["grounds"] = of_drafts.get(row["pk"], "")
    lasting = _standing(DutyVersion, site).filter(valid_to__gt=day).order_by("-valid_from")
    duties = {
        row["power_number"]: row
        | {"shown": row["valid_from"] <= day and not row["confidentiality"]}
        for row in lasting.values(
            "power_number", "number", "valid_from", "confidentiality", *WRITTEN
        )
    }
    of_powers = one.Ground.objects.filter(version__member=site, version__superseded_at=None)
    known = _Site(powers, planned, duties, _in_words(of_powers, "version_id"), new)
    for number, row in powers.items():
        known.named[plain_name(row["name"])].append(number)
    return known


def _standing(model: Any, site: Member) -> QuerySet[Any]:
    return model.objects.filter(member=site, superseded_at=None, in_force=True)


def _in_words(grounds: QuerySet[Any], owner: str) -> dict[int, str]:
    """Grounds by the row they belong to, as the one cell of a form has them."""
    found: dict[int, list[str]] = defaultdict(list)
    parts = ("law", "article", "document_number", "text")
    for row in grounds.order_by("order", "pk").values_list(owner, *parts).iterator():
        found[row[0]].append(ground_in_words(*row[1:]))
    return {pk: "\n".join(said) for pk, said in found.items()}
