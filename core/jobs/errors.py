"""What is kept of an error: its class, its words without what could be a person's, its place."""

from __future__ import annotations

import re
import traceback

#: Databases quote the values they refuse, parsers the text they cannot read.
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|‘[^’]*’|`[^`]*`|=\s*\([^)]*\)")
_NUMBERS = re.compile(r"\d{6,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
HOUSES = ("core.", "plugins.", "tests.")
LENGTH = 400


class Ended(BaseException):
    """A run ends here. No ``except Exception`` of the work itself must keep it from doing so."""


class LeaseLost(Ended):
    """Somebody else has the job: this run leaves nothing behind."""


class Cancelled(Ended):
    """Somebody has asked for the job to end; it ends between two steps."""


class Interrupted(Ended):
    """The worker is stopping; the job goes back and the next one goes on with it."""


def told(error: BaseException) -> str:
    """One line about an error that names no person: quotations, long numbers and mail addresses
    are left out, and of several lines the first is kept."""
    first = str(error).strip().partition("\n")[0]
    for pattern in (_QUOTED, _MAIL, _NUMBERS):
        first = pattern.sub("…", first)
    return f"{type(error).__name__}: {first}"[:LENGTH] + place(error)


def place(error: BaseException) -> str:
    """Where in the project it happened, `` (module:line)``; empty if nowhere in it."""
    found = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "")
        if module.startswith(HOUSES) and not module.startswith("core.jobs."):
            found = f" ({module}:{line})"
    return found[:90]
