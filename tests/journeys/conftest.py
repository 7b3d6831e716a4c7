"""A small province that answers over HTTP, and people who sit before it.

It is made once, from a part of ``sites/gansu``, and every story begins from the same copy of the
database: what one story changed, the next does not see.
"""

import csv
import datetime
import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connections
from django.test import override_settings
from django.test.testcases import LiveServerThread
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Page, Response
from wagtail.users.models import UserProfile

from core.actions.boundary import exempt
from core.people.demo import make_demo_accounts
from core.people.models import Organisation, User
from core.registers.choices import Verb
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import register
from core.sitegroup.content import load_content
from core.sitegroup.definition import read
from core.sitegroup.models import Member
from core.sitegroup.planning import make_plan
from core.sitegroup.provisioning import apply_plan
from core.testing import SYSTEM
from tests.core.registers.samples import category, make_chain
from tests.themes.conftest import WIDTHS, reader, wear
from tests.themes.test_accessibility import findings, overflow

#: The browser of the themes' tests, for stories that need no second process.
__all__ = ["reader", "wear"]

SITES = ("lanzhou", "chengguan", "qilihe", "yuzhong", "dingxi", "anding", "mzt")
D = datetime.date
GROUND = {
    "law": "中华人民共和国慈善法",
    "article": "第十条",
    "text": "设立慈善组织，应当向县级以上人民政府民政部门申请登记。",
}
#: Powers of the department: name, category.
POWERS = (
    ("慈善组织公开募捐资格审批", "01"),
    ("社会团体成立登记", "01"),
    ("养老机构备案", "10"),
    ("地名命名审核", "10"),
)


@dataclass
class Town:
    """The running group: its origin, its people's passwords, a power and what it was called."""

    origin: str
    passwords: dict[str, str]
    power: str
    was: str


def _part_of_gansu(folder: Path) -> Path:
    """The definition of Gansu with these sites only; one of them has the public services."""
    shutil.copytree(settings.BASE_DIR / "sites" / "gansu", folder)
    shutil.rmtree(folder / "content" / "powers")
    members = _keep(folder / "members.csv", lambda row: row["slug"] in SITES)
    divisions = {"620000", *(row["division"] for row in members)}
    _keep(folder / "divisions.csv", lambda row: row["code"] in divisions)
    _keep(folder / "organisations.csv", lambda row: row["division"] in divisions)
    _only(
        folder / "site.toml",
        'members = ["qilihe", "dunhuang", "mzt", "rst"]',
        'members = ["qilihe"]',
    )
    return folder


