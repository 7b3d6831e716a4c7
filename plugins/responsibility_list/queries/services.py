"""What is asked of public services: whether one is a power already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.api import plain_name
from plugins.power_list.api import power_url, powers_in_force


def already_powers(drafts: Iterable[Any]) -> dict[int, list[str]]:
    """The new public services that stand in the power list of their site already, by the keys of
    the drafts: a sentence with the way to the power. A matter is entered once
    (甘政办发〔2014〕197号 附件5 beside 附件3). A fixed number of queries for the drafts of a site.
    """
    new = [draft for draft in drafts if draft.entry_id is None]
    if not new:
        return {}
    site = new[0].member
    powers = powers_in_force(site).order_by().values_list("name", "number")
    known = {plain_name(name): (name, number) for name, number in powers}
    met = {draft.pk: found for draft in new if (found := known.get(plain_name(draft.name)))}
    home = power_url("", site.pk).rstrip("/") if met else ""
    return {pk: [_sentence(home, *found)] for pk, found in met.items()}


def _sentence(home: str, name: str, number: str) -> str:
    sentence = _("It stands in the power list already: %(name)s (%(number)s).")
    said = sentence % {"name": name, "number": number}
    return format_html('<a href="{}/{}/">{}</a>', home, number, said) if home else said
