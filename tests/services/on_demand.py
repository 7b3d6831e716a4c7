"""One Elasticsearch for a whole run of pytest, started when the first test asks for it.

It costs ten seconds and half a gigabyte, so it is one, and none where no test asks. The first
pytest process keeps a desk: a port on loopback, found by the environment, at which xdist's workers
and any pytest that a test starts ask for the server's address. The server ends with that process.
"""

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.services.elasticsearch import MISSING, START_SECONDS, Elasticsearch, call
from tests.services.plugin import unavailable
from tests.services.postgresql import ServiceError, clean_up_on_sigterm

#: The port at which the first pytest process answers.
DESK = "YIWANG_TEST_ELASTICSEARCH_DESK"


@dataclass(frozen=True)
class Server:
    """What a test is given: where the run's Elasticsearch answers."""

    url: str


class Desk:
    """Answers each caller with the server's address, or with the reason why there is none."""

    def __init__(self) -> None:
        self.server: Elasticsearch | None = None
        self.answer = ""
        self.closing = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        # The server ends with the thread that starts it, so that thread stays to the end.
        self.thread = threading.Thread(target=self._serve, name="elasticsearch", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """End the server, also one that is just starting."""
        self.closing = True
        if self.server:
            self.server.kill()
        with socket.create_connection(self.listener.getsockname()):
            self.thread.join()
        self.listener.close()

    def _serve(self) -> None:
        while not self.closing:
            caller, _ = self.listener.accept()
            with caller:
                if not self.closing:
                    self._reply(caller)
        if self.server:
            self.server.remove()

    def _reply(self, caller: socket.socket) -> None:
        if self.server is None:
            self.server = Elasticsearch()
            try:
                self.server.start()
                self.answer = self.server.url
            except ServiceError as error:
                self.answer = str(error)
        try:
            caller.sendall(self.answer.encode())
        except OSError:
            return  # whoever asked is gone


def ask() -> Server:
    """Return the run's server, which is started where it is not yet. Raises ServiceError."""
    address = ("127.0.0.1", int(os.environ[DESK]))
    try:
        with socket.create_connection(address, timeout=START_SECONDS + 30) as desk:
            answer = desk.makefile().read()
    except OSError as error:
        raise ServiceError(f"{MISSING}: the first pytest process does not answer") from error
    if not answer.startswith("http://"):
        raise ServiceError(answer or f"{MISSING}: the first pytest process is ending")
    return Server(answer)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Open the desk before xdist starts its workers."""
    if DESK in os.environ or session.config.option.collectonly:
        return
    clean_up_on_sigterm()
    desk = Desk()
    os.environ[DESK] = str(desk.port)
    session.config.add_cleanup(desk.close)


@pytest.fixture(scope="session")
def elasticsearch() -> Server:
    """The run's Elasticsearch, by its ``url``. Other tests use it at the same time: take
    ``index_prefix`` for the names of what you make there."""
    try:
        return ask()
    except ServiceError as error:
        unavailable(str(error))


@pytest.fixture
def index_prefix(elasticsearch: Server) -> Iterator[str]:
    """What the names of a test's indices begin with. They are deleted after it."""
    prefix = f"test-{secrets.token_hex(6)}-"
    yield prefix
    names = f"/_cat/indices/{prefix}*?h=index&expand_wildcards=all"
    status, body = call(elasticsearch.url, names)
    assert status == 200, body
    if found := body.decode().split():
        status, body = call(elasticsearch.url, f"/{','.join(found)}", "DELETE")
        assert status == 200, body
