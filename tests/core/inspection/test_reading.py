"""Which articles a night reads: the newest, those that failed, the others in turn."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from core.actions.boundary import exempt
from core.inspection import reading
from core.inspection.inspecting import keep, look
from core.inspection.models import Finding
from core.inspection.naming import Names
from core.pages.models import ArticlePage
from core.sitegroup.compliance.reading import PageReader
from core.testing import make_column


@pytest.fixture
def lanzhou(sites, monkeypatch):
    """Lanzhou with ten articles; a night reads the newest, and three in turn."""
    monkeypatch.setattr(reading, "NEWEST", 1)
    monkeypatch.setattr(reading, "IN_TURN", 3)
    news = make_column(sites[1], "news", "工作动态")
    with exempt("factory"):
        for number in range(10):
            day = timezone.now() - datetime.timedelta(days=number)
            news.add_child(
                instance=ArticlePage(title="文", slug=f"a{number}", source="办", date=day)
            )
    return sites[1]


def night(member):
    """The articles that a night reads, by slug."""
    asked = []

    class Reader(PageReader):
        def read(self, url):
            asked.append(url)
            return super().read(url)

    inspection = keep(member, look(member, Reader(settings.GROUP_ORIGIN), Names()))
    assert inspection.pages == len(asked)
    return [url.split("/")[-2] for url in asked if "/news/a" in url]


def write(slug, text):
    article = ArticlePage.objects.get(slug=slug)
    with exempt("factory"):
        article.body = [("text", text)]
        article.save()


def test_every_article_is_read_in_turn_and_the_newest_each_night(lanzhou):
    assert [night(lanzhou) for _ in range(5)] == [
        ["a0", "a1", "a2"],
        ["a0", "a3", "a4", "a5"],
        ["a0", "a6", "a7", "a8"],
        ["a0", "a9", "a1"],
        ["a0", "a2", "a3", "a4"],
    ]
    assert reading.nights(10) == 4 and reading.nights(0) == 0


def test_an_article_with_a_dead_link_is_found_and_read_until_it_is_mended(lanzhou):
    write("a8", '<p><a href="/lanzhou/nowhere/">这里</a></p>')
    for expected in (0, 0, 1):
        night(lanzhou)
        assert Finding.objects.filter(kind="dead").count() == expected
    assert "a8" in night(lanzhou) and Finding.objects.filter(kind="dead").count() == 1
    write("a8", "<p>好</p>")
    assert "a8" in night(lanzhou) and not Finding.objects.filter(kind="dead").exists()
    assert "a8" not in night(lanzhou)


def test_an_article_that_is_gone_is_not_asked_for_again(lanzhou):
    write("a0", '<p><a href="/lanzhou/nowhere/">这里</a></p>')
    night(lanzhou)
    with exempt("factory"):
        ArticlePage.objects.filter(slug="a0").update(live=False)
    assert "a0" not in night(lanzhou) and not Finding.objects.filter(kind="fails").exists()
