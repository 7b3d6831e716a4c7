"""The editor's blocks."""

import re

import pytest
from wagtail.blocks import StructBlockValidationError

from core.pages.blocks import ArticleBody, HomeBody, home_layout
from core.pages.models import HomePage
from tests.core.branding.conftest import make_group


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    return group_rows()


def test_a_picture_needs_its_alternative_text_unless_it_is_decoration(group):
    picture = ArticleBody().child_blocks["picture"]
    value = group.pages["full"].body[1].value
    value.contextual_alt_text, value.decorative = "", False
    with pytest.raises(StructBlockValidationError):
        picture.clean(value)
    value.decorative = True
    assert picture.clean(value) == value


def test_a_picture_comes_in_two_sizes_and_formats_with_its_text(group, client):
    html = client.get("/yuzhong/ygzw/tzgg/full/").content.decode()
    (figure,) = re.findall(r"<figure.*?</figure>", html, re.S)
    assert 'alt="榆中县政务大厅的取号机"' in figure and 'loading="lazy"' in figure
    assert re.search(r"webp 480w.*webp 960w.*480w.*960w", figure, re.S)


def test_a_home_page_has_one_headline_and_narrow_blocks_stand_in_pairs(group):
    layout = home_layout(HomePage.objects.get(pk=group.yuzhong.site.root_page_id))
    assert layout["headline"].value["title"] == "您要办什么事？"
    assert [[block.block_type for block in row["blocks"]] for row in layout["rows"]] == [
        ["services", "notices"], ["themes"], ["lists"], ["statistics"], ["places"],
    ]  # fmt: skip
    assert HomeBody().meta.block_counts["headline"] == {"max_num": 1}


def test_a_column_of_columns_shows_what_is_new_in_them(group, client):
    latest = client.get("/yuzhong/ygzw/").context["latest"]
    assert {row.url for row in latest} == {"/yuzhong/ygzw/tzgg/short/", "/yuzhong/ygzw/tzgg/full/"}
