"""``manage.py demo`` on the invented province: set up once, kept whatever happens in between."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import OperationalError

from core.people.demo import ACCOUNTS
from core.people.models import User
from core.sitegroup.management.commands import demo
from core.sitegroup.models import Member
from tests.core.sitegroup.conftest import YUNZE
from tests.core.sitegroup.province import snapshot
from tests.services.postgresql import free_port

NAMES = {account.username for account in ACCOUNTS}


@pytest.fixture
def run(db, files, settings, tmp_path, monkeypatch):
    """``run()``: set the invented province up, in an empty folder; returns what was said."""
    monkeypatch.setattr(demo, "samples", lambda: [])  # the whole library of laws
    settings.VAR_DIR = tmp_path / "var"
    settings.DEMO_ACCOUNTS = tmp_path / "accounts.json"

    def command(**options):
        out = StringIO()
        given = {"directory": files, "no_serve": True, **options}
        call_command("demo", stdout=out, **given)
        return out.getvalue()

    return command


@pytest.fixture
def set_ups(monkeypatch):
    """The definitions that were applied, one for each set-up."""
    seen, load = [], demo.load_content

    def count(directory, **options):
        seen.append(directory)
        return load(directory, **options)

    monkeypatch.setattr(demo, "load_content", count)
    return seen


def passwords():
    told = json.loads(configured.DEMO_ACCOUNTS.read_text(encoding="utf-8"))
    return {account["username"]: account["password"] for account in told}


def all_sign_in():
    known = passwords()
    assert set(known) == NAMES
    return all(User.objects.get(username=name).check_password(word) for name, word in known.items())


def test_once_it_makes_the_province_and_tells_where_it_is_and_who_may_enter(run):
    said = run()
    assert Member.objects.count() == 6
    assert all_sign_in()
    assert configured.DEMO_ACCOUNTS.stat().st_mode & 0o777 == 0o600
    for name, password in passwords().items():
        assert f"{name}  {password}" in said


def test_it_shows_the_first_site_of_each_level_of_whatever_province_it_is(run):
    said = run(port=8123)
    assert [line.split() for line in said.splitlines() if "://" in line] == [
        ["http://localhost:8123/", "云泽政务服务网"],
        ["http://localhost:8123/chengjiang/", "云泽政务服务网·澄江市"],
        ["http://localhost:8123/dongdu/", "云泽政务服务网·东渡区"],
        ["http://localhost:8123/jyt/", "云泽政务服务网·省教育厅"],
        ["http://localhost:8123/admin/", "管理后台"],
    ]


def test_the_second_run_changes_nothing_and_tells_the_same_accounts(run, set_ups):
    run()
    before, known = snapshot(), passwords()
    said = run()
    assert len(set_ups) == 1
    assert (snapshot(), passwords()) == (before, known)
    assert all(password in said for password in known.values())


def test_a_changed_definition_is_applied_by_the_next_run(run, set_ups, edit):
    run()
    edit("members.csv", "东渡区", "东渡新城")
    run()
    assert len(set_ups) == 2
    assert Member.objects.get(slug="dongdu").short_name == "东渡新城"


@pytest.mark.parametrize("stamped", [True, False])
def test_lost_passwords_are_given_anew_and_told(run, stamped):
    run()
    before = passwords()
    configured.DEMO_ACCOUNTS.unlink()
    if not stamped:
        (configured.VAR_DIR / demo.STAMP).unlink()
    said = run()
    assert all_sign_in()
    assert not set(before.values()) & set(passwords().values())
    assert all(password in said for password in passwords().values())


@pytest.mark.parametrize("stamped", [True, False])
def test_the_password_of_one_new_account_comes_to_the_others(run, stamped):
    run()
    before = passwords()
    told = json.loads(configured.DEMO_ACCOUNTS.read_text(encoding="utf-8"))
    rest = [account for account in told if account["username"] != "shenji"]
    configured.DEMO_ACCOUNTS.write_text(json.dumps(rest), encoding="utf-8")
    if not stamped:
        (configured.VAR_DIR / demo.STAMP).unlink()
    run()
    assert all_sign_in()
    changed = {name for name, word in passwords().items() if word != before[name]}
    assert changed == {"shenji"}


def test_a_broken_file_of_accounts_is_written_anew(run):
    run()
    configured.DEMO_ACCOUNTS.write_text('[{"username": "she', encoding="utf-8")
    run()
    assert all_sign_in()


@pytest.mark.parametrize("step", ["load_content", "make_demo_accounts", "write_accounts"])
def test_what_was_interrupted_is_completed_by_the_next_run(run, monkeypatch, step):
    whole = getattr(demo, step)

    def interrupted(*given, **named):
        if step == "make_demo_accounts":
            whole(*given, **named)  # the accounts are there, and nobody knows their passwords
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(demo, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            run()
    run()
    assert Member.objects.exclude(site=None).count() == 5
    assert all_sign_in()


def test_a_set_up_anew_that_was_interrupted_is_not_taken_for_the_first(
    run, set_ups, settings, monkeypatch
):
    run()
    settings.GROUP_ORIGIN = "http://localhost:9999"
    with monkeypatch.context() as during:
        during.setattr(demo, "keep_accounts", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run()
    settings.GROUP_ORIGIN = "http://localhost:8000"
    run()
    assert len(set_ups) == 3


def test_at_another_origin_it_is_set_up_once_more_and_the_accounts_stay(run, set_ups, settings):
    run()
    known = passwords()
    settings.GROUP_ORIGIN = "http://yunze.example:9000"
    run()
    assert len(set_ups) == 2
    assert passwords() == known
    run()
    assert len(set_ups) == 2


@pytest.mark.parametrize(
    "full",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OperationalError("database or disk is full"),
        OperationalError('could not extend file "base/1": No space left on device'),
    ],
)
@pytest.mark.parametrize("step", ["load_content", "write_accounts", "fingerprint"])
def test_a_full_disk_is_said_in_one_line(run, monkeypatch, step, full):
    def fill(*given, **named):
        raise full

    monkeypatch.setattr(demo, step, fill)
    with pytest.raises(CommandError) as caught:
        run()
    assert str(caught.value) == "磁盘空间不足：演示约需400 MB。"


def test_another_failure_is_not_taken_for_a_full_disk(run, monkeypatch):
    monkeypatch.setattr(demo, "load_content", lambda *given, **named: Path("/nowhere").read_text())
    with pytest.raises(FileNotFoundError):
        run()


def test_a_directory_may_be_named_from_where_one_stands(run, set_ups, files, monkeypatch):
    monkeypatch.chdir(files.parent)
    run(directory=Path("yunze"))
    run(directory=files)
    assert set_ups == [files]


def test_without_a_directory_it_is_the_only_definition_there_is(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "sites" / "one").mkdir(parents=True)
    (tmp_path / "sites" / "one" / "site.toml").touch()
    assert demo.the_only_definition().name == "one"
    (tmp_path / "sites" / "two").mkdir()
    (tmp_path / "sites" / "two" / "site.toml").touch()
    with pytest.raises(CommandError, match="one、two"):
        demo.the_only_definition()


def test_the_samples_that_others_stand_on_are_loaded_first():
    loads = list(demo.samples())
    rooms = [load.__module__ for load in loads]
    in_order = ["law_library", "power_list", "responsibility_list"]
    places = [rooms.index(f"plugins.{slug}.testing") for slug in in_order]
    assert places == sorted(places)
    assert len(loads) == len(set(loads))


def test_the_samples_are_given_the_definition_itself(run, files, monkeypatch):
    given = []

    def load(directory, *, actor, progress):
        given.append((directory, actor.name, list(progress([1, 2], 2, "x"))))

    monkeypatch.setattr(demo, "samples", lambda: [load])
    run()
    assert given == [(files, "demo", [1, 2])]


def test_outside_a_demo_nothing_is_made(run, settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        run()
    assert not User.objects.exists()


@pytest.fixture
def own(tmp_path, migrated):
    """A demo in processes of its own: its environment and its command line."""
    port = free_port()
    migrated(tmp_path / "demo.sqlite3")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.core.sitegroup.demo_settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite3'}",
        "DELIVERY_DIR": str(tmp_path / "run"),
        "DEMO_VAR": str(tmp_path / "var"),
        "GROUP_ORIGIN": f"http://localhost:{port}",
    }
    environment.pop("TEST_DATABASE", None)
    command = [sys.executable, "manage.py", "demo", "--directory", os.path.relpath(YUNZE)]
    return environment, [*command, "--port", str(port)], f"http://localhost:{port}"


def set_up(environment, command):
    return subprocess.run(
        [*command, "--no-serve"], env=environment, capture_output=True, text=True, timeout=300
    )


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_the_second_run_serves_within_ten_seconds(own, tmp_path):
    environment, command, origin = own
    first = set_up(environment, command)
    assert first.returncode == 0, first.stderr
    loading = time.monotonic()
    subprocess.run([sys.executable, "manage.py", "help", "demo"], env=environment, check=True)
    begun = time.monotonic()
    # On a machine that is busy with other things: what a few bare starts take there.
    within = max(10, 5 * (begun - loading))
    serving = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        assert _answers(f"{origin}/dongdu/", begun + within)
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(10)


def _answers(address, deadline):
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return "东渡区" in answer.read().decode()
        except OSError:
            time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_a_stamp_that_outlives_its_database_is_not_believed(own, tmp_path, migrated):
    environment, command, _origin = own
    assert set_up(environment, command).returncode == 0
    for file in tmp_path.glob("demo.sqlite3*"):
        file.unlink()
    migrated(tmp_path / "demo.sqlite3")
    again = set_up(environment, command)
    assert again.returncode == 0, again.stderr
    assert "dongdu" in again.stdout
