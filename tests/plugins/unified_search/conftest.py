"""Three sites with a search, and documents that are put into its index."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from core.plugins.actions import enable
from core.settings import base
from core.sitegroup.models import Level, Member
from core.testing import SYSTEM, make_division, make_member, make_province
from plugins.unified_search.search import index
from tests.plugins.unified_search.counties import make_counties

_number = count(1)


@dataclass
class Group:
    province: Member
    lanzhou: Member
    yuzhong: Member
    tianshui: Member


@pytest.fixture(scope="module")
def group_rows(module_rows: Callable[..., Any]) -> Callable[[], Group]:
    return module_rows(make_group)


@pytest.fixture
def group(group_rows: Callable[[], Group], db: None) -> Group:
    return group_rows()


def make_group() -> Group:
    """A province, a prefecture with a county, and another prefecture; the search is on at all."""
    gansu = make_division()
    lanzhou = make_division("620100", "兰州市", gansu)
    province = make_province()
    prefecture = make_member("lanzhou", province, division=lanzhou, short_name="兰州市")
    county = make_member(
        "yuzhong",
        prefecture,
        Level.COUNTY,
        division=make_division("620123", "榆中县", lanzhou),
        short_name="榆中县",
    )
    other = make_member(
        "tianshui",
        province,
        division=make_division("620500", "天水市", gansu),
        short_name="天水市",
    )
    made = Group(province, prefecture, county, other)
    for site in vars(made).values():
        enable("unified_search", site, actor=SYSTEM)
    return made


@pytest.fixture
def put() -> Callable[..., None]:
    """``put(site, title, …)`` lets a document be found; what is not said is usual."""

    def write(site: Member, title: str, **fields: Any) -> None:
        number = str(next(_number))
        said = {
            "plugin": "core",
            "kind": "article",
            "id": number,
            "site": site.slug,
            "division": site.division.code,
            "url": f"http://localhost:8000/{site.slug}/{number}/",
            "title": title,
        }
        index.write([{**said, **fields}])

    return write


@pytest.fixture
def shops(group, put):
    """What somebody finds who looks for shops."""
    for site, body in (
        (group.province, "省市场监督管理局"),
        (group.lanzhou, "兰州市市场监督管理局"),
        (group.yuzhong, "榆中县市场监督管理局"),
        (group.tianshui, "天水市市场监督管理局"),
    ):
        put(site, "食品小作坊登记", organisation=body, category="行政许可", date="2024-05-01")
    put(group.lanzhou, "关于食品小作坊的通知", organisation="兰州市人民政府", date="2026-01-02")
    return group


@pytest.fixture(scope="module")
def counties_rows(module_rows):
    return module_rows(make_counties)


@pytest.fixture
def counties(counties_rows, db):
    """``province``, ``chengguan`` and ``qilihe``, an editor and a chief editor of each county, and
    the provincial ``office``; ``documents`` by title."""
    return counties_rows()


@pytest.fixture(scope="session")
def elastic_settings(elasticsearch) -> Iterator[dict[str, Any]]:
    """Settings by which Elasticsearch is asked, with indexes of this process's own."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    yield {**base.ELASTICSEARCH, "urls": [elasticsearch.url], "index": prefix, "seconds": 20.0}
    es = Elasticsearch([elasticsearch.url])
    for name in es.indices.get(index=f"{prefix}-*"):
        es.indices.delete(index=name)
