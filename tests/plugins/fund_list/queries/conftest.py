"""What the tests of the plugin's queries share."""

from tests.plugins.fund_list.conftest import (
    _on_a_day,
    approved,
    budgets,
    fund,
    group,
    group_rows,
    nothing_remembered,
    with_powers,
)

__all__ = [
    "_on_a_day", "approved", "budgets", "fund", "group", "group_rows", "nothing_remembered",
    "with_powers",
]  # fmt: skip
