"""Completeness of the page cache rests on the boundary: every table that readers see, by each road.

A statement that changes no row is enough: the boundary judges what is written, not how much.
"""

import pytest
from django.db import connection
from wagtail.models import Page

from core.actions import boundary
from core.actions.boundary import OWN_SITE, action, exempt, judge, named_view
from core.actions.statements import Write
from core.actions.tables import Road, Shown, places, shown_of
from core.delivery.models import Generation
from core.people.rights import Right
from core.testing import SYSTEM, make_member, make_province
from tests.dummy_plugin.models import DummyRow

pytestmark = pytest.mark.django_db

#: What no reader sees, and why it is certain: accounts and grants, drafts, logs, work in progress.
#: Whoever adds a table here says that no public page shows anything of it.
NOBODY = {
    "accounts": {
        "auth_group", "auth_group_permissions", "people_post", "people_user", "people_user_groups",
        "wagtailcore_apitoken", "wagtailcore_groupcollectionpermission",
        "wagtailcore_grouppagepermission", "wagtailcore_groupsitepermission",
        "wagtailusers_userprofile",
    },
    "drafts": {
        "fund_list_funddraft", "fund_list_funddraft_audiences", "fund_list_funddraft_subjects",
        "power_list_powerdraft", "power_list_powerdraft_audiences",
        "power_list_powerdraft_subjects", "responsibility_list_dutydraft",
        "responsibility_list_dutydraft_audiences",
        "responsibility_list_dutydraft_subjects",
        "responsibility_list_publicservicedraft",
        "responsibility_list_publicservicedraft_audiences",
        "responsibility_list_publicservicedraft_subjects",
        "responsibility_list_responsibilitydraft",
        "responsibility_list_responsibilitydraft_audiences",
        "responsibility_list_responsibilitydraft_subjects", "wagtailcore_comment",
        "wagtailcore_commentreply", "wagtailcore_revision", "wagtailcore_uploadedfile",
    },
    "logs": {"audit_auditline", "wagtailcore_modellogentry", "wagtailcore_pagelogentry"},
    "proceedings": {
        "flows_calendarday", "flows_calendaryear", "flows_paper", "flows_proceeding",
        "flows_remark", "flows_reminder", "flows_step", "power_list_groundfinding",
        "registers_arrangement", "registers_catalogueitem", "registers_catalogueitem_levels",
        "registers_comment", "registers_comparison", "registers_comparisonline",
        "registers_coordination", "registers_delivery", "registers_handover", "registers_keeping",
        "registers_opinion", "registers_package", "registers_proposal",
        "registers_round", "registers_taking", "registers_vote",
    },
    "search": {"unified_search_best_bet", "unified_search_synonym"},
    "work": {
        "plugins_executedstep", "registers_sequence", "wagtailcore_groupapprovaltask",
        "wagtailcore_groupapprovaltask_groups", "wagtailcore_task", "wagtailcore_taskstate",
        "wagtailcore_workflow", "wagtailcore_workflowcontenttype", "wagtailcore_workflowpage",
        "wagtailcore_workflowstate", "wagtailcore_workflowtask",
    },
}  # fmt: skip
PUBLIC = sorted(name for name, place in places().items() if place.shown is not Shown.NOBODY)


def touch(table):
    """Write a table by raw SQL without changing a row."""
    column = _columns[table]
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = "{column}" WHERE 1 = 0')


@pytest.fixture(autouse=True)
def columns(db):
    if not _columns:
        with connection.cursor() as cursor:
            for table in PUBLIC:
                described = connection.introspection.get_table_description(cursor, table)
                _columns[table] = described[-1].name


_columns: dict[str, str] = {}


def raised():
    names = Generation.objects.exclude(name__in=["sitegroup", "registers", "dictionaries"])
    found = set(names.values_list("name", flat=True))
    Generation.objects.all().delete()
    return {name for name in found if name == "shared" or name.startswith("site:")}


