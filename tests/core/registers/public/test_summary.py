"""core/registers/public/summary.py, core/registers/public/provincial_summary.py and
core/registers/public/course.py: how many there are, and what has come and gone."""

import csv
import datetime
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers import actions
from core.registers.public.course import MOST_YEARS, points
from core.registers.testing import make_term, make_version
from core.testing import SYSTEM, make_organisation
from tests.core.registers.editors import change, new_draft, publish
from tests.core.registers.samples import category, place_page

pytestmark = pytest.mark.django_db
D = datetime.date
SUMMARY = "/chengguan/powers/summary/"
EVERYWHERE = "/powers/all/summary/"


@pytest.fixture
def shown(group, powers, time_machine):
    """Chengguan's list from 2020 on: four powers of two bodies and two categories; in 2021 one of
    them ends and one is new; in 2022 what has ended is told anew."""
    time_machine.move_to("2020-01-01T10:00:00+08:00")
    group.page = place_page(powers, group.chengguan)
    group.second_body = make_organisation(
        "城关区住建局", group.chengguan.division, code="chengguan-zjj"
    )
    group.subject = make_term("subject", "1", "教育")
    made = [
        publish(
            powers, group,
            new_draft(
                powers, group, name, category=category(code), organisation=body,
                valid_from=D(2020, 1, 1),
            ),
        )
        for name, code, body in (
            ("民办学校设立审批", "01", group.chengguan_body),
            ("教师资格认定", "07", group.chengguan_body),
            ("旧的审批", "01", group.chengguan_body),
            ("施工许可", "01", group.second_body),
        )
    ]  # fmt: skip
    time_machine.move_to("2021-06-01T10:00:00+08:00")
    actions.cancel(
        powers, made[2].entry, verb="cancel", day=D(2021, 6, 1), ground="某文件", actor=SYSTEM
    )
    publish(powers, group, new_draft(powers, group, "新的许可", valid_from=D(2021, 6, 1)))
    change(powers, group, made[1], day=D(2021, 6, 1), name="教师资格认定（改）")
    time_machine.move_to("2022-03-01T10:00:00+08:00")
    return group


def table_of(client, address):
    """The first table of a summary as its file says it."""
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format=csv")
    assert answer.status_code == 200
    return {
        next(iter(row.values())): {head: int(cell) for head, cell in [*row.items()][1:]}
        for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    }


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


def test_the_list_leads_to_its_summary_of_the_same_day(client, shown):
    assert SUMMARY in page_of(client, "/chengguan/powers/").content.decode()
    past = page_of(client, "/chengguan/powers/?as_of=2020-05-01&q=许可").content.decode()
    assert f"{SUMMARY}?as_of=2020-05-01" in past


def test_each_body_has_its_number_in_each_category_and_the_sums_agree(client, shown):
    assert table_of(client, SUMMARY) == {
        "城关区教育局": {"合计": 3, "行政许可": 2, "行政确认": 1},
        "城关区住建局": {"合计": 1, "行政许可": 1, "行政确认": 0},
        "合计": {"合计": 4, "行政许可": 3, "行政确认": 1},
    }


def test_every_number_leads_to_the_entries_it_counts(client, shown):
    summary = page_of(client, SUMMARY).context["list"]
    for line in summary.lines:
        assert page_of(client, line.url).context["list"].total == line.count
        for _label, number, url in line.cells:
            assert page_of(client, url).context["list"].total == number
    assert page_of(client, summary.ended_link).context["list"].total == 1


def test_a_summary_is_of_the_day_that_is_asked_for(client, shown):
    assert table_of(client, f"{SUMMARY}?as_of=2021-05-31")["城关区教育局"] == {
        "合计": 3, "行政许可": 2, "行政确认": 1,
    }  # fmt: skip
    before = page_of(client, f"{SUMMARY}?as_of=2019-12-31").content.decode()
    assert "当日没有生效的事项" in before


def test_what_came_and_ended_since_the_first_edition_is_told_year_by_year(client, shown):
    summary = page_of(client, SUMMARY).context["list"]
    told = [(p.day.isoformat(), p.count, p.came, p.ended) for p in summary.course]
    assert told == [
        ("2020-01-01", 4, None, None),
        ("2020-12-31", 4, 0, 0),
        ("2021-12-31", 4, 1, 1),
        ("2022-03-01", 4, 0, 0),
    ]
    assert (summary.came, summary.ended) == (1, 1)
    assert [(str(label), number) for label, number in summary.ended_by_verb] == [("取消", 1)]
    page = page_of(client, SUMMARY).content.decode()
    assert '<svg class="bar"' in page and "取消" in page


def test_an_end_that_is_told_anew_is_counted_once(client, shown, powers):
    ended = powers.Version.objects.get(name="旧的审批", in_force=False)
    with exempt("test"):
        powers.Version.objects.filter(pk=ended.pk).update(valid_to=D(2022, 1, 1))
    make_version(
        powers, entry=ended.entry, name="旧的审批", in_force=False, verb="cancel",
        valid_from=D(2022, 1, 1), organisation=shown.chengguan_body, category=category("01"),
    )  # fmt: skip
    assert page_of(client, SUMMARY).context["list"].ended == 1


