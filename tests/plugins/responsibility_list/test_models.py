"""The proof that a second register costs little, and is whole."""

import datetime
from pathlib import Path

import pytest

from core.registers import actions, queries
from core.registers.choices import Verb
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import register
from core.testing import SYSTEM, make_organisation, make_province
from plugins.responsibility_list import api
from plugins.responsibility_list.models import services
from plugins.responsibility_list.testing import make_service


def test_a_register_costs_less_than_150_lines():
    lines = Path(services.__file__).read_text().splitlines()
    assert 50 < len(lines) < 150


@pytest.mark.django_db
def test_a_public_service_is_drafted_published_and_found_by_its_own_fields():
    from core.actions.boundary import exempt
    from core.delivery import generations
    from core.plugins.models import Activation

    load_dictionaries(actor=SYSTEM)
    province = make_province()
    with exempt("factory"):
        Activation.objects.create(member=province, plugin="responsibility_list", enabled=True)
    generations.raise_("sitegroup")
    one = register("public_service")
    draft = one.Draft(
        member=province,
        name="学生资助政策咨询",
        category=queries.terms().find("service_category", "20"),
        organisation=make_organisation("省教育厅"),
        time_limit="即时",
        verb=Verb.ADOPT,
        valid_from=datetime.date(2015, 7, 1),
    )
    actions.save_draft(one, draft, actor=SYSTEM)
    actions.publish(one, [draft.pk], member=province, actor=SYSTEM)
    make_service(member=province, name="另一项")
    found = api.services_in_force(province)
    assert [(v.name, v.time_limit) for v in found] == [("学生资助政策咨询", "即时"), ("另一项", "")]
