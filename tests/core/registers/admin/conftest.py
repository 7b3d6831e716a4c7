"""Who sits at the screen: an editor and a chief editor of Chengguan, and a stranger."""

import pytest

from core.testing import sign_in


@pytest.fixture
def editor(client, group):
    return sign_in(client, group.chengguan_editor)


@pytest.fixture
def chief(client, group):
    return sign_in(client, group.chengguan_chief)


@pytest.fixture
def stranger(client, group):
    return sign_in(client, group.qilihe_chief)
