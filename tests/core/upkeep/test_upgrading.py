"""core/upkeep/upgrading.py: one at a time, refused where the data is not sound."""

import io
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from core.actions import boundary
from core.actions.boundary import exempt
from core.audit.models import AuditLine, AuditSeal
from core.audit.sealing import seal_all
from core.delivery import generations
from core.plugins.actions import enable
from core.plugins.models import ExecutedStep
from core.testing import SYSTEM, make_province
from core.upkeep import upgrading

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def outdated():
    """A site where a plugin's step has not run."""
    province = make_province()
    enable("dummy_plugin", province, actor=SYSTEM)
    with exempt("factory"):
        ExecutedStep.objects.all().delete()
    generations.raise_("plugins")
    seal_all()
    return province


def told(*options):
    call_command("upgrade", *options, stdout=(out := io.StringIO()))
    return out.getvalue()


def test_the_plan_says_what_is_to_be_done_and_does_nothing(outdated):
    assert "plugin     dummy_plugin at gansu" in told("--plan")
    assert ExecutedStep.objects.count() == 0


@pytest.fixture
def migration_missing(monkeypatch):
    """One that the tables of before it do not need."""
    missing = [(SimpleNamespace(app_label="pages", name="0999_later"), False)]
    monkeypatch.setattr(upgrading.MigrationExecutor, "migration_plan", lambda *args: missing)


def test_the_plan_names_steps_also_where_migrations_are_missing(outdated, migration_missing):
    said = told("--plan")
    assert "migration  pages.0999_later" in said
    assert "plugin     dummy_plugin at gansu: " in said


def test_the_plan_says_so_where_the_tables_cannot_tell_the_steps(outdated, migration_missing):
    table, aside = ExecutedStep._meta.db_table, "steps_of_another_release"
    with exempt("factory"), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {aside}")
    try:
        said = told("--plan")
    finally:
        with exempt("factory"), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {aside} RENAME TO {table}")
    assert "migration  pages.0999_later" in said
    assert "plugin     steps are known once the migrations are in" in said


def test_an_upgrade_is_refused_by_a_plugins_failing_check_before_anything_is_written(
    outdated, migration_missing, monkeypatch
):
    monkeypatch.setattr(apps.get_app_config("dummy_plugin"), "contract", 99)
    monkeypatch.setattr(upgrading, "call_command", lambda *args, **kwargs: pytest.fail("migrated"))
    lines, generation = AuditLine.objects.count(), generations.current("sitegroup")
    assert "refused    dummy_plugin: is written for contract 99" in told("--plan")
    with pytest.raises(CommandError, match="The upgrade is refused: dummy_plugin: is written for"):
        call_command("upgrade")
    assert ExecutedStep.objects.count() == 0
    assert AuditLine.objects.count() == lines
    assert generations.current("sitegroup") == generation


def test_an_upgrade_runs_the_steps_of_every_site_and_is_a_line_of_the_audit_log(outdated):
    before = generations.current("sitegroup")
    assert "plugin     dummy_plugin at gansu" in told()
    assert ExecutedStep.objects.count() > 0
    assert AuditLine.objects.filter(name="upkeep.upgrade").count() == 1
    assert generations.current("sitegroup") != before
    assert "nothing to do" in told()


def test_an_upgrade_is_refused_where_the_audit_log_was_changed(outdated, monkeypatch):
    monkeypatch.setattr(boundary, "judge", lambda write, connection: None)
    AuditSeal.objects.filter(number=1).delete()
    with pytest.raises(CommandError, match="The upgrade is refused"):
        call_command("upgrade")
    assert ExecutedStep.objects.count() == 0


def test_two_upgrades_do_not_run_at_once(outdated, tmp_path, settings):
    """The other one is a process of its own; when it is killed, its lock is gone."""
    settings.DELIVERY_DIR = tmp_path
    code = (
        "import sys, django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.db import connection\n"
        f"settings.DELIVERY_DIR = {str(tmp_path)!r}\n"
        f"connection.settings_dict['NAME'] = {str(connection.settings_dict['NAME'])!r}\n"
        "from core.upkeep.upgrading import alone\n"
        "with alone():\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(CommandError, match="Another upgrade is running"):
            call_command("upgrade")
    finally:
        other.kill()
        other.communicate()
    for _attempt in range(50):
        try:
            with upgrading.alone():
                return
        except upgrading.Trouble:
            continue
    pytest.fail("the lock of a killed process stayed")
