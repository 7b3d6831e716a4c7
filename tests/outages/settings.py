"""The tests' settings, with what hosts share in Redis, as in production."""

from core.settings import base
from core.settings.test import *  # noqa: F403
from core.settings.test import CACHES

CACHES["shared"] = base.CACHES["shared"]
RATELIMIT_ENABLE = True
