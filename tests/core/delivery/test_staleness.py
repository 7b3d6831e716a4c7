"""After any change, whoever asks gets what Django says now: on every kind of page, of every site.

Each change takes the road it takes in life. Before it, every page is in the cache.
"""

import datetime

from django.db import connection, transaction
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from core.actions.boundary import action
from core.pages.actions import rename_column
from core.pages.models import ArticlePage, ColumnPage
from core.people.models import Organisation
from core.people.rights import Right
from core.plugins.actions import disable, enable
from core.registers import actions as registers
from core.registers.choices import Verb
from core.registers.dictionaries.models import Term
from core.registers.time import today
from core.sitegroup.actions import keep_reference, update_identity
from core.sitegroup.models import Level
from core.testing import SYSTEM, make_member
from tests.core.delivery.readers import addresses, admin, production, some_addresses
from tests.core.pages.test_permissions import bulk_url, page_url

GROUND = {"law": "中华人民共和国行政许可法", "article": "第一条", "text": "为了"}


def article(**fields):
    """What the editing form of an article sends."""
    return nested_form_data(
        {
            "title": "新的题目", "slug": "own", "source": "办公室", "summary": "", "keywords": "",
            "author": "", "issuing_body": "", "document_number": "", "index_number": "",
            "date": "2026-11-20 08:00", "body": streamfield([]),
            "attachments": inline_formset([]), "related": inline_formset([]),
            "action-publish": "1", **fields,
        }
    )  # fmt: skip


def column(**fields):
    return {
        "title": "新的栏目", "slug": "ygzw", "intro": "新", "summary": "", "keywords": "",
        "action-publish": "1", **fields,
    }  # fmt: skip


def edit(sites, page, data):
    return admin(sites).post(page_url("edit", page.pk), data)


def edit_article(sites):
    """Its list, the feed, the province's home page and another site's related link show it."""
    edit(sites, sites.articles["yuzhong"], article())
    edit(sites, sites.articles["lanzhou"], article())


def add_article(sites):
    url = page_url("add", "pages", "articlepage", sites.columns["yuzhong"].pk)
    admin(sites).post(url, article(title="又一篇", slug="another"))


def edit_column(sites):
    page = ColumnPage.objects.get(slug="zxts", path__startswith=sites.yuzhong.site.root_page.path)
    edit(sites, page, column(slug="zxts"))


def add_column(sites):
    url = page_url("add", "pages", "columnpage", sites.columns["lanzhou"].pk)
    admin(sites).post(url, column(slug="new"))


def change_slug(sites):
    edit(sites, sites.articles["lanzhou"], article(slug="renamed"))


def unpublish(sites):
    admin(sites).post(page_url("unpublish", sites.articles["lanzhou"].pk), {})


def bulk_unpublish(sites):
    admin(sites).post(bulk_url("unpublish", sites.articles["lanzhou"]), {})


def delete(sites):
    admin(sites).post(page_url("delete", sites.articles["lanzhou"].pk), {})


def move(sites):
    page, to = sites.articles["yuzhong"], sites.columns["lanzhou"]
    with_slug = edit(sites, page, article(slug="moved"))
    assert with_slug.status_code == 302
    admin(sites).post(page_url("move_confirm", page.pk, to.pk), {})


def copy(sites):
    admin(sites).post(
        page_url("copy", sites.articles["yuzhong"].pk),
        {
            "new_title": "副本", "new_slug": "copy", "publish_copies": "on",
            "new_parent_page": sites.columns["yuzhong"].pk,
        },
    )  # fmt: skip


def restrict(sites):
    url = page_url("set_privacy", sites.articles["lanzhou"].pk)
    admin(sites).post(url, {"restriction_type": "password", "password": "x", "groups": []})


def schedule(sites):
    """Publication and expiry by date, as a job does them."""
    page = ArticlePage.objects.get(pk=sites.articles["yuzhong"].pk)
    page.title = "到时发布"
    with action("test.publish", actor=SYSTEM, right=Right.PUBLISH, member=sites.yuzhong):
        page.save_revision().publish()


