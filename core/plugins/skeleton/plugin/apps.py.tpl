from django.utils.translation import gettext_lazy as _

from core.contract import PluginConfig


class ${camel}Config(PluginConfig):
    name = "${package}"
    label = "${slug}"
    verbose_name = _("${title}")
    description = _("One sentence that says what this plugin is for.")
    default_settings = {"introduction": ""}
