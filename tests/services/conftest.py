"""A pytest inside a test, to see what the plugin does from the beginning of a run to its end."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from signal import SIG_DFL, SIGINT, signal

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ("-p", "tests.services.plugin", "-p", "no:django", "-p", "no:cacheprovider")

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def nested_pytest(tmp_path: Path) -> Callable[[str], Start]:
    """Return a function that takes a small suite, and returns one that starts a pytest with our
    plugin alone on it: ``start(*options, **environment)``. It inherits no service of this run."""

    def keep(suite: str) -> Start:
        path = tmp_path / "test_suite.py"
        path.write_text(suite)
        command = (sys.executable, "-m", "pytest", "-s", "-rA", "-c", os.devnull, *PLUGINS)
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("YIWANG_", "CI"))}

        def start(*options: str, **env: str) -> subprocess.Popen[str]:
            return subprocess.Popen(
                [*command, *options, f"--rootdir={tmp_path}", path],
                cwd=ROOT,
                env=inherited | env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                # A run in the background, as under nohup, hands down that it ignores SIGINT.
                preexec_fn=partial(signal, SIGINT, SIG_DFL),
            )

        return start

    return keep


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that a server's own user may enter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
