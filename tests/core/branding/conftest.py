"""A small group of sites with every page type that core has."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from core.actions.boundary import exempt
from core.delivery import generations
from core.pages.models import ArticleAttachment, ArticlePage, ArticleRelated, ColumnPage, LinkPage
from core.sitegroup.models import Column, Level, Member, Placement
from core.testing import make_division, make_member, make_province

COLUMNS = [
    ("approvals", "行政审批", "xzsp", "approvals", "", True),
    ("hall", "办事大厅", "bsdt", "approvals", "approvals", False),
    ("services", "便民服务", "bmfw", "services", "", True),
    ("openness", "阳光政务", "ygzw", "openness", "", True),
    ("notices", "通知公告", "tzgg", "openness", "openness", False),
    ("feedback", "咨询投诉", "zxts", "", "", True),
]


@dataclass
class Group:
    """The sites, and the pages of the county."""

    province: Member
    lanzhou: Member
    yuzhong: Member
    office: Member
    pages: dict[str, Page]


def place_columns(member: Member) -> dict[str, ColumnPage]:
    """The uniform columns of a test site, as ``sitegroup apply`` would make them."""
    pages: dict[str, ColumnPage] = {}
    for order, (key, title, slug, theme, parent, in_menu) in enumerate(COLUMNS):
        above = pages[parent] if parent else Page.objects.get(pk=member.site.root_page_id)
        column, _made = Column.objects.get_or_create(
            key=key,
            defaults={
                "title": title, "slug": slug, "theme": theme, "in_menu": in_menu, "order": order,
                "parent": Column.objects.filter(key=parent).first(),
                "description": f"{title}的各个栏目",
            },
        )  # fmt: skip
        pages[key] = above.add_child(
            instance=ColumnPage(title=title, slug=slug, intro=f"{title}。")
        )
        Placement.objects.create(member=member, column=column, page=pages[key])
    return pages


def write_article(column: Page, slug: str, **fields: Any) -> ArticlePage:
    """An article with a date and a source."""
    given = {
        "title": "关于试行食品经营许可跨县（区）就近受理的通知",
        "date": datetime(2026, 11, 16, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
        "source": "榆中县政务服务中心",
    }
    return column.add_child(instance=ArticlePage(slug=slug, **{**given, **fields}))


def _body(picture: Image, document: Document) -> list[Any]:
    text = (
        "<h2>一、适用范围</h2><p>本通知适用于兰州市行政区域内<b>食品经营许可</b>的申请和受理，"
        "自2026年12月1日起试行。</p><ul><li>新办</li><li>变更</li></ul>"
        "<h3>（一）材料</h3><ol><li>申请书</li><li>身份证明</li></ol><blockquote>限时办结。</blockquote>"
    )
    return [
        ("text", text),
        ("picture", picture),
        ("file", document),
    ]


def _full_article(column: Page, other: Page) -> ArticlePage:
    picture = Image.objects.create(
        title="大厅", file=ImageFile(get_test_image_file(size=(1200, 600)).file, name="hall.png")
    )
    picture.contextual_alt_text, picture.decorative = "榆中县政务大厅的取号机", False
    document = Document.objects.create(
        title="申请书式样", file=ContentFile(b"x" * 2048, name="form.pdf")
    )
    article = write_article(
        column,
        "full",
        author="王某",
        issuing_body="榆中县人民政府办公室",
        document_number="榆政办发〔2026〕12号",
        index_number="01234567-8/2026-00012",
        summary="就近受理，结果互认。",
        body=_body(picture, document),
    )
    ArticleAttachment.objects.create(page=article, document=document)
    ArticleRelated.objects.create(page=article, target=other)
    article.save_revision().publish()
    return ArticlePage.objects.get(pk=article.pk)


def compose_home(member: Member, notices: Page, **more: Any) -> None:
    """A home page with every block."""
    home = Page.objects.get(pk=member.site.root_page_id).specific
    links = [
        {"title": title, "address": "/xzsp/"} for title in ("开办餐饮店", "居民医保缴费", "宅基地")
    ]
    services = [
        {"title": "食品经营许可", "note": "县市场监管局", "page": notices},
        {"title": "城乡居民养老保险参保", "note": "县人社局", "page": notices},
    ]
    home.body = [
        ("headline", {"title": "您要办什么事？", "note": "说您平时的话就行。", "links": links}),
        ("services", {"title": "大家常办", "items": services}),
        ("notices", {"title": "通知公告", "column": notices, "count": 6}),
        ("themes", {"title": "三大主题"}),
        ("lists", {"title": "清单"}),
        ("statistics", {"title": "数字"}),
        ("places", {"title": "上下左右"}),
    ]
    home.save()


def make_group(**fields: Any) -> Group:
    """Province, prefecture, county with neighbours and a department; the county has all pages."""
    identity = {
        "sponsor": "榆中县人民政府办公室",
        "site_code": "6201230000",
        "icp_number": "陇ICP备00000000号",
        "phone": "0931-0000000",
        "sample": True,
    }
    province = make_province(**fields)
    lanzhou = make_member(
        "lanzhou", province, name="甘肃政务服务网·兰州市", short_name="兰州市",
        division=make_division("620100", "兰州市"),
    )  # fmt: skip
    yuzhong = make_member(
        "yuzhong", lanzhou, Level.COUNTY, name="甘肃政务服务网·榆中县", short_name="榆中县",
        division=make_division("620123", "榆中县"), **identity,
    )  # fmt: skip
    for slug, name in (("gaolan", "皋兰县"), ("chengguan", "城关区"), ("qilihe", "七里河区")):
        make_member(slug, lanzhou, Level.COUNTY, name=name, short_name=name)
    office = make_member(
        "yz-scjgj", yuzhong, Level.DEPARTMENT, name="榆中县市场监管局", short_name="县市场监管局"
    )
    with exempt("factory"):
        for member in (province, lanzhou):
            place_columns(member)
        pages: dict[str, Page] = dict(place_columns(yuzhong))
        pages["article"] = write_article(pages["notices"], "short")
        pages["full"] = _full_article(pages["notices"], pages["article"])
        pages["link"] = pages["feedback"].add_child(
            instance=LinkPage(title="省长信箱", slug="xx", target=pages["notices"].page_ptr)
        )
        compose_home(yuzhong, pages["notices"])
        generations.raise_("sitegroup")
    return Group(province, lanzhou, yuzhong, office, pages)


@pytest.fixture(scope="module")
def group_rows(module_rows: Callable[..., Any]) -> Callable[[], Group]:
    return module_rows(make_group)


@pytest.fixture
def group(group_rows: Callable[[], Group], db: None) -> Group:
    return group_rows()