def test_what_nobody_is_shown_is_decided_by_name():
    """Everything else is taken for shown: to forget a table here costs renders, and no reader."""
    said = {name for names in NOBODY.values() for name in names}
    machinery = {name for name, place in places().items() if place.road is Road.MACHINERY}
    found = {name for name, place in places().items() if place.shown is Shown.NOBODY}
    assert found - machinery == said


def test_a_table_that_says_nothing_is_shown_everywhere():
    assert places()["dummy_plugin_dummyrow"].shown is Shown.GROUP
    assert shown_of(DummyRow) is Shown.GROUP
    assert shown_of(Page) is Shown.PAGE


@pytest.mark.parametrize("table", PUBLIC)
def test_an_action_of_a_site_raises_the_site_or_everything(table):
    member = make_member("lanzhou", make_province())
    raised()
    with action("test.write", actor=SYSTEM, right=Right.MANAGE_GROUP, member=member):
        touch(table)
    own = places()[table].shown is Shown.SITE
    assert raised() == ({f"site:{member.pk}"} if own else {"shared"})


@pytest.mark.parametrize("table", PUBLIC)
def test_an_action_of_the_group_raises_everything(table):
    with action("test.write", actor=SYSTEM, right=Right.MANAGE_GROUP):
        touch(table)
    assert raised() == {"shared"}


@pytest.mark.parametrize("table", [name for name in PUBLIC if places()[name].road is Road.PAGE])
def test_a_named_view_notes_it_for_its_end(table):
    with named_view("wagtailadmin_any") as view:
        touch(table)
    assert view.pages == ({OWN_SITE} if table == "wagtailcore_page" else {"shared"})


@pytest.mark.parametrize("table", PUBLIC)
@pytest.mark.parametrize("road", ["an exemption", "beside the law"])
def test_on_no_road_everything_is_raised_after_the_commit(
    table, road, settings, django_capture_on_commit_callbacks
):
    settings.WRITE_BOUNDARY = "log"
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        if road == "an exemption":
            with exempt("factory"):
                touch(table)
                touch(table)
        else:
            touch(table)
            touch(table)
    assert callbacks.count(boundary._raise_all) == 1
    assert raised() == {"shared"}


def test_what_nobody_sees_raises_nothing(settings):
    settings.WRITE_BOUNDARY = "log"
    for name in {name for names in NOBODY.values() for name in names} - {"audit_auditline"}:
        assert not judge(Write("UPDATE", name, True), connection)


def test_a_new_image_is_shown_only_once_something_refers_to_it():
    for table in ("wagtailimages_image", "wagtaildocs_document"):
        with named_view("wagtailimages:add") as view:
            judge(Write("INSERT", table, False), connection)
            assert view.pages == set()
            judge(Write("UPDATE", table, True), connection)
        assert view.pages == {"shared"}


def test_an_action_within_another_leaves_it_to_that_one():
    """The rows are written once, at the end: until the commit others wait for them."""
    member = make_member("lanzhou", make_province())
    raised()
    with action("test.outer", actor=SYSTEM, right=Right.MANAGE_GROUP) as outer:
        with action("test.inner", actor=SYSTEM, right=Right.MANAGE_GROUP, member=member) as inner:
            touch("power_list_power")
        assert inner.pages == outer.pages == {f"site:{member.pk}"}
        assert raised() == set()
    assert raised() == {f"site:{member.pk}"}


def test_what_was_withdrawn_is_raised_as_shared():
    member = make_member("lanzhou", make_province())
    raised()
    with action("test.hide", actor=SYSTEM, right=Right.MANAGE_GROUP, member=member) as act:
        act.withdraw()
    assert raised() == {"shared"}


def test_an_action_that_fails_raises_nothing():
    raised()
    with (
        pytest.raises(ZeroDivisionError),
        action("test.write", actor=SYSTEM, right=Right.MANAGE_GROUP),
    ):
        touch("sitegroup_member")
        raise ZeroDivisionError
    assert raised() == set()


def test_migrate_raises_everything_at_its_end():
    from django.core.management import call_command

    raised()
    call_command("migrate", "sitegroup", verbosity=0)
    assert raised() == {"shared"}
