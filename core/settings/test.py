"""For the tests: the database by DATABASE_URL, fast hashing, the write boundary raises."""

from tempfile import TemporaryDirectory

from core.settings.base import *  # noqa: F403
from core.settings.base import BASE_DIR, DATABASES, INSTALLED_APPS, PLUGINS, env

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["*"]
PLUGINS = [*PLUGINS, "dummy_plugin"]
INSTALLED_APPS = ["tests.dummy_plugin.apps.DummyPluginConfig", *INSTALLED_APPS]
WRITE_BOUNDARY = "raise"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None  # static files are served from where they lie, never collected
SERVE_MEDIA = True
DEMO = True
VAR_DIR = BASE_DIR / "var"
if not env("DELIVERY_DIR", default=""):  # set by a test that starts processes of its own
    _delivery = TemporaryDirectory(prefix="yiwang-delivery-")
    DELIVERY_DIR = _delivery.name
METRICS_DIR = ""
BACKUP_DIR = PORTALS_DIR = ""  # each test has its own
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "shared")
}
# What a test made is gone after it, and the next one's pictures have the same numbers.
CACHES["renditions"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
SEARCH_COUNTS_SECONDS = env.float("SEARCH_COUNTS_SECONDS", default=0)
RATELIMIT_ENABLE = False  # a test of limits turns it on
#: No worker runs beside a test: what Wagtail would leave to one is done at once.
TASKS = {"default": {"BACKEND": "tests.services.tasks.AtOnce"}}

# A file that stays: with ``pytest --reuse-db`` the next run does not migrate again.
if name := env("TEST_DATABASE", default=""):
    DATABASES["default"]["TEST"] = {"NAME": name}
