"""Commands by hand, as docs/operations.md gives them: the tree is root's, the user another."""

import os
import shutil
import subprocess

import pytest
from django.db import connection

from tests.deploy.conftest import ROOT
from tests.services.plugin import unavailable

PLACE = "/run/yiwang"


@pytest.fixture(autouse=True)
def _can_be_tried():
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        unavailable("setpriv is missing")


def test_the_checks_need_no_place_to_write_in_the_tree(manage, release):
    done = manage("check", tree=release, ordinary=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert not (release / "var").exists()


@pytest.mark.postgresql_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [(("watch", "alarms"), 1, "upkeep.backup"), (("sitegroup", "list", "--json"), 0, "[]")],
)
def test_commands_that_look_run_in_a_tree_of_roots(
    manage, release, environment, arguments, status, words
):
    known = connection.settings_dict
    environment["DATABASE_URL"] = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(
        **known
    )
    done = manage(*arguments, tree=release, ordinary=True)
    assert done.returncode == status, done.stderr
    assert words in done.stdout
    assert "Traceback" not in done.stderr
    assert not (release / "var").exists()


def test_commands_and_services_meet_in_the_place_that_is_made_at_boot(manage):
    """The settings' own defaults lie in it, and no unit says otherwise."""
    code = "from django.conf import settings as s; print(s.DELIVERY_DIR, s.METRICS_DIR)"
    said = manage("shell", "--no-imports", "--command", code).stdout.split()
    assert said == [f"{PLACE}/delivery", f"{PLACE}/metrics"]
    made = (ROOT / "deploy" / "tmpfiles.d" / "yiwang.conf").read_text(encoding="utf-8")
    assert f"\nd {PLACE} 0755 yiwang yiwang -\n" in made
    for unit in (ROOT / "deploy" / "systemd").glob("*.service"):
        text = unit.read_text(encoding="utf-8")
        assert "RuntimeDirectory=yiwang\n" in text
        assert "_DIR=" not in text


def test_systemd_makes_the_place(tmp_path):
    if not shutil.which("systemd-tmpfiles"):
        unavailable("systemd-tmpfiles is missing")
    (tmp_path / "etc").mkdir()
    ids = os.getuid(), os.getgid()
    (tmp_path / "etc" / "passwd").write_text("yiwang:x:{}:{}::/:/bin/sh\n".format(*ids))
    (tmp_path / "etc" / "group").write_text(f"yiwang:x:{ids[1]}:\n")
    made = ROOT / "deploy" / "tmpfiles.d" / "yiwang.conf"
    done = subprocess.run(
        ["systemd-tmpfiles", f"--root={tmp_path}", "--create", str(made)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "run" / "yiwang").stat().st_mode & 0o777 == 0o755
