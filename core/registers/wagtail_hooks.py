"""Registers in the admin: two lists for each, and the code tables (字典)."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from core.registers.admin.viewsets import DraftsViewSet, EntriesViewSet
from core.registers.dictionaries.models import Dictionary, Term
from core.registers.review.views import send_drafts
from core.registers.spec import registers
from core.sitegroup.reference_admin import ReferenceAdmin


class DictionaryAdmin(ReferenceAdmin):
    model = Dictionary
    menu_icon = "list-ul"
    list_display = ("key", "name", "source", "edition")
    list_export = list_display
    search_fields = ("key", "name", "source")
    ordering = ("key",)


class TermAdmin(ReferenceAdmin):
    model = Term
    menu_icon = "tag"
    list_display = ("dictionary", "code", "name", "also", "in_use")
    # No filter by dictionary: for a relation modeladmin asks Django's own admin, not installed.
    list_filter = ("in_use",)
    search_fields = ("code", "name", "also", "dictionary__key", "dictionary__name")
    list_select_related = ("dictionary",)
    list_export = ("dictionary__key", "code", "name", "also", "order", "source", "in_use")


@modeladmin_register
class DictionaryGroup(ModelAdminGroup):
    menu_label = _("Dictionaries")
    menu_icon = "list-ul"
    menu_order = 710
    add_to_settings_menu = True
    items = (DictionaryAdmin, TermAdmin)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Entries and drafts of every register of the installed plugins."""
    return [
        viewset(register) for register in registers() for viewset in (DraftsViewSet, EntriesViewSet)
    ]


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Where drafts of a register are sent for review, for those that are reviewed."""
    return [
        path(
            f"registers/{register.slug}/review/",
            send_drafts,
            {"register": register},
            name=f"review_{register.slug}",
        )
        for register in registers()
        if register.review
    ]
