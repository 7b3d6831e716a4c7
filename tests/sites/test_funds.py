"""The sample's funds, the projects of their pools and what is allocated to them: it is all taken
over once, and marked as invented."""

from pathlib import Path

import pytest
from django.test import Client

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import register
from core.testing import SYSTEM, make_division, make_organisation, make_province
from plugins.fund_list.models import Disclosure, Fund, Project, Share
from plugins.fund_list.queries.pool import pool_of
from plugins.fund_list.testing import DAY, SAMPLE
from tests.core.registers.samples import place_page

GANSU = Path(__file__).parents[2] / "sites" / "gansu"

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    division = make_division("620000", "甘肃省")
    made = make_province(division=division)
    for body in ("jyt", "kjt", "mzt", "rst", "sthjt", "slt", "nynct", "wlt", "wjw"):
        make_organisation(body, division, code=f"gansu-{body}")
    load_dictionaries(actor=SYSTEM)
    with exempt("factory"):
        Activation.objects.create(member=made, plugin="fund_list", enabled=True)
    generations.raise_("sitegroup")
    return made


def test_the_sample_is_taken_over_once_and_says_that_it_is_invented(province):
    for _each in range(2):
        for load in SAMPLE:
            load(GANSU, actor=SYSTEM)
    assert Fund.objects.count() == 12 and Disclosure.objects.count() == 2
    assert all("演示编造" in project.text for project in Project.objects.all())
    assert all("样例" in project.number + project.name for project in Project.objects.all())
    assert all(share.project and "样例" in share.recipient for share in Share.objects.all())
    paid = Share.objects.first().project
    assert pool_of(paid.fund_id, DAY).count() > Share.objects.count()
    place_page(register("fund"), province, "funds", "财政专项资金清单")
    shown = Client().get(f"/funds/{paid.fund.number}/").content.decode()
    assert paid.name in shown and "2026年度已分配" in shown
