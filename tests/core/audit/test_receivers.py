"""What Wagtail's own views do is in the log, in the same transaction and with its site."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Page

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.people.rights import Reach
from core.testing import make_member, make_province, make_user, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lanzhou():
    return make_member("lanzhou", make_province())


@pytest.fixture
def chief(client, lanzhou):
    user = make_user("chief", "chief_editor", Reach.SITE, lanzhou)
    sign_in(client, user)
    return user


def create(client, parent, **more):
    url = reverse("wagtailadmin_pages:add", args=["pages", "columnpage", parent.pk])
    return client.post(
        url, {"title": "新闻", "slug": "news", "intro": "", "summary": "", "keywords": "", **more}
    )


def test_a_page_made_in_the_admin_has_lines_that_name_its_site(client, lanzhou, chief):
    create(client, lanzhou.site.root_page, **{"action-publish": "1"})
    lines = AuditLine.objects.filter(actor=chief, target_type="pages.columnpage")
    assert {line.name for line in lines} >= {"wagtail.create", "wagtail.publish"}
    assert {line.member for line in lines} == {lanzhou}
    assert {line.target_name for line in lines} == {"新闻"}


def test_a_view_that_fails_leaves_neither_page_nor_line(client, lanzhou, chief, monkeypatch):
    from wagtail.admin.views.pages.create import CreateView

    def fail(self):
        raise RuntimeError("after the page was saved")

    monkeypatch.setattr(CreateView, "save_and_redirect", fail, raising=False)
    monkeypatch.setattr(CreateView, "redirect_away", fail, raising=False)
    monkeypatch.setattr(CreateView, "redirect_and_remain", fail, raising=False)
    client.raise_request_exception = False
    before = AuditLine.objects.count()
    answer = create(client, lanzhou.site.root_page, **{"action-publish": "1"})
    assert answer.status_code == 500
    assert not Page.objects.filter(slug="news").exists()
    assert AuditLine.objects.count() == before


def test_deleting_names_the_site_too(client, lanzhou, chief):
    create(client, lanzhou.site.root_page)
    page = Page.objects.get(slug="news")
    client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(slug="news").exists()
    assert AuditLine.objects.get(name="wagtail.delete").member == lanzhou


def test_a_document_has_a_line_with_the_site_of_its_collection(client, lanzhou, chief):
    answer = client.post(
        reverse("wagtaildocs:add"),
        {
            "title": "文件",
            "collection": lanzhou.collection_id,
            "file": SimpleUploadedFile("a.txt", b"text"),
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    line = AuditLine.objects.get(target_type="wagtaildocs.document")
    assert (line.name, line.member, line.actor) == ("wagtail.create", lanzhou, chief)


def test_what_an_action_does_is_told_once(lanzhou):
    from core.actions.boundary import action
    from core.people.rights import Right
    from core.testing import SYSTEM

    before = AuditLine.objects.count()
    page = Page.objects.get(pk=lanzhou.site.root_page_id)
    with action("test.edit", actor=SYSTEM, right=Right.WRITE, member=lanzhou):
        page.specific.save_revision(log_action=True)
    assert AuditLine.objects.count() == before + 1


def test_signing_in_and_out_is_in_the_log_and_the_password_is_not(client, lanzhou):
    make_user("li.ming", "editor", Reach.SITE, lanzhou)
    client.post(reverse("wagtailadmin_login"), {"username": "li.ming", "password": "li.ming"})
    assert AuditLine.objects.get(name="people.sign_in").actor_name == "li.ming"
    client.post(reverse("wagtailadmin_logout"))
    assert AuditLine.objects.get(name="people.sign_out").actor_name == "li.ming"


def test_what_a_test_makes_is_no_deed():
    with exempt("factory"):
        from wagtail.models import PageLogEntry

        root = Page.objects.get(depth=1)
        PageLogEntry.objects.log_action(root, "wagtail.edit")
    assert not AuditLine.objects.exists()
