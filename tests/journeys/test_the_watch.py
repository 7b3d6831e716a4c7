"""Who watches over the platform, in a real browser and in Chinese: background work, alarms on the
admin's home, and the nightly inspection."""

import datetime
import threading
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Page as TreePage

from core.actions.boundary import exempt
from core.inspection import jobs
from core.inspection.models import Availability, Inspection
from core.inspection.rules import UNJUDGED
from core.jobs import leases
from core.jobs.models import Job, State
from core.jobs.queue import enqueue
from core.jobs.runner import run_next
from core.pages.models import ArticlePage, ColumnPage
from core.plugins.actions import disable
from core.sitegroup.models import Member, Placement
from core.testing import SYSTEM
from tests.journeys.conftest import Town, sound

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_chinese"),
]
DAYS = 29
#: Columns that an editor made and forgot: without news for ten days, and blank.
FORGOTTEN = ("重点项目", "营商环境", "乡村振兴", "防汛抗旱", "基层之窗")
BLANK = ("公示专区", "招标采购")


def _column(site: str, key: str) -> TreePage:
    return Placement.objects.get(member__slug=site, column__key=key).page.specific


def _neglect(site: str) -> None:
    """An editor has made columns and forgotten them."""
    day = timezone.now() - datetime.timedelta(days=10)
    body = [("text", '<p>详见<a href="/chengguan/lost/">通知原文</a>。</p>')]
    news, notices = _column(site, "news"), _column(site, "notices")
    with exempt("factory"):
        for number, title in enumerate(FORGOTTEN):
            made = news.add_child(instance=ColumnPage(title=title, slug=f"zt{number}"))
            opening = {"title": f"{title}专题开栏", "slug": "kailan", "source": "办公室"}
            made.add_child(instance=ArticlePage(**opening, date=day, body=body))
        for number, title in enumerate(BLANK):
            notices.add_child(instance=ColumnPage(title=title, slug=f"kb{number}"))


def _look_back() -> None:
    """A month of inspections and a week of probes, as if the platform had run so long."""
    today = timezone.localdate()
    for place, member in enumerate(Member.objects.exclude(site=None)):
        Inspection.objects.bulk_create(
            Inspection(
                member=member,
                day=today - datetime.timedelta(days=days),
                at=timezone.now() - datetime.timedelta(days=days),
                score=92 - (days * (place + 3)) % 17,
                verdict="passed",
            )
            for days in range(1, DAYS + 1)
        )
        Availability.objects.bulk_create(
            Availability(
                member=member,
                day=today - datetime.timedelta(days=days),
                probes=48 if days else 20,
                failures=int((days + place) % 5 == 0),
                slowest=240 + 37 * days + 11 * place,
            )
            for days in range(8)
        )


@pytest.fixture
def night(town: Town) -> None:
    """A night has passed: every site was inspected, and one of them has been neglected."""
    _look_back()
    _neglect("chengguan")
    # Its lists are empty in the stories, which the inspection would find worse still.
    disable("responsibility_list", Member.objects.get(slug="qilihe"), actor=SYSTEM)
    _let_search_follow()
    enqueue("core:inspection.inspect_all")
    assert run_next("worker-1")
    assert Job.objects.get(kind="core:inspection.inspect_all").state == State.DONE


def _let_search_follow() -> None:
    """What search was told while the town was made waits for the worker too."""
    while Job.objects.filter(kind="core:search.follow", state=State.WAITING).exists():
        assert run_next("worker-1")


def _broken_job(monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job that has failed for good."""

    def away(*arguments: object) -> None:
        raise ConnectionRefusedError

    job = enqueue("core:inspection.probe")
    with monkeypatch.context() as broken:
        broken.setattr(jobs, "probe_all", away)
        assert run_next("worker-1")
    job.refresh_from_db()
    assert job.state == State.FAILED
    return job


def _half_done_job(monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job that a worker has done half of and still holds."""
    stopping, looked, whole = threading.Event(), [], jobs.look

    def look(member: Member, *how: object) -> object:
        looked.append(member)
        if len(looked) == 4:
            stopping.set()
        return whole(member, *how)

    job = enqueue("core:inspection.inspect_all")
    with monkeypatch.context() as slow:
        slow.setattr(jobs, "look", look)
        assert run_next("worker-1", stopping)
    held = leases.claim("worker-2")
    assert held is not None and held.pk == job.pk
    return held


def test_the_province_finds_the_job_that_failed_and_starts_it_again(
    sign_in: Callable[[str], Page], town: Town, monkeypatch: pytest.MonkeyPatch, settings, shot
) -> None:
    _let_search_follow()
    settings.JOBS_LEASE_SECONDS = 3600  # the other worker is at it however long one looks
    broken, half = _broken_job(monkeypatch), _half_done_job(monkeypatch)
    page = sign_in("sheng-ban")
    shot(page, "alarms")
    alarm = page.locator(".alarms li", has_text="后台任务")
    expect(alarm).to_contain_text("错误")
    sound(page, "home")
    alarm.get_by_role("link").click()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    shot(page, "jobs-failed")
    page.goto("/admin/jobs/")
    shot(page, "jobs")
    sound(page, "jobs")
    page.locator("main table").get_by_role("link", name="全部站点网站检查").first.click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", str(half.done))
    shot(page, "job")
    sound(page, "job")

    page.goto(f"/admin/jobs/{broken.pk}/")
    expect(page.locator(".jobs-error")).to_be_visible()
    shot(page, "dead")
    sound(page, "dead letter")
    monkeypatch.setattr(jobs, "probe_all", lambda members: [])
    page.get_by_role("button", name="重新执行").click()
    expect(page.locator(".jobs-state").first).to_have_text("等待中")
    assert run_next("worker-1")
    expect(page.locator(".jobs-state").first).to_have_text("已完成")
    page.goto("/admin/")
    expect(page.locator(".alarms li", has_text="后台任务")).to_have_count(0)


def test_a_countys_chief_editor_is_warned_in_time_and_has_his_site_inspected_again(
    sign_in: Callable[[str], Page], town: Town, night: None, shot
) -> None:
    page = sign_in("xian-zhubian")
    alarm = page.locator(".alarms li", has_text="城关区")
    expect(alarm).to_contain_text("即将不合格")
    shot(page, "own-alarm")
    sound(page, "home of a county")
    alarm.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("城关区")
    rules = page.locator("section", has=page.locator("#rules"))
    expect(rules.locator("tr", has_text="空白")).to_be_visible()
    for rule in UNJUDGED:
        expect(rules.locator("tr", has_text=rule.clause)).to_contain_text("未判定")
    found = page.locator("section", has=page.locator("#found"))
    expect(found).to_contain_text("/chengguan/lost/")
    shot(page, "site")
    sound(page, "site")

    with exempt("factory"):
        for column in ColumnPage.objects.filter(title__in=BLANK):
            column.delete()
    page.get_by_role("button", name="立即检查").click()
    expect(page.locator(".messages")).to_be_visible()
    assert run_next("worker-1")
    page.reload()
    expect(found).not_to_contain_text("公示专区")

    editor = sign_in("xian-bianji")
    expect(editor.locator(".alarms li", has_text="城关区")).to_contain_text("栏目")


def test_the_province_sees_all_sites_in_order_and_the_neglected_one_last(
    sign_in: Callable[[str], Page], town: Town, night: None, shot
) -> None:
    page = sign_in("sheng-ban")
    page.goto("/admin/inspection/")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(Inspection.objects.values("member").distinct().count())
    expect(rows.last).to_contain_text("城关区")
    shot(page, "ranking")
    sound(page, "ranking")
    rows.last.get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("城关区")
