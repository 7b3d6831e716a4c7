"""Asking a WSGI application as a server would: what a reader gets, and what Django is asked."""

import io
from dataclasses import dataclass, field

from core.delivery.verdict import PLACE


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def said(self):
        return self.headers.get("x-cache")


def ask(app, path="/", method="GET", query="", host="testserver", **headers):
    """Headers by their WSGI names: ``HTTP_COOKIE="lang=en"``."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **headers,
    }
    environ = {name: value for name, value in environ.items() if value is not None}
    said = []
    answer = app(environ, lambda status, headers, *exc_info: said.append((status, headers)))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    [(status, given)] = said
    return Answer(int(status[:3]), {name.lower(): text for name, text in given}, body)


@dataclass
class Pages:
    """Instead of Django: answers what it is told to, and remembers what it was asked."""

    body: bytes = b"<p>page</p>" * 100
    status: str = "200 OK"
    headers: list = field(default_factory=lambda: [("Content-Type", "text/html; charset=utf-8")])
    storable: bool = True
    local: bool = False
    member_id: int = 1
    known_host: bool = True
    error: Exception | None = None
    asked: list = field(default_factory=list)

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        self.before_answering()
        if self.error is not None:
            raise self.error
        if verdict := environ.get(PLACE):
            verdict.storable = self.storable and self.status.startswith("200")
            verdict.local, verdict.member_id = self.local, self.member_id
            verdict.known_host = self.known_host
        start_response(self.status, list(self.headers))
        return [self.body]

    def before_answering(self):
        """For a test to put something in between."""
