"""core/registers/admin/receiver_fields.py: to whom an entry goes, said on a form."""

import pytest
from django.test import Client
from django.urls import reverse

from core.registers.admin.forms import EndForm
from core.registers.handed import Handover
from core.testing import make_organisation, make_user, sign_in
from plugins.power_list.testing import make_power
from tests.core.registers.editors import posted

pytestmark = pytest.mark.django_db
SAID = {"verb": "delegate", "day": "2026-01-01", "ground": "国发〔2026〕9号"}


def form_of(powers, member, **said):
    return EndForm(SAID | said, register=powers, member=member)


def test_a_level_stands_for_all_its_governments_and_single_ones_add_to_it(powers, group):
    form = form_of(powers, group.province, lower="county")
    assert form.is_valid() and form.goes_to == {"sites": ["chengguan", "qilihe"]}
    form = form_of(powers, group.province, sites=["qilihe"])
    assert form.is_valid() and form.goes_to == {"sites": ["qilihe"]}
    form = form_of(powers, group.province, sites=["nowhere"])
    assert set(form.errors) == {"sites"}


def test_a_county_has_nobody_to_delegate_to(powers, group):
    assert "sites" not in form_of(powers, group.chengguan).fields


@pytest.mark.parametrize(
    ("text", "code"), [("qilihe-jyj", "qilihe-jyj"), ("七里河区教育局", "qilihe-jyj")]
)
def test_a_body_is_named_by_code_or_name(powers, group, text, code):
    form = form_of(powers, group.chengguan, receiver=text)
    assert form.is_valid() and form.goes_to == {"body": code}


def test_of_bodies_of_one_name_the_one_of_this_government_is_meant(powers, group):
    for site in (group.chengguan, group.qilihe):
        make_organisation("民政局", site.division, code=f"{site.slug}-mzj")
    form = form_of(powers, group.qilihe, receiver="民政局")
    assert form.is_valid() and form.goes_to == {"body": "qilihe-mzj"}
    form = form_of(powers, group.province, receiver="民政局")
    assert "代码" in form.errors["receiver"][0]


@pytest.mark.parametrize("field", ["receiver", "successor"])
def test_what_is_not_there_is_said_beside_its_field(powers, group, field):
    form = form_of(powers, group.chengguan, **{field: "没有的"})
    assert set(form.errors) == {field}


def test_an_officer_gives_an_entry_away_on_the_screen(powers, group):
    version = make_power(member=group.province, valid_from="2020-01-01")
    chief = sign_in(Client(), make_user("sheng", "chief_editor", member=group.province))
    url = reverse("entries_power_list:end", args=[version.entry_id])
    page = chief.get(url).content.decode()
    assert "城关区" in page and "七里河区" in page
    page = chief.post(url, SAID | {"receiver": "没有的", "sites": ["qilihe"]}).content.decode()
    assert "没有的" in page and not Handover.objects.exists()
    chief.post(url, SAID | {"sites": ["qilihe"]})
    assert list(Handover.objects.values_list("receiving__slug", flat=True)) == ["qilihe"]


def test_the_receivers_of_a_draft_are_kept_and_shown_again(powers, group):
    version = make_power(
        member=group.chengguan, organisation=group.chengguan_body, valid_from="2020-01-01"
    )
    editor = sign_in(Client(), group.chengguan_editor)
    editor.post(reverse("entries_power_list:start", args=[version.pk]))
    draft = powers.Draft.objects.get()
    url = reverse("drafts_power_list:edit", args=[draft.pk])
    said = posted(draft, verb="transfer", outside="区教育学会", organisation=draft.organisation_id)
    editor.post(url, said)
    draft.refresh_from_db()
    assert draft.goes_to == {"outside": "区教育学会"}
    assert "区教育学会" in editor.get(url).content.decode()
