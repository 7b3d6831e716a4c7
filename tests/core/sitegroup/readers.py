"""A group with sites by path, by host and elsewhere, and the readers who come to them."""

from types import SimpleNamespace

from django.conf import settings
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_script_prefix
from wagtail.documents.models import Document
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.sitegroup.middleware import MemberMiddleware
from core.sitegroup.models import Level
from core.testing import make_column, make_member, make_province

GROUP = settings.GROUP_ORIGIN
HOST = GROUP.split("//")[1]
SCHEME = GROUP.split("//")[0]
TIANSHUI = f"{SCHEME}//tianshui.example.gov.cn"
TUNNEL = "reader-7.tunnel.example.com"


def addressed_group():
    """The province, two sites by path, two by host, one hosted elsewhere."""
    made = SimpleNamespace(columns={}, articles={})
    made.gansu = make_province()
    made.lanzhou = make_member("lanzhou", made.gansu, name="兰州市")
    made.chengguan = make_member("chengguan", made.lanzhou, Level.COUNTY, name="城关区")
    made.tianshui = make_member(
        "tianshui", made.gansu, name="天水市", host="tianshui.example.gov.cn"
    )
    made.maiji = make_member(
        "maiji", made.tianshui, Level.COUNTY, name="麦积区", host="maiji.example.gov.cn"
    )
    made.jiayuguan = make_member(
        "jiayuguan", made.gansu, name="嘉峪关市", external_url="https://www.jyg.example.cn"
    )
    made.members = {
        m.slug: m for m in (made.gansu, made.lanzhou, made.chengguan, made.tianshui, made.maiji)
    }
    for slug, member in made.members.items():
        column = made.columns[slug] = make_column(member, "tzgg", "通知公告")
        with exempt("factory"):
            made.articles[slug] = column.add_child(
                instance=ArticlePage(title="通知", slug="tongzhi", source="办公室")
            )
    with exempt("factory"):
        made.document = Document(title="附件", collection=made.lanzhou.collection)
        made.document.file.save("附件 一.pdf", ContentFile(b"%PDF-1.4"))
    return made


#: reader: (host he typed, path of the site he is at, configured origin he is at)
READERS = {
    "province": (HOST, "/", GROUP),
    "site by path": (HOST, "/lanzhou/", GROUP),
    "site by host": ("tianshui.example.gov.cn", "/", TIANSHUI),
    "province through a tunnel": (TUNNEL, "/", GROUP),
    "site by path through a tunnel": (TUNNEL, "/lanzhou/", GROUP),
    "job without a request": ("", "", ""),
}


def read_as(reader, look):
    """What ``look(request)`` finds within a request of that reader, behind the middleware."""
    host, path, _origin = READERS[reader]
    if not host:
        return look(None)
    found = []

    def answer(request):
        found.append(look(request))
        return HttpResponse()

    MemberMiddleware(answer)(RequestFactory(HTTP_HOST=host).get(path))
    assert get_script_prefix() == "/"
    return found[0]


def plain(page):
    return Page.objects.get(pk=page.pk)  # rich text and listings hold plain pages


def rename(page, slug):
    with exempt("factory"):
        page = ColumnPage.objects.get(pk=page.pk)
        page.slug = slug
        page.save()
