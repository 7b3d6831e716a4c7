"""An edition goes to three outside portals: into a folder, by hand, and into a frame of another
site."""

import html
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from core.jobs.runner import run_all
from core.people.models import Organisation
from core.registers.portal import Delivery, Portal
from core.sitegroup.models import Member
from plugins.power_list.testing import make_power
from tests.journeys.conftest import D, Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
EMBED = "/chengguan/ygzw/qlqd/editions/embed/"


@contextmanager
def other_site(body: str) -> Iterator[str]:
    """Another site with one page: its origin."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            page = f'<!doctype html><html lang="zh"><title>省网</title><h1>省网</h1>{body}'
            self.wfile.write(page.encode())

        def log_message(self, *_given: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_an_edition_reaches_a_folder_a_person_and_a_frame(
    sign_in: Callable[[str], Page],
    visit: Callable[..., Page],
    town: Town,
    shot: Callable[[Page, str], None],
    settings,
    tmp_path,
) -> None:
    settings.PORTALS_DIR = tmp_path
    county = Member.objects.get(slug="chengguan")
    body = Organisation.objects.filter(division=county.division).first()
    for name in ("教师资格认定", "养老机构备案"):
        make_power(member=county, organisation=body, name=name, valid_from=D(2020, 1, 1))
    snippet = f'<iframe src="{town.origin}{EMBED}" title="清单" width="900" height="600"></iframe>'
    with other_site(snippet) as portal, other_site(snippet) as thief:
        office = sign_in("xian-bianban")
        _add_portals(office, f"{portal}/list/", shot)
        _issue(office)
        run_all("w")
        _see_the_frame(visit, portal, thief, shot)
        _look_at_receipts(office, shot)
        _carry_over(office, shot)
        _enter(office, "省机构编制网（嵌入）", "已看到2026年版", shot)
    assert not Delivery.objects.exclude(state="delivered").exists()


def _add_portals(office: Page, page: str, shot: Callable[[Page, str], None]) -> None:
    for title, field, value in (
        ("目录", "folder", "sheng-bianban"),
        ("人工", "", ""),
        ("嵌入页面", "page", page),
    ):
        office.goto("/admin/portals/")
        office.get_by_role("link", name=f"城关区 · 行政权力清单 · {title}").click()
        office.get_by_label("门户名称").fill(f"省机构编制网（{title[:2]}）")
        if field:
            office.locator(f"input[name={field}]").fill("../etc")
            office.get_by_role("button", name="保存").click()
            expect(office.locator("main")).to_contain_text("请填写")
            expect(office.locator(f"input[name={field}]")).to_have_value("../etc")
            office.locator(f"input[name={field}]").fill(value)
        office.get_by_role("button", name="保存").click()
        expect(office.locator("main")).to_contain_text("门户已保存")
    sound(office, "a portal")
    shot(office, "portal")
    expect(office.get_by_label("供对方门户页面复制")).to_have_value(re.compile(f'{EMBED}" title="'))
    office.goto("/admin/portals/")
    shot(office, "portals")
    sound(office, "portals")


def _issue(office: Page) -> None:
    office.goto("/admin/editions/")
    office.get_by_role("link", name="城关区 · 行政权力清单").click()
    office.get_by_label("公布版标题").fill("城关区2026年版")
    office.get_by_role("button", name="保存").click()
    expect(office.locator("main table")).to_contain_text("城关区2026年版")


def _look_at_receipts(office: Page, shot: Callable[[Page, str], None]) -> None:
    office.goto("/admin/deliveries/")
    expect(office.locator("main table tbody tr", has_text="目录")).to_contain_text("已送达")
    expect(office.locator("main table tbody tr", has_text="待回执")).to_have_count(2)
    shot(office, "deliveries")
    sound(office, "deliveries")
    office.locator("main table tbody tr", has_text="目录").get_by_role("link").first.click()
    receipt = Delivery.objects.get(portal__channel="folder").receipt
    expect(office.locator("main")).to_contain_text(receipt)
    shot(office, "delivery")
    sound(office, "a delivery into a folder")


def _carry_over(office: Page, shot: Callable[[Page, str], None]) -> None:
    hand = Delivery.objects.get(portal__channel="by-hand")
    office.goto(f"/admin/deliveries/{hand.pk}/")
    with office.expect_download() as held:
        office.get_by_role("link", name="下载数据包").click()
    with zipfile.ZipFile(held.value.path()) as package:
        assert "教师资格认定" in package.read("entries.json").decode()
    sound(office, "a delivery by hand")
    shot(office, "delivery-by-hand")
    _enter(office, "省机构编制网（人工）", "收文2026-17号", shot)


def _enter(office: Page, portal: str, number: str, shot: Callable[[Page, str], None]) -> None:
    one = Delivery.objects.get(portal=Portal.objects.get(name=portal))
    office.goto(f"/admin/deliveries/{one.pk}/")
    office.get_by_label("签收人").fill("省编办值班室")
    office.get_by_role("button", name="保存").click()
    expect(office.locator("form .w-field__errors").first).to_be_visible()
    expect(office.get_by_label("签收人")).to_have_value("省编办值班室")
    office.get_by_label("回执编号").fill(number)
    office.get_by_role("button", name="保存").click()
    expect(office.locator("main")).to_contain_text("回执已登记")
    expect(office.locator("main")).to_contain_text(number)


def _see_the_frame(
    visit: Callable[..., Page], portal: str, thief: str, shot: Callable[[Page, str], None]
) -> None:
    alone = visit(EMBED)
    expect(alone.locator("main")).to_contain_text("教师资格认定")
    shot(alone, "embed")
    sound(alone, "the embedded page")

    reader = visit(f"{portal}/list/")
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(request.url))
    reader.reload()
    frame = reader.frame_locator("iframe")
    expect(frame.locator("main")).to_contain_text("养老机构备案")
    frame.get_by_role("searchbox").fill("教师")
    frame.get_by_role("searchbox").press("Enter")
    expect(frame.locator("main")).not_to_contain_text("养老机构备案")
    shot(reader, "embed-framed")
    with reader.expect_popup() as opened:
        frame.get_by_role("link", name="教师资格认定").click()
    expect(opened.value.locator("h1")).to_contain_text("教师资格认定")
    ours = reader.evaluate("document.querySelector('iframe').src")
    origins = {portal, ours.removesuffix(EMBED)}
    assert all(any(url.startswith(one) for one in origins) for url in asked), asked

    stranger = visit(f"{thief}/")
    stranger.wait_for_timeout(500)
    assert "教师资格认定" not in html.unescape(stranger.frames[-1].content())
