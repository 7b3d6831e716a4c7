"""The environment, read strictly: a wrong value stops the start with one line that names it."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit

import environ

T = TypeVar("T")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("json", "line")
YES_NO = {"yes": True, "no": False}
#: A host; with a leading dot all hosts below it; an address; or any host at all.
HOST = re.compile(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]|\*", re.IGNORECASE)


def refuse(name: str, why: str) -> NoReturn:
    """End the process: without this value nothing here can be right. No value is repeated: it may
    be a secret."""
    raise SystemExit(f"{name} {why} (see deploy/env.example)")


class Environment(environ.Env):
    """django-environ's reader, whose errors name the variable."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except environ.ImproperlyConfigured:
            refuse(var, "is not set")
        except (ValueError, TypeError):
            refuse(var, "cannot be read: a number is wanted")

    def checked(self, var: str, judge: Callable[[str, str], T], default: str = "") -> T:
        """The value as ``judge(name, text)`` returns it."""
        return judge(var, self(var, default=default).strip())

    def inside(self, var: str, parent: Path, name: str) -> Path:
        """A folder; where none is named, ``name`` in ``parent``."""
        return folder(var, self(var, default="").strip() or str(parent / name))

    def secret(self, var: str) -> str:
        """A value without which production does not start."""
        text = self(var).strip()
        return text or refuse(var, "is empty")

    def positive(self, var: str, default: float) -> float:
        found = self._number(var, default)
        return found if 0 < found < math.inf else refuse(var, "must be more than 0")

    def hours(self, var: str, default: float) -> float:
        """0 means never."""
        found = self._number(var, default)
        return found if 0 <= found < math.inf else refuse(var, "must be 0 or more")

    def _number(self, var: str, default: float) -> float:
        """django-environ's own would read ``3h0`` as 30."""
        try:
            return float(self(var, default=str(default)))
        except ValueError:
            refuse(var, "cannot be read: a number is wanted")

    def whole(self, var: str, default: int, least: int) -> int:
        found = self.int(var, default=default)
        return found if found >= least else refuse(var, f"must be {least} or more")

    def database(self, var: str, default: str) -> dict[str, Any]:
        """SQLite or PostgreSQL, as django-environ reads an address of one."""
        text = self(var, default=default)
        if urlsplit(text).scheme not in {"sqlite", "postgres", "postgresql"}:
            refuse(var, "has an unknown scheme: sqlite:/// or postgres:// is wanted")
        try:
            found = self.db_url_config(text)
        except Exception:
            refuse(var, "cannot be read as an address of a database")
        if not found.get("NAME"):
            refuse(var, "names no database")
        return found


def origin(name: str, text: str) -> str:
    """``scheme://host[:port]`` and nothing after it."""
    parts = urlsplit(text)
    try:
        parts.port  # noqa: B018 it raises where the port is none
    except ValueError:
        refuse(name, "has a port that is none")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        refuse(name, "must be an origin such as https://www.example.gov.cn")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        refuse(name, "must be an origin: nothing comes after the host")
    return text.rstrip("/")


def elasticsearch(env: Environment) -> dict[str, Any]:
    """How Elasticsearch is reached; without ``urls`` there is none. ``seconds`` is how long a
    search waits for it before the database answers."""
    authority = env("ELASTICSEARCH_CA", default="").strip()
    if authority and not Path(authority).is_file():
        refuse("ELASTICSEARCH_CA", "is no file")
    return {
        "urls": env.checked("ELASTICSEARCH_URLS", origins),
        "api_key": env("ELASTICSEARCH_API_KEY", default=""),
        "user": env("ELASTICSEARCH_USER", default=""),
        "password": env("ELASTICSEARCH_PASSWORD", default=""),
        "authority": authority,
        "index": env.checked("ELASTICSEARCH_INDEX", index_name, "yiwang"),
        "seconds": env.positive("ELASTICSEARCH_SECONDS", 1.5),
    }


def index_name(name: str, text: str) -> str:
    """What the names of the indexes begin with."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,60}", text):
        refuse(name, "must be small letters, digits, - and _")
    return text


def origins(name: str, text: str) -> list[str]:
    return [origin(name, part.strip()) for part in text.split(",") if part.strip()]


def host(name: str, text: str) -> str:
    """A host without scheme; may be empty."""
    if "/" in text or " " in text:
        refuse(name, "must be a host without scheme and path")
    return text


def hosts(name: str, text: str) -> list[str]:
    """Hosts that answer, separated by commas, at least one."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found:
        refuse(name, "is empty: no host would answer")
    if not all(map(HOST.fullmatch, found)):
        refuse(name, "must be hosts without scheme, port and path, separated by commas")
    return found


def networks(name: str, text: str) -> list[str]:
    """Addresses and networks, separated by commas."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    for part in found:
        try:
            ip_network(part, strict=False)
        except ValueError:
            refuse(name, "must be addresses or networks, separated by commas")
    return found


def redis(name: str, text: str) -> str:
    """Empty, or an address of Redis."""
    if text and (urlsplit(text).scheme not in {"redis", "rediss"} or not urlsplit(text).hostname):
        refuse(name, "must be an address such as redis://127.0.0.1:6379/0")
    return text


def letters(name: str, text: str) -> dict[str, Any]:
    """Django's settings for a mail server; empty: nobody is written to."""
    parts = urlsplit(text or "dummymail://")
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl", "filemail", "dummymail"}:
        refuse(name, "must be an address such as smtp+tls://user:password@mail.example.gov.cn:587")
    if parts.scheme.startswith("smtp") and not parts.hostname:
        refuse(name, "names no mail server")
    try:
        found: dict[str, Any] = environ.Env.email_url_config(text or "dummymail://")
    except ValueError:
        refuse(name, "has a port that is none")
    return found | {"EMAIL_TIMEOUT": 10}


def folder(name: str, text: str) -> Path:
    """A folder that can be read and written, or does not exist yet below one that can."""
    path = Path(text)
    if not path.is_absolute():
        refuse(name, "must be an absolute path")
    there = next(place for place in (path, *path.parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        refuse(name, "is a folder that this user cannot read and write")
    return path


def place(name: str, text: str) -> str:
    """A folder of the host's memory, which whoever needs it makes when he needs it."""
    return text if Path(text).is_absolute() else refuse(name, "must be an absolute path")


def level(name: str, text: str) -> str:
    return text if text in LOG_LEVELS else refuse(name, f"must be one of {', '.join(LOG_LEVELS)}")


def log_format(name: str, text: str) -> str:
    return text if text in LOG_FORMATS else refuse(name, f"must be {' or '.join(LOG_FORMATS)}")


def yes_no(name: str, text: str) -> bool:
    return YES_NO[text] if text in YES_NO else refuse(name, "must be yes or no")


def rate(name: str, text: str) -> str:
    """``count/period``: ``30/m``; periods are s, m, h, d."""
    count, _slash, period = text.partition("/")
    if not count.isdecimal() or not int(count) or period not in {"s", "m", "h", "d"}:
        refuse(name, "must be a rate such as 30/m")
    return text
