"""Factories for tests, and the sample powers of a definition (``content/powers/``)."""

from __future__ import annotations

import csv
import datetime
import json
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from core.api import (
    Level,
    Member,
    cancel,
    check_file,
    import_drafts,
    is_enabled,
    lay_down_catalogue,
    load_dictionaries,
    load_mapping,
    publish_all,
    register,
    save_draft,
    start_draft,
)
from core.testing import make_version
from plugins.law_library.api import article_texts

#: From here on the sample takes over what its laws say.
BASE = datetime.date(2020, 1, 1)
#: Below this an article of the same label is about something else.
SAME_MATTER = 0.8
#: What the sample catalogue says of itself.
CATALOGUE = "样例：由样例事项编成，不是任何省份的基本目录"
#: So many characters at the head of an item's code are its base code.
BASE_CODE = 12
CATEGORIES = {
    "1": "行政许可",
    "5": "行政给付",
    "7": "行政确认",
    "8": "行政奖励",
    "9": "行政裁决",
    "10": "其他行政权力",
}
LEVELS = {Level.PROVINCE: "省级", Level.PREFECTURE: "市级", Level.COUNTY: "县级"}


def make_power(**fields: Any) -> Any:
    """A published version of a new power, complete enough to be shown.

    See ``core.testing.make_version``.
    Without ``member`` it stands on the province's own site, which is made if need be.
    """
    return make_version(register("power_list"), **fields)


@dataclass
class Step:
    """One version to be published."""

    verb: str
    day: datetime.date
    ground: str
    grounds: list[dict[str, str]]
    handling_body: str = ""


@dataclass
class Sample:
    """One power of the sample at one site; without steps it stays a draft."""

    code: str
    site: str
    organisation: str
    name: str
    category: str
    audience: str
    remarks: str
    scheme: str
    subject: str = ""
    base_code: str = ""
    steps: list[Step] = field(default_factory=list)


def load_powers(directory: Path, *, actor: Any, progress: Any = None) -> None:
    """Publish the sample powers of ``directory``; what is there already is left alone."""
    folder = Path(directory) / "content" / "powers"
    if not (folder / "placement.csv").exists():
        return
    load_dictionaries(actor=actor)
    _lay_down(folder / "catalogue.csv", actor)
    by_site: dict[str, list[Sample]] = defaultdict(list)
    for sample in read_samples(folder):
        by_site[sample.site].append(sample)
    members = {member.slug: member for member in Member.objects.filter(slug__in=by_site)}
    sites = [
        slug for slug in by_site if slug in members and is_enabled("power_list", members[slug])
    ]
    for slug in progress(sites, len(sites), "权力清单样例") if progress else sites:
        _load_site(members[slug], by_site[slug], actor)
    _correct(_rows(folder / "changes.csv"), actor)
    _end(_rows(folder / "changes.csv"), actor)


def _lay_down(path: Path, actor: Any) -> None:
    if path.exists():
        powers = register("power_list")
        lay_down_catalogue(powers, path.read_bytes(), "csv", source=CATALOGUE, actor=actor)


