"""Import from the screen: nothing is written before it was shown."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.registers.models import Upload
from tests.core.registers.editors import upload

pytestmark = pytest.mark.django_db


def test_a_file_is_checked_shown_and_imported_only_when_confirmed(powers, group, editor):
    wrong = upload(editor, group, [{"名称": "甲", "类别": "行政恩准"}])
    page = editor.get(wrong.url).content.decode()
    assert "行政恩准" in page and editor.post(wrong.url).status_code == 200
    right = upload(editor, group, [{"名称": "甲", "类别": "行政许可"}])
    assert editor.get(right.url).status_code == 200 and not powers.Draft.objects.exists()
    assert editor.post(right.url).status_code == 302
    assert powers.Draft.objects.get().name == "甲"
    assert Upload.objects.count() == 1


def test_the_screen_says_which_form_is_imported_where_and_offers_no_other(group, editor):
    page = editor.get(reverse("entries_duty:import")).content.decode()
    assert 'value="annex-6"' in page and 'value="annex-3"' not in page
    assert 'value="own-form"' in page, "what is no form is offered as before"
    assert f'href="{reverse("entries_power_list:import")}"' in page
    for number in range(1, 8):
        assert f"附件{number} " in page


def test_a_summary_is_refused_with_one_sentence(group, editor):
    rows = "单位,保留,取消,合计\n城关区教育局,1,0,1".encode()
    answer = editor.post(
        reverse("entries_power_list:import"),
        {
            "member": group.chengguan.pk,
            "mapping": "annex-3",
            "file": SimpleUploadedFile("附件2.csv", rows),
        },
    )
    page = editor.get(answer.url).content.decode()
    assert "附件2 部门行政职权清理汇总表" in page and "不能导入" in page
    assert "保留" not in page, "its columns are not told one by one"
