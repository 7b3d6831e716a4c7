"""Three sites with every kind of public page, asked through the cache and beside it."""

import secrets
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from core.actions.boundary import exempt
from core.delivery import generations
from core.delivery.cache import PageCache, keys
from core.delivery.shared import SharedGenerations
from core.pages.models import ArticleRelated, ColumnPage
from core.plugins.actions import enable
from core.registers.spec import register
from core.testing import SYSTEM, make_organisation, make_user, sign_in
from plugins.law_library.models import Article, Law, LawVersion
from plugins.power_list.models import PowerListPage
from plugins.power_list.testing import make_power
from tests.core.branding.conftest import compose_home, make_group, place_columns, write_article
from tests.core.delivery.wsgi import ask

#: Where the three sites stand: the province, a prefecture, a county of it.
PLACES = {"gansu": "", "lanzhou": "/lanzhou", "yuzhong": "/yuzhong"}


class Readers:
    """``get`` is what a reader is given, ``fresh`` what Django would say without a cache."""

    def __init__(self, folder):
        self.django = WSGIHandler()
        self.generations = SharedGenerations(folder / "page-generations")
        self.cache = PageCache(self.django, keys(), self.generations)

    def get(self, path, **given):
        return self._ask(self.cache, path, given)

    def fresh(self, path, **given):
        return self._ask(self.django, path, given)

    def forget(self):
        """After a rollback: nothing that was read of it may be remembered."""
        self.generations.apply({"shared": secrets.token_hex(8)})

    def _ask(self, app, path, given):
        path, _mark, query = path.partition("?")
        with _connections_kept():
            return ask(app, path, query=query, **{"host": "localhost:8000", **given})


def make_sites():
    """Content on all three; what spans sites is there too."""
    made = SimpleNamespace(**vars(make_group()))
    made.members = {"gansu": made.province, "lanzhou": made.lanzhou, "yuzhong": made.yuzhong}
    made.root = make_user("root", is_superuser=True)
    made.register = register("power_list")
    made.columns, made.articles, made.powers, made.lists = {}, {}, {}, {}
    for slug, member in made.members.items():
        _fill(made, slug, member)
    with exempt("factory"):
        # A county's article leads to the prefecture's; the province's home shows the county's.
        ArticleRelated.objects.create(
            page=made.articles["yuzhong"], target=made.articles["lanzhou"].page_ptr
        )
        compose_home(made.province, made.columns["yuzhong"])
        compose_home(made.lanzhou, made.columns["lanzhou"])
        made.law = Law.objects.create(
            key="xkf", title="中华人民共和国行政许可法", rank="law", issuer="全国人大常委会"
        )
        version = LawVersion.objects.create(
            law=made.law, date="2019-04-23", in_force_from="2019-04-23", source="x", digest="x",
            article_count=1,
        )  # fmt: skip
        Article.objects.create(version=version, position=0, label="第一条", number=1, text="为了")
        for name in ("sitegroup", "registers", "law_library", "dictionaries"):
            generations.raise_(name)
    return made


def _fill(made, slug, member):
    enable("power_list", member, actor=SYSTEM)
    body = make_organisation(f"{slug}教育局", member.division, code=f"{slug}-jyj")
    with exempt("factory"):
        column = ColumnPage.objects.descendant_of(member.site.root_page).get(slug="tzgg")
        made.columns[slug] = column
        made.articles[slug] = write_article(column, "own", title=f"{slug}的通知")
        made.lists[slug] = PowerListPage.objects.descendant_of(member.site.root_page).get()
    made.powers[slug] = make_power(member=member, organisation=body, name=f"{slug}的职权")


def addresses(made):
    """Every kind of public page there is, on each of the sites."""
    found = ["/lanzhou/ygzw/tzgg/?page=1", "/yuzhong/zxts/", "/yuzhong/ygzw/tzgg/full/"]
    for slug, base in PLACES.items():
        listed, entry = register_of(made, slug)
        found += [f"{base}/{path}" for path in DOORS]
        found += [listed, f"{listed}?format=csv", f"{listed}?sort=name"]
        found += [entry, f"{entry}compare/", f"{entry}?format=json"]
    return [*found, f"{register_of(made, 'gansu')[0]}all/"]


def some_addresses(made):
    """Each kind of page once, and those that show what other sites have."""
    listed, entry = register_of(made, "yuzhong")
    at_home = ("", "ygzw/", "ygzw/tzgg/", "ygzw/tzgg/feed/", "ygzw/tzgg/own/", "sitemap.xml")
    found = [f"/yuzhong/{path}" for path in (*at_home, "ygzw/tzgg/full/", "zxts/")]
    found += [listed, f"{listed}?format=csv", entry, f"{entry}compare/", f"{entry}?format=json"]
    found += ["/", "/lanzhou/", "/lanzhou/ygzw/tzgg/", "/lanzhou/ygzw/tzgg/own/"]
    found += [register_of(made, "lanzhou")[0], "/law-library/xkf/", "/places/?of=lanzhou"]
    return [*found, f"{register_of(made, 'gansu')[0]}all/"]


def register_of(made, slug):
    """The paths of a site's list and of its entry."""
    listed = urlsplit(made.lists[slug].url).path
    return listed, f"{listed}{made.powers[slug].number}/"


DOORS = (
    "", "ygzw/", "ygzw/tzgg/", "ygzw/tzgg/feed/", "ygzw/tzgg/own/", "sitemap/", "sitemap.xml",
    "robots.txt", "accessibility/", "places/", "places/?of=lanzhou", "law-library/",
    "law-library/xkf/",
)  # fmt: skip


def admin(made):
    """The superuser's browser."""
    return sign_in(Client(HTTP_HOST="localhost:8000"), made.root)


@contextmanager
def _connections_kept():
    """A request's end would close the connection on which the test's transaction stands."""
    ends = (request_started, request_finished)
    known = [signal.disconnect(close_old_connections) for signal in ends]
    try:
        yield
    finally:
        for signal, connected in zip(ends, known, strict=True):
            if connected:
                signal.connect(close_old_connections)


@contextmanager
def production(settings):
    """Where a write beside the law is an alarm and no failure."""
    settings.WRITE_BOUNDARY = "log"
    yield
    settings.WRITE_BOUNDARY = "raise"


__all__ = [
    "PLACES",
    "Readers",
    "addresses",
    "admin",
    "make_sites",
    "place_columns",
    "production",
    "some_addresses",
]
