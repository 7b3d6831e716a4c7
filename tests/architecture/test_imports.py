"""Laws 1 and 2: arrows point one way, through doors."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.contracts import declared_requires, inside
from tests.architecture.sources import ROOT, plant

APPS = "from core.contract import PluginConfig\nclass Law(PluginConfig):\n    requires = {}\n"
FINE = {
    "core/__init__.py": "",
    "core/contract.py": "class PluginConfig: pass\n",
    "core/api.py": "from core.people import thing\n",
    "core/people.py": "thing = 1\n",
    "core/testing.py": "from core.people import thing\n",
    "plugins/__init__.py": "",
    "plugins/law/__init__.py": "",
    "plugins/law/apps.py": APPS.format("()"),
    "plugins/law/api.py": "from core.api import thing\n",
    "plugins/law/models.py": "from plugins.law import api\n",
    "plugins/law/testing.py": "from core.testing import thing\n",
    "plugins/law_list/__init__.py": "",
    "plugins/law_list/apps.py": APPS.format("('law',)"),
    "plugins/law_list/models.py": "from plugins.law.api import thing\n",
    "plugins/law_list/testing.py": "from plugins.law.testing import thing\n",
}
BROKEN = {
    "core imports a plugin": {"core/people.py": "from plugins.law.api import thing\n"},
    "core imports a plugin inside a function": {
        "core/people.py": "def f():\n    import plugins.law.models\n"
    },
    "a plugin goes by a window": {"plugins/law/models.py": "from core.people import thing\n"},
    "a plugin imports core itself": {"plugins/law/models.py": "import core\n"},
    "a plugin tests itself in production": {
        "plugins/law/models.py": "from core.testing import thing\n"
    },
    "a plugin meets another by a window": {
        "plugins/law_list/models.py": "from plugins.law.models import api\n"
    },
    "a plugin meets one that it does not declare": {"plugins/law_list/apps.py": APPS.format("()")},
    "a plugin meets one whose name its own begins with": {
        "plugins/law/models.py": "from plugins.law_list.models import thing\n"
    },
    "a plugin takes another's factories into production": {
        "plugins/law_list/models.py": "from plugins.law.testing import thing\n"
    },
}


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the project's own contracts on another tree."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in ("contracts.py", "sources.py"):
        target = root / "tests" / "architecture" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "tests" / "architecture" / name, target)
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint_imports, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_tree_that_keeps_the_laws_passes(tmp_path):
    done = lint(plant(tmp_path, FINE))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_arrow_is_caught(tmp_path, case):
    done = lint(plant(tmp_path, FINE | BROKEN[case]))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


def test_the_contracts_know_no_exceptions():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    ["requires = ('law',)", "requires: ClassVar[tuple[str, ...]] = ('law',)", "requires = ['law']"],
)
def test_what_a_plugin_requires_is_read_without_importing_it(tmp_path, line):
    plant(tmp_path, {"apps.py": f"import nowhere\nclass A:\n    {line}\n"})
    assert declared_requires(tmp_path) == {"law"}


def test_a_name_that_begins_like_another_is_another():
    assert inside("plugins.law.api", "plugins.law")
    assert not inside("plugins.law_list.api", "plugins.law")


def test_themes_and_sites_hold_no_python():
    assert not [path for house in ("themes", "sites") for path in (ROOT / house).rglob("*.py")]