def expire(sites):
    with action("test.expire", actor=SYSTEM, right=Right.PUBLISH, member=sites.lanzhou):
        ArticlePage.objects.get(pk=sites.articles["lanzhou"].pk).unpublish()


def image(sites):
    picture = Image.objects.get()
    picture.focal_point_x = 1
    admin(sites).post(
        reverse("wagtailimages:edit", args=[picture.pk]),
        {
            "title": "新的图片", "description": "新的说明", "tags": "", "focal_point_x": "10",
            "focal_point_y": "10", "focal_point_width": "20", "focal_point_height": "20",
            "collection": picture.collection_id,
        },
    )  # fmt: skip
    assert Image.objects.get().title == "新的图片"


def document(sites):
    found = Document.objects.get()
    admin(sites).post(
        reverse("wagtaildocs:edit", args=[found.pk]),
        {"title": "新的文件", "tags": "", "collection": found.collection_id},
    )
    assert Document.objects.get().title == "新的文件"


def delete_document(sites):
    admin(sites).post(reverse("wagtaildocs:delete", args=[Document.objects.get().pk]))
    assert not Document.objects.exists()


def identity(sites):
    update_identity(sites.yuzhong, {"phone": "0931-1111111"}, actor=sites.root)


def rename(sites):
    page = Page.objects.get(slug="ygzw", path__startswith=sites.lanzhou.site.root_page.path)
    rename_column(page, "阳光政务公开", "ygzwgk", actor=sites.root)


def new_member(sites):
    make_member("newtown", sites.lanzhou, Level.COUNTY, short_name="新区")


def plugin_off(sites):
    disable("power_list", sites.lanzhou, actor=sites.root)


def plugin_on(sites):
    enable("responsibility_list", sites.province, actor=sites.root)
    enable("responsibility_list", sites.lanzhou, actor=sites.root)


def organisation(sites):
    body = Organisation.objects.get(code="yuzhong-jyj")
    body.name = body.short_name = "改名局"
    keep_reference(body, actor=sites.root, verb="edit", write=body.save)


def dictionary(sites):
    term = Term.objects.get(dictionary__key="power_category", code="01")
    term.name = "改了名的类别"
    keep_reference(term, actor=sites.root, verb="edit", write=term.save)


def _draft(sites, **fields):
    version = sites.powers["yuzhong"]
    draft = registers.start_draft(sites.register, version, actor=SYSTEM)
    for name, value in fields.items():
        setattr(draft, name, value)
    registers.save_draft(sites.register, draft, actor=SYSTEM)
    return draft


def _new_draft(sites, name):
    version = sites.powers["yuzhong"]
    draft = sites.register.Draft(
        member=sites.yuzhong, category=version.category, organisation=version.organisation,
        name=name, verb=Verb.ADOPT, valid_from=today(),
    )  # fmt: skip
    return registers.save_draft(sites.register, draft, actor=SYSTEM, grounds=[GROUND])


def publish_entry(sites):
    draft = _new_draft(sites, "新的职权")
    registers.publish(sites.register, [draft.pk], member=sites.yuzhong, actor=SYSTEM)


def publish_many(sites):
    drafts = [_new_draft(sites, f"成批{number}").pk for number in range(3)]
    registers.publish_all(sites.register, drafts, member=sites.yuzhong, actor=SYSTEM)


def change_entry(sites):
    draft = _draft(sites, name="改了名的职权")
    registers.publish(
        sites.register, [draft.pk], member=sites.yuzhong, actor=SYSTEM, verb=Verb.ADJUST,
        day=today() + datetime.timedelta(1), ground="某文件",
    )  # fmt: skip


