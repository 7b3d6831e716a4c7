"""The ranking and a site's own page: who sees them, and what they tell."""

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.inspection.models import Availability, Inspection
from core.inspection.rules import UNJUDGED
from core.jobs.models import Job
from core.people.rights import Reach
from core.sitegroup.compliance.departures import Kind
from core.testing import make_member, make_user, sign_in
from tests.core.inspection.conftest import KEPT


def person(username, role, member=None, reach=Reach.SITE):
    return sign_in(Client(), make_user(username, role, reach, member))


@pytest.fixture
def office(sites):
    return person("office", "provincial_office", reach=Reach.GROUP)


@pytest.fixture
def chief(sites):
    return person("chief", "chief_editor", sites[1])


def names(answer):
    return [row.member.slug for row in answer.context["object_list"]]


def test_the_province_sees_the_best_site_first(sites, office, found):
    province, lanzhou, dingxi = sites
    found(lanzhou, Kind.DEAD)
    found(dingxi, Kind.HOME)
    found(province)
    answer = office.get(reverse("inspection"))
    assert names(answer) == [province.slug, "lanzhou", "dingxi"]


def test_a_ranking_can_be_turned_filtered_searched_and_taken_away_as_a_file(sites, office, found):
    _province, lanzhou, dingxi = sites
    found(lanzhou, Kind.DEAD)
    found(dingxi, home_days=20)
    url = reverse("inspection")
    assert names(office.get(url, {"ordering": "score"})) == ["lanzhou", "dingxi"]
    assert names(office.get(url, {"verdict": "failed"})) == ["dingxi"]
    assert names(office.get(url, {"q": dingxi.name})) == ["dingxi"]
    told = office.get(url, {"export": "csv"}).getvalue().decode()
    assert "dingxi" in told and "100" in told


def test_the_ranking_tells_how_the_score_changed(sites, office, found):
    lanzhou = sites[1]
    with time_machine.travel("2026-03-01T10:00:00+08:00", tick=False):
        found(lanzhou, Kind.DEAD)
    with time_machine.travel("2026-03-02T10:00:00+08:00", tick=False):
        found(lanzhou, Kind.HOME)
        assert "-39" in office.get(reverse("inspection")).content.decode()


def test_a_chief_editor_sees_his_own_site_and_no_other(sites, chief, found):
    _province, lanzhou, dingxi = sites
    found(lanzhou)
    found(dingxi)
    assert names(chief.get(reverse("inspection"))) == ["lanzhou"]
    assert chief.get(reverse("inspection_site", args=["lanzhou"])).status_code == 200
    assert chief.get(reverse("inspection_site", args=["dingxi"])).status_code == 404
    assert chief.post(reverse("inspection_ask", args=["dingxi"])).status_code == 404
    assert chief.get(reverse("inspection_site", args=["nowhere"])).status_code == 404
    assert "dingxi" not in chief.get(reverse("inspection"), {"export": "csv"}).getvalue().decode()


def test_an_editor_sees_no_inspections(sites, found):
    editor = person("editor", "editor", sites[1])
    found(sites[1])
    assert editor.get(reverse("inspection")).status_code in (302, 403)
    assert editor.get(reverse("inspection_site", args=["lanzhou"])).status_code == 404


def test_a_chief_editor_has_his_site_inspected_and_an_auditor_may_not(sites, chief):
    auditor = person("auditor", "auditor", sites[1])
    url = reverse("inspection_ask", args=["lanzhou"])
    assert auditor.post(url).status_code in (302, 403) and not Job.objects.exists()
    assert chief.get(url).status_code == 405
    assert chief.post(url).status_code == 302
    assert Job.objects.get().kind == "core:inspection.inspect_one"


def test_the_office_has_every_site_inspected_and_sees_how_far_that_is(sites, office, chief):
    url = reverse("inspection_ask_all")
    assert url in office.get(reverse("inspection")).content.decode()
    assert url not in chief.get(reverse("inspection")).content.decode()
    assert chief.post(url).status_code in (302, 403) and not Job.objects.exists()
    assert office.get(url).status_code == 405
    answer = office.post(url)
    assert answer.url == reverse("jobs_job", args=[Job.objects.get().pk])
    assert office.get(answer.url).status_code == 200


def test_a_sites_page_tells_its_rules_its_findings_and_what_will_be_stale(sites, chief, found):
    found(sites[1], Kind.DEAD, home_days=20, soon=[("通知公告", 3), ("", 1)])
    text = chief.get(reverse("inspection_site", args=["lanzhou"])).content.decode()
    assert "首页2周未更新" in text and "dead 0" in text
    assert "通知公告" in text and "<meter" in text


def test_a_site_that_was_never_inspected_says_so(sites, chief):
    assert chief.get(reverse("inspection_site", args=["lanzhou"])).status_code == 200
    assert not Inspection.objects.exists()


def test_the_first_page_of_the_admin_names_sites_in_trouble(sites, office, found):
    found(sites[1], home_days=20)
    found(sites[2])
    text = office.get("/admin/").content.decode()
    assert reverse("inspection_site", args=["lanzhou"]) in text
    assert reverse("inspection_site", args=["dingxi"]) not in text


def test_the_ranking_asks_as_often_for_thirty_sites_as_for_three(sites, office, found):
    counts = []
    for number in (3, 30):
        for index in range(number):
            found(make_member(f"county-{number}-{index}", sites[1]))
        office.get(reverse("inspection"))
        with CaptureQueriesContext(connection) as captured:
            office.get(reverse("inspection"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_sites_page_lists_what_nobody_judges_and_says_so_of_a_site_that_passes(
    sites, chief, found
):
    found(sites[1])
    text = chief.get(reverse("inspection_site", args=["lanzhou"])).content.decode()
    assert text.count("未判定") >= len(UNJUDGED)
    assert all(str(rule.title) in text and rule.clause in text for rule in UNJUDGED)
    assert "已检项合格" in text
    assert "指向站群外的链接不检查" in text


def test_a_sites_page_tells_what_a_rule_will_come_to_and_which_days_had_too_few_probes(
    sites, chief, found
):
    found(sites[1], ahead=KEPT._replace(stale_news=6))
    Availability.objects.create(member=sites[1], day=timezone.localdate(), probes=19)
    text = chief.get(reverse("inspection_site", args=["lanzhou"])).content.decode()
    assert "is-close" in text and "<td>6</td>" in text
    assert "19（次数不足）" in text
