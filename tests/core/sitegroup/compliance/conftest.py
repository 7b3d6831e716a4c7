import pytest

from tests.core.sitegroup.compliance.samples import fill_in


@pytest.fixture
def group(apply, files):
    """The invented province with all it needs to be uniform."""
    apply()
    fill_in(files)
