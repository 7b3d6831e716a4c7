"""One entry on the screen: its history, a comparison, a change, its end."""

import pytest
from django.urls import reverse

from tests.core.registers.editors import change, new_draft, publish

pytestmark = pytest.mark.django_db


def test_an_entry_shows_its_history_and_is_changed_corrected_compared_and_ended(
    powers, group, chief
):
    first = publish(powers, group, new_draft(powers, group, "旧名"))
    second = change(powers, group, first, name="新名")
    page = chief.get(reverse("entries_power_list:entry", args=[first.entry_id])).content.decode()
    assert "旧名" in page and "新名" in page
    compared = chief.get(
        reverse("entries_power_list:compare", args=[first.entry_id])
    ).content.decode()
    assert "旧名" in compared and "新名" in compared
    for button in ("change", "correct"):
        assert (
            chief.post(
                reverse("entries_power_list:start", args=[second.pk]), {button: ""}
            ).status_code
            == 302
        )
    assert powers.Draft.objects.filter(corrects=second).count() == 1
    ended = chief.post(
        reverse("entries_power_list:end", args=[first.entry_id]),
        {"verb": "cancel", "day": "2024-01-01", "ground": "某决定"},
    )
    assert ended.status_code == 302
    assert not powers.Version.objects.get(verb="cancel").in_force
