"""The province with two counties of the registers' own tests."""

from tests.core.registers.conftest import group, nothing_remembered

__all__ = ["group", "nothing_remembered"]
