"""Which theme a site wears, and what happens where it is missing or broken."""

import pytest
from django.template.autoreload import reset_loaders

from core.actions.boundary import exempt
from core.branding import checks, themes
from core.branding.templatetags import yiwang
from core.delivery import generations
from core.people.rights import Reach
from core.sitegroup.models import Member
from core.testing import make_user, sign_in


@pytest.fixture
def shelf(settings, tmp_path):
    """A folder of themes with the real ``base``; what a test adds is read anew."""
    (tmp_path / "base").symlink_to(settings.THEMES_DIR / "base")
    settings.THEMES_DIR = tmp_path
    _forget()
    yield tmp_path
    _forget()


def _forget():
    themes.theme.cache_clear()
    yiwang._holders.cache_clear()
    reset_loaders()


def put(shelf, slug: str, declaration: str, **templates: str) -> None:
    folder = shelf / slug / "templates"
    folder.mkdir(parents=True)
    (shelf / slug / "theme.toml").write_text(declaration, encoding="utf-8")
    for name, text in templates.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")


def wear(member: Member, theme: str) -> None:
    with exempt("factory"):
        Member.objects.filter(pk=member.pk).update(theme=theme)
        generations.raise_("sitegroup")


def test_gansu_stands_on_base():
    found = themes.theme("gansu")
    assert (found.chain, found.problem) == (("gansu", "base"), "")


def test_a_child_wears_its_parents_theme_unless_it_has_its_own(group, client):
    wear(group.province, "gansu")
    assert "theme/gansu/css/tokens.css" in client.get("/yuzhong/").content.decode()
    wear(group.yuzhong, "base")
    assert "theme/gansu/" not in client.get("/yuzhong/").content.decode()
    assert "theme/gansu/" in client.get("/lanzhou/").content.decode()


def test_tokens_are_laid_over_those_of_the_parent(group, client):
    wear(group.province, "gansu")
    html = client.get("/").content.decode()
    assert html.index("theme/base/css/tokens.css") < html.index("theme/gansu/css/tokens.css")
    assert html.index("theme/gansu/css/tokens.css") < html.index("theme/base/css/yiwang.css")


@pytest.mark.parametrize(
    ("declaration", "templates", "word"),
    [
        ("extends = ", {}, "theme.toml"),
        ("extends = 7", {}, "extends = 7"),
        ('extends = "none"', {}, "none"),
        ('extends = "bad"', {}, "bad"),
        ('extends = "base"', {"places": "{% for %}"}, "places.html"),
    ],
)
def test_a_broken_theme_falls_back_to_base_and_says_why(
    shelf, group, client, declaration, templates, word
):
    put(shelf, "bad", declaration, **templates)
    wear(group.lanzhou, "bad")
    response = client.get("/lanzhou/places/")
    assert response.status_code == 200
    assert "theme/bad/" not in response.content.decode()
    (problem,) = checks.theme_problems()
    assert problem.member == group.lanzhou and word in problem.sentence


def test_a_missing_theme_falls_back_to_base(shelf, group, client):
    wear(group.lanzhou, "gone")
    assert client.get("/lanzhou/").status_code == 200
    assert "gone" in checks.theme_problems()[0].sentence


def test_whole_themes_are_no_problem(group):
    wear(group.province, "gansu")
    assert checks.theme_problems() == []


def test_a_theme_may_replace_a_template(shelf, group, client):
    put(shelf, "own", 'name = "own"', accessibility="only ours")
    wear(group.lanzhou, "own")
    assert client.get("/lanzhou/accessibility/").content.decode() == "only ours"
    assert "only ours" not in client.get("/accessibility/").content.decode()


def test_only_those_who_manage_a_site_are_warned(shelf, group, client):
    wear(group.lanzhou, "gone")
    chief = make_user("chief-of-it", "site_administrator", Reach.SUBTREE, group.lanzhou)
    editor = make_user("an-editor", "editor", Reach.SITE, group.yuzhong)
    assert "gone" in sign_in(client, chief).get("/admin/").content.decode()
    assert "gone" not in sign_in(client, editor).get("/admin/").content.decode()
