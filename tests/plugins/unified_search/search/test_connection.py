"""How Elasticsearch is reached by the settings: plugins/unified_search/search/cluster.py.

What answers here is no Elasticsearch: a server that speaks TLS, says that it is one, and keeps what
it was sent.
"""

import shutil
import ssl
import subprocess
import threading
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from elastic_transport import ConnectionError as Unreachable
from elastic_transport import TlsError

from plugins.unified_search.search import cluster
from plugins.unified_search.search.breaker import Away, breaker
from tests.services.plugin import unavailable
from tests.services.postgresql import free_port


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.sent.append(self.headers.get("Authorization"))
        body = b'{"version": {"number": "8.19.0"}, "tagline": "You Know, for Search"}'
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing."""


@pytest.fixture
def authority(tmp_path):
    """A certificate for this machine, which is its own authority."""
    if not shutil.which("openssl"):
        unavailable("openssl is missing")
    made = tmp_path / "ca.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
         tmp_path / "key.pem", "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


@pytest.fixture
def server(authority):
    """One that answers by TLS; ``sent`` are the credentials it was shown."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, authority.with_name("key.pem"))
    served.socket = context.wrap_socket(served.socket, server_side=True)
    served.sent = []
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield served
    served.shutdown()
    thread.join()
    served.server_close()
    cluster._client.cache_clear()


@pytest.fixture
def reach(settings, server, authority):
    """``reach(urls, …)`` asks it under some settings."""

    def ask(*before, **given):
        urls = [*before, f"https://localhost:{server.server_port}"]
        said = {"urls": urls, "authority": str(authority), **given}
        settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, **said}
        cluster._client.cache_clear()
        return cluster.client().info()["tagline"]

    return ask


def test_the_authority_of_the_settings_is_trusted_and_no_other(reach):
    assert reach() == "You Know, for Search"
    with pytest.raises(TlsError):
        reach(authority="")


def test_a_key_goes_before_a_user_and_his_password(reach, server):
    reach(user="search", password="geheim:1")
    reach(user="search", password="geheim:1", api_key="a2V5")
    reach(user="", api_key="")
    secret = b64encode(b"search:geheim:1").decode()
    assert server.sent == [f"Basic {secret}", "ApiKey a2V5", None]


def test_where_one_node_is_gone_another_answers(reach):
    gone = f"https://localhost:{free_port()}"
    assert [reach(gone) for _time in range(4)] == ["You Know, for Search"] * 4


def test_where_all_are_gone_the_database_is_to_answer(settings):
    url = f"http://127.0.0.1:{free_port()}"
    settings.ELASTICSEARCH = {**settings.ELASTICSEARCH, "urls": [url]}
    with pytest.raises(Away), breaker.guard():
        cluster.client().info()
    assert not breaker.lets_pass()
    breaker.close()
    with pytest.raises(Unreachable):
        cluster.client().info()
