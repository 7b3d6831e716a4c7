import pytest

from core.delivery.cache import PageCache
from core.delivery.keys import Keys
from core.delivery.shared import SharedGenerations
from tests.core.delivery.wsgi import Pages


@pytest.fixture
def shared(tmp_path):
    return SharedGenerations(tmp_path / "page-generations")


@pytest.fixture
def pages():
    return Pages()


@pytest.fixture
def cache(pages, shared):
    return PageCache(pages, Keys(), shared)
