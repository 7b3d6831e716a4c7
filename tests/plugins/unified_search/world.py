"""A small group whose content changes at random: what is done to it, and what of it is public."""

import datetime
import json
from contextlib import suppress
from itertools import count

from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageViewRestriction

from core.actions.boundary import exempt
from core.delivery import generations
from core.pages import actions as page_actions
from core.pages.models import ArticlePage, ColumnPage
from core.plugins.actions import disable, enable
from core.plugins.gate import Refused
from core.registers import actions as register_actions
from core.registers.choices import Verb
from core.registers.outcomes import Unpublishable
from core.registers.queries import in_force
from core.registers.spec import register
from core.registers.time import today
from core.search.changes import changed
from core.search.documents import documents_of
from core.search.provider import provider
from core.sitegroup.models import Member
from core.sitegroup.progress import silent
from core.testing import SYSTEM, make_user
from tests.core.registers.conftest import make_group
from tests.core.registers.editors import change, new_draft, publish
from tests.core.registers.samples import place_page
from tests.dummy_plugin.actions import make_row, remove_row
from tests.dummy_plugin.models import DummyRow

#: What every title holds, so that one question finds all there is.
EVERYWHERE = "样章"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "鼠牛虎兔龙蛇马羊猴鸡狗猪"
DUMMY = "dummy_plugin"
SECRET = {"confidentiality": "secret", "confidentiality_reason": "国家秘密（秘密级）"}


def make_world():
    """Two counties with columns and articles, a list of powers, and a plugin with rows."""
    made = make_group()
    made.powers, made.superuser = register("power_list"), make_user("root", is_superuser=True)
    made.columns, made.articles = [], []
    with exempt("factory"):
        for member, slug in (("chengguan", "a"), ("chengguan", "b"), ("qilihe", "c")):
            root = Page.objects.get(pk=getattr(made, member).site.root_page_id)
            column = root.add_child(instance=ColumnPage(title=f"{EVERYWHERE}栏{slug}", slug=slug))
            made.columns.append(column.pk)
            for number in range(2):
                article = ArticlePage(
                    title=f"{EVERYWHERE}初稿{slug}{number}", slug=f"{slug}{number}", source="办公室"
                )
                made.articles.append(column.add_child(instance=article).pk)
        made.page = place_page(made.powers, made.chengguan, title=f"{EVERYWHERE}清单").pk
    enable(DUMMY, made.chengguan, actor=SYSTEM)
    return made


