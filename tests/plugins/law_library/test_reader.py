"""Reading one text line by line.

Tries plugins/law_library/exchange/sayings.py and the two forms of files by what they read.
"""

import datetime

import pytest

from plugins.law_library.exchange import read_library, read_repeals
from plugins.law_library.exchange.just_laws import read_just_laws
from plugins.law_library.exchange.lawrefbook import read_lawrefbook
from plugins.law_library.exchange.numerals import to_integer, to_numeral
from plugins.law_library.exchange.reader import Reader, read_lines
from plugins.law_library.exchange.texts import Unreadable

ABOVE = "2001年1月1日 中华人民共和国国务院令第1号公布\n\n<!-- INFO END -->\n"


@pytest.fixture
def law(tmp_path):
    """Write a text of the second form and read it."""

    def read(text, folder="行政法规", name="甲条例(2020-01-01).md"):
        path = tmp_path / "lawrefbook" / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return read_lawrefbook(path, path.relative_to(tmp_path).as_posix())

    return read


def read(text):
    reader = Reader()
    read_lines(text.splitlines(), reader)
    return reader


def test_each_article_knows_the_chapters_above_it(law):
    found = law(
        "# 甲条例\n\n## 第一章 总则\n\n第一条 一\n\n### 第一节 细\n\n第二条 二\n\n"
        "## 第二章 责任\n\n第三条 三\n\n## 附则\n\n第四条 四\n"
    )
    assert [article.path for article in found.articles] == [
        "第一章 总则",
        "第一章 总则 · 第一节 细",
        "第二章 责任",
        "附则",
    ]


def test_an_inserted_article_stands_after_the_one_it_belongs_to(law):
    found = law("# 甲条例\n\n第一条 一\n\n第一条之一 插入\n\n第二条 二\n")
    assert [(a.label, a.number, a.suffix) for a in found.articles] == [
        ("第一条", 1, 0),
        ("第一条之一", 1, 1),
        ("第二条", 2, 0),
    ]


@pytest.mark.parametrize("second", ["第一条", "第一条之一"])
def test_articles_that_run_backwards_are_refused_with_their_line(law, second):
    with pytest.raises(Unreadable) as refused:
        law(f"# 甲条例\n\n第二条 二\n\n{second} 一\n")
    assert refused.value.line == 5


def test_several_articles_in_one_paragraph_are_told_apart():
    reader = read("# 甲条例\n\n第一条 一。 第二条 二。 第三条 三。\n")
    assert reader.keys == [(1, 0), (2, 0), (3, 0)]
    assert reader.articles == [["一。"], ["二。"], ["三。"]]


def test_a_reference_to_another_article_begins_none():
    reader = read("# 甲条例\n\n第一条 依照 第九条 的规定办理。\n\n依照第三条办理。\n")
    assert reader.keys == [(1, 0)]


def test_what_follows_the_articles_is_an_annex_and_holds_no_articles(law):
    found = law("# 甲条例\n\n第一条 一\n\n附件：目录\n\n第二条 是附件里的话\n")
    assert len(found.articles) == 1
    assert found.annex == "附件：目录\n第二条 是附件里的话"


def test_front_matter_style_and_tags_are_no_part_of_the_text():
    reader = read(
        "---\ntitle: x\n---\n# 甲条例\n\n<style>\np { color: red }\n</style>\n\n"
        "第一条 <b>一</b>&amp;**二**\n"
    )
    assert (reader.title, reader.articles) == ("甲条例", [["一&二"]])


def test_a_text_comes_into_force_on_the_day_it_names(law):
    found = law("# 甲条例\n\n第一条 一\n\n第二条 本条例自２０２０年３月１日起施行。\n")
    assert found.effective == datetime.date(2020, 3, 1)


def test_the_day_an_amended_text_keeps_from_its_first_version_is_not_its_own(law):
    found = law("# 甲条例\n\n第一条 一\n\n第二条 本条例自1999年3月1日起施行。\n")
    assert found.effective is None


def test_the_number_is_that_of_the_last_order_above_the_text(law):
    found = law(
        "# 甲条例\n\n2001年1月1日中华人民共和国国务院令第1号公布\n\n"
        "2019年1月1日中华人民共和国国务院令第709号修订\n\n<!-- INFO END -->\n\n第一条 一\n"
    )
    assert found.document_number == "国务院令第709号"


def test_a_revision_without_an_order_of_its_own_takes_the_old_number_away(law):
    found = law(
        "# 甲条例\n\n2001年1月1日国务院令第1号公布\n\n2019年1月1日修订\n\n"
        "<!-- INFO END -->\n\n第一条 一\n"
    )
    assert found.document_number == ""


def test_a_text_without_articles_keeps_its_paragraphs_as_what_it_says(law):
    found = law("# 关于甲的决定\n\n2020年1月1日国务院公布\n\n现决定如下。\n")
    assert (found.articles, found.preamble) == ((), "现决定如下。")


