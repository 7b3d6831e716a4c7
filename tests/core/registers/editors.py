"""What the editors of Chengguan do in tests: write, publish and change an entry, by hand too."""

import datetime
import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.queries import terms

D = datetime.date
#: From when on a change holds where a test names no day.
CHANGED = D(2020, 1, 1)
GROUND = {
    "law": "中华人民共和国义务教育法",
    "article": "第十一条",
    "text": "适龄儿童、少年因身体状况需要延缓入学或者休学的",
}


def new_draft(powers, group, name="休学审批", *, grounds=(GROUND,), many=None, **fields):
    given = {
        "category": terms().find("power_category", "01"),
        "organisation": group.chengguan_body,
        "name": name,
        "verb": Verb.ADOPT,
        "valid_from": D(2015, 7, 1),
    } | fields
    draft = powers.Draft(member=given.pop("member", group.chengguan), **given)
    actor = group.chengguan_editor if draft.member == group.chengguan else group.qilihe_editor
    return actions.save_draft(powers, draft, actor=actor, grounds=grounds, many=many)


def publish(powers, group, draft, **decision):
    outcome = actions.publish(
        powers, [draft.pk], member=group.chengguan, actor=group.chengguan_chief, **decision
    )
    return outcome.published[0]


def change(powers, group, version, verb=Verb.ADJUST, day=CHANGED, ground="某文件", **content):
    draft = actions.start_draft(powers, version, actor=group.chengguan_editor)
    for name, value in content.items():
        setattr(draft, name, value)
    actions.save_draft(powers, draft, actor=group.chengguan_editor)
    return publish(powers, group, draft, verb=verb, day=day, ground=ground)


def names_on(powers, day, member=None):
    return [version.name for version in queries.in_force(powers, day=day, member=member)]


# --- what a browser sends ------------------------------------------------------------------------


def posted(draft=None, **fields):
    given = {
        "name": "新的职权",
        "local_code": "",
        "grounds-TOTAL_FORMS": "1",
        "grounds-INITIAL_FORMS": "0",
        "grounds-0-law": "中华人民共和国义务教育法",
        "grounds-0-article": "第十一条",
        "grounds-0-text": "全文",
        "state": "open",
    }
    if draft:
        given["expected"] = str(draft.revision)
    return given | fields


def upload(client, group, rows, member=None):
    data = SimpleUploadedFile("清单.json", json.dumps(rows).encode())
    return client.post(
        reverse("entries_power_list:import"),
        {"member": (member or group.chengguan).pk, "mapping": "own-form", "file": data},
    )
