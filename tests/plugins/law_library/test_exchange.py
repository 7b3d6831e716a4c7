"""Reading the library: numerals, codes in several files, drafts, dates, every error told."""

import datetime

import pytest

from plugins.law_library.exchange import LIBRARY, read_library, read_repeals, to_integer, to_numeral


def test_every_article_number_converts_both_ways():
    assert all(to_integer(to_numeral(number)) == number for number in range(1, 10_000))
    assert (to_numeral(10), to_numeral(1242), to_integer("一百二十")) == (
        "十",
        "一千二百四十二",
        120,
    )
    for wrong in ("", "12", "第十"):
        with pytest.raises(ValueError):
            to_integer(wrong)


@pytest.fixture(scope="module")
def library():
    texts, problems = read_library()
    assert problems == []
    return texts


def test_a_code_in_several_files_is_one_law_numbered_through(library):
    for title, count in (("中华人民共和国民法典", 1260), ("中华人民共和国生态环境法典", 1242)):
        (code,) = [text for text in library if text.title == title]
        assert [article.number for article in code.articles] == list(range(1, count + 1))


def test_no_article_is_empty(library):
    assert len(library) > 1000
    assert all(article.text for text in library for article in text.articles)


def test_each_repeal_stands_in_the_article_it_names(library):
    repeals, problems = read_repeals(LIBRARY, {text.title for text in library})
    assert problems == [] and len(repeals) > 30
    articles = {(t.title, a.label): a.text for t in library for a in t.articles}
    for repeal in repeals:
        said = articles[repeal.by, repeal.article]
        assert (
            f"《{repeal.law.removeprefix('中华人民共和国')}》" in said
            or f"《{repeal.law}》" in said
        )
        assert "废止" in said


def test_what_cannot_be_read_is_told_by_file_and_line_and_a_draft_is_known(tmp_path):
    folder = tmp_path / "lawrefbook" / "行政法规"
    folder.mkdir(parents=True)
    (folder / "甲条例(2020-01-01).md").write_text("# 甲条例\n\n第一条 一\n\n第一条 二\n", "utf-8")
    (folder / "乙条例.md").write_text("# 乙条例\n\n第一条 一\n", "utf-8")
    (folder / "丙条例(修订草案)(2021-01-01).md").write_text(
        "# 丙条例（修订草案）\n\n第一条 一\n", "utf-8"
    )
    texts, problems = read_library(tmp_path)
    assert {(problem.file.rsplit("/", 1)[1], problem.line) for problem in problems} == {
        ("甲条例(2020-01-01).md", 5),
        ("乙条例.md", 0),
    }
    assert [(text.draft, text.date) for text in texts] == [(True, datetime.date(2021, 1, 1))]
