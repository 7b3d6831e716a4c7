"""Import from the screen: nothing is written before it was shown."""

import pytest

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
