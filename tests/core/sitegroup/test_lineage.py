"""Trees of divisions and organisations: no row stands below itself, and a circle is no endless way.

Tries core/sitegroup/lineage.py through the forms, the actions and by itself.
"""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core.actions.boundary import exempt
from core.people.models import Organisation, OrganisationKind
from core.people.rights import Reach
from core.sitegroup.actions import keep_reference
from core.sitegroup.lineage import line_above
from core.sitegroup.models import Division
from core.testing import (
    SYSTEM,
    make_division,
    make_organisation,
    make_province,
    make_user,
    sign_in,
)


@pytest.fixture
def office(db):
    make_province()
    return sign_in(Client(), make_user("office", "provincial_office", Reach.GROUP))


def post(office, row, **changes):
    """Send the edit form of a row with some fields changed; return the form if it is refused."""
    address = reverse(f"{row._meta.label_lower.replace('.', '_')}_modeladmin_edit", args=[row.pk])
    form = office.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields} | changes
    sent = {name: value for name, value in given.items() if value not in (None, False)}
    answer = office.post(address, sent)
    return None if answer.status_code == 302 else answer.context["form"]


def test_a_division_below_itself_or_one_of_its_own_is_refused_beside_the_field(office):
    city = make_division("620100", "兰州市", parent=make_division())
    county = make_division("620102", "城关区", parent=city)
    for parent in (city, county):
        assert post(office, city, parent=parent.pk).errors.keys() == {"parent"}
    assert Division.objects.get(pk=city.pk).parent == make_division()
    assert post(office, county, parent=make_division().pk) is None
    assert Division.objects.get(pk=county.pk).parent == make_division()


def test_an_organisation_below_itself_or_one_of_its_own_is_refused_beside_the_field(office):
    bureau = make_organisation("省甲局")
    room = make_organisation("省甲局办公室", kind=OrganisationKind.INTERNAL, parent=bureau)
    for parent in (bureau, room):
        assert post(office, bureau, parent=parent.pk).errors.keys() == {"parent"}
    assert Organisation.objects.get(pk=bureau.pk).parent is None


def test_an_internal_body_belongs_to_a_department(office):
    bureau = make_organisation("省甲局")
    room = make_organisation("省甲局办公室", kind=OrganisationKind.INTERNAL, parent=bureau)
    assert post(office, room, parent="").errors.keys() == {"parent"}
    assert post(office, bureau, kind=OrganisationKind.INTERNAL).errors.keys() == {"parent"}
    assert post(office, room, name="省甲局综合处") is None


def test_no_other_door_makes_a_circle_either(office):
    city = make_division("620100", "兰州市", parent=make_division())
    province = make_division()
    province.parent = city
    with pytest.raises(ValidationError, match="兰州市"):
        keep_reference(province, actor=SYSTEM, verb="edit", write=province.save)
    assert Division.objects.get(pk=province.pk).parent is None


def test_a_circle_from_before_it_was_forbidden_has_an_end(office):
    """The screen on which an organisation ends walks up both trees."""
    city = make_division("620100", "兰州市")
    county = make_division("620102", "城关区", parent=city)
    bureau = make_organisation("市甲局", division=county)
    other = make_organisation("市乙局", division=county, parent=bureau)
    with exempt("factory"):
        Division.objects.filter(pk=city.pk).update(parent=county)
        Organisation.objects.filter(pk=bureau.pk).update(parent=other)
    assert list(line_above(Division.objects.get(pk=city.pk))) == [county]
    third = make_organisation("市丙局", division=county)
    address = reverse("end_organisation", args=[third.pk])
    assert office.get(address).status_code == 200
    told = {"how": "merge", "on": "2026-03-01", "successor": other.pk}
    assert office.post(address, told).status_code == 302
    third.refresh_from_db()
    assert third.merged_into == other
