"""plugins/unified_search/search/excerpts.py: what of a document is shown, and marked."""

from plugins.unified_search.search.excerpts import BEFORE, LENGTH, excerpt, marked


def test_each_second_part_is_a_word_that_was_looked_for():
    assert marked("申领身份证和户口簿", ["身份证", "户口"]) == (
        "申领",
        "身份证",
        "和",
        "户口",
        "簿",
    )


def test_the_longer_word_is_marked_whole():
    assert marked("居民身份证", ["身份证", "居民身份证"]) == ("", "居民身份证", "")


def test_words_are_marked_in_any_case_and_are_no_pattern():
    assert marked("ETC卡(a.b)", ["etc", "a.b", "("])[1::2] == ("ETC", "(", "a.b")


def test_without_words_nothing_is_marked():
    assert marked("户口", []) == ("户口",)


def test_the_summary_is_shown_where_it_has_a_word():
    document = {"summary": "身份证的办理", "text": "身份证"}
    assert "".join(excerpt(document, ["身份证"])) == "身份证的办理"


def test_else_the_text_around_the_first_word():
    document = {"summary": "别的", "text": f"{'前' * 500}身份证{'后' * 500}"}
    shown = "".join(excerpt(document, ["身份证"]))
    assert shown.startswith("…前") and shown.endswith("后…")
    assert shown.index("身份证") == BEFORE + 1
    assert len(shown) <= LENGTH + 2


def test_what_has_no_text_shows_none():
    assert excerpt({}, ["身份证"]) == ("",)