def make_confidential(sites):
    draft = _draft(sites, confidentiality="state", confidentiality_reason="保密法")
    registers.publish(
        sites.register, [draft.pk], member=sites.yuzhong, actor=SYSTEM, verb=Verb.ADJUST,
        day=today() + datetime.timedelta(1), ground="某文件",
    )  # fmt: skip


def cancel_entry(sites):
    registers.cancel(
        sites.register, sites.powers["yuzhong"].entry, verb=Verb.CANCEL, ground="某文件",
        day=today() + datetime.timedelta(1), actor=SYSTEM,
    )  # fmt: skip


def take_register_back(sites):
    admin(sites).post(page_url("unpublish", sites.lists["yuzhong"].pk), {})


def law(sites):
    sites.law.title = "中华人民共和国新法"
    with action("test.law", actor=SYSTEM, right=Right.KEEP_REFERENCE):
        sites.law.save()


def beside_the_law(sites):
    """In production a write outside every action is done, and an alarm is raised."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'x' WHERE slug = 'own'")


CHANGES = [
    edit_article, add_article, edit_column, add_column, change_slug, unpublish, bulk_unpublish,
    delete, move, copy, restrict, schedule, expire, image, document, delete_document, identity,
    rename, new_member, plugin_off, plugin_on, organisation, dictionary, publish_entry,
    publish_many, change_entry, make_confidential, cancel_entry, take_register_back, law,
    beside_the_law,
]  # fmt: skip


#: Renditions and files keep their addresses: the pages that show them say nothing new.
SHOWS_NOWHERE = {image}


def test_no_page_is_stale_after_any_change(
    readers, sites, settings, django_capture_on_commit_callbacks
):
    settings.WAGTAILREDIRECTS_AUTO_CREATE = False  # they are written after a commit there is not
    paths = some_addresses(sites)
    found = {}
    for change in CHANGES:
        connection.run_on_commit.clear()  # what the factories left to a commit that never comes
        point = transaction.savepoint()
        before = {path: readers.get(path).body for path in paths}
        with django_capture_on_commit_callbacks(execute=True), production(settings):
            change(sites)
        stale, shown = compare(readers, paths, before)
        if stale or not (shown or change in SHOWS_NOWHERE):
            found[change.__name__] = stale or "the change shows nowhere"
        transaction.savepoint_rollback(point)
        readers.forget()
    assert found == {}


def compare(readers, paths, before):
    """Which pages are not what Django says now, and whether any is not what it was."""
    stale, shown = [], False
    for path in paths:
        given, fresh = readers.get(path), readers.fresh(path)
        tokens = given.said == "BYPASS" and "csrfmiddlewaretoken" in given.body.decode()
        if given.status != fresh.status or (given.body != fresh.body and not tokens):
            stale.append(path)
        shown |= fresh.body != before[path]
    return stale, shown


def test_a_draft_makes_nothing_old(readers, sites, django_capture_on_commit_callbacks):
    paths = addresses(sites)
    for path in paths:
        readers.get(path)
    with django_capture_on_commit_callbacks(execute=True):
        edit(sites, sites.articles["yuzhong"], article(**{"action-publish": ""}))
    assert ArticlePage.objects.get(pk=sites.articles["yuzhong"].pk).has_unpublished_changes
    assert [path for path in paths if readers.get(path).said != "HIT"] == []


def test_an_article_makes_old_its_own_site_and_what_spans_sites_and_no_other(
    readers, sites, django_capture_on_commit_callbacks
):
    paths = addresses(sites)
    for path in paths:
        readers.get(path)
    with django_capture_on_commit_callbacks(execute=True):
        edit_article_of_the_county(sites)
    old = {path for path in paths if readers.get(path).said == "MISS"}
    assert {"/", "/yuzhong/", "/yuzhong/ygzw/tzgg/own/", "/yuzhong/ygzw/tzgg/"} <= old
    assert not {path for path in old if path.startswith("/lanzhou/ygzw")}
    assert "/lanzhou/" not in old


def edit_article_of_the_county(sites):
    edit(sites, sites.articles["yuzhong"], article())
