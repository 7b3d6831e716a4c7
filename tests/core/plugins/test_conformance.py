"""The conformance suite catches a broken promise: a suite that nothing fails proves nothing."""

from inspect import isfunction
from pathlib import Path

import pytest

from core.contract import ROOMS, PluginConfig
from core.plugins import registry
from core.plugins.actions import enable
from core.plugins.conformance import PluginConformance, contents_of, page_types, rows_of, texts_of
from core.testing import SYSTEM
from tests.core.plugins.conftest import pretend
from tests.dummy_plugin.models import DummyPage, DummyRow

DUMMY = "dummy_plugin"


@pytest.fixture
def suite():
    """The promises, to be asked of one plugin."""
    made = PluginConformance()
    made.plugin = DUMMY
    return made


@pytest.fixture
def folder(tmp_path):
    """A pretended plugin with a folder of its own."""
    app = pretend("poll")
    app.path = str(tmp_path)
    return app


def test_every_text_is_found_in_code_rooms_and_templates(tmp_path):
    for name, text in {
        "views.py": 'x = _("One")\ny = gettext_lazy("Two")\nz = _(name)\nw = other("No")\n',
        "exchange/form.py": 'x = gettext("Three")\n',
        "migrations/0001_initial.py": 'x = _("Old")\n',
        "templates/poll/x.html": "{% translate \"Four\" %}{% trans 'Five' %}{{ name }}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert texts_of(tmp_path) == {"One", "Two", "Three", "Four", "Five"}


def test_a_plugin_that_says_something_and_translates_nothing_fails(suite, folder):
    suite.test_its_texts_are_translated_and_compiled(folder)
    Path(folder.path, "views.py").write_text('x = _("One")\n', encoding="utf-8")
    with pytest.raises(AssertionError, match="1 texts, and no locale"):
        suite.test_its_texts_are_translated_and_compiled(folder)


def test_a_plugin_whose_translation_is_not_compiled_fails(suite, folder):
    locale = Path(folder.path, "locale", "zh_Hans", "LC_MESSAGES")
    locale.mkdir(parents=True)
    Path(folder.path, "views.py").write_text('x = _("One")\n', encoding="utf-8")
    (locale / "django.po").write_text('msgid "One"\nmsgstr ""\n', encoding="utf-8")
    with pytest.raises(AssertionError):
        suite.test_its_texts_are_translated_and_compiled(folder)
    (locale / "django.po").write_text('msgid "One"\nmsgstr "一"\n', encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        suite.test_its_texts_are_translated_and_compiled(folder)


@pytest.mark.parametrize(
    "text", ["", "# poll\n\n## Purpose\n", "## Quality\n\n## Doors\n\n## Data\n\n## Purpose\n"]
)
def test_a_readme_without_its_sections_in_their_order_fails(suite, folder, text):
    with pytest.raises(AssertionError):
        suite.test_its_readme_has_the_sections_that_a_newcomer_looks_for(folder)
    Path(folder.path, "README.md").write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError):
        suite.test_its_readme_has_the_sections_that_a_newcomer_looks_for(folder)


def test_a_door_to_other_plugins_that_says_nothing_fails(suite):
    app = pretend("poll", rooms={"api": {"__doc__": None}})
    with pytest.raises(AssertionError, match="docstring"):
        suite.test_the_door_to_other_plugins_says_what_it_is(app)
    app = pretend("poll", rooms={"api": {"__doc__": "Says."}})
    with pytest.raises(AssertionError, match="__all__"):
        suite.test_the_door_to_other_plugins_says_what_it_is(app)


def test_a_door_that_stays_open_where_the_plugin_is_off_is_named(suite, lanzhou, left_open):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    found = suite._open_doors(registry.get(DUMMY), lanzhou, _Answers(200))
    assert "urls" in found and "creation of DummyPage" in found
    assert {"page dummy", "preview of dummy", "listing of dummy", "page inner"} <= set(found)
    assert "admin" in found and any(each.startswith("signal ") for each in found)


class _Answers:
    """A client to whom every address answers alike."""

    def __init__(self, status):
        self.status_code = status

    def get(self, _address):
        return self


@pytest.fixture
def left_open(monkeypatch):
    """Jobs and the API refuse as they must, so that the other doors can be looked at."""
    from django.http import Http404

    from core.plugins import conformance
    from core.plugins.gate import Refused

    def refuse(*args):
        raise Refused("off")

    def missing(*args):
        raise Http404

    monkeypatch.setattr(conformance, "run_job", refuse)
    monkeypatch.setattr(conformance, "member_named", missing)


def test_what_a_plugin_holds_is_counted_and_compared(lanzhou):
    enable(DUMMY, lanzhou, actor=SYSTEM)
    app = registry.get(DUMMY)
    assert DummyPage in page_types(app) and DummyRow not in page_types(app)
    assert rows_of(app)[DummyPage._meta.label] == 2
    assert rows_of(app)[DummyRow._meta.label] == 0
    assert len(contents_of(app)[DummyPage._meta.label]) == 2


def test_required_settings_without_a_default_are_filled(suite):
    app = pretend(
        "poll",
        default_settings={"a": "", "b": None, "c": "given"},
        required_settings=("a", "b", "c"),
    )
    assert suite.filled(app) == {"a": "x", "b": "x"}


#: Rooms that core does not read yet.
TO_COME = {"exchange"}


def test_the_dummy_uses_every_room_and_every_hook():
    app = registry.plugins()[DUMMY]
    rooms = {path.stem for path in Path(app.path).glob("*.py")}
    assert ROOMS - rooms == TO_COME
    hooks = {
        name
        for name, found in vars(PluginConfig).items()
        if isfunction(found) and not name.startswith("_") and name not in {"room", "read_room"}
    }
    assert hooks and hooks <= set(vars(type(app)))
