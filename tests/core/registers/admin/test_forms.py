"""The forms of the admin: which choices they offer, and what they refuse beside its field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.actions.boundary import exempt
from core.registers.admin.forms import EndForm, UploadForm, draft_form
from core.registers.choices import ENDING, Verb
from core.registers.dictionaries.models import Term
from core.registers.exchange import files
from core.registers.spec import register
from core.registers.testing import make_version
from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


def form_of(powers, draft, **typed):
    given = {"name": draft.name, "state": "open", **typed} if typed else None
    return draft_form(powers)(given, instance=draft, register=powers, member=draft.member)


def choices(form, name):
    return set(form.fields[name].queryset)


def test_a_draft_names_bodies_of_its_home_site_only(powers, group):
    form = form_of(powers, powers.Draft(member=group.chengguan))
    assert choices(form, "organisation") == {group.chengguan_body}


def test_each_field_offers_the_terms_of_its_own_dictionary(powers, group):
    form = form_of(powers, powers.Draft(member=group.chengguan))
    for name, key in (("category", "power_category"), ("level", "level"), ("subjects", "subject")):
        assert {term.dictionary.key for term in choices(form, name)} == {key}


def test_a_term_out_of_use_is_offered_only_where_it_was_chosen(powers, group):
    draft = new_draft(powers, group)
    with exempt("factory"):
        Term.objects.filter(pk=draft.category_id).update(in_use=False)
    assert draft.category in choices(form_of(powers, draft), "category")
    fresh = form_of(powers, powers.Draft(member=group.chengguan))
    assert draft.category not in choices(fresh, "category")


def test_a_scheme_that_nobody_knows_any_more_is_kept(powers, group):
    draft = new_draft(powers, group, local_scheme="火星")
    offered = dict(form_of(powers, draft).fields["local_scheme"].choices)
    assert "火星" in offered and "sichuan" in offered


def test_only_a_new_entry_is_put_below_another(powers, group):
    version = publish(powers, group, new_draft(powers, group))
    draft = powers.Draft(member=group.chengguan, entry=version.entry)
    assert "parent_number" not in form_of(powers, draft).fields
    form = form_of(powers, powers.Draft(member=group.chengguan), parent_number=version.number)
    assert form.is_valid() and form.parent == version.entry


@pytest.mark.parametrize("where", ["nowhere", "elsewhere", "below"])
def test_a_main_entry_is_one_of_this_site_and_no_sub_item(powers, group, where):
    version = make_version(powers, member=group.qilihe, organisation=group.qilihe_body)
    number = {"nowhere": "620102-999999", "elsewhere": version.number}.get(where)
    if where == "below":
        with exempt("factory"):
            parent = powers.Entry.objects.create(member=group.chengguan, number="620102-000007")
            number = "620102-000007-01"
            powers.Entry.objects.create(member=group.chengguan, parent=parent, number=number)
    form = form_of(powers, powers.Draft(member=group.chengguan), parent_number=number)
    assert set(form.errors) == {"parent_number"}


def test_text_is_kept_clean_and_control_characters_are_refused(powers, group):
    form = form_of(powers, powers.Draft(member=group.chengguan), name="甲", remarks="一\r\n二")
    assert form.is_valid() and form.cleaned_data["remarks"] == "一\n二"
    form = form_of(powers, powers.Draft(member=group.chengguan), name="甲\u0007", remarks="")
    assert set(form.errors) == {"name"}


def test_what_is_confidential_says_why(powers, group):
    form = form_of(powers, powers.Draft(member=group.chengguan), confidentiality="secret")
    assert set(form.errors) == {"confidentiality_reason"}


def test_an_entry_is_ended_by_an_ending_verb_with_a_ground(powers, group):
    of = {"register": powers, "member": group.chengguan}
    offered = {value for value, _label in EndForm(**of).fields["verb"].choices}
    assert offered == {str(verb) for verb in ENDING - {Verb.GENERALISE}}
    money = EndForm(register=register("fund"), member=group.chengguan)
    assert {value for value, _label in money.fields["verb"].choices} == set(map(str, ENDING))
    form = EndForm({"verb": Verb.ADJUST, "day": "2024-01-01"}, **of)
    assert set(form.errors) == {"verb", "ground"}


@pytest.mark.parametrize(
    ("name", "size", "right"),
    [("a.csv", 10, True), ("a.exe", 10, False), ("a.csv", files.MAX_BYTES + 1, False)],
)
def test_a_file_is_taken_by_its_kind_and_its_size(group, name, size, right):
    file = SimpleUploadedFile(name, b"x")
    file.size = size
    given = {"member": group.chengguan.pk, "mapping": "own-form"}
    form = UploadForm(given, {"file": file}, sites={group.chengguan.pk})
    assert form.is_valid() is right and set(form.errors) == (set() if right else {"file"})


def test_a_file_is_taken_for_a_site_in_reach(group):
    given = {"member": group.qilihe.pk, "mapping": "own-form"}
    form = UploadForm(
        given, {"file": SimpleUploadedFile("a.csv", b"x")}, sites={group.chengguan.pk}
    )
    assert set(form.errors) == {"member"}
