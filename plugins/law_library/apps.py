from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig, Scope


class LawLibraryConfig(PluginConfig):
    name = "plugins.law_library"
    label = "law_library"
    verbose_name = _("Law library")
    description = _("Laws, regulations and rules with their dated versions and articles.")
    scope = Scope.PLATFORM
    query_parameters = ("rank",)
