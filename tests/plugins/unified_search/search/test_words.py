"""plugins/unified_search/search/words.py: texts as both engines keep them."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.unified_search.search.words import code_token, pairs, parts_of, runs, segments, tokens


def test_chinese_stands_in_words_and_in_pairs_and_all_else_by_itself():
    assert runs("办理ＩＤ卡-3号") == ["办理", "ＩＤ", "卡", "3", "号"]
    assert pairs("户口簿") == ["户口", "口簿"] and pairs("户") == ["户"] and pairs("abc") == ["abc"]
    assert segments("abc") == ["abc"] and "".join(segments("居民户口簿")) == "居民户口簿"
    said = tokens("户口簿 A4", "")
    assert said.pairs == "户口 口簿 a4" and said.words.split()[-1] == "a4"


def test_traditional_and_full_width_text_is_kept_as_simplified_and_half():
    assert tokens("戶口簿Ａ４") == tokens("户口簿a4")


def test_a_document_number_is_one_token_however_it_is_parted():
    forms = ("甘政发〔2014〕197号", "甘政发[2014]197号", " 甘政发 (2014) 197 号 ")
    assert len({code_token(form) for form in forms}) == 1
    assert code_token("甘政发") == "" and code_token("197") != code_token("198")
    assert code_token("197").isalnum()


def test_a_long_term_has_parts():
    assert {"食品", "许可"} <= set(parts_of("食品经营许可"))


@given(st.text(max_size=80))
def test_tokens_are_letters_digits_and_characters_and_nothing_that_an_engine_reads(text):
    for token in (*tokens(text).words.split(), *tokens(text).pairs.split()):
        assert not set(token) & set("'\"\\*:()&|!<>-_ \x00"), token
