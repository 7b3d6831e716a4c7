"""What tells one page from another, and what has no key at all."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core.delivery.keys import JUNK, Keys


def read(keys=None, path="/lanzhou/news/", query="", host="testserver", method="GET", **more):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "wsgi.url_scheme": "http",
        **more,
    }
    keys = keys or Keys()
    asked = keys.read(environ)
    return asked and (asked.key, keys.for_django(environ, asked))


def key(**given):
    found = read(**given)
    return found and found[0]


PLAIN = key()


@pytest.mark.parametrize(
    "given",
    [
        {"query": "utm_source=x&utm_medium=y"},
        {"query": "&".join(f"{name}=1" for name in sorted(JUNK)[:12])},
        {"query": "from=singlemessage&isappinstalled=0"},
        {"query": "spm=a.b.c&"},
        {"host": "TestServer"},
        {"method": "HEAD"},
        {"HTTP_COOKIE": "_ga=GA1.2; Hm_lvt_1=2; csrftoken=abc"},
        {"HTTP_COOKIE": "type=huge; contrast=low; lang=xx; lang=zh-hans"},
        {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_USER_AGENT": "x", "HTTP_X_REQUESTED_WITH": "y"},
        {"HTTP_IF_NONE_MATCH": '"x"', "HTTP_RANGE": "bytes=0-1", "HTTP_COOKIE": "=;;=x; ="},
        {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_X_ORIGINAL_URL": "/admin/"},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "0"},
    ],
)
def test_what_says_nothing_of_the_page_makes_no_other_key_and_is_not_shown_to_django(given):
    found, environ = read(**given)
    assert found == PLAIN
    headers = {name for name in environ if name.startswith("HTTP_")} - {"HTTP_HOST"}
    assert headers <= {"HTTP_COOKIE"}
    assert environ.get("HTTP_COOKIE", "csrftoken=abc") == "csrftoken=abc"
    assert (environ["QUERY_STRING"], environ["REQUEST_METHOD"]) == ("", "GET")


def test_what_tells_pages_apart_makes_another_key():
    others = [
        {"path": "/lanzhou/news"},
        {"path": "/lanzhou/News/"},
        {"host": "other.example"},
        {"host": "testserver:8000"},
        {"query": "page=2"},
        {"query": "page="},
        {"query": "q=page%3D2"},
        {"wsgi.url_scheme": "https"},
        *({"HTTP_COOKIE": one} for one in ("lang=en", "type=large", "contrast=high")),
        {"HTTP_COOKIE": "lang=en; type=large; contrast=high"},
    ]
    keys = [PLAIN, *(key(**given) for given in others)]
    assert None not in keys
    assert len(set(keys)) == len(keys)


def test_the_order_of_parameters_and_cookies_makes_no_difference():
    assert key(query="q=a&page=2&spm=1") == key(query="page=2&utm_x=3&q=a")
    assert key(HTTP_COOKIE="lang=en; type=large") == key(HTTP_COOKIE="type=large;x=1;lang=en")


@pytest.mark.parametrize(
    "given",
    [
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "lang=en; sessionid=; type=large"},
        {"HTTP_COOKIE": "messages=x"},
        {"CONTENT_LENGTH": "5"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"SCRIPT_NAME": "/x"},
        {"query": "unknown=1"},
        {"query": "page=1&page=2"},
        {"query": "q=" + "x" * 121},
        {"query": "&".join("x" for _ in range(400))},
        {"query": "q=%ff%fe"},
        {"query": "q=%00"},
        {"query": "q=a%0d%0aSet-Cookie:x"},
        {"host": ""},
        {"host": "a b"},
        {"host": "test/../server"},
        *({"path": path} for path in (
            "", "x", "//", "/a//b/", "/%61/", "/a\x00b/", "/\xe5\x85\xb0/", "/a b/", "/a;b/",
            "/a\\b/",
            "/admin", "/admin/", "/api/v1/x", "/documents/1/a.pdf", "/static/x.css", "/media/x.png",
            "/healthz", "/readyz", "/metrics", "/_util/login/", "/" + "a" * 500, "/a?b", "/a\n",
            "http://testserver/a/", "*",
        )),
    ],
)  # fmt: skip
def test_what_is_no_plain_question_for_a_public_page_has_no_key(given):
    assert read(**given) is None


def test_a_host_that_django_refuses_has_no_key(settings):
    settings.ALLOWED_HOSTS = ["gansu.example", ".lanzhou.example"]
    for host in ("gansu.example", "GANSU.example:8443", "news.lanzhou.example"):
        assert read(host=host) is not None
    for host in ("evil.example", "gansu.example.evil.example", "gansu.example@evil", "[::1"):
        assert read(host=host) is None


def test_no_page_is_kept_by_a_host_that_another_header_names(settings):
    settings.USE_X_FORWARDED_HOST = True
    assert read() is None


def test_the_proxys_word_on_the_scheme_counts_and_reaches_django(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    (secure, *_), environ = read(HTTP_X_FORWARDED_PROTO="https, http")
    assert secure
    assert environ["HTTP_X_FORWARDED_PROTO"] == "https, http"
    assert read(HTTP_X_FORWARDED_PROTO="http", **{"wsgi.url_scheme": "https"})[0] == PLAIN


def test_a_plugin_adds_its_parameters_and_the_cookies_of_persons():
    keys = Keys(["timestamp"], ["citizen"])
    assert read(keys, query="timestamp=1")[0] != PLAIN
    assert read(keys, HTTP_COOKIE="citizen=1") is None
    assert read(keys, HTTP_COOKIE="citizens=1")[0] == PLAIN


def test_every_plugin_names_them_as_plain_words():
    from core.plugins import registry

    for app in registry.plugins().values():
        assert all(name.isidentifier() for name in app.query_parameters), app.label
        assert isinstance(app.personal_cookies, tuple)


@given(st.text(alphabet="abpqge=&%+;/?#[]2 \x00é", max_size=60))
def test_django_reads_from_any_query_what_the_key_holds(query):
    """Two requests with one key are one request to Django, whatever was written."""
    found = read(query=query)
    if found is None:
        return
    shown, given = QueryDict(found[1]["QUERY_STRING"]), QueryDict(query)
    assert {name: given.getlist(name) for name in shown} == dict(shown.lists())
    assert read(query=found[1]["QUERY_STRING"])[0] == found[0]


@given(st.text(max_size=80), st.sampled_from(["GET", "HEAD"]))
def test_any_cookie_header_either_passes_by_or_says_nothing_but_the_display(cookie, method):
    found = read(HTTP_COOKIE=cookie, method=method)
    if found is not None:
        shown = found[1].get("HTTP_COOKIE", "")
        assert {part.partition("=")[0] for part in shown.split("; ")} <= {
            "", "lang", "type", "contrast", "csrftoken",
        }  # fmt: skip
