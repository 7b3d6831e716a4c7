"""Every departure from uniformity is named, by the tables and by the pages a reader gets."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from core.actions.boundary import exempt
from core.branding import themes
from core.sitegroup.addresses import table
from core.sitegroup.compliance.checking import check
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.records import Records
from core.sitegroup.models import Column, Member, Placement
from tests.core.sitegroup.compliance.samples import edit, found, page_of, renew


def test_a_uniform_group_departs_in_nothing(group):
    assert check(list(table().by_id)) == []


def test_a_missing_required_column_is_named(group):
    with exempt("factory"):
        Placement.objects.filter(member__slug="dongdu", column__key="notices").delete()
    renew()
    assert (Kind.MISSING, "通知公告") in found("dongdu", pages=False)
    assert found("xidu", pages=False) == []


def test_an_unpublished_required_column_is_missing_and_an_optional_one_is_not(group):
    edit(page_of("dongdu", "notices"), live=False)
    edit(page_of("dongdu", "about"), live=False)
    missing, blank = found("dongdu", pages=False)
    assert missing[0] is Kind.MISSING and "通知公告" in missing[1]
    assert blank == (Kind.BLANK, "阳光政务")  # nothing is left below it that a reader could see


def test_a_renamed_locked_column_is_named_with_both_names(group):
    edit(page_of("dongdu", "notices"), title="消息")
    assert found("dongdu", pages=False) == [(Kind.RENAMED, "通知公告 → 消息")]


def test_a_renamed_unlocked_column_is_the_sites_own(group):
    edit(page_of("dongdu", "about"), title="本区概况")
    assert found("dongdu", pages=False) == []


def test_a_column_at_another_address_or_place_is_named(group):
    edit(page_of("dongdu", "notices"), slug="xiaoxi")
    assert found("dongdu", pages=False)[0][0] is Kind.RENAMED
    with exempt("factory"):
        Column.objects.filter(key="about").update(parent=Column.objects.get(key="openness"))
        Column.objects.filter(key="about").update(locked=True)
    renew()
    assert [kind for kind, _what in found("xidu", pages=False)] == [Kind.RENAMED]


def test_a_blank_column_is_named_and_a_draft_does_not_fill_it(group):
    notices = page_of("dongdu", "notices")
    with exempt("factory"):
        Page.objects.child_of(notices).update(live=False)
    renew()
    assert found("dongdu", pages=False) == [(Kind.BLANK, "通知公告")]


def test_a_required_column_whose_plugin_is_off_is_named(group):
    with exempt("factory"):
        Column.objects.filter(key="notices").update(plugin="dummy_plugin")
    renew()
    assert (Kind.OFF, "通知公告") in [
        (kind, what[:4]) for kind, what in found("chengjiang", pages=False)
    ]


def test_missing_identity_marks_are_named_together(group):
    with exempt("factory"):
        Member.objects.filter(slug="dongdu").update(site_code="", phone="")
    renew()
    [(kind, what)] = found("dongdu", pages=False)
    assert kind is Kind.IDENTITY and what.count("、") == 1


@pytest.mark.parametrize("field", ["body_mark_url", "error_report_url"])
def test_a_mark_that_others_give_out_is_missed(group, field):
    with exempt("factory"):
        Member.objects.filter(slug="dongdu").update(**{field: ""})
    renew()
    [(kind, what)] = found("dongdu", pages=False)
    assert (kind, what) == (Kind.IDENTITY, str(Member._meta.get_field(field).verbose_name))


def test_a_broken_theme_is_named(group):
    with exempt("factory"):
        Member.objects.filter(slug="dongdu").update(theme="nothere")
    renew()
    themes.theme.cache_clear()
    ((kind, sentence),) = found("dongdu", pages=False)
    assert kind is Kind.THEME and "nothere" in sentence
    assert not [kind for kind, _what in found("xidu", pages=False) if kind is Kind.THEME]
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("sitegroup", "check", "--quick", "--site", "dongdu", stdout=out)
    assert sentence in out.getvalue()


def test_the_tables_are_read_in_the_same_number_of_queries_for_one_site_and_for_all(group):
    counts = []
    check([], pages=False)
    for slugs in (["dongdu"], list(table().by_slug)):
        known = table()
        with CaptureQueriesContext(connection) as captured:
            Records({known.by_slug[slug].member_id for slug in slugs}, known).departures()
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


def test_the_command_prints_a_table_and_fails_where_anything_departs(group):
    out = StringIO()
    call_command("sitegroup", "check", "--site", "dongdu", stdout=out)
    edit(page_of("dongdu", "notices"), title="消息")
    with pytest.raises(SystemExit) as caught:
        call_command("sitegroup", "check", "--site", "dongdu", "--quick", stdout=out)
    assert caught.value.code == 1
    assert "通知公告 → 消息" in out.getvalue()


def test_the_command_says_which_sites_it_cannot_look_into(group):
    out = StringIO()
    call_command("sitegroup", "check", "--quick", stdout=out)
    assert "云泽新区" in out.getvalue()
