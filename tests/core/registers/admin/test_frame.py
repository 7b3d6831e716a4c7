"""core/registers/admin/frame.py: what every page of a register's admin has around its content."""

import pytest
from django.urls import reverse

from tests.core.registers.editors import new_draft, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["entry", "compare", "end", "import", "add", "edit", "publish", "publish_one"]
)
def test_every_page_has_one_heading_and_the_way_back(powers, group, chief, name):
    version = publish(powers, group, new_draft(powers, group))
    draft = new_draft(powers, group)
    of_entry = name in ("entry", "compare", "end")
    of_draft = name in ("edit", "publish_one")
    args = [version.entry_id] if of_entry else [draft.pk] if of_draft else []
    room = "entries" if of_entry or name == "import" else "drafts"
    answer = chief.get(reverse(f"{room}_power_list:{name}", args=args))
    page = answer.content.decode()
    assert answer.status_code == 200 and page.count("<h1") == 1
    assert reverse("drafts_power_list:index") in page
