"""core/search/words.py: what people write is compared as they mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search.words import plain, spells


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("　蘭州　身份證 ", "兰州 身份证"),
        ("ＬＡＮＺＨＯＵ", "lanzhou"),
        ("６２０１００", "620100"),
        ("戶口\n辦理", "户口 办理"),
        ("", ""),
    ],
)
def test_width_case_blanks_and_traditional_characters_make_no_difference(written, meant):
    assert plain(written) == meant


@pytest.mark.parametrize(
    "letters", ["lanzhou", "lanzhoushi", "lz", "lzs", "lanz", "lzhou", "lanzhous"]
)
def test_a_name_is_spelt_by_syllables_by_first_letters_or_by_both(letters):
    assert spells(letters, "兰州市") == 0


@pytest.mark.parametrize("letters", ["l", "lanzhoux", "anzhou", "zl", "", "兰州", "l z", "lz%"])
def test_what_does_not_spell_a_name_finds_nothing(letters):
    assert spells(letters, "兰州市") == -1


def test_a_name_may_be_spelt_from_its_middle():
    assert spells("minzheng", "省民政厅") == 1
    assert spells("mzt", "省民政厅") == 1


@pytest.mark.parametrize(
    ("letters", "name"),
    [("minle", "民乐县"), ("wudu", "武都区"), ("kongtong", "崆峒区"), ("chongqing", "重庆")],
)
def test_the_rare_reading_of_a_character_spells_it_too(letters, name):
    assert spells(letters, name) == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_is_too_odd(letters, name):
    assert -1 <= spells(plain(letters), name) < max(1, len(name) * 20)
    assert plain(plain(letters)) == plain(letters)
