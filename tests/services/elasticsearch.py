"""Elasticsearch of the tests' own: one node or a few, in temporary folders, on free ports.

The program is what ``deploy/elasticsearch/fetch.sh`` has fetched. It starts in two processes: a
launcher, which is our child, and the server, which is the launcher's and ends when that is gone.
"""

import contextlib
import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from tests.services.postgresql import ServiceError, end_with_parent, free_port, ordinary_user

#: A folder with the unpacked distribution, to use instead of the one that was fetched.
DISTRIBUTION = "YIWANG_TEST_ELASTICSEARCH"
DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "elasticsearch"
MISSING = "Elasticsearch is missing"
START_SECONDS = 120
STOP_SECONDS = 20
#: A run of minutes starts in two thirds of the time, and half the work, by the first compiler
#: alone. It answers more slowly later on: what is measured takes ``measured=True``.
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-AlwaysPreTouch"


def distribution() -> Path | None:
    """Return the folder with the unpacked distribution, or None where it was not fetched."""
    if DISTRIBUTION in os.environ:
        folder = Path(os.environ[DISTRIBUTION])
    else:
        asked = subprocess.run(
            [DEPLOY / "fetch.sh", "--where"], capture_output=True, text=True, check=False
        )
        folder = Path(asked.stdout.strip() or "/nonexistent")
    return folder if (folder / "bin" / "elasticsearch").exists() else None


def missing() -> str | None:
    """Tell in one line what is not here to start a server, or None."""
    if distribution() is None:
        return f"{MISSING}: deploy/elasticsearch/fetch.sh has not fetched it"
    if not os.environ.get("JAVA_HOME") and shutil.which("java") is None:
        return f"{MISSING}: no java found"
    return None


