"""Templates hold no logic: they ask nothing, change nothing and carry no style or script."""

import pytest

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
        "{{ choice.count }} {{ rows.paginator.count }} {{ list.span.first }}",
        "{{ list.counted }} {{ page.first_published_at }} {{ row.updated_at }}",
    ],
)
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_what_is_allowed_passes(tmp_path, law, text):
    assert not list(law(plant(tmp_path, {"themes/base/templates/x.html": text})))


def test_the_admins_templates_may_carry_style(tmp_path):
    text = "{% extends 'wagtailadmin/base.html' %}<p style='x'>"
    assert not list(templates.inline(plant(tmp_path, {"core/x/templates/x/admin/y.html": text})))
