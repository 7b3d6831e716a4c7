"""``make bench``: see :mod:`tests.benchmarks.pages`."""

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.test")
    django.setup()
    sys.exit(import_module("tests.benchmarks.pages").main())
