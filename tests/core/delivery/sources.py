"""Sources of change, by a number that readers see, on what ``readers.make_sites`` has made."""

from django.test import Client

from core.pages.actions import rename_column
from core.pages.models import ArticlePage
from core.people.models import Organisation, User
from core.plugins.actions import disable, enable
from core.registers import actions as registers
from core.registers.spec import register
from core.sitegroup.actions import keep_reference, update_identity
from core.sitegroup.models import Member, Placement
from core.testing import SYSTEM, sign_in
from tests.core.delivery.test_staleness import article, page_url


def edited_in_the_admin(number):
    """By Wagtail's own view, as an editor does it."""
    page = ArticlePage.objects.get(slug="short")
    client = sign_in(Client(HTTP_HOST="localhost:8000"), User.objects.get(username="root"))
    data = article(title=f"第{number}号文章", slug="short")
    answer = client.post(page_url("edit", page.pk), data)
    assert answer.status_code == 302, answer.content


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


def _activation(number):
    """On and off: even numbers are off, and the list over all sites loses this one's entries."""
    member = Member.objects.get(slug="lanzhou")
    (enable if number % 2 else disable)("power_list", member, actor=SYSTEM)


SOURCES = {
    "文章": edited_in_the_admin,
    "职权": register_entry,
    "电话": identity,
    "机关": organisation,
    "栏目": column,
}
