"""Code tables (字典) in the admin, kept by the provincial office."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from core.registers.models import Dictionary, Term
from core.sitegroup.reference_admin import ReferenceAdmin


class DictionaryAdmin(ReferenceAdmin):
    model = Dictionary
    menu_icon = "list-ul"
    list_display = ("key", "name", "source", "edition")
    search_fields = ("key", "name", "source")
    ordering = ("key",)


class TermAdmin(ReferenceAdmin):
    model = Term
    menu_icon = "tag"
    list_display = ("dictionary", "code", "name", "also", "in_use")
    list_filter = ("dictionary", "in_use")
    search_fields = ("code", "name", "also")
    list_select_related = ("dictionary",)


@modeladmin_register
class DictionaryGroup(ModelAdminGroup):
    menu_label = _("Dictionaries")
    menu_icon = "list-ul"
    menu_order = 710
    add_to_settings_menu = True
    items = (DictionaryAdmin, TermAdmin)
