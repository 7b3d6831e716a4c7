"""Law 5: one write, one place."""

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from core.actions.boundary import exempt
from core.actions.models import Record
from core.actions.tables import Road, places, road_of
from tests.architecture import writes
from tests.architecture.sources import ROOT, plant


def test_actions_are_opened_in_actions_py_alone():
    assert not list(writes.opened_elsewhere(ROOT))


def test_every_public_function_of_an_actions_py_opens_an_action_with_a_right():
    assert not list(writes.unguarded(ROOT))


def test_exemptions_are_for_migrations_and_factories():
    assert not list(writes.exempted(ROOT))


def test_nothing_passes_by_the_boundary():
    assert not list(writes.banned(ROOT))


WITH = "from core.actions.boundary import action\n"
GOOD = WITH + (
    "def appoint(actor):\n"
    "    with action('people.appoint', actor=actor, right=Right.X):\n        pass\n"
)


@pytest.mark.parametrize(
    ("law", "files"),
    [
        (writes.opened_elsewhere, {"core/people/views.py": WITH}),
        (writes.opened_elsewhere, {"plugins/law/views.py": "from core.api import action\n"}),
        (writes.opened_elsewhere, {"plugins/law/views.py": "from core.api import action as a\n"}),
        (
            writes.opened_elsewhere,
            {"core/x/jobs.py": "from core.actions import boundary\nboundary.action('a.b')\n"},
        ),
        (
            writes.opened_elsewhere,
            {"core/x/jobs.py": "import core.actions.boundary as b\nb.action('a.b')\n"},
        ),
        (
            writes.opened_elsewhere,
            {"core/x/jobs.py": "import core.actions.boundary\ncore.actions.boundary.action('a')\n"},
        ),
        (writes.opened_elsewhere, {"plugins/law/jobs.py": "import core.api as k\nk.action('a')\n"}),
        (
            writes.opened_elsewhere,
            {"plugins/law/jobs.py": "from core import api as k\ndef f():\n    k.action('a')\n"},
        ),
        (writes.opened_elsewhere, {"core/x/jobs.py": "from ..api import action\n"}),
        (writes.opened_elsewhere, {"core/x/jobs.py": "from core.api import *\n"}),
        (writes.opened_elsewhere, {"core/x/jobs.py": "from core.people.actions import action\n"}),
        (
            writes.opened_elsewhere,
            {"core/x/jobs.py": "from core import api\nk = api\nk.action('a')\n"},
        ),
        (
            writes.opened_elsewhere,
            {"core/x/jobs.py": "from core import api\ngetattr(api, 'action')('a')\n"},
        ),
        (
            writes.opened_elsewhere,
            {"core/x/jobs.py": "import_module('core.api').action('a')\n"},
        ),
        (writes.unguarded, {"core/x/actions.py": "def appoint(actor):\n    actor.save()\n"}),
        (writes.unguarded, {"core/x/actions.py": "async def appoint(actor):\n    actor.save()\n"}),
        (writes.unguarded, {"core/x/actions.py": "appoint = lambda actor: actor.save()\n"}),
        (
            writes.unguarded,
            {"core/x/actions.py": "class Post:\n    def end(self):\n        self.save()\n"},
        ),
        (
            writes.unguarded,
            {"core/x/actions.py": "class Post:\n    async def __call__(self):\n        f()\n"},
        ),
        (
            writes.unguarded,
            {
                "core/x/actions.py": "import core.api as k\n"
                "def appoint(actor):\n    with k.action('a', actor=actor):\n        pass\n"
            },
        ),
        (writes.unguarded, {"core/x/actions.py": GOOD.replace("right=Right.X", "right=None")}),
        (writes.unguarded, {"core/x/actions.py": GOOD.replace(", right=Right.X", "")}),
        (writes.exempted, {"core/x/views.py": "from core.actions.boundary import exempt\n"}),
        (writes.exempted, {"plugins/law/jobs.py": "from core.actions.boundary import _act\n"}),
        (writes.exempted, {"core/x/views.py": "from core.actions.boundary import named_view\n"}),
        (
            writes.exempted,
            {"core/x/views.py": "from core.actions import boundary\nboundary.exempt('x')\n"},
        ),
        (
            writes.exempted,
            {"core/x/views.py": "import core.actions.boundary as b\nb.exempt('x')\n"},
        ),
        (
            writes.exempted,
            {"core/x/views.py": "import core.actions.boundary as b\nb.named_view('x')\n"},
        ),
        (writes.exempted, {"core/x/views.py": "from core.actions import boundary as b\nb._act\n"}),
        (
            writes.exempted,
            {"core/x/views.py": "from core.actions import boundary as b\ngetattr(b, name)\n"},
        ),
        (writes.exempted, {"core/actions/views.py": "from . import boundary\nboundary._view\n"}),
        (writes.exempted, {"core/x/views.py": "from core.testing import exempt\n"}),
        (writes.exempted, {"core/x/views.py": "from core.actions.boundary import *\n"}),
        (writes.banned, {"core/x/views.py": "import sqlite3\n"}),
        (writes.banned, {"core/x/views.py": "def f(c):\n    c.executescript('x')\n"}),
        (writes.banned, {"plugins/law/views.py": "def f(c):\n    return eval(c)\n"}),
        (
            writes.banned,
            {"core/x/views.py": "def f(c):\n    c.connection.connection.execute('x')\n"},
        ),
        (writes.banned, {"core/x/views.py": "def f(s, c):\n    s.run(c, shell=True)\n"}),
    ],
)
def test_a_planted_violation_is_caught(tmp_path, law, files):
    assert list(law(plant(tmp_path, files)))


