"""The frame of every page carries the marks of identity, in every theme; and this is noticed where
a theme's template loses one."""

import shutil

import pytest
from django.conf import settings
from django.template import engines

from core.actions.boundary import exempt
from core.branding import themes
from core.branding.templatetags import yiwang
from core.delivery import generations
from core.plugins.actions import enable
from core.registers.spec import register
from core.sitegroup.models import Member
from core.testing import SYSTEM, make_version
from tests.themes.marks import EMBLEM, LINKS, MARKS, lacking

THEMES = sorted(path.parent.name for path in settings.THEMES_DIR.glob("*/theme.toml"))
PAGES = {
    "home page": "/yuzhong/",
    "column": "/yuzhong/ygzw/",
    "column with articles": "/yuzhong/ygzw/tzgg/",
    "article": "/yuzhong/ygzw/tzgg/full/",
    "places": "/yuzhong/places/",
    "site map": "/yuzhong/sitemap/",
    "accessibility statement": "/yuzhong/accessibility/",
    "laws": "/yuzhong/law-library/",
    "list": "/yuzhong/ygzw/qlqd/",
    "entry of a list": "/yuzhong/ygzw/qlqd/{entry}/",
    "missing page": "/yuzhong/none/",
}


@pytest.fixture
def county(group):
    """The sample county with all its marks, and one power in its list; the power's number."""
    with exempt("factory"):
        Member.objects.filter(pk=group.yuzhong.pk).update(police_number=MARKS["公安备案"])
        generations.raise_("sitegroup")
    enable("power_list", group.yuzhong, actor=SYSTEM)
    return make_version(register("power_list"), member=group.yuzhong).number


def test_every_theme_is_looked_at():
    assert {"base", "gansu"} <= set(THEMES)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", PAGES)
def test_every_kind_of_page_carries_the_marks_of_identity(county, wear, client, theme, kind):
    wear(theme)
    answer = client.get(PAGES[kind].format(entry=county))
    assert answer.status_code == (404 if kind == "missing page" else 200)
    html = answer.content.decode()
    assert f"theme/{theme}/css/tokens.css" in html
    assert lacking(html) == set()


FOOTER, HEADER, WHOLE = "parts/footer.html", "parts/header.html", "base.html"
ONE = "{% for mark in site.identity %}"
END = "</div>{% endfor %}{% if site.updated %}"
#: What is lost, the template, and what in it is replaced.
LOSSES = [
    ("site map", FOOTER, {'<a href="{% url "site_map" %}">': "<a>"}),
    ("accessibility statement", FOOTER, {'<a href="{% url "accessibility" %}">': "<a>"}),
    (EMBLEM, HEADER, {'{% include "parts/emblem.html" %}': ""}),
    *(
        (
            name,
            FOOTER,
            {
                ONE: f"{ONE}{{% if forloop.counter0 != {place} %}}",
                END: END.replace("{% endfor %}", "{% endif %}{% endfor %}"),
            },
        )
        for place, name in enumerate(MARKS)
    ),
]


@pytest.fixture
def spoil(settings, tmp_path):
    """``spoil(theme, template, changes)``: change the template as that theme gives it."""
    copies = shutil.copytree(settings.THEMES_DIR, tmp_path / "themes")

    def forget():
        themes.theme.cache_clear()
        yiwang._holders.cache_clear()
        for loader in engines["django"].engine.template_loaders:
            loader.reset()

    def change(theme, template, changes):
        own = copies / theme / "templates" / template
        path = own if own.exists() else copies / "base" / "templates" / template
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        settings.THEMES_DIR = copies
        forget()

    yield change
    forget()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("lost", "template", "changes"), LOSSES, ids=[loss[0] for loss in LOSSES])
def test_a_mark_that_a_template_loses_is_missed(
    county, wear, client, spoil, theme, lost, template, changes
):
    wear(theme)
    spoil(theme, template, changes)
    assert lacking(client.get("/yuzhong/").content.decode()) == {lost}


@pytest.mark.parametrize("theme", THEMES)
def test_an_emblem_that_a_theme_empties_and_a_footer_left_out_are_missed(
    county, wear, client, spoil, theme
):
    wear(theme)
    spoil(theme, "parts/emblem.html", {'class="emblem': 'class="'})
    assert lacking(client.get("/yuzhong/").content.decode()) == {EMBLEM}
    spoil(theme, WHOLE, {'{% include "parts/footer.html" %}': ""})
    assert lacking(client.get("/yuzhong/").content.decode()) == {EMBLEM, *MARKS, *LINKS}
