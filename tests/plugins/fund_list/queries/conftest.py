"""What the tests of the plugin's queries share."""

from tests.plugins.fund_list.conftest import (
    _on_a_day,
    agreed,
    approve,
    begun,
    budgets,
    fund,
    group,
    group_rows,
    issue,
    move,
    nothing_remembered,
    offices,
    with_powers,
)

__all__ = [
    "_on_a_day", "agreed", "approve", "begun", "budgets", "fund", "group", "group_rows", "issue",
    "move", "nothing_remembered", "offices", "with_powers",
]  # fmt: skip