def _keep(path: Path, wanted: Callable[[dict[str, str]], bool]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        heads, rows = list(reader.fieldnames or ()), [row for row in reader if wanted(row)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
    return rows


def _only(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _settle(folder: Path, origin: str) -> Town:
    """Make the group, its articles, its people and the powers of one department."""
    outcome = apply_plan(make_plan(read(_part_of_gansu(folder))), actor=SYSTEM)
    assert not outcome.failed
    load_content(folder, actor=SYSTEM)
    load_dictionaries(actor=SYSTEM)
    accounts = make_demo_accounts(actor=SYSTEM)
    powers, site = register("power_list"), Member.objects.get(slug="mzt")
    body, today = Organisation.objects.get(code="gansu-mzt"), timezone.localdate()
    for name, code in POWERS:
        versions = make_chain(
            powers, site, body,
            (D(2020, 1, 1), Verb.ADOPT, {"name": f"{name}（旧）"}),
            (today, Verb.ADJUST, {"change_ground": "国发〔2026〕1号（样例）"}),
            name=name, category=category(code), grounds=[GROUND],
        )  # fmt: skip
        if name == POWERS[0][0]:
            number = versions[0].number
    passwords = {each["username"]: each["password"] for each in accounts}
    return Town(origin, passwords, f"/mzt/ygzw/qlqd/{number}/", f"{POWERS[0][0]}（旧）")


def _one_at_a_time(application: Any) -> Any:
    """Answer one request after the other: in memory, all threads have one connection."""
    lock = threading.Lock()

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        with lock:
            response = application(environ, start_response)
            try:
                return list(response)
            finally:
                response.close()

    return answer


def _forget() -> None:
    """What the process remembers of a database that has just been replaced."""
    cache.clear()
    ContentType.objects.clear_cache()


#: The town of this process and a copy of its database, once it is made.
SETTLED = pytest.StashKey[tuple[Town, sqlite3.Connection]]()


@pytest.fixture(scope="module")
def settled(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any, pytestconfig: Any
) -> Iterator[tuple[Town, sqlite3.Connection]]:
    """The group and its server, and a copy of its database; afterwards all is as before.

    It is made by the first module that asks. The next ones answer at the same port, which is part
    of what stands in the copy.
    """
    before = sqlite3.connect(":memory:")
    made = pytestconfig.stash.get(SETTLED, None)
    port = urlsplit(made[0].origin).port if made else 0
    with (
        django_db_blocker.unblock(),
        override_settings(LANGUAGE_CODE="en"),
        translation.override("en"),
    ):
        connection = connections["default"]
        connection.ensure_connection()
        connection.connection.backup(before)
        shared = {"default": connection} if connection.is_in_memory_db() else {}
        if shared:
            connection.inc_thread_sharing()
        server = LiveServerThread(
            "localhost", _one_at_a_time, connections_override=shared, port=port
        )
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert server.error is None
        origin = f"http://localhost:{server.port}"
        with override_settings(GROUP_ORIGIN=origin, WAGTAILADMIN_BASE_URL=origin):
            if made is None:
                town = _settle(tmp_path_factory.mktemp("definition") / "gansu", origin)
                made = pytestconfig.stash[SETTLED] = town, sqlite3.connect(":memory:")
                connection.connection.backup(made[1])
            yield made
        server.terminate()
        connection.ensure_connection()
        before.backup(connection.connection)
        if shared:
            connection.dec_thread_sharing()
        _forget()


@pytest.fixture
def town(settled: tuple[Town, sqlite3.Connection]) -> Town:
    """The running group, as it was made. What a story commits is gone with the next copy."""
    made, copy = settled
    connection = connections["default"]
    connection.ensure_connection()
    copy.backup(connection.connection)
    _forget()
    return made


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    """``visit(address)`` sits a new visitor before the group; no page may break on the way."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 500:
            broken.append(f"{response.status} {response.url}")

    def begin(address: str = "/", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=town.origin, viewport={"width": 1280, "height": 900}, **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("response", note)
        page.on("pageerror", lambda error: broken.append(f"{error} at {page.url}"))
        page.goto(address)
        return page

    yield begin
    for context in contexts:
        context.close()
    assert not broken, "\n".join(broken)


@pytest.fixture
def sign_in(visit: Callable[..., Page], town: Town) -> Callable[[str], Page]:
    """``sign_in("shi-it")`` goes through the form at /admin/ like that person."""

    def enter(username: str) -> Page:
        page = visit("/admin/")
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(town.passwords[username])
        page.locator("form button[type=submit]").click()
        page.wait_for_url(f"{town.origin}/admin/")
        return page

    return enter


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """With ``SCREENSHOTS=FOLDER`` a picture of each screen is kept, as ``docs/images`` has some."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)

    return take


def let_read_chinese() -> None:
    """Everybody who has an account by now reads the admin in Chinese."""
    with exempt("factory"):
        for user in User.objects.all():
            UserProfile.objects.update_or_create(
                user=user, defaults={"preferred_language": "zh-hans"}
            )


@pytest.fixture
def in_chinese(town: Town) -> Iterator[None]:
    """Everybody reads the admin in Chinese, and so does this process."""
    let_read_chinese()
    with translation.override("zh-hans"):
        yield


#: Looks at a page from its top, or what lies below the header counts as crowded, and when nothing
#: moves any more: the menu of the admin follows the width, and half-way a message or a hint that
#: comes or goes under the mouse has no contrast.
SETTLE = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    for (const one of [document.scrollingElement, ...document.querySelectorAll("main")])
        one.scrollTop = 0;
    await Promise.all(document.getAnimations()
        .filter(one => one.playState === "running"
            && one.effect.getComputedTiming().iterations !== Infinity)
        .map(one => one.finished.catch(() => null)));
    const hints = () => [...document.querySelectorAll(".tippy-box")];
    for (let n = 0; n < 120 && hints().some(one => getComputedStyle(one).opacity < 1); n++)
        await frame();
    await frame();
}"""


def sound(page: Page, where: str) -> None:
    """Nothing that axe finds in what is ours, and nothing wider than the screen, at any width."""
    page.wait_for_load_state()  # a click does not wait for all of the page it leads to
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.mouse.move(0, 0)  # or another hint comes where the page has become narrower
        page.evaluate(SETTLE)
        found += findings(page, f"{where} {width}") + overflow(page, f"{where} {width}")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert not found, "\n".join(found)
