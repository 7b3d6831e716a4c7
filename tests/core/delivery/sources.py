"""Sources of change, by a number that readers see or by what is there and is not, on what
``readers.make_sites`` and ``make_switched`` have made. A picture changes no page: its renditions
keep their addresses."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document

from core.actions.boundary import action, exempt
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.pages.actions import rename_column
from core.pages.models import ArticlePage, ColumnPage
from core.people.models import Organisation, User
from core.people.rights import Right
from core.plugins.actions import disable, enable
from core.registers import actions as registers
from core.registers.spec import register
from core.sitegroup.actions import keep_reference, update_identity
from core.sitegroup.models import Member, Placement
from core.testing import SYSTEM, sign_in
from tests.core.branding.conftest import write_article
from tests.core.delivery.test_staleness import article, page_url


def edited_in_the_admin(number):
    """By Wagtail's own view, as an editor does it."""
    _post("edit", "short", article(title=f"第{number}号文章", slug="short"))


def register_entry(number):
    powers = register("power_list")
    version = powers.Version.objects.filter(member__slug="yuzhong", superseded_at=None).get()
    draft = registers.start_draft(powers, version, actor=SYSTEM, corrects=True)
    draft.name = f"第{number}号职权"
    registers.save_draft(powers, draft, actor=SYSTEM)
    registers.publish(
        powers, [draft.pk], member=version.member, actor=SYSTEM, ground="更正", day=None
    )


def identity(number):
    member = Member.objects.get(slug="yuzhong")
    update_identity(member, {"phone": f"第{number}号电话"}, actor=SYSTEM)


def organisation(number):
    body = Organisation.objects.get(code="yuzhong-jyj")
    body.name = body.short_name = f"第{number}号机关"
    keep_reference(body, actor=SYSTEM, verb="edit", write=body.save)


def column(number):
    page = Placement.objects.get(member__slug="yuzhong", column__key="feedback").page
    rename_column(page, f"第{number}号栏目", page.slug, actor=SYSTEM)


def many_register_entries(number):
    """In one publication, as after an import."""
    powers = register("power_list")
    member = Member.objects.get(parent=None)
    drafts = []
    for version in powers.Version.objects.filter(member=member, superseded_at=None):
        draft = registers.start_draft(powers, version, actor=SYSTEM, corrects=True)
        draft.name = f"第{number}号成批"
        drafts.append(registers.save_draft(powers, draft, actor=SYSTEM).pk)
    registers.publish_all(powers, drafts, member=member, actor=SYSTEM, ground="更正")


def document(number):
    """By Wagtail's own view; the article that has it attached names it."""
    found = Document.objects.get()
    data = {"title": f"第{number}号文件", "tags": "", "collection": found.collection_id}
    answer = _admin().post(reverse("wagtaildocs:edit", args=[found.pk]), data)
    assert answer.status_code == 302, answer.content


SOURCES = {
    "文章": edited_in_the_admin,
    "职权": register_entry,
    "成批": many_register_entries,
    "电话": identity,
    "机关": organisation,
    "栏目": column,
    "文件": document,
}


def activation(on):
    member = Member.objects.get(slug="lanzhou")
    (enable if on else disable)("power_list", member, actor=SYSTEM)


def publication(on):
    view = "edit" if on else "unpublish"
    _post(view, "published", article(title="公布", slug="published") if on else {})


def slug(on):
    page = ArticlePage.objects.get(slug__startswith="renamed")
    data = article(title="改址", slug="renamed" if on else "renamed-again")
    assert _admin().post(page_url("edit", page.pk), data).status_code == 302


def place(on):
    home = Member.objects.get(slug="lanzhou").site.root_page
    columns = ColumnPage.objects.descendant_of(home)
    to = columns.get(slug="tzgg" if on else "zxts")
    page = ArticlePage.objects.get(slug="moved")
    assert _admin().post(page_url("move_confirm", page.pk, to.pk), {}).status_code == 302


def date(on):
    """Its date comes, and the job of every minute does what is due."""
    page = ArticlePage.objects.get(slug="dated")
    past = timezone.now() - timedelta(minutes=1)
    with action("test.date", actor=SYSTEM, right=Right.PUBLISH, member=page.member):
        page.go_live_at, page.expire_at = (past, None) if on else (None, past)
        if on:
            page.save_revision(approved_go_live_at=past)
        else:
            page.save(update_fields=["go_live_at", "expire_at"])
    enqueue("core:pages.publish_due")
    run_all("publisher")


#: What is there after an even number and is not after an odd one: the change, and its address.
SWITCHES = {
    "启停": (activation, "/lanzhou/ygzw/qlqd/"),
    "上下线": (publication, "/lanzhou/ygzw/tzgg/published/"),
    "改址": (slug, "/lanzhou/ygzw/tzgg/renamed/"),
    "移动": (place, "/lanzhou/ygzw/tzgg/moved/"),
    "到期": (date, "/lanzhou/ygzw/tzgg/dated/"),
}
CHANGES = SOURCES | {
    name: lambda number, change=change: change(number % 2 == 0)
    for name, (change, _address) in SWITCHES.items()
}


def make_switched(sites):
    """The articles that are there or not."""
    with exempt("factory"):
        for name in ("published", "renamed", "moved", "dated"):
            write_article(sites.columns["lanzhou"], name)


def _admin():
    return sign_in(Client(HTTP_HOST="localhost:8000"), User.objects.get(username="root"))


def _post(view, slug, data):
    page = ArticlePage.objects.get(slug=slug)
    answer = _admin().post(page_url(view, page.pk), data)
    assert answer.status_code == 302, answer.content
