"""The base of every page type."""

from core.actions.boundary import exempt
from core.pages.models import ArticlePage
from core.testing import make_column, make_province


def _write(title, column):
    with exempt("factory"):
        return column.add_child(instance=ArticlePage(title=title, source="省政府"))


def test_a_chinese_title_makes_an_address_in_pinyin_and_a_second_one_a_number(db):
    column = make_column(make_province(), "notices", "通知公告")
    slugs = [_write("关于放假的公告", column).slug for _number in range(2)]
    assert slugs == ["guanyufangjiadegonggao", "guanyufangjiadegonggao-2"]


def test_a_long_title_makes_no_endless_address_and_one_without_letters_still_makes_one(db):
    column = make_column(make_province(), "notices", "通知公告")
    assert 0 < len(_write("通知" * 60, column).slug) <= 60
    assert _write("——！", column).slug
