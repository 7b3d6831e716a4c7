"""Drafts on the screen: what was typed is kept, and every error stands beside its field."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from core.actions.boundary import exempt
from core.registers import actions
from core.registers.testing import make_document
from tests.core.registers.editors import new_draft, posted

pytestmark = pytest.mark.django_db


def test_an_editor_writes_a_draft_with_its_grounds(powers, group, editor):
    answer = editor.post(
        reverse("drafts_power_list:add"),
        posted(name="新的职权", organisation=group.chengguan_body.pk),
    )
    draft = powers.Draft.objects.get()
    assert (
        answer.status_code == 302
        and draft.member == group.chengguan
        and draft.owner == group.chengguan_editor
    )
    assert draft.grounds.get().article == "第十一条"
    answer = editor.get(reverse("drafts_power_list:edit", args=[draft.pk]))
    assert "第十一条" in answer.content.decode()


def test_a_ground_without_a_law_is_refused_beside_its_field(powers, group, editor):
    blank = {"grounds-0-law": " ", "organisation": group.chengguan_body.pk}
    answer = editor.post(reverse("drafts_power_list:add"), posted(**blank))
    assert answer.status_code == 200 and not powers.Draft.objects.exists()
    assert set(answer.context["formset"].errors[0]) == {"law"}


def test_a_blank_ground_is_told_as_missing(powers, group, editor):
    draft = new_draft(powers, group, grounds=())
    with exempt("factory"):
        powers.Ground.objects.create(draft=draft, law=" ")
    answer = editor.get(reverse("drafts_power_list:edit", args=[draft.pk]))
    assert answer.context["lacks"] == [str(powers.field("grounds").label)]


def test_what_was_typed_stays_and_the_error_stands_beside_its_field(powers, group, editor):
    answer = editor.post(
        reverse("drafts_power_list:add"),
        posted(name="写好的名称", confidentiality="secret", organisation=group.qilihe_body.pk),
    )
    assert answer.status_code == 200 and not powers.Draft.objects.exists()
    assert "写好的名称" in answer.content.decode()
    assert set(answer.context["form"].errors) == {"confidentiality_reason", "organisation"}


def test_a_second_editor_is_told_and_keeps_what_he_typed(powers, group, editor):
    draft = new_draft(powers, group)
    actions.save_draft(powers, powers.Draft.objects.get(pk=draft.pk), actor=group.chengguan_chief)
    answer = editor.post(
        reverse("drafts_power_list:edit", args=[draft.pk]), posted(draft, name="我写的")
    )
    assert "我写的" in answer.content.decode() and answer.context["form"].non_field_errors()
    assert powers.Draft.objects.get(pk=draft.pk).name != "我写的"


def test_many_choices_stand_in_columns_by_the_forms_own_stylesheet(editor):
    page = editor.get(reverse("drafts_power_list:add")).content.decode()
    assert 'id="id_subjects" class="registers-choices"' in page
    assert "registers/draft.css" in page
    assert ".registers-choices" in Path(finders.find("registers/draft.css")).read_text()


def test_the_text_of_a_ground_is_attached_as_a_file(powers, group, editor):
    paper = make_document(group.chengguan)
    body = {"organisation": group.chengguan_body.pk, "grounds-0-file": paper.pk}
    editor.post(reverse("drafts_power_list:add"), posted(**body))
    draft = powers.Draft.objects.get()
    assert draft.grounds.get().file == paper
    address = reverse("drafts_power_list:edit", args=[draft.pk])
    assert f'value="{paper.pk}"' in editor.get(address).content.decode()
    editor.post(address, posted(draft, **body | {"grounds-0-file": ""}))
    assert draft.grounds.get().file is None


def test_a_file_of_another_site_is_refused_beside_its_field(powers, group, editor):
    foreign = make_document(group.qilihe, "七里河文件")
    typed = {"organisation": group.chengguan_body.pk, "grounds-0-file": foreign.pk}
    answer = editor.post(reverse("drafts_power_list:add"), posted(name="写好的名称", **typed))
    assert not powers.Draft.objects.exists() and "写好的名称" in answer.content.decode()
    assert set(answer.context["formset"].errors[0]) == {"file"}
