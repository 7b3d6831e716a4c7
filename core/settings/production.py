"""For a province's servers. Every value without a default must be in the environment.

What each variable means stands in ``deploy/env.example``; one that is missing or wrong stops the
start with a line that names it.
"""

from urllib.parse import urlsplit

from django.http.request import validate_host

from core.settings import environment as read
from core.settings import logs
from core.settings.base import *  # noqa: F403
from core.settings.base import ADMIN_HOST, DATABASES, GROUP_ORIGIN, env

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.checked("ALLOWED_HOSTS", read.hosts)
for _name, _host in (("GROUP_ORIGIN", urlsplit(GROUP_ORIGIN).hostname), ("ADMIN_HOST", ADMIN_HOST)):
    if _host and not validate_host(_host, ALLOWED_HOSTS):
        read.refuse("ALLOWED_HOSTS", f"lacks the host of {_name}")
DEMO = False
if not DATABASES["default"]["ENGINE"].endswith("postgresql"):
    read.refuse("DATABASE_URL", "must be PostgreSQL in production: postgres://…")
for _name in ("GROUP_ORIGIN", "MEDIA_ROOT", "STATIC_ROOT", "BACKUP_DIR"):
    env.secret(_name)  # where the defaults are those of a single machine's demo
if not env("GROUP_ORIGIN").startswith("https://"):
    read.refuse("GROUP_ORIGIN", "must begin with https:// in production")

# Not in the tree, which belongs to root. Services and commands run by hand meet in the same place.
DELIVERY_DIR = env.checked("DELIVERY_DIR", read.place, "/run/yiwang/delivery")
METRICS_DIR = env.checked("METRICS_DIR", read.place, "/run/yiwang/metrics")

# Without a server of its own a province writes to nobody: the inbox tells the same.
vars().update(env.checked("EMAIL_URL", read.letters))

TRUSTED_PROXIES = env.checked("TRUSTED_PROXIES", read.networks, "127.0.0.1,::1")
BACKUP_HOURS = env.hours("BACKUP_HOURS", 26)
LOG_FORMAT = env.checked("LOG_FORMAT", read.log_format, "json")
LOG_LEVEL = env.checked("LOG_LEVEL", read.level, "INFO")
LOGGING = logs.logging(LOG_FORMAT, LOG_LEVEL)
# The line of each request says what these say once more.
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}

STORAGES = {
    "default": {"BACKEND": "core.security.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 8 * 3600
# The admin shows a page's preview in a frame of its own: SAMEORIGIN, and frame-ancestors 'self'.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
