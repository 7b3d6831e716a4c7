"""Queries whose SQL is made once say what the queryset says, for any parameters."""

import datetime

import pytest
from wagtail.models import Page

from core.pages.prepared import Prepared, day, moment, number, text

pytestmark = pytest.mark.django_db

by_depth = Prepared(lambda: Page.objects.filter(depth=number(0)).order_by("pk").values_list("pk"))
by_slugs = Prepared(
    lambda count: (
        Page.objects.filter(slug__in=[text(at) for at in range(count)])
        .order_by("slug")
        .values_list("slug", "depth")
    )
)


def test_its_text_is_made_once_and_its_parameters_each_time(group, django_assert_num_queries):
    for depth in (1, 2, 3):
        expected = list(Page.objects.filter(depth=depth).order_by("pk").values_list("pk"))
        with django_assert_num_queries(1):
            assert [tuple(row) for row in by_depth.rows([depth])] == expected
    assert len(by_depth._made) == 1


def test_a_shape_has_a_text_of_its_own(group):
    slugs = sorted(set(Page.objects.values_list("slug", flat=True)))[:3]
    for many in (1, 2, 3):
        found = [row[0] for row in by_slugs.rows(slugs[:many], many)]
        assert sorted(set(found)) == slugs[:many]


def test_a_parameter_is_never_part_of_the_text(group):
    assert by_slugs.rows(["' OR 1=1 --"], 1) == []
    assert by_slugs.rows([text(0)], 1) == []


def test_a_point_in_time_is_read_from_what_either_database_gives():
    expected = datetime.datetime(2026, 11, 24, 2, 30, tzinfo=datetime.UTC)
    assert moment("2026-11-24 02:30:00") == moment(expected) == expected
    assert moment("2026-11-24 02:30:00.000000").tzinfo is not None


def test_a_day_is_the_same_from_each_driver():
    assert day("2026-11-29") == day(datetime.date(2026, 11, 29)) == datetime.date(2026, 11, 29)
    assert day(None) is None
