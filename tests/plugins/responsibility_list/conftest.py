"""The province with two counties of the registers' own tests."""

from tests.core.registers.conftest import (
    group,
    group_rows,
    nothing_remembered,
    people,
    reviewed,
)

__all__ = ["group", "group_rows", "nothing_remembered", "people", "reviewed"]
