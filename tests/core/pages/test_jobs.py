"""Pages appear and disappear by their dates.

core/pages/jobs.py, core/pages/actions.py, core/pages/alarms.py.
"""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.jobs.models import Job, State
from core.jobs.queue import enqueue
from core.jobs.runner import run_all
from core.pages.alarms import alarms
from core.pages.models import ArticlePage
from core.testing import make_province

HOUR = timedelta(hours=1)


@pytest.fixture
def home(db):
    return Page.objects.get(pk=make_province().site.root_page_id)


def article(home, slug, **fields):
    page = ArticlePage(title=slug, slug=slug, source="省政府办公厅", **fields)
    with exempt("factory"):
        return home.add_child(instance=page)


def scheduled(home, slug, at):
    page = article(home, slug, live=False)
    with exempt("factory"):
        page.go_live_at = at
        page.save_revision().publish()
    return page


def run():
    enqueue("core:pages.publish_due")
    run_all("w")
    return Job.objects.latest("id")


def is_live(page):
    return Page.objects.get(pk=page.pk).live


def test_a_page_appears_when_its_date_has_come_and_not_before(home):
    now = timezone.now()
    due, later = scheduled(home, "due", now + HOUR), scheduled(home, "later", now + 3 * HOUR)
    assert run().result == {"changed": 0, "failed": 0}
    with time_machine.travel(now + 2 * HOUR):
        job = run()
        assert (job.state, job.result) == (State.DONE, {"changed": 1, "failed": 0})
        assert is_live(due) and not is_live(later)
        line = AuditLine.objects.get(name="pages.publish_scheduled")
        assert line.target_name == "due" and line.member.slug == "gansu"
        assert run().result == {"changed": 0, "failed": 0}


def test_a_page_disappears_when_its_date_has_passed(home):
    now = timezone.now()
    past = article(home, "past", expire_at=now - HOUR)
    stays = article(home, "stays", expire_at=now + HOUR)
    run()
    assert not is_live(past) and Page.objects.get(pk=past.pk).expired
    assert is_live(stays)
    assert AuditLine.objects.filter(name="pages.expire").count() == 1
    assert not AuditLine.objects.filter(name__startswith="wagtail.").exists()


def test_a_page_that_fails_keeps_no_other_from_its_date(home, monkeypatch):
    bad = article(home, "bad", expire_at=timezone.now() - HOUR)
    good = article(home, "good", expire_at=timezone.now() - HOUR)
    unpublish = ArticlePage.unpublish

    def fails(self, *args, **kwargs):
        if self.pk == bad.pk:
            raise RuntimeError
        return unpublish(self, *args, **kwargs)

    monkeypatch.setattr(ArticlePage, "unpublish", fails)
    assert run().result == {"changed": 1, "failed": 1}
    assert is_live(bad) and not is_live(good)
    assert [alarm.key for alarm in alarms()] == ["pages.expired"]
    monkeypatch.undo()
    run()
    assert not is_live(bad)
    assert list(alarms()) == []


def test_a_page_that_should_be_published_for_long_is_an_alarm(home):
    scheduled(home, "due", timezone.now() + HOUR)
    assert list(alarms()) == []
    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert [alarm.key for alarm in alarms()] == ["pages.late"]


def test_nothing_is_asked_of_the_database_but_whether_something_is_due(
    home, django_assert_max_num_queries
):
    for number in range(3):
        article(home, f"a{number}")
    enqueue("core:pages.publish_due")
    with django_assert_max_num_queries(14):
        run_all("w")
