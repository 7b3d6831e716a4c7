"""Factories for tests."""

from typing import Any

from core.api import register
from core.testing import make_term, make_version


def make_service(**fields: Any) -> Any:
    """A published version of a new public service; see ``core.testing.make_version``."""
    fields.setdefault("category", make_term("service_category", "20", "公共服务"))
    return make_version(register("public_service"), **fields)
