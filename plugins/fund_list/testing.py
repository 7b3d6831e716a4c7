"""Factories for tests, and the sample funds of ``content/funds``, with projects and an allocation:
all invented."""

import csv
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from core.api import Member, Organisation, is_enabled, publish_all, register, save_draft, terms
from core.testing import make_term, make_version
from plugins.fund_list.actions import admit_projects, disclose, import_projects, plan_disclosure
from plugins.fund_list.exchange.shares import Shares, shares_in_file
from plugins.fund_list.models import Kind, Project
from plugins.fund_list.queries.pool import pooled_funds

#: The budget year of the sample's list.
YEAR = 2026
_number = count(1)


def make_fund(**fields: Any) -> Any:
    """A published version of a new special fund, complete; see ``core.testing.make_version``."""
    given = {
        "category": make_term("fund_kind", "01", "部门预算专项"), "budget_year": YEAR,
        "amount": Decimal(1000), "aim": "目标", "account": "2050201 学前教育",
        "allocation": "factors", "recipients": "幼儿园", "rules": f"第{next(_number)}号管理办法",
        "rules_from": date(2020, 1, 1),
    }  # fmt: skip
    return make_version(register("fund"), **given | fields)


#: What the remarks of each sample fund say.
INVENTED = "样例：资金、数额和管理办法均为演示编造"


def load_funds(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Take over the list of 2026 at the province's own site. Nothing where it has funds, or drafts
    of them, already."""
    path = Path(directory) / "content" / "funds" / "funds.csv"
    funds, site = register("fund"), Member.objects.filter(parent=None).first()
    if site is None or not path.exists() or not is_enabled("fund_list", site):
        return
    if any(model.objects.filter(member=site).exists() for model in (funds.Version, funds.Draft)):
        return
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    bodies = {body.code: body for body in Organisation.objects.filter(division=site.division)}
    kinds = {term.code: term for term in terms().by_dictionary["fund_kind"]}
    ways = funds.field("allocation").choices
    made = []
    for row in progress(rows, len(rows), "专项资金样例") if progress else rows:
        draft = funds.Draft(
            member=site, name=row["name"], category_id=kinds[row["kind"]].pk, budget_year=YEAR,
            organisation=bodies[f"{site.slug}-{row['body']}"], amount=Decimal(row["amount"]),
            previous_amount=Decimal(row["previous"]), aim=row["aim"], rules=row["rules"],
            account=row["account"].replace(";", "\n"), central_transfer=row["central"],
            allocation=ways[row["allocation"]], recipients=row["recipients"],
            begins=int(row["begins"]), ends=int(row["ends"]), rules_number=row["rules_number"],
            rules_from=date.fromisoformat(row["rules_from"]), remarks=INVENTED, source="sample",
            valid_from=date(YEAR, 2, 1), verb="adopt",
        )  # fmt: skip
        ground = {"law": row["law"], "article": row["article"]}
        made.append(save_draft(funds, draft, actor=actor, grounds=[ground]).pk)
    outcome = publish_all(funds, made, member=site, actor=actor)
    if outcome.refused:
        raise ValueError(f"{path}: {outcome.refused[0].reasons}")


#: The day on which all that is made of the sample's projects happens.
DAY = date(YEAR, 3, 1)


def load_projects(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Fill the pools of the sample's funds by ``projects.csv``, and allocate to what ``shares.csv``
    says of them. Nothing where a project is there already, or the funds are not."""
    folder = Path(directory) / "content" / "funds"
    site = Member.objects.filter(parent=None).first()
    if site is None or not (folder / "projects.csv").exists() or not is_enabled("fund_list", site):
        return
    if Project.objects.filter(member=site).exists() or not pooled_funds([site.pk]).exists():
        return
    import_projects(site, (folder / "projects.csv").read_bytes(), "csv", actor=actor)
    made = list(Project.objects.filter(member=site).values_list("pk", flat=True))
    admit_projects(site, made, day=DAY, actor=actor)
    shares = shares_in_file((folder / "shares.csv").read_bytes(), "csv")
    paid = Project.objects.select_related("fund").get(member=site, number=shares.lines[0].number)
    body = pooled_funds([site.pk]).get(entry=paid.fund).organisation
    said = {"day": DAY, "text": INVENTED, "document": None, "basis": "", "grade": "",
            "rectify_by": None}  # fmt: skip
    for kind, title, lines in (
        (Kind.GOALS, "样例：2026年绩效目标", Shares()),
        (Kind.ALLOCATION, "样例：2026年第一批分配结果", shares),
    ):
        item = plan_disclosure(
            paid.fund, YEAR, kind, title=title, organisation=body, due=DAY, actor=actor
        )
        disclose(item, said | {"shares": lines}, actor=actor)


SAMPLE = [load_funds, load_projects]
