"""core/wagtail_words: all that the admin's screens say is said in Chinese, and once."""

from functools import cache
from pathlib import Path

import pytest
import wagtail
import wagtail_modeladmin
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from core.people.rights import Reach
from core.plugins import catalogue
from core.testing import make_province, make_user, sign_in

ROOT = Path(__file__).resolve().parents[3]
WORDS = ROOT / "core" / "wagtail_words" / "locale"
WAGTAIL, MODELADMIN = Path(wagtail.__file__).parent, Path(wagtail_modeladmin.__file__).parent
PARTS = ("admin", "", "images", "documents", "users", "snippets", "search", "contrib/redirects")
#: About Wagtail's own news, whose panel is switched off.
NEVER_SHOWN = ("Don't worry, we've got your back.",)


def read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found = catalogue.read(path.read_text(encoding="utf-8"))
    return {original: text for original, text in found.items() if original}


def kept(domain: str, language: str = "zh_Hans") -> dict[str, str]:
    return read(WORDS / language / "LC_MESSAGES" / f"{domain}.po")


@cache
def theirs(domain: str) -> dict[str, set[str]]:
    """What Wagtail and modeladmin say: original -> their Chinese, "" where it is missing."""
    found: dict[str, set[str]] = {}
    for folder in (*(WAGTAIL / part for part in PARTS), MODELADMIN):
        chinese = read(folder / "locale" / "zh_Hans" / "LC_MESSAGES" / f"{domain}.po")
        for original in read(folder / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"):
            found.setdefault(original, set()).add(chinese.get(original, ""))
    return found


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_nothing_that_wagtail_says_is_left_in_english(domain: str) -> None:
    ours = set(kept(domain))
    if domain == "django":
        ours |= set(read(ROOT / "core" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    left = [
        original
        for original, texts in theirs(domain).items()
        if "" in texts and original not in ours and not original.startswith(NEVER_SHOWN)
    ]
    assert left == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_nothing_is_kept_that_wagtail_says_so_itself(domain: str) -> None:
    said = theirs(domain)
    assert [o for o, text in kept(domain).items() if said.get(o) == {text}] == []


def test_nothing_is_kept_for_a_text_that_is_gone() -> None:
    """What is in none of Wagtail's catalogues is Django's: its admin's filters, lengths of time."""
    strange = [o for o in kept("django") if o not in theirs("django")]
    assert len(strange) == 18
    assert [o for o in kept("djangojs") if o not in theirs("djangojs")] == []


def test_what_is_said_on_the_screens_is_chinese() -> None:
    with override("zh-hans"):
        assert gettext("Pages") == "页面"
        assert gettext("Live") == "已发布"
        assert gettext("By %(filter_title)s ") == "按%(filter_title)s"
        assert ngettext("%(num)d month", "%(num)d months", 6) == "%(num)d个月"
    with override("en"):
        assert gettext("Go to Wagtail admin") == "Go to the admin"


@pytest.mark.django_db
def test_the_editors_own_script_speaks_chinese_too(client: Client) -> None:
    make_province()
    sign_in(client, make_user("office", "provincial_office", Reach.GROUP))
    script = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    assert "插入内容块".encode("unicode_escape").decode() in script or "插入内容块" in script
