"""Who approves what an editor drafts: one Wagtail workflow for each place of a chief editor.

Wagtail takes the nearest workflow above a page. So the place of a post (a site's root page, or the
folder of a subtree) gets one, and the groups of everyone who may publish there approve in it:
a county's own chief editor, and that of the prefecture whose post reaches down. 142 sites with
one chief editor above them need one workflow, not 142. Called by ``groups.py`` only.
"""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from core.people.models import Post
from core.people.rights import ROLES, Right

#: The role whose appointment brings a workflow; others who may publish approve where one is.
CHIEF = "chief_editor"


def join_workflows(group: Group, post: Post, page: Page) -> None:
    """Let a new group approve on its place and below; make the place's workflow if it needs one."""
    if Right.PUBLISH not in ROLES[post.role]:
        return
    if post.role == CHIEF and not WorkflowPage.objects.filter(page=page).exists():
        _make(post, page)
    for task in GroupApprovalTask.objects.filter(
        workflow_tasks__workflow__workflow_pages__page__path__startswith=page.path
    ).distinct():
        task.groups.add(group)


def _make(post: Post, page: Page) -> None:
    place = post.member.short_name if post.member else page.title
    workflow = Workflow.objects.create(name=f"{place}·审核", active=True)
    task = GroupApprovalTask.objects.create(name=f"{place}·主编审核", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=page)
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    publish = GroupPagePermission.objects.filter(
        permission__codename="publish_page", page__path__in=above
    )
    task.groups.set(publish.values_list("group_id", flat=True))
