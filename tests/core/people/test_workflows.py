"""A county's editor drafts, its chief editor publishes: through the admin's own views."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Workflow

from core.actions.boundary import exempt
from core.audit.models import AuditLine
from core.pages.models import ArticlePage
from core.people.rights import Reach
from core.sitegroup.models import Level
from core.testing import make_column, make_member, make_province, make_user, sign_in


@pytest.fixture
def county(db):
    province = make_province()
    lanzhou = make_member("lanzhou", province, name="兰州市", short_name="兰州")
    county = make_member("chengguan", lanzhou, Level.COUNTY, name="城关区", short_name="城关")
    other = make_member("qilihe", lanzhou, Level.COUNTY, name="七里河区", short_name="七里河")
    county.column = make_column(county, "tzgg", "通知公告")
    other.column = make_column(other, "tzgg", "通知公告")
    county.other, county.above = other, lanzhou
    return county


def article(**fields):
    return {
        "title": "关于便民服务的通知", "slug": "tongzhi", "source": "区政府办公室",
        "author": "", "summary": "",
        "issuing_body": "", "document_number": "", "index_number": "", "keywords": "",
        "date": "2015-07-01 09:00", "body-count": 0,
        **{f"{name}-{key}": 0 for name in ("attachments", "related", "comments")
           for key in ("TOTAL_FORMS", "INITIAL_FORMS")},
        **fields,
    }  # fmt: skip


def draft(client, county, **fields):
    column = Page.objects.get(pk=county.column.pk)
    url = reverse("wagtailadmin_pages:add", args=["pages", "articlepage", column.pk])
    answer = client.post(url, article(**fields))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    return ArticlePage.objects.get(slug="tongzhi")


def decide(client, page, decision, **data):
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, decision, state.pk])
    return client.post(url, data)


def test_an_article_goes_from_the_editors_draft_over_rejection_to_the_chief_editors_publishing(
    county,
):
    editor = sign_in(Client(), make_user("editor", "editor", Reach.SITE, county))
    chief = sign_in(Client(), make_user("chief", "chief_editor", Reach.SITE, county))

    page = draft(editor, county, **{"action-publish": "1"})
    assert not page.live  # he may write, not publish
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    editor.post(edit, article(title="关于便民服务的通知（二稿）", **{"action-submit": "1"}))
    assert Page.objects.get(pk=page.pk).workflow_in_progress
    assert page.title in chief.get(reverse("wagtailadmin_home")).content.decode()

    assert decide(chief, page, "reject", comment="请注明联系电话").status_code == 302
    editor.post(edit, article(title="关于便民服务的通知（三稿）", **{"action-submit": "1"}))
    assert decide(editor, page, "approve").status_code in (302, 403)
    assert not Page.objects.get(pk=page.pk).live
    assert decide(chief, page, "approve").status_code == 302
    page.refresh_from_db()
    assert page.live and page.title == "关于便民服务的通知（三稿）"
    names = set(AuditLine.objects.values_list("name", flat=True))
    assert any("publish" in name for name in names), names


def test_the_prefectures_chief_editor_approves_for_a_county_and_another_countys_does_not(
    county,
):
    editor = sign_in(Client(), make_user("editor", "editor", Reach.SITE, county))
    make_user("chief", "chief_editor", Reach.SITE, county)
    prefecture = sign_in(
        Client(), make_user("prefecture", "chief_editor", Reach.SUBTREE, county.above)
    )
    stranger = sign_in(Client(), make_user("stranger", "chief_editor", Reach.SITE, county.other))

    page = draft(editor, county, **{"action-submit": "1"})
    decide(stranger, page, "approve")
    assert not Page.objects.get(pk=page.pk).live
    assert decide(prefecture, page, "approve").status_code == 302
    assert Page.objects.get(pk=page.pk).live


def test_where_nobody_is_chief_editor_a_draft_stays_a_draft(county):
    editor = sign_in(Client(), make_user("editor", "editor", Reach.SITE, county))
    page = draft(editor, county, **{"action-submit": "1"})
    assert not page.live and not page.workflow_in_progress


def test_one_post_on_a_subtree_makes_one_workflow_however_many_sites_lie_below(county):
    make_user("prefecture", "chief_editor", Reach.SUBTREE, county.above)
    make_user("second", "chief_editor", Reach.SUBTREE, county.above)
    assert Workflow.objects.filter(name__startswith=county.above.short_name).count() == 1
    with exempt("factory"):
        assert Page.objects.get(pk=county.column.pk).get_workflow().name.startswith("兰州")
        assert Page.objects.get(pk=county.other.column.pk).get_workflow().name.startswith("兰州")
