"""A small group: the province, one prefecture by path, its county, and a prefecture by host."""

from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage, ColumnPage
from core.people.rights import Reach
from core.sitegroup.models import Level
from core.testing import make_column, make_member, make_province, make_user, sign_in


@pytest.fixture(scope="module")
def group_rows(module_rows):
    return module_rows(make_group)


@pytest.fixture
def group(group_rows, db):
    """Members, a locked column and an article on each, and a person of every role."""
    return group_rows()


def make_group():
    made = SimpleNamespace(columns={}, articles={}, extra={})
    made.gansu = make_province()
    made.lanzhou = make_member("lanzhou", made.gansu, name="兰州市", short_name="兰州")
    made.chengguan = make_member(
        "chengguan", made.lanzhou, Level.COUNTY, name="城关区", short_name="城关"
    )
    made.qilihe = make_member(
        "qilihe", made.lanzhou, Level.COUNTY, name="七里河区", short_name="七里河"
    )
    made.tianshui = make_member(
        "tianshui", made.gansu, name="天水市", short_name="天水", host="tianshui.example.gov.cn"
    )
    made.members = {
        m.slug: m for m in (made.gansu, made.lanzhou, made.chengguan, made.qilihe, made.tianshui)
    }
    for slug, member in made.members.items():
        column = made.columns[slug] = make_column(member, "tzgg", "通知公告")
        with exempt("factory"):
            made.extra[slug] = member.site.root_page.add_child(
                instance=ColumnPage(title="本站专栏", slug="zhuanlan")
            )
            made.articles[slug] = column.add_child(
                instance=ArticlePage(
                    title=f"{member.name}关于开展便民服务的通知", slug="bianmin", source="办公室"
                )
            )
    made.users = {
        "superuser": make_user("superuser", is_superuser=True),
        "office": make_user("office", "provincial_office", Reach.GROUP),
        "administrator": make_user(
            "administrator", "site_administrator", Reach.SUBTREE, made.lanzhou
        ),
        "chief": make_user("chief", "chief_editor", Reach.SITE, made.chengguan),
        "editor": make_user("editor", "editor", Reach.SITE, made.chengguan),
        "auditor": make_user("auditor", "auditor", Reach.GROUP),
        "other": make_user("other", "chief_editor", Reach.SITE, made.qilihe),
    }
    return made


@pytest.fixture
def as_role(group):
    """``as_role("chief")`` is a signed-in test client that shows a view's own errors as answers."""

    def sign(role: str) -> Client:
        return sign_in(Client(raise_request_exception=False), group.users[role])

    return sign


@pytest.fixture
def files(group):
    """An image and a document in the collection of each county, of the same words."""
    with exempt("factory"):
        for slug in ("chengguan", "qilihe"):
            member = group.members[slug]
            image = get_test_image_file(filename=f"{slug}.png")
            group.images = {
                **getattr(group, "images", {}),
                slug: Image.objects.create(
                    title=f"{member.name}政务大厅照片",
                    description="大厅",
                    collection=member.collection,
                    file=ImageFile(image, name=f"{slug}.png"),
                ),
            }
            group.documents = {
                **getattr(group, "documents", {}),
                slug: Document.objects.create(
                    title=f"{member.name}办事流程图",
                    collection=member.collection,
                    file=ContentFile(b"x", name=f"{slug}.pdf"),
                ),
            }
        for slug in ("chengguan", "qilihe"):
            article = ArticlePage.objects.get(pk=group.articles[slug].pk)
            article.save_revision(user=group.users["superuser"], log_action=True).publish()
            Page.objects.filter(pk=article.pk).update(
                locked=True, locked_by=group.users["superuser"]
            )
    return group
