"""What other plugins learn of a power."""

import datetime

import pytest

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.testing import make_province
from plugins.power_list import api
from plugins.power_list.testing import make_power

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    member = make_province()
    with exempt("factory"):
        Activation.objects.create(member=member, plugin="power_list", enabled=True)
    generations.raise_("sitegroup")
    return member


def test_a_power_is_found_by_its_number_as_of_a_day(province):
    version = make_power(member=province, valid_from=datetime.date(2015, 7, 1))
    found = api.find_power(version.number, datetime.date(2016, 1, 1))
    assert (found.version_id, found.category, found.in_force) == (version.pk, "01", True)
    assert found.grounds[0].law == "中华人民共和国行政许可法"
    assert api.find_power(version.number, datetime.date(2015, 6, 30)) is None
    assert [v.pk for v in api.powers_in_force(province)] == [version.pk]


def test_a_confidential_power_is_not_found(province):
    version = make_power(member=province, confidentiality="secret", confidentiality_reason="秘密级")
    assert api.find_power(version.number) is None
    assert not api.powers_in_force().exists()
