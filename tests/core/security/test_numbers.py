"""What is no number is told so, and breaks no view."""

import re
from itertools import chain

import pytest
from django import forms
from django.urls import URLPattern, get_resolver
from django_filters import FilterSet

from core.api import enqueue, start_draft
from core.plugins.actions import enable
from core.plugins.gate import is_enabled
from core.plugins.registry import requires_deep
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import registers
from core.security.numbers import read_number
from core.testing import (
    SYSTEM,
    make_member,
    make_organisation,
    make_province,
    make_user,
    make_version,
    sign_in,
)
from tests.architecture.sources import ROOT, python_files

JUNK = ["²", "abc", "١", " 1", "+1", "-1", "1.5", "9" * 30, "9" * 5000, "\x00", ""]
#: Each breaks a view in a way of its own: Python takes it for no number, or a database refuses it.
FOR_VIEWS = [
    *(pytest.param(text, marks=pytest.mark.sqlite_only) for text in ("²", "9" * 5000, "")),
    *("-1", "9" * 30, "\x00"),
]
OURS = ("core.", "plugins.")
_READ = re.compile(r"""\b(?:GET|POST)\.(?:get|getlist)\("(\w+)\"""")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1), ("１２", 12)]
    + [(text, None) for text in JUNK if text != "١"],
)
def test_a_number_is_decimal_digits_and_not_too_many(text, number):
    assert read_number(text) == number
    assert read_number("123", digits=2) is None


def parameters():
    """The names that our code reads, and those of all our forms and filters."""
    found = set()
    for path in python_files(ROOT):
        found.update(_READ.findall(path.read_text(encoding="utf-8")))
    for kind in chain(_below(forms.BaseForm), _below(FilterSet)):
        if kind.__module__.startswith(OURS):
            found.update(getattr(kind, "base_fields", {}) or getattr(kind, "base_filters", {}))
    return sorted(found)


def _below(kind):
    for other in kind.__subclasses__():
        yield other
        yield from _below(other)


def _patterns(patterns, above=""):
    for pattern in patterns:
        place = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield place, pattern.callback
        else:
            yield from _patterns(pattern.url_patterns, place)


def our_views():
    """The addresses of our own views in the admin, with what stands for their objects."""
    for place, view in _patterns(get_resolver().url_patterns):
        named = getattr(view, "view_class", None)
        modules = (view.__module__, getattr(named, "__module__", ""))
        if place.startswith("admin/") and any(m.startswith(OURS) for m in modules):
            yield f"/{place}"


@pytest.fixture
def objects(db):
    """What the addresses name: ``{begin of the address: pk}``, and the slugs."""
    load_dictionaries(actor=SYSTEM)
    site = make_member("lanzhou", make_province())
    user = make_user("root", is_superuser=True, is_staff=True)
    found = {
        "/admin/people/": user.pk,
        "/admin/organisations/": make_organisation().pk,
        "/admin/jobs/": enqueue("dummy_plugin:greet", member=site, payload={"name": "x"}).pk,
    }
    for register in registers():
        for slug in (*requires_deep(register.plugin), register.plugin):
            if not is_enabled(slug, site):
                enable(slug, site, actor=SYSTEM)
        version = make_version(register, member=site)
        draft = start_draft(register, version, actor=SYSTEM)
        base = f"/admin/registers/{register.slug}/"
        found |= {
            f"{base}entry/": version.entry_id,
            f"{base}version/": version.pk,
            f"{base}drafts/": draft.pk,
        }
    return found, user


def _filled(place, found):
    pk = next((found[begin] for begin in sorted(found, reverse=True) if place.startswith(begin)), 1)
    place = place.replace("<slug:plugin>", "power_list")
    place = re.sub(r"<slug:\w+>", "lanzhou", place)
    return re.sub(r"<int:\w+>", str(pk), place)


@pytest.mark.parametrize("junk", FOR_VIEWS)
def test_no_admin_view_of_ours_breaks_on_what_is_no_number(objects, client, junk):
    found, user = objects
    given = dict.fromkeys(parameters(), junk)
    client.raise_request_exception = False
    broken = []
    for place in sorted(our_views()):
        for method in ("get", "post"):
            sign_in(client, user)  # some of them sign people out
            answer = getattr(client, method)(_filled(place, found), given)
            if answer.status_code >= 500:
                broken.append(f"{method} {place}: {answer.status_code} {answer.exc_info}")
    assert broken == []


def test_the_views_and_the_parameters_are_found():
    assert {"/admin/plugins/", "/admin/people/<int:pk>/change/"} <= set(our_views())
    assert {"site", "id", "p", "page", "from", "below", "role"} <= set(parameters())