def call(url: str, path: str, method: str = "GET", timeout: float = 10) -> tuple[int, bytes]:
    """Ask a server without its client, and without a proxy. Raises OSError where none answers."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=timeout)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(f"{url} breaks off: {error!r}") from error
    finally:
        connection.close()


class Elasticsearch:
    """One node. It keeps its ports and its data when it is stopped or killed and started again."""

    def __init__(
        self,
        *,
        name: str = "node",
        heap: str = "512m",
        measured: bool = False,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.name = name
        self.port = free_port()
        self.transport_port = free_port()
        self.java_options = f"-Xms{heap} -Xmx{heap} {'' if measured else QUICK}".strip()
        self.settings = {"discovery.type": "single-node"} | (settings or {})
        #: By its own name no other server is taken for this one, and none joins it.
        self.cluster_name = f"yiwang-{secrets.token_hex(8)}"
        self.directory: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.waker: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The server's own process, or None where it does not run (or has just been started)."""
        if self.process is None or self.process.poll() is not None:
            return None
        with contextlib.suppress(OSError, ValueError):
            return int((self.directory / "pid").read_text())
        return None

    def start(self) -> None:
        """Serve until ``stop`` or ``kill``. Raises ServiceError with the reason."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start the server without waiting for it."""
        if reason := missing():
            raise ServiceError(reason)
        try:
            self._furnish()
            self._serve(distribution() / "bin" / "elasticsearch")
        except OSError as error:
            raise ServiceError(f"Elasticsearch does not start: {error}") from error

    def wait(self, nodes: int = 1) -> None:
        """Wait until it answers, has its data, and sees so many nodes."""
        deadline = time.monotonic() + START_SECONDS
        while not self._ready(nodes):
            if self.process.poll() is not None:
                raise ServiceError(f"Elasticsearch does not start: {self._reason()}")
            if time.monotonic() > deadline:
                raise ServiceError(f"Elasticsearch is not ready in {START_SECONDS} s")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it as an operator would. Safe to call at any time."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Let it hold still: connections stand, and nothing is answered until ``resume``."""
        # A server that holds still would outlive pytest. This one wakes it when pytest is gone.
        self.waker = subprocess.Popen(
            ["sh", "-c", f"read -r _; kill -CONT {self.pid}"],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        if self.waker:
            self.waker.communicate()
            self.waker = None

    def remove(self) -> None:
        """End it for good, and remove its folder."""
        self.kill()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _ready(self, nodes: int) -> bool:
        query = f"wait_for_status=yellow&wait_for_nodes=ge({nodes})&timeout=1s&master_timeout=1s"
        try:
            status, body = call(self.url, f"/_cluster/health?{query}")
        except OSError:
            return False
        return status == 200 and json.loads(body)["cluster_name"] == self.cluster_name

    def _furnish(self) -> None:
        """Make the folder, once, and take away what a killed server left."""
        if self.directory is None:
            self.directory = Path(tempfile.mkdtemp(prefix="yiwang-elasticsearch-"))
            shutil.copytree(DEPLOY / "config", self.directory / "config")
            (self.directory / "tmp").mkdir()
            if user := ordinary_user():
                for path in (self.directory, *self.directory.rglob("*")):
                    shutil.chown(path, user)
        (self.directory / "pid").unlink(missing_ok=True)

    def _serve(self, program: Path) -> None:
        options = self.settings | {
            "cluster.name": self.cluster_name,
            "node.name": self.name,
            "http.port": str(self.port),
            "transport.port": str(self.transport_port),
            "path.data": str(self.directory / "data"),
            "path.logs": str(self.directory / "logs"),
        }
        pairs = [part for name, value in options.items() for part in ("-E", f"{name}={value}")]
        user = ordinary_user()
        with (self.directory / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(program), "-p", str(self.directory / "pid"), *pairs],
                cwd=self.directory,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # Java keeps to it where whoever started pytest ignores SIGINT, so SIGKILL.
                preexec_fn=partial(end_with_parent, signal.SIGKILL),
                **({"user": user, "extra_groups": []} if user else {}),
            )

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "JAVA_HOME") if name in os.environ}
        return kept | {
            "HOME": str(self.directory),
            "ES_PATH_CONF": str(self.directory / "config"),
            "ES_TMPDIR": str(self.directory / "tmp"),
            "ES_JAVA_OPTS": self.java_options,
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",  # the launcher's, which has nothing to do
        }

    def _end(self, by: signal.Signals) -> None:
        """Signal the server, not the launcher, which waits for it and ends after it."""
        self.resume()
        if self.process is None or self.process.poll() is not None:
            return
        if server := self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(server, by)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _reason(self) -> str:
        """Return the line of the log that says why, or the last one."""
        lines = (self.directory / "log").read_text(errors="replace").splitlines()
        telling = [line for line in lines if "Exception: " in line or "ERROR: " in line]
        return next(iter(telling or lines[-1:]), "it gives no reason").strip()


class Cluster:
    """Some nodes that are one cluster: with three, any one of them may be killed."""

    def __init__(self, size: int = 3, heap: str = "384m") -> None:
        self.nodes = [Elasticsearch(name=f"node-{n}", heap=heap) for n in range(1, size + 1)]
        seeds = ",".join(f"127.0.0.1:{node.transport_port}" for node in self.nodes)
        names = ",".join(node.name for node in self.nodes)
        for node in self.nodes:
            node.cluster_name = self.nodes[0].cluster_name
            node.settings = {
                "discovery.seed_hosts": seeds,
                "cluster.initial_master_nodes": names,
            }

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    def start(self) -> None:
        """Start all, and wait until each sees the others."""
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait(len(self.nodes))

    def elected(self) -> Elasticsearch:
        """Return the node that the others have elected their master."""
        for node in filter(lambda node: node.pid, self.nodes):
            with contextlib.suppress(OSError):
                status, body = call(node.url, "/_cat/master?h=node&format=json")
                if status == 200:
                    name = json.loads(body)[0]["node"]
                    return next(node for node in self.nodes if node.name == name)
        raise ServiceError("Elasticsearch has no master elected")

    def remove(self) -> None:
        """End all for good, and remove their folders."""
        for node in self.nodes:
            node.remove()
