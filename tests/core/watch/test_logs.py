"""Log lines: JSON with the request's id, and no personal data whatever comes in."""

import io
import json
import logging

import pytest
from django.test import Client

from core.testing import make_member, make_province, make_user, sign_in
from core.watch.logs import Plain, RequestIdFilter

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """What the root's handler writes meanwhile, as production has it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Plain())
    handler.addFilter(RequestIdFilter())
    root, axes = logging.getLogger(), logging.getLogger("axes")
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    axes.setLevel(logging.ERROR)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def access(lines):
    return [line for line in lines() if line["logger"] == "yiwang.access"]


def test_a_request_is_one_line(lines):
    make_member("lanzhou", make_province())
    Client().get("/lanzhou/?q=secret", headers={"x-request-id": "abcdef0123456789"})
    (line,) = access(lines)
    assert line.pop("ms") >= 0
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "logger": "yiwang.access",
        "message": "request",
        "request_id": "abcdef0123456789",
        "method": "GET",
        "path": "/lanzhou/",
        "status": 200,
        "member": "lanzhou",
    }


CORPUS = ["张三丰", "620102198001011234", "13893112345", "zhang.san@example.com", "203.0.113.77"]


def test_nothing_of_a_person_stands_in_any_line(lines, settings):
    """Names, numbers and addresses in queries, forms, headers, cookies, and in what breaks."""
    make_province()
    client = Client(REMOTE_ADDR="203.0.113.77", raise_request_exception=False)
    for text in CORPUS:
        client.get("/", {"q": text}, headers={"referer": f"http://x/?q={text}", "user-agent": text})
        client.post("/admin/login/", {"username": text, "password": text})
        client.cookies["type"] = "large"
        client.get("/no-such-page/", {"name": text})
        sign_in(client, make_user(text))
        client.get("/admin/")
        client.logout()
    written = json.dumps(lines(), ensure_ascii=False)
    assert access(lines)
    assert [text for text in CORPUS if text in written] == []


def test_an_exception_is_told_without_what_it_says(lines):
    try:
        raise ValueError("Key (username)=(张三丰) already exists")
    except ValueError:
        logging.getLogger("yiwang.test").exception("It broke")
    (line,) = lines()
    assert line["exc_info"].startswith("ValueError < ")
    assert "test_logs.py" in line["exc_info"]
    assert "张三丰" not in json.dumps(line, ensure_ascii=False)


def test_addresses_are_written_where_somebody_decided_so(lines, settings):
    settings.LOG_ADDRESSES = True
    make_province()
    Client(REMOTE_ADDR="203.0.113.77").get("/")
    assert access(lines)[0]["address"] == "203.0.113.77"
