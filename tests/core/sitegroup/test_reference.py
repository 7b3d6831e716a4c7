"""Divisions and organisations: the files bring what they say anew, the office's decisions stay.

Tries core/sitegroup/reference.py and core/sitegroup/memory.py by what they do.
"""

import datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from core.actions.boundary import exempt
from core.people.actions import abolish_organisation, merge_organisations
from core.people.models import Organisation
from core.people.rights import Reach
from core.sitegroup.actions import keep_reference
from core.sitegroup.definition import DefinitionError
from core.sitegroup.models import Division
from core.testing import SYSTEM, make_user, sign_in
from tests.core.sitegroup.province import member, snapshot

DAY = datetime.date(2026, 3, 1)
OFFICES, FILES = "11990000013896463X", "119900000138962291"  # codes of GB 32100


def body(code):
    return Organisation.objects.select_related("parent").get(code=code)


def rename(row, name):
    """As the provincial office does in the admin."""
    row.name = name
    keep_reference(row, actor=SYSTEM, verb="edit", write=row.save)


def nothing_to_do(apply):
    before = snapshot()
    plan, outcome = apply()
    assert not plan.needed and list(plan.lines()) == []
    assert (outcome.done, outcome.failed, snapshot()) == ([], {}, before)
    return True


def test_a_body_that_a_merger_moved_stays_with_its_receiver(apply):
    apply()
    merge_organisations(body("yunze-jyt"), body("yunze-zf"), on=DAY, actor=SYSTEM, move=True)
    assert nothing_to_do(apply)
    assert body("yunze-jyt-jcc").parent.code == "yunze-zf"


def test_a_body_whose_department_was_abolished_stays_with_whoever_took_it_over(apply):
    apply()
    abolish_organisation(body("yunze-jyt"), on=DAY, actor=SYSTEM, move_to=body("yunze-zf"))
    assert nothing_to_do(apply)
    assert body("yunze-jyt-jcc").parent.code == "yunze-zf"
    assert member("jyt").organisation.code == "yunze-zf"


def test_what_the_office_renames_in_the_admin_keeps_its_name(apply):
    apply()
    office = sign_in(Client(), make_user("office", "provincial_office", Reach.GROUP))
    division = Division.objects.get(code="990102")
    given = {"code": "990102", "name": "西渡市", "short_name": "西渡", "parent": division.parent_id}
    edit = reverse("sitegroup_division_modeladmin_edit", args=[division.pk])
    assert office.post(edit, {**given, "source": "民政部"}).status_code == 302
    rename(body("xidu-zf"), "西渡市人民政府")
    assert nothing_to_do(apply)
    assert Division.objects.get(code="990102").name == "西渡市"
    assert body("xidu-zf").name == "西渡市人民政府"


def test_a_change_of_the_files_reaches_what_the_office_has_left_alone(apply, edit):
    apply()
    rename(body("yunze-jyt"), "云泽省教育委员会")
    edit("organisations.csv", "云泽省教育厅,省教育厅", "云泽省教育局,省教育局")
    edit("divisions.csv", "西渡县,西渡县", "西渡新县,西渡县")
    plan, _outcome = apply()
    assert any("short_name" in line for line in plan.shared)
    there = body("yunze-jyt")
    assert (there.name, there.short_name) == ("云泽省教育委员会", "省教育局")
    assert Division.objects.get(code="990102").name == "西渡新县"
    assert nothing_to_do(apply)


def test_files_that_follow_the_offices_decision_are_heard_again(apply, edit):
    """Or a row the office has once touched would be deaf for ever."""
    apply()
    rename(Division.objects.get(code="990102"), "西渡市")
    edit("divisions.csv", "西渡县,西渡县", "西渡市,西渡县")
    plan, _outcome = apply()
    assert [line[0] for line in plan.lines()] == ["="]
    assert nothing_to_do(apply)
    edit("divisions.csv", "西渡市,西渡县", "西渡区,西渡县")
    apply()
    assert Division.objects.get(code="990102").name == "西渡区"


def test_a_cell_that_was_empty_does_not_overrule_what_the_office_wrote_there(apply, edit):
    apply()
    there = body("yunze-jyt")
    there.uscc = OFFICES
    keep_reference(there, actor=SYSTEM, verb="edit", write=there.save)
    edit("organisations.csv", "990000,,\nyunze-jyt,", f"990000,,{FILES}\nyunze-jyt,")
    edit("organisations.csv", "constituent,990000,,", f"constituent,990000,,{FILES}")
    apply()
    assert (body("yunze-jyt").uscc, body("yunze-zf").uscc) == (OFFICES, FILES)


def test_files_that_would_close_a_circle_with_the_offices_decision_are_refused(apply, edit):
    apply()
    city = Division.objects.get(code="990100")
    city.parent = Division.objects.get(code="990171")
    keep_reference(city, actor=SYSTEM, verb="edit", write=city.save)
    edit("divisions.csv", "云泽新区,云泽新区,990000", "云泽新区,云泽新区,990100")
    with pytest.raises(DefinitionError, match=r"divisions.csv:6.*990171.*990100"):
        apply()


@pytest.mark.django_db(transaction=True)
def test_a_platform_that_stands_is_upgraded_with_its_decisions(apply, edit):
    """Its memory is filled with what stands, except of what the office has decided by the log."""
    apply()
    merge_organisations(body("yunze-jyt"), body("yunze-zf"), on=DAY, actor=SYSTEM, move=True)
    rename(body("xidu-zf"), "西渡市人民政府")
    division = Division.objects.get(code="990102")
    rename(division, "西渡市")
    before = MigrationExecutor(connection).loader.graph.leaf_nodes()
    with exempt("migrate"):
        MigrationExecutor(connection).migrate(
            [
                ("people", "0003_organisation_division_organisation_merged_into_and_more"),
                ("sitegroup", "0002_news"),
            ]
        )
        MigrationExecutor(connection).migrate(before)
    edit("organisations.csv", "东渡区人民政府,区政府", "东渡区人民政府,东渡政府")
    apply()
    assert body("yunze-jyt-jcc").parent.code == "yunze-zf"
    assert body("xidu-zf").name == "西渡市人民政府"
    assert Division.objects.get(code="990102").name == "西渡市"
    assert body("dongdu-zf").short_name == "东渡政府"
    assert nothing_to_do(apply)
