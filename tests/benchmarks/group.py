"""A group that grows: a province, 14 prefectures, and counties under them."""

from django.utils import timezone

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage, HomePage
from core.plugins.actions import enable
from core.sitegroup.models import Member
from core.testing import SYSTEM, make_column, make_member, make_organisation, make_province
from plugins.power_list.models import PowerListPage
from plugins.power_list.testing import make_power
from tests.benchmarks.content import COLUMNS, IDENTITY, TEXT, THEMES

PREFECTURES = 14
COUNTIES = 120
ARTICLES = 60
POWERS = 300


class BenchGroup:
    """Everything is measured on one county in the middle, whose surroundings stay as they are.

    A prefecture has some ten counties however large the province is, so the group grows by the
    departments below them: what a reader of the county is shown stays the same.
    """

    def __init__(self, prefectures: int = PREFECTURES) -> None:
        self.province = make_province()
        self.prefectures = [
            make_member(f"prefecture{n}", self.province, short_name=f"市{n}")
            for n in range(prefectures)
        ]
        self.counties: list[Member] = []
        self.county = make_member(
            "county", self.prefectures[0], "county", short_name="县", **IDENTITY
        )
        self.column, self.article = self._content()
        self._register()

    def grow(self, size: int) -> int:
        """Add counties, then departments of them, up to ``size`` sites; return how many."""
        before = Member.objects.count()
        for number in range(before, size):
            if len(self.counties) < COUNTIES:
                parent = self.prefectures[number % len(self.prefectures)]
                county = make_member(f"c{number}", parent, "county", short_name=f"县{number}")
                self.counties.append(county)
            else:
                parent = self.counties[number % COUNTIES]
                make_member(f"d{number}", parent, "department", short_name=f"局{number}")
        return size - before

    def pages(self) -> dict[str, str]:
        """Page name -> path on the group's host."""
        base = "/county"
        register = self.register.url
        return {
            "home": f"{base}/",
            "column": f"{base}/news/",
            "article": f"{base}/news/article-1/",
            "list": register,
            "entry": self.entry_url,
            "switcher": f"{base}/places/",
            "province": "/",
            "places": "/places/",
            "laws": "/law-library/",
        }

    def _content(self) -> tuple[ColumnPage, ArticlePage]:
        columns = [
            make_column(self.county, key, title, in_menu=True, theme=THEMES[n % 3], order=n)
            for n, (key, title) in enumerate(COLUMNS)
        ]
        column = columns[0]
        with exempt("factory"):
            for number in range(ARTICLES):
                article = column.add_child(
                    instance=ArticlePage(
                        title=f"第{number}篇文章",
                        slug=f"article-{number}",
                        source="本站",
                        date=timezone.now(),
                        body=[("text", TEXT)],
                    )
                )
            self._compose_home(columns)
        return column, article

    def _compose_home(self, columns: list[ColumnPage]) -> None:
        home = HomePage.objects.get(pk=self.county.site.root_page_id)
        links = [{"title": title, "address": f"/{key}/"} for key, title in COLUMNS[:3]]
        items = [{"title": title, "page": columns[0].page_ptr} for _key, title in COLUMNS[:3]]
        home.body = [
            ("headline", {"title": "您要办什么事？", "links": links}),
            ("services", {"title": "大家常办", "items": items}),
            ("notices", {"title": "通知公告", "column": columns[0].page_ptr, "count": 6}),
            ("themes", {"title": "三大主题"}),
            ("places", {"title": "上下左右"}),
        ]
        home.save()

    def _register(self) -> None:
        enable("power_list", self.county, actor=SYSTEM)
        organisation = make_organisation("县教育局", division=self.county.division)
        for _power in range(POWERS):
            version = make_power(member=self.county, organisation=organisation)
        self.register = PowerListPage.objects.descendant_of(self.county.site.root_page).get()
        self.entry_url = f"{self.register.url}{version.number}/"