def level_of(member: Member) -> str:
    """The level whose powers a site keeps: a department's is its government's."""
    government = member.parent if member.level == Level.DEPARTMENT else member
    return LEVELS[government.level]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_samples(folder: Path) -> list[Sample]:
    """What the files say, with the texts of the law library; needs that library to be loaded."""
    told = (folder / "guangan-items.json").read_text(encoding="utf-8")
    items = {item["itemCode"]: item for item in json.loads(told)}
    written = {
        f"YB-{number:04d}": row for number, row in enumerate(_rows(folder / "written.csv"), 1)
    }
    grounds: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _rows(folder / "grounds.csv"):
        grounds[row["name"]].append((row["law"], row["article"]))
    since = {
        row["name"]: datetime.date.fromisoformat(row["day"]) for row in _rows(folder / "since.csv")
    }
    subjects = {row["body"]: row["subject"] for row in _rows(folder / "subjects.csv")}
    changes = defaultdict(list)
    for row in _rows(folder / "changes.csv"):
        changes[row["code"]].append(row)
    codes = {row["基本编码"] for row in _rows(folder / "catalogue.csv")}
    found = []
    for place in _rows(folder / "placement.csv"):
        sample = _sample(place, items, written)
        if sample.code[:BASE_CODE] in codes:
            sample.base_code = sample.code[:BASE_CODE]
        sample.subject = subjects.get(sample.organisation.rpartition("-")[2], "")
        row = written.get(sample.code)
        cited = [(row["law"], row["article"])] if row else grounds[sample.name]
        if sample.organisation and cited:
            begun = max(BASE, since.get(sample.name, BASE))
            sample.steps = _steps(tuple(cited), begun, changes[sample.code])
        found.append(sample)
    return found


def _sample(place: dict[str, str], items: dict[str, Any], written: dict[str, Any]) -> Sample:
    code, site, organisation = place["code"], place["site"], place["organisation"]
    if row := written.get(code):
        remarks = "样例：依据法律条文编写，不是实际公布的清单"
        said = (row["name"], row["category"], row["audience"])
        return Sample(code, site, organisation, *said, remarks, "")
    item = items[code]
    remarks = f"样例：名称与编码取自广安市广安区公开事项（来源部门：{item['department']}）"
    category = CATEGORIES[item["taskType"]]
    return Sample(code, site, organisation, item["name"], category, "", remarks, "sichuan")


@cache
def _texts(law: str, article: str, before: datetime.date | None) -> tuple[Any, ...]:
    """The texts of an article on the same matter as the newest before a day, oldest first."""
    today = timezone.localdate()
    known = [
        (day, text)
        for day, text in article_texts(law, article)
        if day <= today and (not before or day < before)
    ]
    same: list[Any] = []
    for day, text in reversed(known):
        if (
            same
            and SequenceMatcher(None, text.text, same[-1][1].text, autojunk=False).ratio()
            < SAME_MATTER
        ):
            break
        if same and same[-1][1].text == text.text:
            same[-1] = (day, text)
        else:
            same.append((day, text))
    return tuple(reversed(same))


def _steps(
    cited: tuple[Any, ...], begun: datetime.date, changes: list[dict[str, str]]
) -> list[Step]:
    end = next(
        (datetime.date.fromisoformat(c["day"]) for c in changes if c["verb"] == "取消"), None
    )
    texts = {one: _texts(*one, end) for one in cited}
    if not all(texts.values()):
        return []
    first = max(begun, *(known[0][0] for known in texts.values()))
    later = sorted({day for known in texts.values() for day, _text in known if day > first})
    steps = [Step("接收现行", first, "", _grounds(texts, first))]
    for day in later:
        why = "；".join(
            f"《{law}》{text.version_date:%Y年%-m月%-d日}修改，{article}内容有变"
            for (law, article), known in texts.items()
            for begins, text in known
            if begins == day
        )
        steps.append(Step("调整", day, f"{why}，实施依据相应调整", _grounds(texts, day)))
    for change in changes:
        if change["verb"] not in ("更正", "取消"):
            steps.append(_changed(steps[-1], change))
    return steps


def _grounds(texts: dict[Any, Any], day: datetime.date) -> list[dict[str, str]]:
    standing = ([text for begins, text in known if begins <= day] for known in texts.values())
    return [_ground(known[-1]) for known in standing]


def _ground(text: Any) -> dict[str, str]:
    return {
        "名称": text.law,
        "文号": text.document_number,
        "条款": text.label,
        "原文": text.text,
        "文本日期": text.version_date.isoformat(),
    }


