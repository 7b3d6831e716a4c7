"""Every role at every door: what each may do on its own site, below it, elsewhere, and above.

The table is read as: at this door, this role passes on these sites. Whatever is not named is
refused. Doors of pages are the admin's own addresses; the others are the actions that every
address, command and job calls.
"""

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ColumnPage
from core.people.actions import appoint, create_user, set_password
from core.people.models import User
from core.people.rights import Reach
from core.plugins.actions import disable, enable, purge, upgrade
from core.plugins.gate import Refused
from core.sitegroup.actions import update_identity
from core.sitegroup.models import Column, Placement
from core.testing import SYSTEM, make_member, make_province, make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PLACES = ("own", "below", "other", "province")
ALL, DOWN, OWN, NONE = set(PLACES), {"own", "below"}, {"own"}, set()
ROLES = ("office", "it", "chief", "editor", "auditor")

#: door -> where each role passes, in the order of ROLES.
DOORS = {
    "draft a page": (ALL, DOWN, OWN, OWN, NONE),
    "edit a page": (ALL, DOWN, OWN, OWN, NONE),
    "publish a page": (ALL, DOWN, OWN, NONE, NONE),
    "unpublish a page": (ALL, DOWN, OWN, NONE, NONE),
    "delete a live page": (ALL, DOWN, OWN, NONE, NONE),
    "move a page away": (ALL, DOWN, OWN, NONE, NONE),
    "rename a locked column": (ALL, NONE, NONE, NONE, NONE),
    "delete a locked column": (NONE, NONE, NONE, NONE, NONE),
    "delete a site's root": (NONE, NONE, NONE, NONE, NONE),
    "enable a plugin": (ALL, DOWN, NONE, NONE, NONE),
    "disable a plugin": (ALL, DOWN, NONE, NONE, NONE),
    "upgrade a plugin": (ALL, DOWN, NONE, NONE, NONE),
    "change the identity": (ALL, DOWN, NONE, NONE, NONE),
    "the identity's page": (ALL, DOWN, NONE, NONE, NONE),
    "make an account": (ALL, DOWN, NONE, NONE, NONE),
    "set a password": (ALL, DOWN, NONE, NONE, NONE),
    "appoint an editor": (ALL, DOWN, NONE, NONE, NONE),
    "appoint an administrator below": (ALL, DOWN, NONE, NONE, NONE),
    "appoint an auditor": (ALL, NONE, NONE, NONE, NONE),
    "appoint a provincial officer": (ALL, NONE, NONE, NONE, NONE),
    "read the log": (ALL, NONE, NONE, NONE, ALL),
    "read the check": (ALL, DOWN, OWN, NONE, ALL),
    "draft in a register": (ALL, DOWN, OWN, OWN, NONE),
    "import into a register": (ALL, DOWN, OWN, OWN, NONE),
    "publish in a register": (ALL, DOWN, OWN, NONE, NONE),
    "see a job": (ALL, DOWN, NONE, NONE, NONE),
    "cancel a job": (ALL, DOWN, NONE, NONE, NONE),
    "purge a plugin": (ALL, NONE, NONE, NONE, NONE),
}
#: Pages of the admin that belong to no site: which roles see them.
SCREENS = {
    "wagtailadmin_home": {"office", "it", "chief", "editor", "auditor"},
    "audit_log": {"office", "auditor"},
    "people:index": {"office", "it"},
    "people:create": {"office", "it"},
    "identity:index": {"office", "it"},
    "plugins_panel": {"office", "it"},
    "jobs_list": {"office", "it"},
    "jobs_schedules": {"office", "it"},
    "jobs_events": {"office", "it"},
    "sitegroup_division_modeladmin_index": {"office"},
    "sitegroup_division_modeladmin_create": {"office"},
    "registers_dictionary_modeladmin_index": {"office"},
    "registers_term_modeladmin_create": {"office"},
    "law_library_law_modeladmin_create": set(),  # laws are imported
    "wagtailusers_users:index": set(),
    "wagtailusers_groups:index": set(),
    "uniformity": {"office", "it", "chief", "auditor"},
}


