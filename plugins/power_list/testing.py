"""Factories for tests."""

from __future__ import annotations

from typing import Any

from core.api import register
from core.testing import make_version


def make_power(**fields: Any) -> Any:
    """A published version of a new power, complete enough to be shown; see ``core.testing.make_version``.

    Without ``member`` it stands on the province's own site, which is made if need be.
    """
    return make_version(register("power_list"), **fields)