def _changed(last: Step, change: dict[str, str]) -> Step:
    today = timezone.localdate()
    day = today if change["day"] == "today" else datetime.date.fromisoformat(change["day"])
    grounds = last.grounds
    if change["law"]:
        known = article_texts(change["law"], change["article"])
        grounds = [_ground([text for begins, text in known if begins <= day][-1])]
    return Step(
        change["verb"],
        day,
        change["ground"],
        grounds,
        change["handling_body"] or last.handling_body,
    )


def _load_site(member: Member, samples: list[Sample], actor: Any) -> None:
    """One import and one publication for each round: first versions, second versions, …"""
    powers = register("power_list")
    there = set(
        powers.Version.objects.filter(member=member).values_list("local_code", "change_ground")
    )
    level = level_of(member)
    drafted = set(powers.Draft.objects.filter(member=member).values_list("local_code", flat=True))
    for turn in range(max((len(sample.steps) for sample in samples), default=0) or 1):
        rows = []
        for sample in samples:
            step = sample.steps[turn] if turn < len(sample.steps) else None
            if step and (sample.code, step.ground) not in there:
                rows.append(_row(sample, level, step))
            elif not sample.steps and turn == 0 and sample.code not in drafted:
                rows.append(_row(sample, level, None))
        _publish_rows(powers, member, rows, actor)


def _row(sample: Sample, level: str, step: Step | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "名称": sample.name,
        "类别": sample.category,
        "实施主体": sample.organisation,
        "行使层级": level,
        "服务对象": sample.audience,
        "主题分类": sample.subject,
        "基本编码": sample.base_code,
        "本地编码": sample.code,
        "本地编码体系": sample.scheme,
        "备注": sample.remarks,
    }
    if step:
        row |= {
            "变动方式": step.verb,
            "生效日期": step.day.isoformat(),
            "变动依据": step.ground,
            "承办机构": step.handling_body,
            "实施依据": step.grounds,
        }
    return row


def _publish_rows(powers: Any, member: Member, rows: list[dict[str, Any]], actor: Any) -> None:
    if not rows:
        return
    data = json.dumps(rows, ensure_ascii=False).encode()
    report = check_file(
        powers, data, "json", member=member, mapping=load_mapping("own-form", powers)
    )
    if report.errors:
        raise ValueError(f"{member.slug}: {report.errors[:5]}")
    import_drafts(powers, report.proposals, member=member, actor=actor, source="sample")
    ready = powers.Draft.objects.filter(member=member, source="sample").exclude(verb="")
    outcome = publish_all(
        powers, list(ready.values_list("pk", flat=True)), member=member, actor=actor
    )
    if outcome.refused:
        raise ValueError(f"{member.slug}: {outcome.refused[:3]}")


def _correct(changes: list[dict[str, str]], actor: Any) -> None:
    """Correct the first version of what the file says; once."""
    powers = register("power_list")
    for change in changes:
        wrong = powers.Version.objects.filter(
            local_code=change["code"],
            superseded_at=None,
            handling_body="",
            valid_to__gt=timezone.localdate(),
        )
        for version in wrong.select_related("member", "entry") if change["verb"] == "更正" else ():
            draft = start_draft(powers, version, actor=actor, corrects=True)
            draft.handling_body, draft.change_ground = change["handling_body"], change["ground"]
            save_draft(powers, draft, actor=actor)
            publish_all(powers, [draft.pk], member=version.member, actor=actor)


def _end(changes: list[dict[str, str]], actor: Any) -> None:
    """Cancel what the file says; once. An import would take the same content for unchanged."""
    powers = register("power_list")
    for change in changes:
        if change["verb"] != "取消":
            continue
        versions = powers.Version.objects.filter(local_code=change["code"], superseded_at=None)
        ended = set(versions.filter(in_force=False).values_list("entry_id", flat=True))
        for version in versions.exclude(entry_id__in=ended).select_related("entry__member"):
            day = datetime.date.fromisoformat(change["day"])
            cancel(
                powers, version.entry, verb="cancel", day=day, ground=change["ground"], actor=actor
            )


SAMPLE = [load_powers]
