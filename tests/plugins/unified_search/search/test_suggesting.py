"""plugins/unified_search/search/suggesting.py: what is suggested while somebody types."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.delivery import generations
from core.plugins.actions import disable, enable
from core.testing import SYSTEM
from plugins.unified_search.models import Document
from plugins.unified_search.search import index
from plugins.unified_search.search.suggesting import suggest
from tests.plugins.unified_search.dummies import DUMMY


@pytest.mark.parametrize("typed", ["户口", "户", "hukou", "huk", "hk", "戶口", "ＨＫ"])
def test_titles_that_begin_so_or_are_spelt_so_are_suggested(group, put, typed):
    put(group.lanzhou, "户口登记")
    assert suggest(typed, group.lanzhou, 8) == ["户口登记"]


def test_what_only_holds_the_text_comes_behind(group, put):
    put(group.lanzhou, "补领户口簿")
    put(group.lanzhou, "户口登记项目变更")
    assert suggest("户口", group.lanzhou, 8) == ["户口登记项目变更", "补领户口簿"]


def test_the_nearest_are_first_and_each_title_stands_once(group, put):
    put(group.tianshui, "户口登记一")
    for site in (group.lanzhou, group.yuzhong, group.tianshui):
        put(site, "户口登记二")
    put(group.yuzhong, "户口登记三三")
    put(group.province, "户口登记四")
    assert suggest("户口", group.yuzhong, 8) == [
        "户口登记二",
        "户口登记三三",
        "户口登记四",
        "户口登记一",
    ]
    assert suggest("户口", group.tianshui, 1) == ["户口登记一"]


def test_the_rest_of_the_group_is_looked_at_where_the_near_has_little(group, put):
    for number in range(300):
        put(group.yuzhong, f"户口登记{number}")
    put(group.tianshui, "户口迁移")
    assert suggest("户口迁", group.yuzhong, 8) == ["户口迁移"]
    assert len(suggest("户口", group.yuzhong, 8)) == 8


@pytest.mark.parametrize("typed", ["", " ", "h", "%", "_", "\\", '"', "-", "🎉🎉", "''"])
def test_what_means_nothing_suggests_nothing(group, put, typed):
    put(group.lanzhou, "户口登记")
    assert suggest(typed, group.lanzhou, 8) == []


def test_nobody_is_suggested_what_he_may_not_find(group, put):
    today = timezone.localdate()
    put(group.lanzhou, "户口登记一", access=["office"])
    put(group.lanzhou, "户口登记二", valid_to=today)
    put(group.lanzhou, "户口登记三", valid_to=today + timedelta(days=1))
    assert suggest("户口", group.lanzhou, 8) == ["户口登记三"]
    assert suggest("登记", group.lanzhou, 8) == ["户口登记三"]
    index.hide(group.lanzhou, "core", "article", None)
    assert suggest("户口", group.lanzhou, 8) == suggest("登记", group.lanzhou, 8) == []


def test_a_title_stays_as_long_as_one_document_has_it(group, put):
    put(group.lanzhou, "户口登记")
    put(group.yuzhong, "户口登记")
    index.hide(group.lanzhou, "core", "", None)
    assert suggest("hukou", group.lanzhou, 8) == ["户口登记"]
    index.hide(group.yuzhong, "core", "", None)
    assert suggest("hukou", group.lanzhou, 8) == []


def test_a_plugin_that_is_off_suggests_nothing_at_once(group, put):
    enable(DUMMY, group.lanzhou, actor=SYSTEM)
    put(group.lanzhou, "户口登记", plugin=DUMMY, kind="row")
    assert suggest("户口", group.lanzhou, 8)
    disable(DUMMY, group.lanzhou, actor=SYSTEM)
    Document.objects.update(gone=False)  # as if nobody had told the index
    assert suggest("户口", group.lanzhou, 8) == suggest("登记", group.lanzhou, 8) == []


def test_it_takes_two_queries_at_most(group, put, django_assert_max_num_queries):
    put(group.lanzhou, "户口登记")
    with generations.held():  # as during a request
        suggest("户口", group.lanzhou, 8)
        with django_assert_max_num_queries(2):
            suggest("hukou", group.lanzhou, 8)
