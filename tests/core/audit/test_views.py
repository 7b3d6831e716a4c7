"""The page of the log for auditors."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.people.rights import Reach
from core.testing import make_member, make_province, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    province = make_province()
    lanzhou = make_member("lanzhou", province, name="兰州市")
    chengguan = make_member("chengguan", lanzhou, "county", name="城关区")
    tianshui = make_member("tianshui", province, name="天水市")
    with exempt("factory"):
        for number, member in enumerate([lanzhou, chengguan, tianshui, None]):
            AuditLine.objects.create(
                actor_name=f"person{number}",
                name="people.appoint",
                member=member,
                target_name=f"things of {member.slug if member else 'all'}",
            )
    return {"province": province, "lanzhou": lanzhou, "chengguan": chengguan, "tianshui": tianshui}


def auditor(client, member=None, reach=Reach.GROUP):
    return sign_in(client, make_user("auditor", "auditor", reach, member))


def page(client, **query):
    answer = client.get(reverse("audit_log"), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_whole_groups_auditor_reads_all(client, group):
    text = page(auditor(client))
    for name in ("lanzhou", "chengguan", "tianshui", "all"):
        assert f"things of {name}" in text


def test_a_prefectures_auditor_reads_his_own_sites_and_those_below(client, group):
    text = page(auditor(client, group["lanzhou"], Reach.SUBTREE))
    assert "things of lanzhou" in text
    assert "things of chengguan" in text
    assert "things of tianshui" not in text
    assert "things of all" not in text
    assert "天水市" not in text


@pytest.mark.parametrize("role", ["editor", "chief_editor", "site_administrator"])
def test_who_may_not_read_the_log_is_refused_and_sees_no_entry(client, group, role):
    sign_in(client, make_user("person", role, Reach.SUBTREE, group["lanzhou"]))
    assert client.get(reverse("audit_log")).status_code in (302, 403)
    assert reverse("audit_log") not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "of chengguan"},
        {"actor_name": "person1"},
        {"member": "chengguan"},
        {"name": "people", "member": "chengguan"},
    ],
)
def test_the_log_is_searched_and_filtered(client, group, query):
    if "member" in query:
        query = {**query, "member": group[query["member"]].pk}
    text = page(auditor(client), **query)
    assert "things of chengguan" in text
    assert "things of lanzhou" not in text


def test_the_log_is_filtered_by_day(client, group):
    auditor(client)
    tomorrow = (timezone.localtime() + timedelta(days=1)).date()
    assert "things of lanzhou" not in page(client, at_from=tomorrow)
    assert "things of lanzhou" in page(client, at_to=tomorrow)


def test_the_log_is_sorted_by_its_columns(client, group):
    text = page(auditor(client), ordering="actor_name", q="things")
    assert text.index("person0") < text.index("person1") < text.index("person3")


def test_a_site_out_of_reach_is_no_filter(client, group):
    auditor(client, group["lanzhou"], Reach.SUBTREE)
    assert "things of tianshui" not in page(client, member=group["tianshui"].pk)


def test_a_page_costs_the_same_queries_for_few_lines_and_many(
    client, group, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    auditor(client)
    page(client)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client)
    with exempt("factory"):
        AuditLine.objects.bulk_create(
            AuditLine(actor_name="p", name="x.y", member=group["lanzhou"], target_name=str(n))
            for n in range(300)
        )
    with CaptureQueriesContext(connection) as many:
        text = page(client)
    assert len(many) == len(few)
    assert "?p=2" in text


def test_an_export_holds_what_is_shown_and_no_formula(client, group):
    with exempt("factory"):
        AuditLine.objects.create(actor_name="=cmd()", name="x.y", target_name="@evil")
    answer = auditor(client).get(reverse("audit_log"), {"export": "csv", "q": "evil"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert len(rows) == 2
    assert "'=cmd()" in rows[1]
    assert "'@evil" in rows[1]