class World:
    """What can happen to it: each step takes a number, by which it chooses."""

    def __init__(self, made):
        self.made = made
        self.sites = [made.province, made.chengguan, made.qilihe]
        self.words, self._count = [], count()

    def word(self):
        """A word that nothing else has."""
        at = next(self._count)
        stem, branch = STEMS[at % 10], BRANCHES[at % 12]
        self.words.append(f"{stem}{branch}{stem}")
        return self.words[-1]

    def title(self):
        return f"{EVERYWHERE}{self.word()}"

    def documents(self):
        """``(kind, site, id)`` -> document, of all that somebody may find now."""
        with generations.held():
            found = [one for site in Member.objects.all() for one in documents_of(site)]
        return {
            (f"{one['plugin']}.{one['kind']}", one["site"], one["id"]): one
            for one in found
            if "valid_to" not in one or one["valid_to"] > timezone.localdate()
        }

    def words_in(self, documents):
        text = json.dumps(list(documents), ensure_ascii=False, default=str)
        return {word for word in self.words if word in text}

    def do(self, name, number):
        with exempt("factory"):
            getattr(self, name)(number)

    def _article(self, number):
        return Page.objects.filter(pk=self.made.articles[number % 6]).specific().first()

    def _column(self, number):
        return Page.objects.get(pk=self.made.columns[number % 3])

    def _list(self):
        return Page.objects.get(pk=self.made.page).specific

    # --- pages --------------------------------------------------------------------------------

    def publish_article(self, number):
        if page := self._article(number):
            page.title = self.title()
            page.save_revision().publish()

    def draft_article(self, number):
        if page := self._article(number):
            page.title = self.title()
            page.save_revision()

    def unpublish_article(self, number):
        if page := self._article(number):
            page.unpublish()

    def expire_article(self, number):
        if page := self._article(number):
            past = timezone.now() - datetime.timedelta(hours=1)
            Page.objects.filter(pk=page.pk).update(expire_at=past)
            page_actions.expire(page.pk, actor=SYSTEM)

    def delete_article(self, number):
        if page := self._article(number):
            page.delete()

    def move_article(self, number):
        if page := self._article(number):
            page.move(self._column(number + number // 6), pos="last-child")

    def show_article_elsewhere(self, number):
        if page := self._article(number):
            column = self._column(number + 1)
            page.create_alias(parent=column, update_slug=f"alias-{next(self._count)}")

    def unpublish_column(self, number):
        below = number % 2 == 0
        given = {"user": self.made.superuser, "include_descendants": below}
        if (column := self._column(number)).live:
            UnpublishPageAction(column, **given).execute()

    def publish_column(self, number):
        self._column(number).specific.save_revision().publish()

    def rename_column(self, number):
        column = self._column(number).specific
        column.slug = f"renamed-{next(self._count)}"
        column.save()

    def move_column(self, number):
        column, into = self._column(number), self._column(number + 1)
        if not into.is_descendant_of(column):
            column.move(into, pos="last-child")

    def _restrict(self, page):
        if page:
            PageViewRestriction.objects.create(page=page, restriction_type="login")

    def restrict_article(self, number):
        self._restrict(self._article(number))

    def restrict_column(self, number):
        self._restrict(self._column(number))

    def restrict_home(self, number):
        self._restrict(Page.objects.get(pk=self.sites[number % 3].site.root_page_id))

    def open_pages(self, number):
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()

    # --- a list and its entries ----------------------------------------------------------------

    def close_list(self, number):
        self._list().unpublish()

    def open_list(self, number):
        self._list().save_revision().publish()

    def restrict_list(self, number):
        self._restrict(self._list())

    def publish_power(self, number):
        self._try(lambda: publish(self.made.powers, self.made, self._draft()))

    def draft_power(self, number):
        self._try(self._draft)

    def _draft(self):
        return new_draft(self.made.powers, self.made, self.title())

    def rename_power(self, number):
        self._change(number, name=self.title())

    def rename_power_tomorrow(self, number):
        self._change(number, day=today() + datetime.timedelta(days=1), name=self.title())

    def make_power_confidential(self, number):
        self._change(number, **SECRET)

    def cancel_power(self, number):
        if power := self._power(number):
            given = {"verb": Verb.CANCEL, "ground": "某文件", "actor": self.made.chengguan_chief}
            day = self._day()
            cancel = register_actions.cancel
            self._try(lambda: cancel(self.made.powers, power.entry, day=day, **given))

    def _power(self, number):
        found = list(in_force(self.made.powers, member=self.made.chengguan))
        return found[number % len(found)] if found else None

    def _day(self):
        return datetime.date(2020, 1, 1) + datetime.timedelta(days=next(self._count))

    def _change(self, number, day=None, **content):
        if power := self._power(number):
            day = day or self._day()
            self._try(lambda: change(self.made.powers, self.made, power, day=day, **content))

    # --- plugins and sites ---------------------------------------------------------------------

    def add_row(self, number):
        make_row(self.made.chengguan, self.title(), actor=SYSTEM)

    def add_private_row(self, number):
        make_row(self.made.chengguan, f"内部{self.title()}", actor=SYSTEM)

    def remove_row(self, number):
        if row := DummyRow.objects.first():
            remove_row(row, actor=SYSTEM)

    def switch_off(self, number):
        slugs = ("responsibility_list", "power_list") if number % 2 else (DUMMY,)
        for slug in slugs:
            self._try(lambda slug=slug: disable(slug, self.made.chengguan, actor=SYSTEM))

    def switch_on(self, number):
        for slug in ("power_list", DUMMY):
            self._try(lambda slug=slug: enable(slug, self.made.chengguan, actor=SYSTEM))

    def host_elsewhere(self, number):
        self._host(number, "https://elsewhere.example.gov.cn")

    def host_here(self, number):
        self._host(number, "")

    def _host(self, number, address):
        member = self.sites[1 + number % 2]
        Member.objects.filter(pk=member.pk).update(external_url=address)
        generations.raise_("sitegroup")
        changed(member, "")  # as the action tells it that applies a definition

    def compare_everything(self, number):
        provider().check(list(Member.objects.all()), mend=True, progress=silent)

    def build_anew(self, number):
        provider().rebuild(list(Member.objects.all()), "", silent)

    def _try(self, deed):
        with suppress(Refused, Unpublishable):
            deed()


STEPS = sorted(
    name
    for name, value in vars(World).items()
    if not name.startswith("_") and callable(value)
    if name not in ("word", "title", "documents", "words_in", "do")
)