def test_levels_audiences_and_subjects_are_charts_that_lead_to_the_list(client, shown, powers):
    with_subject = new_draft(
        powers, shown, "有主题的", level=make_term("level", "4", "县级"), valid_from=D(2022, 3, 1)
    )
    with exempt("test"):
        with_subject.subjects.set([shown.subject])
    publish(powers, shown, with_subject)
    charts = dict(page_of(client, SUMMARY).context["list"].charts)
    counts = {
        str(title): {str(bar.label): bar.count for bar in bars} for title, bars in charts.items()
    }
    assert counts["行使层级"] == {"县级": 1} and counts["主题分类"] == {"教育": 1}
    assert counts["类别"] == {"行政许可": 4, "行政确认": 1}
    (bar,) = [bars[0] for title, bars in charts.items() if str(title) == "主题分类"]
    assert page_of(client, bar.url).context["list"].total == 1


def test_what_is_confidential_is_in_no_number(client, shown, powers):
    secret = new_draft(
        powers, shown, "涉密事项", confidentiality="secret", confidentiality_reason="国家秘密"
    )
    publish(powers, shown, secret)
    assert table_of(client, SUMMARY)["合计"]["合计"] == 4


def test_a_mistyped_day_is_told_and_today_is_shown(client, shown):
    page = page_of(client, f"{SUMMARY}?as_of=2020-13-45")
    assert "2020-13-45" in page.content.decode() and page.context["list"].total == 4


def test_a_site_with_the_plugin_off_has_no_summary(client, shown):
    with exempt("test"):
        Activation.objects.filter(member=shown.chengguan).update(enabled=False)
    generations.raise_("sitegroup")
    assert client.get(SUMMARY).status_code == 404


def test_a_long_course_is_cut_to_its_beginning_and_its_last_years():
    days = points(D(1990, 5, 1), D(2026, 3, 1))
    assert days[0] == D(1990, 5, 1) and days[-1] == D(2026, 3, 1)
    assert days[1] == D(2026 - MOST_YEARS, 12, 31) and len(days) == MOST_YEARS + 2
    assert points(D(2026, 3, 1), D(2026, 3, 1)) == [D(2026, 3, 1)]
    assert points(D(2025, 12, 31), D(2026, 3, 1)) == [D(2025, 12, 31), D(2026, 3, 1)]


# --- over all sites ------------------------------------------------------------------------------


@pytest.fixture
def everywhere(shown, powers):
    """The list over all sites, and Qilihe with one power."""
    shown.pages = [place_page(powers, member) for member in (shown.province, shown.qilihe)]
    make_version(
        powers, member=shown.qilihe, name="七里河的", category=category("02"),
        organisation=shown.qilihe_body,
    )  # fmt: skip
    return shown


def test_over_all_sites_the_lines_are_governments(client, everywhere):
    assert table_of(client, EVERYWHERE) == {
        "城关区": {"合计": 4, "行政许可": 3, "行政处罚": 0, "行政确认": 1},
        "七里河区": {"合计": 1, "行政许可": 0, "行政处罚": 1, "行政确认": 0},
        "合计": {"合计": 5, "行政许可": 3, "行政处罚": 1, "行政确认": 1},
    }
    past = table_of(client, f"{EVERYWHERE}?as_of=2021-01-01")
    assert set(past) == {"城关区", "合计"}


def test_over_all_sites_every_number_leads_to_the_list(client, everywhere):
    summary = page_of(client, EVERYWHERE).context["list"]
    for line in summary.lines:
        assert len(page_of(client, line.url).context["list"].rows) == line.count
        for _label, number, url in line.cells:
            assert len(page_of(client, url).context["list"].rows) == number


def test_a_site_that_has_taken_its_page_back_is_in_no_number(client, everywhere):
    with exempt("test"):
        everywhere.pages[1].live = False
        everywhere.pages[1].save()
    assert set(table_of(client, EVERYWHERE)) == {"城关区", "合计"}


def test_the_first_site_without_entries_of_its_own_leads_to_the_whole(client, everywhere):
    assert client.get("/powers/summary/").url.endswith(EVERYWHERE)
    there = client.get("/chengguan/powers/all/summary/?as_of=2026-01-02").url
    assert there.endswith(f"{EVERYWHERE}?as_of=2026-01-02")


def test_the_summary_of_today_over_all_sites_is_counted_once(client, everywhere, powers):
    page_of(client, EVERYWHERE)
    with CaptureQueriesContext(connection) as captured:
        page_of(client, EVERYWHERE)
    assert not [q for q in captured if "GROUP BY" in q["sql"] and "powerversion" in q["sql"]]
    publish(powers, everywhere, new_draft(powers, everywhere, "又一个", valid_from=D(2022, 3, 1)))
    assert table_of(client, EVERYWHERE)["城关区"]["合计"] == 5


def test_a_file_holds_the_table_as_json_too(client, everywhere):
    rows = json.loads(client.get(f"{EVERYWHERE}?format=json").content)
    assert rows[-1]["合计"] == 5


def test_more_entries_cost_no_more_queries(client, shown, powers):
    def count():
        with CaptureQueriesContext(connection) as captured:
            page_of(client, f"{SUMMARY}?as_of=2022-02-01")
        return len(captured)

    count()
    before = count()
    for n in range(5):
        body = make_organisation(f"城关区第{n}局", shown.chengguan.division, code=f"chengguan-{n}")
        publish(powers, shown, new_draft(powers, shown, f"新{n}", organisation=body))
    count()
    assert count() == before
