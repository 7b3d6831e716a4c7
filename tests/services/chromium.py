"""The browser for the journeys: Debian's Chromium, or another one of its kind."""

import os
import shutil

#: The browser's program, to use instead of the one that is found.
EXECUTABLE = "YIWANG_TEST_CHROMIUM"
NAMES = (
    "chromium-headless-shell",  # shows a page in two thirds of the time
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
MISSING = "Chromium is missing: no " + ", ".join(NAMES) + " found"
#: No sandbox, because containers have none; nothing that speaks to the outside by itself.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Return the path of the browser, or None."""
    names = [os.environ[EXECUTABLE]] if EXECUTABLE in os.environ else NAMES
    return next(filter(None, map(shutil.which, names)), None)
