"""A column that becomes of another page type: empty pages are replaced, others stop the plan.

Tries core/sitegroup/obstacles.py and core/sitegroup/columns.py by what they do.
"""

import pytest
from wagtail.models import Page

from core.actions.boundary import exempt
from core.pages.models import ArticlePage
from core.sitegroup.compliance.departures import Kind
from core.sitegroup.compliance.records import Records
from core.sitegroup.definition import DefinitionError
from tests.core.sitegroup.province import column_page, member, placed
from tests.dummy_plugin.models import DummyPage


@pytest.fixture
def become(edit):
    """Let the column of notices be served by a plugin's page type."""

    def change():
        edit(
            "columns.toml",
            'kind = "政务动态"',
            'kind = "政务动态"\nplugin = "dummy_plugin"\nrequired = false\n'
            'page_type = "dummy_plugin.DummyPage"',
        )

    return change


def test_empty_pages_of_the_old_type_are_replaced_at_their_place(apply, edit, become):
    edit(
        "columns.toml",
        '[[column]]\nkey = "about"',
        '[[column]]\nkey = "plans"\ntitle = "规划计划"\nslug = "ghjh"\nparent = "openness"\n'
        'order = 25\n\n[[column]]\nkey = "about"',
    )
    apply()
    order = [page.slug for page in column_page("dongdu", "openness").get_children()]
    old = column_page("dongdu", "notices")
    become()
    plan, outcome = apply()
    assert outcome.failed == {}
    assert any("pages.ColumnPage → dummy_plugin.DummyPage" in line for line in plan.lines())
    page = column_page("dongdu", "notices")
    assert isinstance(page, DummyPage)
    assert (page.title, page.slug, page.url_path) == ("通知公告", "tzgg", old.url_path)
    assert not Page.objects.filter(pk=old.pk).exists()
    assert [page.slug for page in column_page("dongdu", "openness").get_children()] == order
    assert not apply()[0].needed
    with exempt("factory"):
        problems = Page.find_problems()
    assert not any(problems)


def test_a_page_that_was_emptied_is_replaced_and_one_with_a_draft_is_not(apply, become):
    apply()
    with exempt("factory"):
        emptied = column_page("dongdu", "notices")
        emptied.intro = "介绍"
        emptied.save_revision().publish()
        emptied.intro = ""
        emptied.save_revision().publish()
        draft = column_page("xidu", "notices")
        draft.intro = "草稿"
        draft.save_revision()
    become()
    with pytest.raises(DefinitionError) as caught:
        apply()
    assert "西渡县" in str(caught.value) and "东渡区" not in str(caught.value)


def test_pages_in_which_something_stands_stop_the_plan_and_their_sites_are_named(apply, become):
    apply()
    with exempt("factory"):
        column_page("dongdu", "notices").add_child(
            instance=ArticlePage(title="公告", slug="own", source="东渡区")
        )
    become()
    with pytest.raises(DefinitionError, match=r"columns.toml:9.*notices.*东渡区"):
        apply()
    assert column_page("dongdu", "notices").get_children().exists()
    assert placed("xidu", "notices").column.page_type == "pages.ColumnPage", "nothing is applied"


def test_a_page_of_another_type_departs_from_uniformity(apply):
    apply()
    with exempt("factory"):
        placement = placed("dongdu", "notices")
        placement.column.page_type = "dummy_plugin.DummyPage"
        placement.column.save()
    found = [row for row in Records([member("dongdu").pk]).departures() if row.kind is Kind.TYPE]
    assert [row.what.startswith("通知公告") for row in found] == [True]
