"""A province with two counties, their bodies and people, and the power list switched on."""

from types import SimpleNamespace

import pytest

from core.actions.boundary import exempt
from core.plugins.models import Activation
from core.registers.dictionaries.actions import load_dictionaries
from core.registers.spec import register
from core.sitegroup.models import Level
from core.testing import (
    SYSTEM,
    make_division,
    make_member,
    make_organisation,
    make_province,
    make_user,
)


@pytest.fixture
def powers():
    """The register of powers."""
    return register("power_list")


@pytest.fixture
def group(db):
    """``province``, ``chengguan`` and ``qilihe`` with a body, an editor and a chief editor each."""
    load_dictionaries(actor=SYSTEM)
    province = make_province()
    made = SimpleNamespace(province=province)
    for slug, code, name in (("chengguan", "620102", "城关区"), ("qilihe", "620103", "七里河区")):
        division = make_division(code, name, province.division)
        member = make_member(slug, province, Level.COUNTY, division=division, short_name=name)
        setattr(made, slug, member)
        setattr(
            made, f"{slug}_body", make_organisation(f"{name}教育局", division, code=f"{slug}-jyj")
        )
        setattr(made, f"{slug}_editor", make_user(f"{slug}-editor", "editor", member=member))
        setattr(made, f"{slug}_chief", make_user(f"{slug}-chief", "chief_editor", member=member))
    with exempt("factory"):
        for member in (made.province, made.chengguan, made.qilihe):
            for plugin in ("power_list", "responsibility_list"):
                Activation.objects.create(member=member, plugin=plugin, enabled=True)
    from core.delivery import generations

    generations.raise_("sitegroup")
    return made


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Factories raise no generation, so what one test counted must not answer in the next."""
    from core.registers import queries
    from core.registers.public import listing

    for snapshot in (listing._spans, queries._counts):
        snapshot.forget()
