"""A demo of its own: what it keeps lies in a folder that a test names, and a set-up is short.

Without the three lists' plugins, whose sample data is the whole library of laws.
"""

import os
from pathlib import Path

from core.settings.test import *  # noqa: F403
from core.settings.test import INSTALLED_APPS

VAR_DIR = Path(os.environ["DEMO_VAR"])
DEMO_ACCOUNTS = VAR_DIR / "accounts.json"
PLUGINS = ["dummy_plugin"]
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("plugins.")]