@contextmanager
def undone():
    """What happens inside is tried and taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world():
    """Four sites with a page and a locked column each, and one person in each role."""
    province = make_province()
    own = make_member("lanzhou", province)
    places = {
        "own": own,
        "below": make_member("chengguan", own, "county"),
        "other": make_member("tianshui", province),
        "province": province,
    }
    people = {
        "office": make_user("office", "provincial_office", Reach.GROUP),
        "it": make_user("it", "site_administrator", Reach.SUBTREE, own),
        "chief": make_user("chief", "chief_editor", Reach.SITE, own),
        "editor": make_user("editor", "editor", Reach.SITE, own),
        "auditor": make_user("auditor", "auditor", Reach.GROUP),
    }
    made = SimpleNamespace(places=places, people=people, pages={}, columns={}, persons={})
    made.clients = {role: sign_in(Client(), user) for role, user in people.items()}
    with exempt("factory"):
        uniform = Column.objects.create(key="news", title="新闻", slug="news")
        for place, member in places.items():
            root = Page.objects.get(pk=member.site.root_page_id)
            column = root.add_child(instance=ColumnPage(title="新闻", slug="news"))
            Placement.objects.create(member=member, column=uniform, page=column)
            page = column.add_child(instance=ColumnPage(title="老标题", slug="sub"))
            made.columns[place], made.pages[place] = column, page
    for place, member in places.items():
        made.persons[place] = make_user(f"person-{place}", home=member)
    from core.delivery import generations

    generations.raise_("sitegroup")
    return made


class Doors:
    """Tries of each door: true if the person passes."""

    def __init__(self, world, role, place):
        self.user, self.client = world.people[role], world.clients[role]
        self.member, self.place = world.places[place], place
        self.page, self.column = world.pages[place], world.columns[place]
        self.person, self.world = world.persons[place], world

    def through(self, door):
        with undone():
            return bool(getattr(self, door.replace(" ", "_").replace("'", ""))())

    def post(self, name, *args, **typed):
        return self.client.post(reverse(f"wagtailadmin_pages:{name}", args=args), typed)

    def passes(self, write):
        """An action asks for the right first: whatever else it may say comes after."""
        self.user.__dict__.pop("_yiwang_posts", None)
        try:
            write()
        except PermissionDenied:
            return False
        except (Refused, ValidationError, ValueError, LookupError):
            return True
        return True

    FIELDS = {"intro": "", "summary": "", "keywords": "", "column_type": ""}

    def draft_a_page(self):
        typed = {"title": "新页", "slug": "new", **self.FIELDS}
        self.post("add", "pages", "columnpage", self.column.pk, **typed)
        return Page.objects.child_of(self.column).filter(slug="new", live=False).exists()

    def _edit(self, page, **more):
        self.post("edit", page.pk, title="新标题", slug=page.slug, **self.FIELDS, **more)
        return Page.objects.get(pk=page.pk)

    def edit_a_page(self):
        return self._edit(self.page).draft_title == "新标题"

    def publish_a_page(self):
        return self._edit(self.page, **{"action-publish": "1"}).title == "新标题"

    def unpublish_a_page(self):
        self.post("unpublish", self.page.pk)
        return not Page.objects.get(pk=self.page.pk).live

    def delete_a_live_page(self):
        self.post("delete", self.page.pk)
        return not Page.objects.filter(pk=self.page.pk).exists()

    def move_a_page_away(self):
        root = self.member.site.root_page_id
        self.post("move_confirm", self.page.pk, root)
        return Page.objects.get(pk=self.page.pk).get_parent().pk == root

    def rename_a_locked_column(self):
        return self._edit(self.column, **{"action-publish": "1"}).title == "新标题"

    def delete_a_locked_column(self):
        self.post("delete", self.column.pk)
        return not Page.objects.filter(pk=self.column.pk).exists()

    def delete_a_sites_root(self):
        self.post("delete", self.member.site.root_page_id)
        return not Page.objects.filter(pk=self.member.site.root_page_id).exists()

    def enable_a_plugin(self):
        return self.passes(lambda: enable("power_list", self.member, actor=self.user))

    def disable_a_plugin(self):
        enable("power_list", self.member, actor=SYSTEM)
        return self.passes(lambda: disable("power_list", self.member, actor=self.user))

    def upgrade_a_plugin(self):
        enable("power_list", self.member, actor=SYSTEM)
        return self.passes(lambda: upgrade("power_list", self.member, actor=self.user))

    def change_the_identity(self):
        return self.passes(lambda: update_identity(self.member, {"phone": "1"}, actor=self.user))

    def the_identitys_page(self):
        address = reverse("identity:edit", args=[self.member.slug])
        return self.client.get(address).status_code == 200

    def make_an_account(self):
        new = User(username="new", home=self.member)
        return self.passes(lambda: create_user(new, "long-enough-7431", actor=self.user))

    def set_a_password(self):
        return self.passes(lambda: set_password(self.person, "long-enough-7431", actor=self.user))

    def _appoint(self, role, reach=Reach.SITE):
        return self.passes(lambda: appoint(self.person, role, reach, self.member, actor=self.user))

    def appoint_an_editor(self):
        return self._appoint("editor")

    def appoint_an_administrator_below(self):
        return self._appoint("site_administrator", Reach.SUBTREE)

    def appoint_an_auditor(self):
        return self._appoint("auditor")

    def appoint_a_provincial_officer(self):
        return self._appoint("provincial_office")

    def read_the_log(self):
        from core.audit.models import AuditLine
        from core.audit.queries import lines_for

        with exempt("factory"):
            line = AuditLine.objects.create(actor_name="x", name="x.y", member=self.member)
        return lines_for(self.user).filter(pk=line.pk).exists()

    def read_the_check(self):
        answer = self.client.get(reverse("uniformity"))
        return f'value="{self.member.slug}"' in answer.content.decode()

    def _register(self):
        from core.registers.spec import register

        return register("power_list")

    def draft_in_a_register(self):
        from core.registers.actions import save_draft

        powers = self._register()
        draft = powers.Draft(member=self.member, name="休学审批")
        enable("power_list", self.member, actor=SYSTEM)
        return self.passes(lambda: save_draft(powers, draft, actor=self.user))

    def import_into_a_register(self):
        from core.registers.exchange.actions import import_drafts

        powers = self._register()
        enable("power_list", self.member, actor=SYSTEM)
        return self.passes(
            lambda: import_drafts(powers, [], member=self.member, actor=self.user, source="x")
        )

    def publish_in_a_register(self):
        from core.registers.actions import publish

        powers = self._register()
        enable("power_list", self.member, actor=SYSTEM)
        return self.passes(lambda: publish(powers, [0], member=self.member, actor=self.user))

    def _job(self):
        from core.jobs.models import Job

        return Job.objects.create(kind="core:jobs.prune", member=self.member)

    def see_a_job(self):
        address = reverse("jobs_job", args=[self._job().pk])
        return self.client.get(address).status_code == 200

    def cancel_a_job(self):
        from core.jobs.actions import cancel

        return self.passes(lambda: cancel(self._job(), actor=self.user))

    def purge_a_plugin(self):
        with TemporaryDirectory() as folder:
            return self.passes(
                lambda: purge("power_list", self.member, Path(folder), actor=self.user)
            )


@pytest.mark.parametrize("door", DOORS)
def test_every_role_passes_a_door_where_the_table_says_and_nowhere_else(world, door):
    found = {
        role: {place for place in PLACES if Doors(world, role, place).through(door)}
        for role in ROLES
    }
    assert found == dict(zip(ROLES, DOORS[door], strict=True))


@pytest.mark.parametrize("screen", SCREENS)
def test_every_role_sees_the_screens_that_the_table_says(world, screen):
    try:
        address = reverse(screen)
    except NoReverseMatch:
        pytest.skip(f"no screen {screen} is installed")
    seen = {role for role in ROLES if world.clients[role].get(address).status_code == 200}
    assert seen == SCREENS[screen]


def test_nobody_without_a_post_comes_in(world):
    client = sign_in(Client(), world.persons["own"])
    for screen in ("wagtailadmin_home", "people:index", "audit_log"):
        assert client.get(reverse(screen)).status_code in (302, 403)


def test_a_stranger_comes_to_no_door(world):
    for screen in ("wagtailadmin_home", "people:index", "audit_log", "identity:index"):
        answer = Client().get(reverse(screen))
        assert answer.status_code == 302
        assert "login" in answer.url
