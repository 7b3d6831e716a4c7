"""core/settings/environment.py: strict reading, each kind of value by itself."""

import pytest

from core.settings import environment as read


@pytest.mark.parametrize(
    ("judge", "text", "expected"),
    [
        (read.origin, "https://a.cn/", "https://a.cn"),
        (read.origin, "http://localhost:8000", "http://localhost:8000"),
        (read.origins, "https://a.cn, https://b.cn:8443", ["https://a.cn", "https://b.cn:8443"]),
        (read.origins, "", []),
        (read.host, "", ""),
        (read.networks, "10.0.0.0/8,::1", ["10.0.0.0/8", "::1"]),
        (read.redis, "", ""),
        (read.redis, "rediss://:x@h:1/0", "rediss://:x@h:1/0"),
        (read.rate, "30/m", "30/m"),
        (read.level, "INFO", "INFO"),
        (read.log_format, "json", "json"),
        (read.yes_no, "yes", True),
        (read.yes_no, "no", False),
        (read.hosts, "a.cn, .b.cn,10.0.0.1,[::1]", ["a.cn", ".b.cn", "10.0.0.1", "[::1]"]),
        (read.hosts, "*", ["*"]),
        (read.place, "/run/yiwang/metrics", "/run/yiwang/metrics"),
    ],
)
def test_a_right_value_is_taken(judge, text, expected):
    assert judge("NAME", text) == expected


def test_a_folder_that_nobody_names_lies_inside_another(tmp_path, monkeypatch):
    reads = read.Environment()
    for text, expected in (("", tmp_path / "portals"), (str(tmp_path), tmp_path)):
        monkeypatch.setenv("SOME_DIR", text)
        assert reads.inside("SOME_DIR", tmp_path, "portals") == expected


@pytest.mark.parametrize(
    ("judge", "text"),
    [
        (read.origin, "https://user:pw@a.cn"),
        (read.origin, "https://a.cn?x"),
        (read.host, "a.cn/x"),
        (read.letters, "mail.example.cn"),
        (read.letters, "smtp://"),
        (read.letters, "smtp://mail.example.cn:tls"),
        (read.networks, "10.0.0.0/99"),
        (read.redis, "http://a"),
        (read.rate, "9/x"),
        (read.level, "info"),
        (read.log_format, "JSON"),
        (read.yes_no, "1"),
        (read.hosts, "https://a.cn"),
        (read.hosts, "a.cn/x"),
        (read.hosts, "*.a.cn"),
        (read.folder, "relative"),
        (read.place, "metrics"),
    ],
)
def test_a_wrong_value_ends_the_start_and_is_not_repeated(judge, text):
    with pytest.raises(SystemExit) as ended:
        judge("NAME", text)
    assert str(ended.value.code).startswith("NAME ")
    assert text not in str(ended.value.code).replace("env.example", "")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit):
        read.folder("NAME", str(tmp_path / "file"))
    assert read.folder("NAME", str(tmp_path / "new" / "deep")) == tmp_path / "new" / "deep"


@pytest.mark.parametrize(
    ("text", "backend", "secure"),
    [
        ("", "dummy", None),
        ("smtp+tls://u:p%40@mail.example.cn:587", "smtp", True),
        ("filemail:////var/mail/yiwang", "filebased", None),
    ],
)
def test_letters_leave_by_the_server_that_is_named(text, backend, secure):
    found = read.letters("NAME", text)
    assert found["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"
    assert found.get("EMAIL_USE_TLS") is secure
    if backend == "smtp":
        assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.cn", 587)
        assert found["EMAIL_HOST_PASSWORD"] == "p@"
    if backend == "filebased":
        assert found["EMAIL_FILE_PATH"] == "/var/mail/yiwang"
