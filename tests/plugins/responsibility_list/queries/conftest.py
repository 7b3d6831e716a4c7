"""What the tests of the plugin's queries share."""

from tests.plugins.responsibility_list.conftest import group, nothing_remembered

__all__ = ["group", "nothing_remembered"]
