"""What Django lets the cache keep: every public page, and nothing that is about a person."""

import re
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from core.actions.boundary import exempt
from core.delivery import verdict
from core.delivery.verdict import PLACE, Verdict, depends_on_own_site, fill, spans_sites
from tests.core.delivery.readers import addresses, admin


def test_every_kind_of_public_page_is_kept_and_is_what_django_says(readers, sites):
    not_kept = []
    for path in addresses(sites):
        first, again, fresh = readers.get(path), readers.get(path), readers.fresh(path)
        if (first.status, first.said, again.said) != (200, "MISS", "HIT"):
            not_kept.append((path, first.status, first.said, again.said))
        assert first.body == again.body == fresh.body, path
    assert not_kept == []


def test_every_parameter_that_a_page_links_to_is_known_to_the_key(readers, sites):
    """An unknown one would send its readers past the cache for ever."""
    unknown = set()
    for path in addresses(sites):
        page = readers.get(path).body.decode(errors="ignore")
        for target in re.findall(r'(?:href|action)="([^"]*)"', page):
            there = urlsplit(urljoin(f"http://localhost:8000{path}", unescape(target)))
            if there.netloc != "localhost:8000" or "/display" in there.path:
                continue
            unknown |= {name for name, _ in parse_qsl(there.query)} - readers.cache._keys.parameters
        unknown |= set(re.findall(r'<(?:input|select)[^>]* name="([^"]*)"', page)) - (
            readers.cache._keys.parameters
        )
    assert unknown == set()


# --- never ----------------------------------------------------------------------------------------


def kept(readers):
    return len(readers.cache.store)


def test_the_page_of_a_signed_in_person_is_neither_kept_nor_answered_from_the_cache(readers, sites):
    session = admin(sites).cookies["sessionid"].value
    for path in ("/yuzhong/", "/admin/", "/yuzhong/law-library/"):
        assert readers.get(path, HTTP_COOKIE=f"sessionid={session}").said == "BYPASS"
    assert kept(readers) == 0
    readers.get("/yuzhong/")
    assert readers.get("/yuzhong/", HTTP_COOKIE=f"sessionid={session}").said == "BYPASS"


@pytest.mark.parametrize(
    "path",
    [
        "/admin/", "/admin/login/", "/admin/pages/", "/api/v1/openapi.json", "/healthz",
        "/yuzhong/nothing/", "/yuzhong/display/", "/yuzhong", "/yuzhong/ygzw/tzgg/own",
        "/yuzhong/zxts/xx/", "/documents/1/form.pdf", "/static/theme/base/css/yiwang.css",
        "/lanzhou/admin/", "/dummy-plugin/", "/yuzhong/?unknown=1", "/yuzhong/display/?type=large",
    ],
)  # fmt: skip
def test_what_is_no_page_is_not_kept(readers, sites, path):
    for _again in range(2):
        assert readers.get(path).said == "BYPASS"
    assert kept(readers) == 0


def test_a_restricted_page_is_never_kept_whatever_it_answers(readers, sites):
    """Wagtail's page that asks for the password answers 200."""
    for kind in ("password", "login", "groups"):
        path = "/yuzhong/ygzw/tzgg/own/"
        assert readers.get(path).said in {"MISS", "HIT"}
        with exempt("factory"):
            restriction = PageViewRestriction.objects.create(
                page=sites.columns["yuzhong"], restriction_type=kind, password="x"
            )
        readers.cache.store.drop(readers.cache._keys.read(_environ(path)).key)
        for _again in range(2):
            answer = readers.get(path)
            assert answer.said == "BYPASS"
            assert "yuzhong的通知" not in answer.body.decode()
        with exempt("factory"):
            restriction.delete()


def _environ(path):
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_HOST": "localhost:8000",
        "wsgi.url_scheme": "http",
    }


def test_a_draft_and_a_preview_are_not_kept(readers, sites):
    page = sites.articles["yuzhong"]
    client = admin(sites)
    session = client.cookies["sessionid"].value
    for path in (f"/admin/pages/{page.pk}/view_draft/", f"/admin/pages/{page.pk}/edit/preview/"):
        assert readers.get(path, HTTP_COOKIE=f"sessionid={session}").said == "BYPASS"
    assert kept(readers) == 0


def judged(change=None, request=None, **attributes):
    """Whether an answer to a plain request would be kept."""
    request = request or RequestFactory().get("/")
    request.member = type("Member", (), {"pk": 3})()
    for name, value in attributes.items():
        setattr(request, name, value)
    response = HttpResponse("x")
    if change is not None:
        response = change(request, response) or response
    return verdict.may_be_kept(request, response)


class Session:
    accessed = modified = False


def test_a_plain_answer_may_be_kept():
    assert judged(session=Session())
    assert judged(lambda _request, response: response.headers.__setitem__("Vary", "Cookie"))


def _with_header(name, value):
    return lambda _request, response: response.headers.__setitem__(name, value)


@pytest.mark.parametrize(
    "change",
    [
        lambda _request, response: response.set_cookie("a", "b"),
        lambda request, _response: get_token(request) and None,
        lambda _request, _response: HttpResponse(status=404),
        lambda _request, _response: HttpResponse(status=206),
        lambda _request, _response: StreamingHttpResponse(["x"]),
        lambda request, _response: setattr(request, "is_preview", True),
        lambda request, _response: setattr(request, "_csp_nonce", "abc"),
        _with_header("Cache-Control", "private"),
        _with_header("Cache-Control", "max-age=0, No-Store"),
        _with_header("Vary", "Accept-Language"),
        _with_header("Vary", "*"),
        _with_header("Content-Security-Policy", "script-src 'nonce-abc'"),
    ],
)
def test_whatever_speaks_against_it_is_heard(change):
    assert not judged(change)


@pytest.mark.parametrize("mark", ["accessed", "modified"])
def test_whoever_looked_into_the_session_made_a_page_of_a_person(mark):
    session = Session()
    setattr(session, mark, True)
    assert not judged(session=session)


def test_an_answer_to_a_post_is_not_kept():
    assert not judged(request=RequestFactory().post("/"))


def test_a_piece_that_spans_sites_is_stronger_than_a_page_that_does_not():
    for said in ([depends_on_own_site, spans_sites], [spans_sites, depends_on_own_site]):
        request = RequestFactory().get("/", HTTP_HOST="localhost")
        request.member = type("Member", (), {"pk": 3})()
        found = request.environ[PLACE] = Verdict()
        for say in said:
            say(request)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(verdict, "_is_known", lambda request: True)
            fill(request, HttpResponse())
        assert (found.storable, found.local, found.member_id) == (True, False, 3)


def test_a_request_that_no_cache_has_seen_is_left_alone():
    fill(RequestFactory().get("/"), HttpResponse())
