"""Requests that no browser sends: no error of ours, and nothing of them is kept for others."""

import re
import socket

import pytest

from tests.core.delivery.readers import make_sites
from tests.core.delivery.server import Reader, serving

PATHS = [
    "//", "///lanzhou/", "/lanzhou//ygzw/", "/lanzhou/../admin/", "/./lanzhou/", "/%2e%2e/",
    "/lanzhou/ygzw/tzgg/own/%00", "/\x00", "/\xff\xfe/", "/\xc0\xaf", "/lanzhou/\xe5\x85\xb0/",
    "/lanzhou;/", "/lanzhou\\ygzw\\", "/" + "a/" * 300, "/" + "x" * 5000, "/lanzhou/ygzw/?", "*",
    "/lanzhou/~root/", "/.env", "/.git/config", "/wp-login.php", "/LANZHOU/", "/lanzhou/YGZW/",
    "/lanzhou/ygzw/tzgg/own", "http://evil.example/", "/@evil.example/", "/lanzhou/ ", "/\r\nX: y/",
    "/lanzhou/qlqd/../../", "/yuzhong/ygzw/qlqd/999999999999999999999999/", "/lanzhou/.",
    "/lanzhou/..",
]  # fmt: skip
QUERIES = [
    "page=" + "9" * 4000, "page=-1", "page=%00", "page=²", "q=%ff%fe", "q=%E4%B8", "&&&&", "=",
    "=x",
    "page=1&page=2", "%70age=2", "page[]=1", "as_of=0000-00-00", "as_of=2020-02-30", "version=1e9",
    "q=" + "%F0%9F%90%B4" * 20, "sort=x;drop", "division=6201&own=", "after=---", "from=a&to=b",
    "format=../../etc/passwd", "next=//evil.example", "x" * 9000, "q=\x00", "q=<script>", "as_of=²",
]  # fmt: skip
HOSTS = [
    "", " ", "evil.example", "localhost:8000@evil.example", "evil.example/localhost:8000", "[::1]",
    "localhost:99999", "localhost:x", "LOCALHOST:8000", "a" * 300, "\xff.example",
    "localhost:8000\r\n",
    "localhost:8000, evil.example", "..", "%00",
]  # fmt: skip
HEADERS = [
    {"HTTP_COOKIE": "lang=" + "x" * 9000},
    {"HTTP_COOKIE": ";" * 4000},
    {"HTTP_COOKIE": "lang=\xff; type=\x00; sessionid"},
    {"HTTP_COOKIE": "csrftoken=<script>"},
    {"HTTP_IF_NONE_MATCH": '"' * 5000},
    {"HTTP_ACCEPT_ENCODING": "gzip;q=" + "9" * 500},
    {"HTTP_ACCEPT_ENCODING": ",;,;=,"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 9000},
    {"HTTP_X_FORWARDED_FOR": "\x00, 1"},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_PROTO": "javascript"},
    {"HTTP_RANGE": "bytes=-1"},
    {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"},
    {"HTTP_CONTENT_LENGTH": "-1"},
    {"CONTENT_LENGTH": "x"},
]


def answers(readers, hosts_allowed):
    """Every malformed request once; what it said."""
    for path in PATHS:
        yield path, readers._ask(readers.cache, "/", {"PATH_INFO": path})
    for base in ("/lanzhou/ygzw/tzgg/", "/lanzhou/ygzw/qlqd/", "/lanzhou/places/", "/law-library/"):
        for query in QUERIES:
            yield (
                f"{base}?{query[:60]}",
                readers._ask(readers.cache, base, {"QUERY_STRING": query}),
            )
    for host in HOSTS:
        yield host, readers._ask(readers.cache, "/lanzhou/", {"HTTP_HOST": host})
    for given in HEADERS:
        yield given, readers._ask(readers.cache, "/lanzhou/", given)


@pytest.mark.parametrize("hosts", [["*"], ["localhost"]], ids=["any host", "its own host"])
def test_nothing_malformed_is_an_error_of_ours_or_changes_what_others_are_shown(
    readers, sites, settings, hosts
):
    settings.ALLOWED_HOSTS = hosts
    paths = ("/lanzhou/", "/lanzhou/ygzw/tzgg/", "/lanzhou/ygzw/qlqd/")
    before = {path: readers.fresh(path).body for path in paths}
    found = [
        (what, answer.status) for what, answer in answers(readers, hosts) if answer.status >= 500
    ]
    assert found == []
    for path in paths:
        answer = readers.get(path)
        assert answer.body == before[path]
        assert b"evil.example" not in answer.body
    kept = [*readers.cache.store.plain._kept, *readers.cache.store.minor._kept]
    assert not [key for key in kept if hosts == ["localhost"] and "localhost" not in key[1]]
    assert all(host_is_known(key) for key in readers.cache.store.plain._kept)


def host_is_known(key):
    return key[1] == "localhost:8000"


#: What stands on the wire and comes to no application as it was sent.
WIRE = [
    b"GET /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nHost: evil.example\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.0\r\n\r\n",
    b"GET http://evil.example/lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nX-Forwarded-Host: evil.example\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nForwarded: host=evil.example\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\nHost : localhost:8000\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\n folded: x\r\n\r\n",
    b"GET /lanzhou/ HTTP/9.9\r\nHost: localhost:8000\r\n\r\n",
    b"GET  /lanzhou/  HTTP/1.1\r\nHost: localhost:8000\r\n\r\n",
    b"GET /lanzhou/\x00 HTTP/1.1\r\nHost: localhost:8000\r\n\r\n",
    b"GET /lanzhou/?q=\xff\xfe HTTP/1.1\r\nHost: localhost:8000\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nCookie: \xff\xfe=\x01\r\n\r\n",
    b"GET /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    b"G\xffT /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\n\r\n",
    b"FROB /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\n\r\n",
    b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
    b"POST /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nContent-Length: -1\r\n\r\n",
    b"POST /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nContent-Length: 3\r\n"
    b"Content-Length: 4\r\n\r\nabcd",
    b"POST /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /lanzhou/ HTTP/1.1\r\nHost: localhost:8000\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Length: 4\r\n\r\n0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\r\n\r\n\r\n",
]


def said(port, request):
    """All that the server says to some bytes before it closes, or has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
        found = b""
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65536):
                found += piece
        except OSError:  # it has hung up, or waits for more: both are answers
            pass
    return found


@pytest.mark.django_db(transaction=True)
def test_no_bytes_on_the_wire_are_an_error_of_ours_or_change_what_others_are_shown(tmp_path):
    make_sites()
    with serving(tmp_path, workers=1) as port:
        before = Reader(port).get("/lanzhou/").text
        found = {request[:90]: said(port, request) for request in WIRE}
        after = Reader(port).get("/lanzhou/")
    broken = {
        request: answer[:200]
        for request, answer in found.items()
        if re.search(rb"HTTP/1\.[01] 5\d\d", answer) or b"//evil.example" in answer
    }
    assert broken == {}
    assert (after.status, after.headers["X-Cache"], after.text) == (200, "HIT", before)
