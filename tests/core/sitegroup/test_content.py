"""Sample content fills what is empty, and touches nothing that is there."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, HomePage
from core.sitegroup.content import html_of, lacking_content, load_content, read_content
from core.sitegroup.definition import DefinitionError, read
from core.sitegroup.definition.reading import TomlFile
from core.sitegroup.models import Column, Member
from core.testing import SYSTEM


def home_of(slug):
    return HomePage.objects.get(pk=Member.objects.get(slug=slug).site.root_page_id)


@pytest.fixture
def loaded(apply, files):
    apply()
    assert load_content(files, actor=SYSTEM) == 5
    return files


def test_every_site_gets_its_articles_and_home_page_with_its_own_words(loaded):
    articles = {page.title: page for page in ArticlePage.objects.all()}
    assert len(articles) == 5
    article = articles["东渡区站点开通"]
    assert article.source == "东渡区人民政府"
    html = str(article.body[0].value)
    assert "<p>第一段，接着写。</p>" in html and "<li>另一项 &lt;b&gt;</li>" in html
    assert "示例，不代表东渡区。" in html
    assert (timezone.localdate() - timezone.localdate(article.date)).days == 3
    assert home_of("dongdu").body[0].value["title"] == "东渡区"
    assert home_of("dongdu").body[1].value["column"].title == "通知公告"


def test_a_link_to_a_column_the_site_lacks_is_left_out(loaded):
    def titles(slug):
        return [link["title"] for link in home_of(slug).body[0].value["links"]]

    assert titles("dongdu") == ["通知", "概况"]
    assert titles("yunze") == ["通知"]


def test_the_second_time_nothing_is_written(loaded):
    before = ArticlePage.objects.count()
    assert load_content(loaded, actor=SYSTEM) == 0
    assert ArticlePage.objects.count() == before


def test_a_page_that_exists_is_never_touched(loaded):
    article = ArticlePage.objects.get(title="东渡区站点开通")
    with exempt("factory"):
        article.title = "改过的"
        article.save()
        home = home_of("dongdu")
        home.body = []
        home.save_revision().publish()
    assert load_content(loaded, actor=SYSTEM) == 0
    article.refresh_from_db()
    assert article.title == "改过的"
    assert not home_of("dongdu").body


def test_a_new_article_comes_to_the_sites_that_lack_it(loaded):
    path = loaded / "content" / "articles.toml"
    extra = (
        '\n[[article]]\ncolumn = "notices"\nslug = "er"\ntitle = "第二篇"\n'
        'levels = ["county"]\nbody = "文"\n'
    )
    path.write_text(path.read_text() + extra)
    assert load_content(loaded, actor=SYSTEM) == 2
    assert ArticlePage.objects.filter(slug="er").count() == 2


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "words"),
    [
        ("articles.toml", 'column = "notices"', 'column = "nothere"', 3, "nothere"),
        ("articles.toml", 'slug = "kaitong"\n', "", 3, "slug"),
        ("articles.toml", "days_ago = 3", 'turns = "often"', 3, "1/4"),
        ("articles.toml", "days_ago", "day_ago", 3, "day_ago"),
        ("home.toml", 'type = "headline"', 'type = "carousel"', 1, "carousel"),
        ("home.toml", 'column = "about"', 'column = "nothere"', 1, "nothere"),
        ("home.toml", '"department"]', '"village"]', 1, "village"),
        ("home.toml", "[[home]]", "[[home", 1, "TOML"),
    ],
)
def test_broken_content_is_named_and_nothing_is_loaded(name, old, new, line, words, apply, files):
    apply()
    path = files / "content" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        load_content(files, actor=SYSTEM)
    assert any(
        (each.file, each.line) == (name, line) and words in each.message
        for each in caught.value.problems
    )
    assert not ArticlePage.objects.exists()


def test_looking_for_what_is_lacking_takes_the_same_number_of_queries_for_any_sites(apply, files):
    apply()
    content = read_content(files / "content")
    counts = []
    for more in (0, 8):
        path = files / "members.csv"
        rows = "".join(
            f"more{number},县{number},county,chengjiang,990102,,{number},,,\n"
            for number in range(more)
        )
        path.write_text(path.read_text() + rows)
        apply()
        with CaptureQueriesContext(connection) as captured:
            lacking_content(content)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 5


def test_plain_text_becomes_paragraphs_headings_and_lists():
    text = "## 题\n\n一\n二 <script>\n\n- 甲\n- 乙\n\n1. 先\n2. 后"
    assert html_of(text) == (
        "<h2>题</h2><p>一二 &lt;script&gt;</p><ul><li>甲</li><li>乙</li></ul>"
        "<ol><li>先</li><li>后</li></ol>"
    )


def test_gansus_content_is_sound_and_fills_every_leaf_column():
    """Read without a database: its columns are those of its own definition."""
    directory = Path(settings.BASE_DIR) / "sites" / "gansu"
    problems = []
    articles = TomlFile(directory / "content" / "articles.toml", problems).data["article"]
    columns = {row.key: row for row in read(directory).columns}
    parents = {row.parent for row in columns.values()}
    leaves = {key for key, row in columns.items() if key not in parents and not row.plugin}
    assert problems == []
    assert {each["column"] for each in articles} == leaves


@pytest.mark.django_db
def test_gansus_content_names_only_columns_and_blocks_there_are():
    directory = Path(settings.BASE_DIR) / "sites" / "gansu"
    with exempt("factory"):
        Column.objects.bulk_create(
            Column(key=row.key, title=row.title, slug=row.slug) for row in read(directory).columns
        )
    content = read_content(directory / "content")
    assert content.homes.keys() == {"province", "prefecture", "county", "department"}
