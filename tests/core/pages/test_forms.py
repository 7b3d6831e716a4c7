"""The editing forms of pages: what is locked stays as it is, whatever is posted."""

import pytest
from wagtail.models import Page

from core.pages.forms import MemberCopyForm
from core.pages.models import ColumnPage

NAMES, SCHEDULE = {"title", "slug"}, {"go_live_at", "expire_at"}


def form_of(page, user, data=None):
    page = page.specific
    form_class = page.get_edit_handler().get_form_class()
    return form_class(data, instance=page, parent_page=page.get_parent(), for_user=user)


def closed(form):
    """The fields that cannot be changed: shown and closed, or not shown at all."""
    fields = form.fields
    return {name for name in NAMES | SCHEDULE if name not in fields or fields[name].disabled}


@pytest.mark.parametrize(
    ("role", "fields"), [("chief", NAMES | SCHEDULE), ("administrator", NAMES | SCHEDULE)]
)
def test_a_locked_column_keeps_name_and_schedule_below_the_provincial_office(group, role, fields):
    assert closed(form_of(group.columns["chengguan"], group.users[role])) == fields


def test_the_provincial_office_may_name_a_locked_column_and_not_schedule_it(group):
    assert closed(form_of(group.columns["chengguan"], group.users["office"])) == SCHEDULE


def test_a_column_of_the_sites_own_has_all_fields_open(group):
    assert closed(form_of(group.extra["chengguan"], group.users["chief"])) == set()


def test_a_closed_field_takes_nothing_from_what_was_posted(group):
    column = group.columns["chengguan"]
    posted = {"title": "改名", "slug": "gaiming", "intro": "新的", "summary": "", "keywords": ""}
    form = form_of(column, group.users["chief"], posted)
    assert form.is_valid(), form.errors
    page = form.save(commit=False)
    assert (page.title, page.slug, page.intro) == ("通知公告", "tzgg", "新的")


def test_a_root_page_keeps_its_name_and_schedule_for_everyone(group):
    root = Page.objects.get(pk=group.chengguan.site.root_page_id)
    for role in ("superuser", "office", "chief"):
        assert closed(form_of(root, group.users[role])) == NAMES | SCHEDULE


def new_form(parent, user, page_class, **data):
    page = page_class()
    form_class = page_class.get_edit_handler().get_form_class()
    given = {"title": "新", "slug": "xin", "intro": "", "summary": "", "keywords": "", **data}
    return form_class(given, instance=page, parent_page=parent, for_user=user)


@pytest.mark.parametrize("slug", ["admin", "api", "static", "lanzhou"])
def test_an_address_that_is_the_platforms_or_a_sites_is_refused_beside_the_slug(group, slug):
    root = Page.objects.get(pk=group.gansu.site.root_page_id)
    form = new_form(root, group.users["office"], ColumnPage, slug=slug)
    assert not form.is_valid()
    assert "slug" in form.errors and "新" in form.errors["slug"][0]


def test_the_same_word_is_free_below_a_column_but_for_its_feed(group):
    column, user = group.extra["gansu"], group.users["office"]
    assert new_form(column, user, ColumnPage, slug="lanzhou").is_valid()
    assert "slug" in new_form(column, user, ColumnPage, slug="feed").errors


def test_a_slug_left_empty_is_made_of_the_title(group):
    form = new_form(group.extra["chengguan"], group.users["chief"], ColumnPage, slug="")
    assert form.is_valid(), form.errors


def copy_form(page, user, **data):
    given = {"new_title": "副本", "new_slug": "fuben", "new_parent_page": "", **data}
    return MemberCopyForm(given, page=page, user=user)


def test_a_copy_to_a_taken_address_is_refused_beside_the_field(group):
    page, user = group.extra["gansu"], group.users["superuser"]
    root = group.gansu.site.root_page_id
    form = copy_form(page, user, new_parent_page=root, new_slug="lanzhou")
    assert not form.is_valid()
    assert "兰州" in form.errors["new_slug"][0]
    assert copy_form(page, user, new_parent_page=root).is_valid()


def test_a_copy_without_a_slug_says_so_and_nothing_else(group):
    form = copy_form(
        group.extra["gansu"], group.users["superuser"], new_slug="",
        new_parent_page=group.gansu.site.root_page_id,
    )  # fmt: skip
    assert list(form.errors) == ["new_slug"]


def test_an_article_has_the_same_form(group):
    form = form_of(group.articles["chengguan"], group.users["chief"])
    assert closed(form) == set()
    assert not form.fields["slug"].required and form.fields["slug"].help_text