@pytest.mark.parametrize(
    ("text", "said"),
    [("# 甲条例\n", "no articles"), ("# 甲条例\n\n第一条 \n\n第二条 二\n", "第一条 is empty")],
)
def test_a_text_that_says_nothing_is_refused(law, text, said):
    with pytest.raises(Unreadable, match=said):
        law(text)


def test_a_file_without_a_date_in_its_name_is_refused(law):
    with pytest.raises(Unreadable, match="no date"):
        law("# 甲条例\n\n第一条 一\n", name="甲条例.md")


def test_the_folder_tells_the_rank_unless_the_history_names_another_maker(law):
    rule = f"# 甲办法\n\n{ABOVE.replace('国务院', '财政部')}\n第一条 一\n"
    assert (law(rule, "部门规章/财政部").rank, law(rule, "部门规章/财政部").issuer) == (
        "rule",
        "财政部",
    )
    assert law(f"# 甲条例\n\n{ABOVE}\n第一条 一\n").issuer == "国务院"
    joint = "# 甲条例\n\n2001年1月1日国务院、中央军事委员会公布\n\n<!-- INFO END -->\n\n第一条 一\n"
    assert law(joint).issuer == "国务院、中央军事委员会"


@pytest.fixture
def code(tmp_path):
    """A code of the first form: one file per book beside an empty README."""
    folder = tmp_path / "just-laws" / "docs" / "code"
    folder.mkdir(parents=True)
    head = "# 甲法典\n\n2020年5月28日第十三届全国人民代表大会第三次会议通过\n"
    for name, text in {
        "README.md": head,
        "00-supplementary.md": "## 附则\n\n**第三条** 三\n",
        "01-first.md": "## 第一编 总则\n\n**第一条** 一\n",
        "02-second.md": "## 第二编 物权\n\n**第二条** 二\n",
        "99-amendment.md": "## 甲法典修正案（一）\n\n**第一条** 已改\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "README.md"


def test_the_books_of_a_code_are_read_in_their_order_without_amendments(code):
    found = read_just_laws(code, "just-laws/docs/code/README.md")
    assert [(a.number, a.text) for a in found.articles] == [(1, "一"), (2, "二"), (3, "三")]
    assert (found.issuer, found.date) == ("全国人民代表大会", datetime.date(2020, 5, 28))


def test_a_law_of_the_standing_committee_says_so(tmp_path):
    path = tmp_path / "README.md"
    path.write_text(
        "# 甲法\n\n2020年5月28日第十三届全国人民代表大会常务委员会第三次会议通过\n\n"
        "**第一条** 一\n",
        encoding="utf-8",
    )
    assert read_just_laws(path, "x").issuer == "全国人民代表大会常务委员会"


def test_a_law_without_any_date_is_refused(code):
    code.write_text("# 甲法典\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="no date"):
        read_just_laws(code, "x")


def test_one_unreadable_file_hides_no_other(tmp_path):
    folder = tmp_path / "lawrefbook" / "行政法规"
    folder.mkdir(parents=True)
    (folder / "甲条例(2020-01-01).md").write_text("# 甲条例\n\n第一条 一\n", encoding="utf-8")
    (folder / "乙条例(2020-01-01).md").write_bytes(b"\xff\xfe")
    (folder / "丙条例(2020-13-01).md").write_text("# 丙条例\n\n第一条 一\n", encoding="utf-8")
    seen = []
    texts, problems = read_library(tmp_path, lambda done, of: seen.append((done, of)))
    assert [text.title for text in texts] == ["甲条例"]
    assert sorted(problem.file.rsplit("/")[-1] for problem in problems) == [
        "丙条例(2020-13-01).md",
        "乙条例(2020-01-01).md",
    ]
    assert seen[-1] == (3, 3)


def test_repeals_name_laws_of_the_library_and_real_days(tmp_path):
    (tmp_path / "repeals.csv").write_text(
        "law,repealed_on,by,article\n甲,2020-01-01,乙,第一条\n丙,2020-01-01,乙,第一条\n"
        "甲,2020-02-30,乙,第一条\n",
        encoding="utf-8",
    )
    repeals, problems = read_repeals(tmp_path, {"甲", "乙"})
    assert [(repeal.law, repeal.by) for repeal in repeals] == [("甲", "乙"), ("丙", "乙")]
    assert [problem.line for problem in problems] == [3, 4]
    assert problems[0].message == "no such law: 丙"


def test_a_library_without_repeals_has_none(tmp_path):
    assert read_repeals(tmp_path, set()) == ([], [])


@pytest.mark.parametrize("wrong", [0, -1, 10_000])
def test_what_no_article_can_be_numbered_by_is_refused(wrong):
    with pytest.raises(ValueError, match="not between"):
        to_numeral(wrong)


def test_a_gap_of_zeros_is_read_and_written():
    assert (to_numeral(1005), to_integer("一千零五"), to_numeral(20)) == ("一千零五", 1005, "二十")
