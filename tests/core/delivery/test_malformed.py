"""Requests that no browser sends: no error of ours, and nothing of them is kept for others."""

import pytest

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
