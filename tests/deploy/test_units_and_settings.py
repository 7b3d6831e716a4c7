"""deploy/: the files of the way to deploy say what the program needs, and tools accept them."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.deploy.conftest import EXAMPLE, ROOT
from tests.services.plugin import unavailable

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
READ = re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)"|environ\.get\("([A-Z_]+)\"""")


def documented():
    return set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_every_variable_that_the_settings_read_is_documented_and_no_other():
    read = set()
    for name in ("base", "environment", "production", "plugins"):
        text = (ROOT / "core" / "settings" / f"{name}.py").read_text(encoding="utf-8")
        read |= {one or other for one, other in READ.findall(text)}
    assert documented() - {"DJANGO_SETTINGS_MODULE"} == read


def test_the_example_filled_in_passes_djangos_checks_but_for_its_database(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    # The example's database is not there: that is all there is to say.
    found = re.findall(r"\((\w+\.[EWC]\d+)\)", done.stderr)
    assert found == ["people.E004"], done.stderr + done.stdout


def test_the_web_server_does_not_start_on_pages_whose_plugin_was_taken_out():
    unit = (DEPLOY / "systemd" / "yiwang-web.service").read_text(encoding="utf-8")
    assert re.search(r"^ExecStartPre=\S+python manage\.py check$", unit, re.MULTILINE)


WRONG = [
    ("SECRET_KEY", "", "is empty"),
    ("SECRET_KEY", None, "is not set"),
    ("DATABASE_URL", "mysql://a@b/c", "unknown scheme"),
    ("DATABASE_URL", "sqlite:////tmp/x", "must be PostgreSQL"),
    ("DATABASE_URL", "postgres://a:secret@b/", "names no database"),
    ("GROUP_ORIGIN", "www.example.gov.cn", "must be an origin"),
    ("GROUP_ORIGIN", "https://www.example.gov.cn/path", "must be an origin"),
    ("GROUP_ORIGIN", "http://www.example.gov.cn", "must begin with https"),
    ("GROUP_ORIGIN", "https://www.example.gov.cn:port", "port"),
    ("CELERY_BROKER_URL", "amqp://localhost", "redis://"),
    ("REDIS_URL", "localhost:6379", "redis://"),
    ("ADMIN_HOST", "https://admin.example", "without scheme"),
    ("MEDIA_ROOT", "media", "absolute"),
    ("MEDIA_ROOT", "/dev/null", "cannot read and write"),
    ("BACKUP_KEEP", "many", "cannot be read"),
    ("BACKUP_KEEP", "0", "1 or more"),
    ("BACKUP_HOURS", "-1", "0 or more"),
    ("BACKUP_HOURS", "nan", "0 or more"),
    ("DELIVERY_SECONDS", "1h", "cannot be read"),
    ("DELIVERY_SECONDS", "-5", "1 or more"),
    ("DELIVERY_BYTES", "-1", "0 or more"),
    ("DELIVERY_DIR", "run", "absolute"),
    ("METRICS_DIR", "metrics", "absolute"),
    ("JOBS_LEASE_SECONDS", "0", "more than 0"),
    ("JOBS_LEASE_SECONDS", "30s", "cannot be read"),
    ("METRICS_NETWORKS", "everybody", "networks"),
    ("LOG_LEVEL", "LOUD", "one of DEBUG"),
    ("LOG_FORMAT", "xml", "json or line"),
    ("LOG_ADDRESSES", "maybe", "yes or no"),
    ("ALLOWED_HOSTS", None, "is empty"),
    ("ALLOWED_HOSTS", " , ", "is empty"),
    ("ALLOWED_HOSTS", "https://www.example.gov.cn", "without scheme"),
    ("ALLOWED_HOSTS", "www.example.gov.cn:443", "without scheme, port"),
    ("ALLOWED_HOSTS", "lanzhou.example.gov.cn", "lacks the host of GROUP_ORIGIN"),
    ("YIWANG_PLUGINS", "law_library,no_such_plugin", "names 'no_such_plugin'"),
    ("YIWANG_PLUGINS", "./law_library", "names './law_library'"),
    ("RATE_SIGN_IN", "often", "30/m"),
    ("RATE_SEARCH", "120", "30/m"),
    ("CSRF_TRUSTED_ORIGINS", "example.gov.cn", "must be an origin"),
]


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_value_stops_the_start_with_one_line_that_names_it(environment, name, value, words):
    """The settings alone are imported: that is where every command begins."""
    environment.pop(name) if value is None else environment.update({name: value})
    code = "import core.settings.production"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith(name)
    assert words in done.stderr
    assert "secret" not in done.stderr


def test_hosts_without_the_admins_own_stop_the_start(manage, environment):
    environment["ADMIN_HOST"] = "admin.example.gov.cn"
    done = manage("check")
    assert done.stderr.startswith("ALLOWED_HOSTS lacks the host of ADMIN_HOST")
    environment["ALLOWED_HOSTS"] = ".example.gov.cn"
    assert manage("check").returncode == 0


def test_what_the_example_shows_as_a_default_is_the_default(manage, environment):
    code = (
        "from django.conf import settings as s\n"
        "for name in sorted(filter(str.isupper, dir(s))): print(name, repr(getattr(s, name)))"
    )

    def settings():
        return re.sub(
            " at 0x[0-9a-f]+", "", manage("shell", "--no-imports", "--command", code).stdout
        )

    left_out = settings()
    shown = dict(re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))
    environment.update(shown)
    assert settings() == left_out
    assert "DELIVERY_DIR" in left_out
    assert len(shown) > 15


