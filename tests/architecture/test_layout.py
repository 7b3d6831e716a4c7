"""Law 3 and the house style: a file's name is its registration, and files stay readable."""

import pytest

from tests.architecture import layout
from tests.architecture.sources import ROOT, plant


def test_a_plugin_holds_rooms_and_nothing_else():
    assert not list(layout.strangers(ROOT))


def test_no_file_is_named_after_nothing():
    assert not list(layout.nameless(ROOT, "core", "plugins", "tests", "deploy"))


def test_no_module_is_empty():
    assert not list(layout.empty(ROOT, "core", "plugins", "tests", "deploy"))


def test_files_and_functions_stay_short():
    assert not list(layout.too_long(ROOT))


def test_tests_mirror_the_tree():
    assert not list(layout.untested(ROOT))


def test_every_command_is_called_by_a_test():
    assert not list(layout.untried(ROOT))


DECIDING_ONCE = "def f(x):\n    if x:\n        return 1\n"
DECIDING = DECIDING_ONCE * 5


@pytest.mark.parametrize(
    ("law", "files"),
    [
        (layout.strangers, {"plugins/law/services.py": "x = 1\n"}),
        (layout.strangers, {"plugins/law/deep/models.py": "x = 1\n"}),
        (layout.strangers, {"plugins/law/actions/repeal.py": "x = 1\n"}),
        (layout.strangers, {"plugins/law/views/admin/list.py": "x = 1\n"}),
        (layout.strangers, {"plugins/law/management/commands/law.py": "x = 1\n"}),
        (layout.strangers, {"plugins/law/templates/other/page.html": ""}),
        (layout.nameless, {"core/pages/utils.py": "x = 1\n"}),
        (layout.nameless, {"plugins/law/helpers.py": "x = 1\n"}),
        (layout.empty, {"core/pages/forms.py": ""}),
        (layout.empty, {"core/pages/forms.py": '"""Later."""\n'}),
        (layout.too_long, {"core/pages/long.py": "x = 1\n" * 351}),
        (layout.too_long, {"core/pages/f.py": "def f():\n" + "    x = 1\n" * 50}),
        (layout.untested, {"core/pages/f.py": DECIDING}),
        (layout.untested, {"plugins/law/actions.py": DECIDING}),
        (layout.untried, {"core/pages/management/commands/publish.py": "x = 1\n"}),
        (layout.untested, {"plugins/law/apps.py": "", "plugins/law/api.py": DECIDING_ONCE}),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, law, files):
    assert list(law(plant(tmp_path, files)))


FINE = {
    "core/pages/__init__.py": "",
    "core/pages/apps.py": "x = 1\n",
    "core/pages/f.py": DECIDING,
    "core/pages/g.py": DECIDING,
    "core/pages/deep/h.py": DECIDING,
    "core/pages/once.py": DECIDING_ONCE,
    "core/pages/plain.py": "X = 1\n",
    "tests/core/pages/test_f.py": "def test_it():\n    pass\n",
    "tests/core/pages/test_other.py": "from core.pages.g import g\n",
    "tests/core/pages/test_more.py": '"""What core/pages/deep/h.py decides."""\nx = 1\n',
    "plugins/law/models.py": "x = 1\n",
    "plugins/law/exchange/__init__.py": "x = 1\n",
    "plugins/law/exchange/numerals.py": "x = 1\n",
    "plugins/law/migrations/0001_initial.py": "x = 1\n",
    "plugins/law/templates/law/page.html": "",
    "plugins/law/mappings/form.toml": "",
}


@pytest.mark.parametrize(
    "law", [layout.strangers, layout.nameless, layout.empty, layout.too_long, layout.untested]
)
def test_a_tree_that_keeps_the_laws_passes(tmp_path, law):
    assert not list(law(plant(tmp_path, FINE)))


def test_a_name_that_only_begins_the_same_is_no_test_of_a_module(tmp_path):
    files = {
        "core/pages/f.py": FINE["core/pages/f.py"],
        "tests/core/pages/test_other.py": "from core.pages.forms import F\n",
    }
    assert list(layout.untested(plant(tmp_path, files)))
