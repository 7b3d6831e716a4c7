"""HEAD, entity tags, "unchanged", compression."""

import gzip

import pytest

from core.delivery.responses import VARY, Stored, accepts_gzip, matches
from tests.core.delivery.wsgi import ask

BODY = "<p>一网</p>".encode() * 200
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", "default-src 'self'"),
    ("Cache-Control", "max-age=600"),
    ("Vary", "Cookie"),
    ("ETag", '"theirs"'),
    ("Content-Length", "1"),
]


def stored(body=BODY, headers=HEADERS):
    return Stored(body, headers, shared=1, slot=1, value=1, expires=1.0)


@pytest.fixture
def app():
    page = stored()
    return lambda environ, start: page.answer(environ, start, "HIT")


def test_a_page_says_how_it_may_be_kept_and_keeps_the_rest_of_its_headers(app):
    answer = ask(app)
    assert answer.body == BODY
    assert answer.headers == {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'self'",
        "content-length": str(len(BODY)),
        "cache-control": "no-cache",
        "vary": VARY,
        "etag": answer.headers["etag"],
        "x-cache": "HIT",
    }


def test_compressed_it_is_the_same_page_with_another_tag(app):
    plain, zipped = ask(app), ask(app, HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    assert gzip.decompress(zipped.body) == BODY
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["content-length"] == str(len(zipped.body))
    assert zipped.headers["etag"] != plain.headers["etag"]


def test_a_head_has_the_headers_and_no_body(app):
    head = ask(app, method="HEAD", HTTP_ACCEPT_ENCODING="gzip")
    assert head.body == b""
    assert head.headers == ask(app, HTTP_ACCEPT_ENCODING="gzip").headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', 'W/"other",W/{}', "*", " * "])
def test_whoever_has_the_page_is_told_that_it_is_unchanged(app, encoding, method, form):
    etag = ask(app, HTTP_ACCEPT_ENCODING=encoding).headers["etag"]
    answer = ask(
        app, method=method, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=form.format(etag)
    )
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {
        "etag": etag, "cache-control": "no-cache", "vary": VARY, "x-cache": "HIT",
    }  # fmt: skip


@pytest.mark.parametrize("sought", ['"other"', "", "other", '"', "," * 3000, 'W/"x"'])
def test_whoever_has_another_gets_the_page(app, sought):
    assert ask(app, HTTP_IF_NONE_MATCH=sought).status == 200


def test_the_tag_of_one_encoding_is_not_that_of_the_other(app):
    etag = ask(app).headers["etag"]
    assert ask(app, HTTP_IF_NONE_MATCH=etag, HTTP_ACCEPT_ENCODING="gzip").status == 200
    assert not matches('"ab"', '"abc"')


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("br", False),
        ("", False),
        ("identity", False),
        ("gzip;q=high", False),
        ("x-gzip", False),
    ],
)
def test_compression_is_used_where_it_is_asked_for(header, allowed):
    assert accepts_gzip(header) is allowed


@pytest.mark.parametrize(
    ("body", "kind"), [(b"x" * 100, "text/html"), (BODY, "application/zip"), (BODY, "image/png")]
)
def test_what_gains_nothing_is_not_compressed(body, kind):
    page = stored(body, [("Content-Type", kind)])
    assert page.zipped is page.plain