def test_systemd_accepts_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        unavailable("systemd-analyze is missing")
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace(
            "/opt/yiwang/.venv/bin/python", sys.executable
        )
        (tmp_path / unit.name).write_text(text.replace("file:/opt/yiwang", "file:/usr"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in done.stderr.splitlines() if "yiwang" in line]
    assert (done.returncode, own) == (0, []), done.stderr


@pytest.mark.parametrize("unit", [u for u in UNITS if u.suffix == ".service"], ids=lambda u: u.stem)
def test_every_service_runs_as_an_ordinary_user_and_may_write_little(unit):
    text = unit.read_text(encoding="utf-8")
    for line in ("User=yiwang", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes"):
        assert line in text, line


def test_nginx_accepts_its_configuration(tmp_path):
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not nginx or not shutil.which("openssl"):
        unavailable("nginx or openssl is missing")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
         "/CN=localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx" / "yiwang.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/yiwang/tls", str(tmp_path))
    site = re.sub(r"listen (\[::\]:)?(80|443)", r"listen \g<1>18\g<2>", site)
    (tmp_path / "nginx.conf").write_text(
        f"error_log stderr; pid {tmp_path}/pid; events {{}}\nhttp {{ access_log off;\n{site}\n}}\n"
    )
    done = subprocess.run(
        [nginx, "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert warnings(done.stderr) == []


#: What nginx says from 1.25.1 on; 1.22 refuses what it would have instead.
OLD_HTTP2 = re.compile(r'the "listen \.\.\. http2" directive is deprecated')


def warnings(said):
    return [line for line in said.splitlines() if "[warn]" in line and not OLD_HTTP2.search(line)]


def test_of_nginxs_warnings_only_the_one_of_http2_is_borne():
    newer = (
        'nginx: [warn] the "listen ... http2" directive is deprecated, use the "http2" directive'
        " instead in /etc/nginx/conf.d/yiwang.conf:23\n"
    )
    other = "nginx: [warn] conflicting server name in yiwang.conf\n"
    assert warnings(newer) == []
    assert warnings(newer + other) == [other.strip()]


def test_what_is_told_of_the_doors_of_health_agrees():
    """One outage of the database must not take every host out of the public pool."""
    table = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    (health,) = re.findall(r"^\| `/healthz` \|.*$", table, re.MULTILINE)
    (ready,) = re.findall(r"^\| `/readyz` \|.*$", table, re.MULTILINE)
    assert "load balancer of the public pool" in health
    assert "balancer" not in ready
    nginx = (DEPLOY / "nginx" / "yiwang.conf").read_text(encoding="utf-8")
    assert "asks each for /healthz. Not for /readyz" in nginx
