"""Factories for tests, and the sample public services, duties and responsibilities.

The services are those of type 20 in ``content/powers/guangan-items.json``, the duties those of
``content/powers/duties.csv``, the responsibilities those of ``responsibilities.csv`` beside it.
"""

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from core.api import (
    Member,
    Organisation,
    check_file,
    import_drafts,
    in_force,
    is_enabled,
    load_mapping,
    publish_all,
    register,
    save_draft,
    terms,
)
from core.testing import make_term, make_version
from plugins.power_list.api import powers_in_force

#: The county sites over which the sample's services are spread.
SITES = ("qilihe", "dunhuang")


def make_service(**fields: Any) -> Any:
    """A published version of a new public service; see ``core.testing.make_version``."""
    fields.setdefault("category", make_term("service_category", "20", "公共服务"))
    return make_version(register("public_service"), **fields)


def make_duties(power: Any, **fields: Any) -> Any:
    """The published duties of a power, from its own first day on; see ``core.testing``."""
    given = {
        name: getattr(power, name)
        for name in ("member", "organisation", "name", "category", "valid_from")
    }
    given |= {"power_number": power.number, "stages": "受理：受理", "accountability": "超期"}
    return make_version(register("duty"), **given | fields)


def load_services(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Publish what has a body here; the rest stay drafts. What is there already is left alone."""
    path = Path(directory) / "content" / "powers" / "guangan-items.json"
    if not path.exists():
        return
    items = [
        item for item in json.loads(path.read_text(encoding="utf-8")) if item["taskType"] == "20"
    ]
    members = list(Member.objects.filter(slug__in=SITES).order_by("slug"))
    for at, member in enumerate(
        progress(members, len(members), "公共服务样例") if progress else members
    ):
        if is_enabled("responsibility_list", member):
            _load_site(member, items[at :: len(members)], actor)


def _load_site(member: Member, items: list[dict[str, str]], actor: Any) -> None:
    services = register("public_service")
    there = set(services.Version.objects.filter(member=member).values_list("local_code", flat=True))
    there |= set(services.Draft.objects.filter(member=member).values_list("local_code", flat=True))
    rows = [item for item in items if item["itemCode"] not in there]
    if not rows:
        return
    data = json.dumps(rows, ensure_ascii=False).encode()
    mapping = load_mapping("guangan-items", services)
    report = check_file(services, data, "json", member=member, mapping=mapping)
    if report.errors:
        raise ValueError(f"{member.slug}: {report.errors[:5]}")
    import_drafts(services, report.proposals, member=member, actor=actor, source="sample")
    ready = services.Draft.objects.filter(member=member, source="sample").exclude(organisation=None)
    publish_all(
        services,
        list(ready.values_list("pk", flat=True)),
        member=member,
        actor=actor,
        verb="adopt",
        day=_day(),
        ground="",
    )


def _day() -> Any:
    from datetime import date

    return date(2024, 1, 1)


#: What the remarks of each sample entry say.
INVENTED = "样例：按该类职权的通行写法编写，不是任何部门公布的责任清单"
INVENTED_RESPONSIBILITY = "样例：为演示编写，不是任何部门公布的责任清单"


def load_duties(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Publish duties for the sample powers, as their category usually has them. What has duties,
    or a draft of them, already is left alone."""
    path = Path(directory) / "content" / "powers" / "duties.csv"
    if not path.exists():
        return
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            stage = f"{row['stage']}：" if row["stage"] else ""
            lines[row["category"], row["kind"]].append(stage + row["text"])
    members = [
        member
        for member in Member.objects.order_by("slug")
        if is_enabled("responsibility_list", member)
    ]
    for member in progress(members, len(members), "责任事项样例") if progress else members:
        _load_duties(member, lines, actor)


def _load_duties(member: Member, lines: dict[tuple[str, str], list[str]], actor: Any) -> None:
    duties = register("duty")
    there = set(in_force(duties, member=member).values_list("power_number", flat=True))
    there |= set(duties.Draft.objects.filter(member=member).values_list("power_number", flat=True))
    made = []
    for power in powers_in_force(member):
        code = terms().by_id[power.category_id].code
        if power.number in there or (code, "stage") not in lines:
            continue
        draft = duties.Draft(
            member=member, name=power.name, category_id=power.category_id, remarks=INVENTED,
            organisation_id=power.organisation_id, power_number=power.number, source="sample",
            stages="\n".join(lines[code, "stage"]), valid_from=power.valid_from,
            accountability="\n".join(lines[code, "case"]), verb="adopt",
        )  # fmt: skip
        made.append(save_draft(duties, draft, actor=actor).pk)
    publish_all(duties, made, member=member, actor=actor)


def make_responsibility(kind: str, **fields: Any) -> Any:
    """A published version of a new responsibility of this kind (its code)."""
    fields.setdefault("category", make_term("responsibility_kind", kind, kind))
    return make_version(register("responsibility"), **fields)


def load_responsibilities(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Publish what departments of the sample's counties are responsible for. A site that has
    entries or drafts of the register already is left alone."""
    path = Path(directory) / "content" / "powers" / "responsibilities.csv"
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    members = list(Member.objects.filter(slug__in=SITES).order_by("slug"))
    for member in progress(members, len(members), "部门职责样例") if progress else members:
        if is_enabled("responsibility_list", member):
            _load_responsibilities(member, rows, actor)


def _load_responsibilities(member: Member, rows: list[dict[str, str]], actor: Any) -> None:
    responsibilities = register("responsibility")
    if any(
        model.objects.filter(member=member).exists()
        for model in (responsibilities.Version, responsibilities.Draft)
    ):
        return
    bodies = {body.code: body for body in Organisation.objects.filter(division=member.division)}
    place = bodies[f"{member.slug}-zf"].name.removesuffix("人民政府")
    kinds = {term.code: term for term in terms().by_dictionary["responsibility_kind"]}
    powers = list(powers_in_force(member))
    made = []
    for row in rows:
        body = bodies[f"{member.slug}-{row['body']}"]
        about = [
            power
            for power in powers
            if row["powers"] and row["powers"] in power.name and power.organisation_id == body.pk
        ]
        draft = responsibilities.Draft(
            member=member, name=row["name"], category_id=kinds[row["kind"]].pk, organisation=body,
            details=row["details"].replace("\\n", "\n"), example=row["example"], source="sample",
            division=row["division"].replace("\\n", "\n").replace("{place}", place),
            power_numbers="\n".join(power.number for power in about),
            remarks=INVENTED_RESPONSIBILITY,
            valid_from=max([_day(), *(power.valid_from for power in about)]),
            verb="adopt",
        )  # fmt: skip
        made.append(save_draft(responsibilities, draft, actor=actor).pk)
    outcome = publish_all(responsibilities, made, member=member, actor=actor)
    if outcome.refused:
        raise ValueError(f"{member.slug}: {outcome.refused[0].reasons}")


SAMPLE = [load_services, load_duties, load_responsibilities]
