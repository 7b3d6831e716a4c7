"""Wagtail's own tasks run in the same table: core/jobs/wagtail_tasks.py."""

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from wagtail.models import Page, ReferenceIndex
from wagtail.tasks import update_reference_index_task

from core.actions.boundary import exempt
from core.jobs.models import Job, State
from core.jobs.runner import run_all
from core.jobs.wagtail_tasks import JobTable
from core.pages.models import ArticlePage
from core.testing import make_province, make_term

TABLE = JobTable("default", {})


@pytest.fixture
def tasks_in_table(monkeypatch):
    """As in production; the other tests do such work at once."""
    from django_tasks import task_backends

    monkeypatch.setattr(task_backends._connections, "default", TABLE)


@pytest.fixture
def article(db):
    home = Page.objects.get(pk=make_province().site.root_page_id)
    target = home.get_parent()
    article = ArticlePage(
        title="一",
        slug="one",
        source="省政府办公厅",
        body=[("text", f'<p><a linktype="page" id="{target.pk}">x</a></p>')],
    )
    with exempt("factory"):
        home.add_child(instance=article)
    ReferenceIndex.objects.all().delete()
    return article


def test_a_saved_page_is_indexed_by_the_worker(article, tasks_in_table):
    with exempt("factory"):
        article.save()
    job = Job.objects.get()
    assert job.kind == "task:wagtail.tasks.update_reference_index_task"
    assert not ReferenceIndex.objects.exists()
    run_all("w")
    job.refresh_from_db()
    assert (job.state, job.error) == (State.DONE, "")
    assert ReferenceIndex.objects.exists()


def test_a_task_about_what_is_gone_is_done(db):
    TABLE.enqueue(update_reference_index_task, ("pages", "articlepage", "99999"), {})
    run_all("w")
    assert Job.objects.get().state == State.DONE


def test_a_tasks_result_can_be_asked_for(article):
    result = TABLE.enqueue(
        update_reference_index_task, ("pages", "articlepage", str(article.pk)), {}
    )
    assert TABLE.get_result(result.id).status == TaskResultStatus.READY
    run_all("w")
    found = TABLE.get_result(result.id)
    assert (found.status, found.attempts) == (TaskResultStatus.SUCCESSFUL, 1)
    with pytest.raises(TaskResultDoesNotExist):
        TABLE.get_result("999999")


def test_a_task_that_writes_pages_is_refused_by_the_boundary(article, monkeypatch):
    monkeypatch.setattr(
        "wagtail.tasks.ReferenceIndex.create_or_update_for_object",
        lambda instance: Page.objects.update(title="x"),
    )
    TABLE.enqueue(update_reference_index_task, ("pages", "articlepage", str(article.pk)), {})
    run_all("w")
    job = Job.objects.get()
    assert job.state == State.WAITING
    assert "WriteOutsideAction" in job.error


def test_a_row_that_refers_to_nothing_editors_manage_makes_no_job(db, tasks_in_table):
    with exempt("factory"):
        make_term("office", "clerk", "承办处室").save()
    assert not Job.objects.exists()
