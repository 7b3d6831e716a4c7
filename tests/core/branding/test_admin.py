"""The admin bears the group's name, mark and colours, and sends nobody to another host."""

import colorsys
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from core.actions.boundary import exempt
from core.people.rights import Reach
from core.testing import make_province, make_user, sign_in
from tests.core.branding.conftest import place_columns, write_article

pytestmark = pytest.mark.django_db
NAME = settings.WAGTAIL_SITE_NAME
#: Addresses that name a standard and that no browser opens.
NAMES_OF_STANDARDS = "www.w3.org"
#: The beginnings of Wagtail's two drawings of its bird, and of its icon of it.
BIRDS = ("M112.664 70.424", "M194.897 79.492", "M12.324 2.539")


@pytest.fixture
def editor(client: Client) -> Client:
    """The provincial office, and one article: at ``client.article``."""
    province = make_province()
    with exempt("factory"):
        columns = place_columns(province)
        client.article = write_article(columns["notices"], "jiujin")
    user = make_user("office", "provincial_office", Reach.GROUP)
    return sign_in(client, user)


def addresses(client: Client) -> dict[str, str]:
    article, parent = client.article.pk, client.article.get_parent().pk
    return {
        "home": reverse("wagtailadmin_home"),
        "explorer": reverse("wagtailadmin_explore", args=[parent]),
        "edit": reverse("wagtailadmin_pages:edit", args=[article]),
        "create": reverse("wagtailadmin_pages:add", args=["pages", "articlepage", parent]),
        "history": reverse("wagtailadmin_pages:history", args=[article]),
        "images": reverse("wagtailimages:index"),
        "documents": reverse("wagtaildocs:index"),
        "workflows": reverse("wagtailadmin_reports:workflow"),
        "account": reverse("wagtailadmin_account"),
    }


def of_the_group_alone(page: str) -> None:
    """Fail where the page points elsewhere, shows Wagtail's mark or does not say whose it is."""
    foreign = set(re.findall(r"https?://([\w.-]+)", page)) - {NAMES_OF_STANDARDS, "localhost"}
    assert foreign <= {"testserver"}
    assert "wagtail.org" not in page
    assert not [bird for bird in BIRDS if bird in page]
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None
    assert title[1].strip().endswith(f"- {NAME}")
    assert not title[1].strip().startswith("-")
    assert static("theme/base/img/icon.svg") in page


def test_every_page_of_the_admin_is_the_groups_own(editor: Client) -> None:
    for name, address in addresses(editor).items():
        answer = editor.get(address)
        assert answer.status_code == 200, name
        page = answer.content.decode()
        of_the_group_alone(page)
        assert f'<span class="admin-brand__name">{NAME}</span>' in page
        assert static("branding/admin.css") in page


def test_the_sign_in_page_names_the_group_and_its_fields(client: Client) -> None:
    page = client.get(reverse("wagtailadmin_login")).content.decode()
    of_the_group_alone(page)
    assert f"登录{NAME}管理后台" in page
    assert "Wagtail" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    for label in ("用户名", "密码"):
        assert re.search(rf"<label[^>]*>\s*{label}", page)


def test_a_missing_page_of_the_admin_is_the_groups_own(editor: Client) -> None:
    answer = editor.get("/admin/no/such/page/")
    assert answer.status_code == 404
    of_the_group_alone(answer.content.decode())


def test_the_help_menu_keeps_the_shortcuts_and_loses_the_news(editor: Client) -> None:
    page = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "keyboard-shortcuts-trigger" in page
    assert "whats-new" not in page
    assert "editor-guide" not in page


def test_no_icon_shows_the_bird(editor: Client) -> None:
    sprite = editor.get(reverse("wagtailadmin_sprite")).content.decode()
    assert "icon-wagtail-icon" in sprite
    assert not [bird for bird in BIRDS if bird in sprite]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_without_javascript_nobody_is_sent_to_another_host(language: str) -> None:
    original = (
        "JavaScript is required to use Wagtail, but it is currently disabled.<br /> "
        'Here are the <a href="https://www.enable-javascript.com/" target="_blank" '
        'rel="noreferrer">instructions how to enable JavaScript in your web browser</a>.'
    )
    with override(language):
        said = gettext(original)
    assert "JavaScript" in said
    assert "://" not in said
    assert "Wagtail" not in said


def test_a_person_changes_his_password_and_no_names(editor: Client) -> None:
    address = reverse("wagtailadmin_account")
    page = editor.get(address).content.decode()
    assert "first_name" not in page
    data = {
        "password-old_password": "long-enough-7431",
        "password-new_password1": "other-enough-9128",
        "password-new_password2": "other-enough-9128",
        "locale-preferred_language": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
    }
    user = make_user("changer", "chief_editor", Reach.GROUP)
    user.set_password("long-enough-7431")
    with exempt("factory"):
        user.save()
    sign_in(editor, user)
    answer = editor.post(address, data)
    assert answer.status_code == 302, re.findall(
        r"error-message[^>]*>(.*?)</", answer.content.decode(), re.DOTALL
    )
    user.refresh_from_db()
    assert user.check_password("other-enough-9128")


def test_the_signs_of_yes_and_no_are_there() -> None:
    """modeladmin shows them and expects them of Django's admin, which is not installed."""
    for name in ("yes", "no", "unknown"):
        assert finders.find(f"admin/img/icon-{name}.svg")


def luminance(hue: float, saturation: float, lightness: float) -> float:
    parts = colorsys.hls_to_rgb(hue / 360, lightness / 100, saturation / 100)
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("shade", ["primary", "secondary"])
def test_white_can_be_read_on_the_groups_blue_and_it_on_white(shade: str) -> None:
    path = finders.find("branding/admin.css")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        css = file.read()
    found = dict(re.findall(rf"--w-color-{shade}-(hue|saturation|lightness): ([\d.]+)%?;", css))
    ground = luminance(*(float(found[part]) for part in ("hue", "saturation", "lightness")))
    assert 1.05 / (ground + 0.05) >= 4.5


def test_a_tick_is_read_out_in_chinese(editor: Client) -> None:
    page = editor.get(reverse("people:index")).content.decode()
    said = [word.strip() for word in re.findall(r'<span class="w-sr-only">([^<]*)<', page)]
    assert "是" in said
    assert "True" not in said
