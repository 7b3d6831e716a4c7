"""core/upkeep/upgrading.py: one at a time, refused where the data is not sound."""

import io
import subprocess
import sys

import pytest
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

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


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
