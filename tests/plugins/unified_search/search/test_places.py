"""plugins/unified_search/search/places.py: which place a question names."""

import pytest

from plugins.unified_search.search.places import named_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("兰州市身份证", "兰州市", "身份证"),
        ("身份证 榆中县", "榆中县", "身份证"),
        ("兰州 身份证", "兰州市", "身份证"),
        ("天水 身份证", "天水市", "身份证"),
        ("lanzhou 身份证", "兰州市", "身份证"),
        ("兰州市", "兰州市", ""),
    ],
)
def test_a_place_is_known_by_its_whole_name_its_short_one_and_its_pinyin(group, text, name, rest):
    place = named_in(text, group.province)
    assert (place.division.name, place.rest) == (name, rest)


@pytest.mark.parametrize("text", ["身份证", "天水围", "lan 身份证", "lz 身份证", ""])
def test_what_is_no_place_by_itself_is_none(group, text):
    assert named_in(text, group.province) is None


def test_the_longest_name_wins(group):
    assert named_in("兰州市榆中县 建房", group.province).division.name in ("兰州市", "榆中县")
