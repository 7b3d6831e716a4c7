"""Whoever reads the log reads words, not names of functions."""

import re

from core.audit.labels import LABELS, label_of
from tests.architecture.sources import ROOT

NAME = re.compile(r'(?:action\(|_kept\()\s*"([a-z_]+\.[a-z_]+)"')


def test_every_action_of_core_that_is_named_in_its_source_has_a_label():
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "core").rglob("actions.py"))
    names = {name for text in sources for name in NAME.findall(text)}
    assert len(names) > 10
    assert names <= set(LABELS)


def test_wagtails_own_actions_have_wagtails_labels():
    assert label_of("wagtail.publish") != "wagtail.publish"


def test_every_action_of_a_plugin_here_is_labelled_by_its_plugin():
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "plugins").glob("*/actions.py"))
    names = {name for text in sources for name in NAME.findall(text)}
    assert "law_library.load" in names
    assert [name for name in sorted(names) if label_of(name) == name] == []


def test_a_name_that_nobody_labelled_is_shown_as_it_is():
    assert label_of("nobody.knows") == "nobody.knows"
