from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig


class UnifiedSearchConfig(PluginConfig):
    name = "plugins.unified_search"
    label = "unified_search"
    verbose_name = _("Unified search")
    description = _("One search over all sites of the group, in words that people use.")
    address = "search"