@pytest.mark.parametrize(
    "law", [writes.opened_elsewhere, writes.unguarded, writes.exempted, writes.banned]
)
def test_a_tree_that_keeps_the_laws_passes(tmp_path, law):
    files = {
        "core/x/actions.py": GOOD
        + "def dismiss(actor):\n    return _end(actor)\n\n"
        + "def _end(actor):\n    return appoint(actor)\n\n"
        + "async def later(actor):\n    return appoint(actor)\n\n"
        + "class Refusal(Exception):\n    def __init__(self):\n        self.reason = ''\n\n"
        + "class Post:\n    def end(self):\n        self.close()\n\n"
        + "    def close(self):\n        dismiss(self)\n",
        "core/y/actions.py": "from core.x import actions\n"
        "def both(actor):\n    actions.appoint(actor)\n",
        "core/x/views.py": "from core.x.actions import appoint\nengine.exec('x')\n",
        "core/x/jobs.py": "from core.actions import boundary\nfrom core import api\n"
        "boundary.running()\napi.Right\nline.action\nself._act\n",
        "plugins/law/testing.py": "from core.actions.boundary import exempt\n",
    }
    assert not list(law(plant(tmp_path, files)))


#: SQLite keeps a full-text index in tables of its own.
SHADOW = re.compile(r"wagtailsearch_indexentry_fts\w*")


def undecided() -> list[str]:
    """Models without a road, and tables of the database that belong to no model."""
    without = [model._meta.label for model in apps.get_models(True) if road_of(model) is None]
    known = set(places())
    with connection.cursor() as cursor:
        tables = {name.lower() for name in connection.introspection.table_names(cursor)}
    return without + sorted(table for table in tables - known if not SHADOW.fullmatch(table))


@pytest.mark.django_db
def test_every_table_has_exactly_one_road():
    assert undecided() == []


@pytest.mark.django_db
def test_a_table_that_nobody_decided_about_is_caught():
    with exempt("planted"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE planted_table (id integer)")
    assert undecided() == ["planted_table"]


@isolate_apps("core.sitegroup")
def test_a_model_that_nobody_decided_about_is_caught():
    class Planted(models.Model):
        class Meta:
            app_label = "sitegroup"

    class Kept(Record):
        many = models.ManyToManyField(Planted)

        class Meta:
            app_label = "sitegroup"

    assert road_of(Planted) is None
    assert road_of(Kept) is Road.RECORD
    assert road_of(Kept.many.through) is Road.RECORD


def test_the_models_of_core_and_plugins_are_records_or_say_why_not():
    """What core or a plugin owns is machinery only where its class says so."""
    own = ("core.", "plugins.", "tests.dummy_plugin")
    for model in apps.get_models():
        if model.__module__.startswith(own) and road_of(model) is Road.MACHINERY:
            said = getattr(model, "road", None) is Road.MACHINERY
            assert said or model._meta.app_label == "delivery", model._meta.label


def test_the_log_is_append_only():
    assert {name for name, place in places().items() if place.append_only} == {
        "audit_auditline",
        "audit_auditseal",
    }
