import pytest

from core.delivery.cache import PageCache
from core.delivery.keys import Keys
from core.delivery.shared import SharedGenerations
from tests.core.delivery.readers import Readers, make_sites
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


@pytest.fixture
def readers(db, settings, tmp_path):
    """What readers are given of :func:`sites`."""
    settings.DELIVERY_DIR = tmp_path
    return Readers(tmp_path)


@pytest.fixture(scope="module")
def sites_rows(module_rows):
    return module_rows(make_sites)


@pytest.fixture
def sites(sites_rows, db):
    return sites_rows()
