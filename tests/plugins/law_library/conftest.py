"""A small library: a law in two texts, one repealed, a bill, and a rule of long numbering."""

import pytest

from core.testing import SYSTEM
from plugins.law_library import api

TEXT = (
    "# 甲条例\n\n2001年1月1日 中华人民共和国国务院令第1号公布\n\n<!-- INFO END -->\n\n"
    "第一条 {}\n\n第二条 本条例自{}起施行。\n"
)


@pytest.fixture
def root(tmp_path):
    """The files."""
    folder = tmp_path / "lawrefbook" / "行政法规"
    folder.mkdir(parents=True)
    (folder / "甲条例(2001-01-01).md").write_text(TEXT.format("旧", "2001年2月1日"), "utf-8")
    (folder / "甲条例(2010-01-01).md").write_text(TEXT.format("新", "2010年3月1日"), "utf-8")
    (folder / "乙条例(2005-01-01).md").write_text("# 乙条例\n\n第一条 一\n", "utf-8")
    (folder / "乙条例（草案）(2009-01-01).md").write_text(
        "# 乙条例（草案）\n\n第一条 案\n", "utf-8"
    )
    (tmp_path / "repeals.csv").write_text(
        "law,repealed_on,by,article\n乙条例,2010-03-01,甲条例,第二条\n", "utf-8"
    )
    return tmp_path


@pytest.fixture
def library(root, db):
    """The same, loaded."""
    api.load_library(actor=SYSTEM, root=root)
