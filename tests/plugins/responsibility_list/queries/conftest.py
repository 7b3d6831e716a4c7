"""What the tests of the plugin's queries share."""

from tests.plugins.responsibility_list.conftest import group, group_rows, nothing_remembered

__all__ = ["group", "group_rows", "nothing_remembered"]
