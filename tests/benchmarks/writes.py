"""What an editor's large works cost: the check of a file, its import, its publication."""

import json
import time

from django.db import connection

from core.plugins.actions import enable
from core.registers.actions import publish_all
from core.registers.exchange import importing, mappings
from core.registers.exchange.actions import import_drafts
from core.registers.spec import register
from core.testing import SYSTEM, make_division, make_member, make_organisation

ROWS = 1000


def measure(group) -> list[tuple[str, float, int, int]]:
    """``(what, seconds, how many, queries)`` of each."""
    powers, division = register("power_list"), make_division("620900", "酒泉市")
    # A site of its own: the county's numbers were given out by a factory.
    member = make_member("imports", group.province, division=division)
    enable("power_list", member, actor=SYSTEM)
    body = make_organisation("酒泉市教育局", division, code="jiuquan-jyj")
    data = json.dumps([_row(number, body) for number in range(ROWS)], ensure_ascii=False).encode()
    found = []

    def checked():
        report = importing.check(
            powers, data, "json", member=member, mapping=mappings.load("own-form", powers)
        )
        assert report.errors == [], report.errors[:3]
        return report

    report = _timed(found, "check of a file", ROWS, checked)
    _timed(found, "import", ROWS, lambda: import_drafts(
        powers, report.proposals, member=member, actor=SYSTEM, source="bench"
    ))  # fmt: skip
    drafts = list(powers.Draft.objects.filter(source="bench").values_list("pk", flat=True))
    outcome = _timed(found, "publication in bulk", ROWS, lambda: publish_all(
        powers, drafts, member=member, actor=SYSTEM
    ))  # fmt: skip
    assert (len(outcome.published), outcome.refused) == (ROWS, [])
    return found


def _row(number, body):
    return {
        "名称": f"成批导入的职权{number}",
        "类别": "行政许可",
        "实施主体": body.name,
        "变动方式": "设立",
        "生效日期": "2020-01-01",
        "变动依据": "某文件",
        "依据1名称": "中华人民共和国行政许可法",
        "依据1条款": "第十二条",
    }


def _timed(found, name, many, work):
    queries = 0

    def counting(execute, *statement):
        nonlocal queries
        queries += 1
        return execute(*statement)

    begun = time.perf_counter()
    with connection.execute_wrapper(counting):
        answer = work()
    found.append((name, time.perf_counter() - begun, many, queries))
    return answer
