"""Templates hold no logic: they ask nothing, change nothing and carry no style or script."""

import pytest
from django.db.models import QuerySet
from wagtail.models import Page

from core.people.models import User
from tests.architecture import templates
from tests.architecture.sources import ROOT, plant

LAWS = [templates.asking, templates.changing, templates.addresses_in_loops, templates.inline]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_holds(law):
    assert not list(law(ROOT))


@pytest.mark.parametrize(
    ("law", "text"),
    [
        (templates.asking, "{% for page in site.pages.all %}{% endfor %}"),
        (templates.asking, "{{ articles.count }}"),
        (templates.asking, "{{ page.attachment_set.count }}"),
        (templates.asking, "{% if page.attachments.exists %}{% endif %}"),
        (templates.asking, "{{ page.get_children }}"),
        (templates.asking, "{{ page.get_parent.title }}"),
        (templates.asking, "{{ page.specific.title }}"),
        (templates.asking, "{% with x=page.articlepage_set %}{% endwith %}"),
        (templates.asking, "{% include 'x' with list=page.related.first %}"),
        (templates.asking, "{{ rows.first|default:'—' }}"),
        *(
            (templates.asking, "{% if x %}{{ " + text + " }}{% endif %}")
            for text in (
                "pages.reverse",
                "rows.values",
                "rows.union",
                "rows.dates",
                "rows.none",
                "objects.raw",
                "page.get_next_siblings",
                "page.get_first_child",
                "page.get_descendant_count",
                "page.get_latest_revision",
                "page.latest_revision",
                "page.revisions",
                "page.aliases",
                "request.user.posts.all",
                "form.instance.all",
                "field.queryset.all",
                "list.span.first",
                "forloop.rows.first",
                "forloop.first.all",
                "page.get_children.0.title",
                "rows.afirst",
            )
        ),
        *(
            (templates.changing, "{{ " + text + " }}")
            for text in (
                "page.copy",
                "page.unlock",
                "page.move",
                "rows.clear",
                "rows.add",
                "user.logout",
                "draft.discard",
                "draft.discard_draft",
                "page.copy.title",
                "rows.acreate",
                "page.fix_tree",
                "person.set_password",
            )
        ),
        (templates.changing, "{{ page.delete }}"),
        (templates.changing, "{% if user.save %}{% endif %}"),
        (templates.addresses_in_loops, "{% for page in pages %}{{ page.url }}{% endfor %}"),
        (
            templates.addresses_in_loops,
            "{% for a in b %}{% if a.page.full_url %}{% endif %}{% endfor %}",
        ),
        (templates.inline, "<p style='color: red'>"),
        (templates.inline, "<style>p {}</style>"),
        (templates.inline, "<script>alert(1)</script>"),
        (templates.inline, "<button onclick='f()'>"),
        (templates.inline, "<a href='javascript:f()'>"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, law, text):
    assert list(law(plant(tmp_path, {"themes/base/templates/x.html": text})))
    assert list(law(plant(tmp_path, {"plugins/law/templates/law/x.html": text})))


@pytest.mark.parametrize(
    "text",
    [
        "{% for entry in entries %}<a href='{{ entry.url }}'>{{ forloop.first }}</a>{% endfor %}",
        "{{ page.url }} {{ page.title }} {{ total }}",
        "{% translate 'Ask them all. Delete. a.count' %}",
        "{# page.delete #}{% comment %}{{ page.delete }}{% endcomment %}",
        "<script src='/static/x.js' defer></script>",
        "<script type='application/ld+json'>{}</script>",
        "{{ choice.count }} {{ rows.paginator.count }} {{ forloop.parentloop.last }}",
        "{{ row.change.day }} {{ display.type }} {{ column.in_menu }} {{ entry.first_day }}",
        "{{ form.visible_fields }} {{ form.hidden_fields }} {{ field.errors }} {{ formset.forms }}",
        "{{ page.latest_revision_created_at }} {{ page.last_published_at }}",
        "{{ list.counted }} {{ page.first_published_at }} {{ row.updated_at }}",
    ],
)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_what_is_allowed_passes(tmp_path, law, text):
    assert not list(law(plant(tmp_path, {"themes/base/templates/x.html": text})))


def test_every_method_of_querysets_and_pages_is_judged_but_those_named_as_values():
    asks, changes = templates.words()
    assert not asks & changes
    judged = asks | changes | templates.VALUES
    for owner in (QuerySet, Page, User.posts.related_manager_cls):
        assert templates._methods(owner) <= judged


def test_the_admins_templates_may_carry_style(tmp_path):
    text = "{% extends 'wagtailadmin/base.html' %}<p style='x'>"
    assert not list(templates.inline(plant(tmp_path, {"core/x/templates/x/admin/y.html": text})))
