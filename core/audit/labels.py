"""What an action's name is called where people read the log."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry

#: The actions of core. Wagtail names its own; a plugin's show their names.
LABELS: dict[str, str | Promise] = {
    "people.appoint": _("Appointed"),
    "people.dismiss": _("Dismissed"),
    "people.create_user": _("Account created"),
    "people.change_user": _("Account changed"),
    "people.set_password": _("Password set"),
    "people.activate": _("Account activated"),
    "people.deactivate": _("Account deactivated"),
    "people.unlock": _("Account unlocked"),
    "people.locked_out": _("Locked out after failures"),
    "people.sign_in": _("Signed in"),
    "people.sign_out": _("Signed out"),
    "plugins.enable": _("Plugin enabled"),
    "plugins.disable": _("Plugin disabled"),
    "plugins.upgrade": _("Plugin upgraded"),
    "sitegroup.create_member": _("Member site created"),
    "sitegroup.update_identity": _("Site identity changed"),
}


def label_of(name: str) -> str:
    """The label of an action's name; the name itself where nobody gave it one."""
    if name in LABELS:
        return str(LABELS[name])
    return str(registry.get_action_label(name)) if registry.action_exists(name) else name
