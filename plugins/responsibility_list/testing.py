"""Factories for tests, and the sample public services.

They are those of type 20 in ``content/powers/guangan-items.json``.
"""

import json
from pathlib import Path
from typing import Any

from core.api import (
    Member,
    check_file,
    import_drafts,
    is_enabled,
    load_mapping,
    publish_all,
    register,
)
from core.testing import make_term, make_version

#: The county sites over which the sample's services are spread.
SITES = ("qilihe", "dunhuang")


def make_service(**fields: Any) -> Any:
    """A published version of a new public service; see ``core.testing.make_version``."""
    fields.setdefault("category", make_term("service_category", "20", "公共服务"))
    return make_version(register("public_service"), **fields)


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


SAMPLE = [load_services]
