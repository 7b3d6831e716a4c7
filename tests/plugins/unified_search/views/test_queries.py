"""plugins/unified_search/views/queries.py: what people look for, by site, for whom."""

import datetime
import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.testing import make_user, sign_in
from plugins.unified_search.models import QueryCount

pytestmark = pytest.mark.django_db
URL = "/admin/unified-search/queries/"


@pytest.fixture
def counted(counties):
    today = timezone.localdate()
    for member, days, words, numbers in (
        (counties.chengguan, 0, "户口", (10, 4, 1, 3)),
        (counties.chengguan, 0, "=打水", (7, 0, 1, 0)),
        (counties.chengguan, 50, "去年", (9, 0, 0, 0)),
        (counties.qilihe, 0, "户口", (5, 0, 2, 0)),
    ):
        asked, nothing, helped, failed = numbers
        QueryCount.objects.create(
            member=member, day=today - datetime.timedelta(days=days), words=words, asked=asked,
            nothing=nothing, helped=helped, failed=failed,
        )  # fmt: skip
    return counties


def look(user, **asked):
    return sign_in(Client(), user).get(URL, asked)


def rows(user, **asked):
    found = look(user, **asked).context["object_list"]
    return [(row["words"], row["times"]) for row in found]


def test_each_sees_the_queries_of_his_own_sites(counted):
    assert rows(counted.chengguan_chief) == [("户口", 10), ("=打水", 7)]
    assert rows(counted.qilihe_chief) == [("户口", 5)]
    assert rows(counted.office) == [("户口", 15), ("=打水", 7)]
    assert look(counted.office).context["sums"].times == 22
    for stranger in (counted.chengguan_editor, make_user("nobody")):
        assert look(stranger).status_code in (302, 403, 404)


def test_a_filter_never_opens_another_site(counted):
    other = counted.qilihe.pk
    asked = look(counted.chengguan_chief, member=other)
    assert "member" in asked.context["filters"].form.errors
    assert asked.context["sums"].times == 17
    assert [row["times"] for row in asked.context["object_list"]] in ([], [10, 7])
    assert rows(counted.office, member=other) == [("户口", 5)]
    assert look(counted.office, member=other).context["sums"].times == 5


def test_queries_are_filtered_searched_sorted_and_of_a_period(counted):
    chief = counted.chengguan_chief
    assert rows(chief, state="nothing") == [("户口", 10)]
    assert rows(chief, state="failed") == [("户口", 10)]
    assert rows(chief, q="打") == [("=打水", 7)]
    assert rows(chief, ordering="times") == [("=打水", 7), ("户口", 10)]
    assert rows(chief, ordering="-share")[0] == ("户口", 10)
    assert ("去年", 9) in rows(chief, period="90")
    assert rows(chief, period="junk") in ([], [("户口", 10), ("=打水", 7)])


def test_they_are_paged(counted):
    for number in range(60):
        QueryCount.objects.create(
            member=counted.qilihe, day=timezone.localdate(), words=f"词{number:02}", asked=1
        )
    assert len(rows(counted.qilihe_chief)) == 50
    assert len(rows(counted.qilihe_chief, p=2)) == 11


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_they_are_taken_away_as_a_file_that_no_spreadsheet_runs(counted, kind):
    given = look(counted.chengguan_chief, export=kind).getvalue()
    if kind == "csv":
        lines = [line.split(",") for line in given.decode().splitlines()]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(given)).active
        lines = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert lines[1][:6] == ["户口", "城关区", "10", "4", "40", "1"]
    assert lines[2][0] == "'=打水" and len(lines) == 3


def test_each_row_leads_to_what_is_found_and_to_mending_it(counted):
    page = look(counted.office, member=counted.chengguan.pk).content.decode()
    for name, given in (
        ("unified_search_add_synonym", {"everyday": ["户口"]}),
        ("unified_search_add_best_bet", {"words": ["户口"], "site": [str(counted.chengguan.pk)]}),
    ):
        assert given in [parse_qs(urlsplit(link).query) for link in links(page, reverse(name))]
    assert [link for link in links(page, "") if "/chengguan/search/?q=" in link]
    page = look(counted.chengguan_chief).content.decode()
    assert reverse("unified_search_add_synonym") not in page
    assert reverse("unified_search_add_best_bet") in page


def links(page, beginning):
    parts = page.replace("&amp;", "&").split('href="')[1:]
    found = (part.split('"')[0] for part in parts)
    return [link for link in found if link.startswith(beginning)]


def test_the_list_costs_the_same_however_many_words_there_are(
    counted, django_assert_max_num_queries
):
    client = sign_in(Client(), counted.office)
    client.get(URL)
    with django_assert_max_num_queries(30) as first:
        client.get(URL)
    for number in range(40):
        QueryCount.objects.create(
            member=counted.qilihe, day=timezone.localdate(), words=f"词{number}", asked=1
        )
    with CaptureQueriesContext(connection) as second:
        client.get(URL)
    assert len(second) == len(first) < 30
