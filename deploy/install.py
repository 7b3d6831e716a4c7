#!/usr/bin/env python3
"""Install one hash-pinned lock of ``requirements/`` into ``.venv``: ``install.py base|test|uv``.

pip, as this machine has it configured, installs uv; uv syncs the lock, which takes a tenth of
pip's time. Where uv cannot (a mirror or a proxy that only pip knows), pip does it.
A failure is told in one line; everything the installers said stands in ``.venv/install.log``.
"""

import ast
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOG = VENV / "install.log"
#: What pip is configured with, and the variable by which uv learns the same.
UV_VARIABLES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def run(*command: object, env: dict[str, str] | None = None) -> str | None:
    """Run a command, keep what it says in the log, and return its last error line if it failed."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env=env,
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        return str(error)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(done.stdout)
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or [f"exit status {done.returncode}"])[-1]


def make_environment() -> None:
    """Make ``.venv``, or make it anew where an interrupted or removed Python left a broken one."""
    if PYTHON.exists() and run(PYTHON, "-m", "pip", "--version") is None:
        return
    print("Making .venv", flush=True)
    venv.create(VENV, clear=True, with_pip=True)


def uv_environment() -> dict[str, str]:
    """Return the environment for uv, with pip's own configuration where uv has none."""
    found = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    # Sorted so that what is said later wins: global, then install, then the environment (:env:).
    rank = {"global": 0, "install": 1, ":env:": 2}
    settings = [line.partition("=") for line in found.splitlines()]
    env = {}
    for name, _, value in sorted(settings, key=lambda line: rank.get(line[0].split(".")[0], -1)):
        section, _, option = name.partition(".")
        if section in rank and option in UV_VARIABLES:
            env[UV_VARIABLES[option]] = " ".join(str(ast.literal_eval(value)).split())
    if "UV_FIND_LINKS" in env:
        env["UV_FIND_LINKS"] = env["UV_FIND_LINKS"].replace(" ", ",")
    return env | os.environ


def pip_install(lock: str) -> str | None:
    return run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)


def sync(lock: str) -> str | None:
    """Bring ``.venv`` to exactly what the lock says; return the last error if that failed."""
    if pip_install("requirements/uv.txt") is None:
        # Compiled once for all: where nobody may write bytecode, each start would compile anew.
        options = ("--quiet", "--require-hashes", "--compile-bytecode", "--python", PYTHON)
        if run(UV, "pip", "sync", *options, lock, env=uv_environment()) is None:
            return None
    print("uv could not install them; pip does, which takes longer", flush=True)
    return pip_install(lock)


def install(name: str) -> str | None:
    """Install the lock of this name and leave the stamp by which ``make`` knows it is done."""
    lock = f"requirements/{name}.txt"
    count = (ROOT / lock).read_text(encoding="utf-8").count("==")
    print(f"Installing {count} packages from {lock}", flush=True)
    for stamp in VENV.glob(".synced-*"):
        stamp.unlink()
    error = sync(lock)
    if error is None:
        # test.txt holds all of base.txt.
        for stamp in {"base", name}:
            (VENV / f".synced-{stamp}").touch()
    return error


def main(name: str) -> int:
    start = time.monotonic()
    try:
        make_environment()
        error = pip_install("requirements/uv.txt") if name == "uv" else install(name)
    except (OSError, subprocess.CalledProcessError) as problem:
        shutil.rmtree(VENV, ignore_errors=True)
        error = f"making .venv: {problem}"
    if error:
        print(f"Installing failed: {error} (more in .venv/install.log)", file=sys.stderr)
        return 1
    print(f"Installed in {time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
