"""deploy/env.example filled in, and commands in an environment of nothing else."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
#: An ordinary user, who may read all that root may (the interpreter can lie in root's home) and
#: writes nowhere but in what is his own.
NOBODY = 65534
ORDINARY = [
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
]  # fmt: skip


@pytest.fixture
def own():
    """A folder that belongs to the ordinary user."""
    with tempfile.TemporaryDirectory(prefix="yiwang-deploy-") as name:
        if os.geteuid() == 0:
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


@pytest.fixture
def environment(own):
    """The example, filled in for this machine."""
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    given["SECRET_KEY"] = "kJ8x-" + "aB3dE6gH9jK2mN5pQ7rS0tU4vW1xY" * 2
    for name in ("MEDIA_ROOT", "STATIC_ROOT", "BACKUP_DIR"):
        given[name] = str(own / name.lower())
    return given


@pytest.fixture
def manage(environment):
    """``manage(*arguments, tree=…, ordinary=…)``: a command of ``manage.py`` in it."""

    def run(*arguments, tree=ROOT, ordinary=False):
        prefix = ORDINARY if ordinary and os.geteuid() == 0 else []
        return subprocess.run(
            [*prefix, sys.executable, str(tree / "manage.py"), *arguments],
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def release(tmp_path):
    """A copy of this tree in which nobody but root may write, and nothing has run yet."""
    tree = tmp_path / "release"
    tree.mkdir()
    for name in ("core", "plugins", "themes", "sites", "deploy"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tree)
    tree.chmod(0o555)
    yield tree
    tree.chmod(0o755)
