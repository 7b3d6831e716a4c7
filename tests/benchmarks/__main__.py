"""``make bench``: see :mod:`tests.benchmarks.pages`."""

import os
import sys
import tempfile
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.test")
    with tempfile.TemporaryDirectory(prefix="yiwang-bench-") as folder:
        # A file, so that servers can be started on it.
        os.environ |= {"TEST_DATABASE": f"{folder}/bench.sqlite3", "DELIVERY_DIR": folder}
        django.setup()
        status = import_module("tests.benchmarks.pages").main()
    sys.exit(status)
