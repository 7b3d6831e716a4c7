"""One machine, nothing installed: SQLite, files in var/, the demo. The default."""

import secrets

from core.settings.base import *  # noqa: F403
from core.settings.base import VAR_DIR

VAR_DIR.mkdir(exist_ok=True)
_key = VAR_DIR / "secret-key"
if not _key.exists():
    _key.write_text(secrets.token_urlsafe(50))
    _key.chmod(0o600)
SECRET_KEY = _key.read_text()

ALLOWED_HOSTS = ["*"]  # a demo is reached through any tunnel; links never use the Host header
WRITE_BOUNDARY = "raise"
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None  # static files are served from where they lie, never collected
SERVE_MEDIA = True
#: Only where this is true may demo accounts be made; production refuses to start with it.
DEMO = True
