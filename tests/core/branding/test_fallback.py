"""A theme that breaks while a page is made costs nobody the page, and its administrator knows."""

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.template.loader import render_to_string

from core.branding import checks, fallback, themes
from core.branding.fallback import in_base
from tests.core.branding.test_themes import put, shelf, wear

__all__ = ["shelf"]


@pytest.fixture(autouse=True)
def _forgotten():
    caches["shared"].clear()
    yield
    caches["shared"].clear()


#: What compiles and fails when it is rendered, and the error that is told.
FAILURES = [
    ("{% url 'nowhere' %}", "NoReverseMatch"),
    ("{% include 'nowhere.html' %}", "TemplateDoesNotExist"),
    ("{% extends 'nowhere.html' %}", "TemplateDoesNotExist"),
]


@pytest.fixture
def failure():
    return FAILURES[0][0]


@pytest.fixture
def failing(shelf, group, failure):
    """Lanzhou's theme: each of these pages fails when it is rendered."""
    pages = ("accessibility", "places", "errors/404", "errors/bare")
    (shelf / "failing" / "templates" / "errors").mkdir(parents=True)
    for name in pages:
        (shelf / "failing" / "templates" / f"{name}.html").write_text(failure)
    (shelf / "failing" / "theme.toml").write_text('name = "failing"')
    wear(group.lanzhou, "failing")
    return group


@pytest.mark.parametrize("failure", [source for source, _error in FAILURES])
@pytest.mark.parametrize("page", ["accessibility/", "places/"])
def test_the_page_is_shown_in_base_and_not_kept(failing, client, page):
    assert checks.theme_problems() == []
    response = client.get(f"/lanzhou/{page}")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    text = response.content.decode()
    assert "兰州市" in text and "theme/failing/" not in text


@pytest.mark.parametrize(("failure", "error"), FAILURES)
def test_the_administrator_is_told_where_it_fails(failing, client, error):
    client.get("/lanzhou/accessibility/")
    (problem,) = checks.theme_problems()
    assert problem.member == failing.lanzhou
    assert "accessibility.html:1" in problem.sentence and error in problem.sentence


def test_an_errors_own_page_is_shown_too(failing, client):
    response = client.get("/lanzhou/nowhere/")
    assert response.status_code == 404 and "没有" in response.content.decode()


def broken_template():
    return HttpResponse(render_to_string("accessibility.html"))


def no_template():
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("failed", "again"), [(no_template, HttpResponse), (broken_template, no_template)]
)
def test_what_fails_outside_templates_or_in_base_too_is_no_themes_fault(failing, failed, again):
    with themes.wearing("failing"):
        try:
            failed()
        except Exception as error:
            assert in_base(again, error) is None
        else:
            raise AssertionError
    assert fallback.failure("failing") == ""


def test_a_theme_that_was_mended_is_forgotten(failing, client, shelf):
    client.get("/lanzhou/accessibility/")
    caches["shared"].clear()  # as after an hour
    assert checks.theme_problems() == []


def test_whole_pages_of_a_theme_are_no_failure(shelf, group, client):
    put(shelf, "own", 'name = "own"', accessibility="only ours")
    wear(group.lanzhou, "own")
    assert client.get("/lanzhou/accessibility/").content.decode() == "only ours"
    assert fallback.failure("own") == ""
