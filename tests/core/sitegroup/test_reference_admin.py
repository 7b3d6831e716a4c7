"""Reference tables are kept by the provincial office alone, and every change is in the log."""

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import AuditLine
from core.people.rights import Reach
from core.registers.dictionaries.models import Dictionary
from core.sitegroup.models import Division
from core.testing import make_division, make_province, make_user, sign_in

TABLES = ["sitegroup_division", "people_organisation", "registers_dictionary", "registers_term"]


@pytest.fixture
def office(db):
    province = make_province()
    users = {
        "office": make_user("office", "provincial_office", Reach.GROUP),
        "administrator": make_user("administrator", "site_administrator", Reach.SUBTREE, province),
        "chief": make_user("chief", "chief_editor", Reach.SITE, province),
        "auditor": make_user("auditor", "auditor", Reach.GROUP),
    }
    return {name: sign_in(Client(), user) for name, user in users.items()}


def url(table, action, *args):
    return reverse(f"{table}_modeladmin_{action}", args=args)


DIVISION = {
    "code": "620100",
    "name": "兰州市",
    "short_name": "兰州",
    "parent": "",
    "source": "GB/T 2260",
}


def test_the_provincial_office_creates_edits_and_deletes_a_division_and_each_is_in_the_log(office):
    client = office["office"]
    assert client.post(url("sitegroup_division", "create"), DIVISION).status_code == 302
    division = Division.objects.get(code="620100")
    edit = url("sitegroup_division", "edit", division.pk)
    assert client.post(edit, {**DIVISION, "name": "兰州"}).status_code == 302
    assert Division.objects.get(pk=division.pk).name == "兰州"
    assert client.post(url("sitegroup_division", "delete", division.pk)).status_code == 302
    assert not Division.objects.filter(pk=division.pk).exists()
    lines = list(
        AuditLine.objects.filter(name__endswith="_reference")
        .order_by("pk")
        .values_list("name", "actor_name")
    )
    assert [name for name, _actor in lines] == [
        "sitegroup.create_reference", "sitegroup.edit_reference", "sitegroup.drop_reference",
    ]  # fmt: skip
    assert AuditLine.objects.filter(name="sitegroup.edit_reference").get().target_id == str(
        division.pk
    )


def test_what_is_referred_to_is_not_deleted_and_the_reason_is_shown(office):
    province = make_division()
    answer = office["office"].post(url("sitegroup_division", "delete", province.pk))
    assert answer.status_code == 200 and "甘肃政务服务网" in answer.content.decode()
    assert Division.objects.filter(pk=province.pk).exists()
    assert not AuditLine.objects.filter(name="sitegroup.drop_reference").exists()


def test_a_code_that_is_no_code_is_refused_beside_its_field(office):
    answer = office["office"].post(url("sitegroup_division", "create"), {**DIVISION, "code": "62"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]
    assert answer.context["form"]["name"].value() == "兰州市"


def test_a_dictionary_is_kept_with_its_source(office):
    given = {
        "key": "audiences",
        "name": "服务对象",
        "source": "国办发〔2018〕45号",
        "edition": "",
        "note": "",
    }
    assert office["office"].post(url("registers_dictionary", "create"), given).status_code == 302
    assert Dictionary.objects.get(key="audiences").source == "国办发〔2018〕45号"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", ["administrator", "chief", "auditor"])
def test_nobody_else_sees_or_changes_a_reference_table(office, table, role):
    province = make_division()
    client = office[role]
    assert client.get(url(table, "index")).status_code in (302, 403)
    assert client.get(url(table, "index"), {"export": "csv"}).status_code in (302, 403)
    assert client.post(url(table, "create"), DIVISION).status_code in (302, 403)
    assert not Division.objects.filter(code="620100").exists()
    if table == "sitegroup_division":
        for action in ("edit", "delete"):
            assert client.post(
                url(table, action, province.pk), {**DIVISION, "name": "x"}
            ).status_code in (302, 403)
        assert Division.objects.get(pk=province.pk).name == "甘肃省"


@pytest.mark.parametrize("table", TABLES)
def test_the_office_lists_and_searches_a_reference_table(office, table):
    answer = office["office"].get(url(table, "index") + "?q=甘肃")
    assert answer.status_code == 200


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_reference_table_is_exported(office, table, form):
    answer = office["office"].get(url(table, "index"), {"export": form})
    assert answer.status_code == 200
    assert f".{form}" in answer["Content-Disposition"]


def test_an_export_holds_every_row_with_the_codes_of_what_it_points_to(office):
    province = Division.objects.get(code="620000")
    make_division("620100", "兰州市", parent=province)
    answer = office["office"].get(url("sitegroup_division", "index"), {"export": "csv"})
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == 1 + Division.objects.count()
    assert any(row.startswith("620100,兰州市") and ",620000," in row for row in rows)
    found = office["office"].get(url("sitegroup_division", "index"), {"export": "csv", "q": "兰州"})
    assert len(b"".join(found.streaming_content).decode().splitlines()) == 2, "as it is searched"
