"""What an action's name is called where people read the log."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry

#: The actions of core, and those views of Wagtail's that log nothing and say what they did by their
#: name. Wagtail names its own actions; a plugin its own by ``register_log_actions``.
LABELS: dict[str, str | Promise] = {
    "flows.begin": _("Proceeding begun"),
    "flows.take": _("Work taken"),
    "flows.give_back": _("Work given back"),
    "flows.hand": _("Work handed on"),
    "flows.decide": _("Work decided"),
    "flows.recall": _("Decision taken back"),
    "flows.remark": _("Remark made"),
    "flows.end": _("Proceeding ended without a result"),
    "flows.remind": _("Reminded of work"),
    "flows.fill_calendar": _("Calendar filled"),
    "inspection.ask": _("Inspection asked for"),
    "inspection.ask_all": _("Inspection of all sites asked for"),
    "jobs.retry": _("Background job started again"),
    "jobs.cancel": _("Background job cancelled"),
    "jobs.retry_event": _("Event delivered again"),
    "jobs.drop_event": _("Event given up"),
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
    "people.by_command": _("Administrator made or changed by command"),
    "people.abolish_organisation": _("Organisation abolished"),
    "people.merge_organisations": _("Organisations merged"),
    "plugins.configure": _("Plugin settings changed"),
    "plugins.purge": _("Plugin data purged"),
    "pages.rename_column": _("Uniform column renamed"),
    "pages.publish_scheduled": _("Published by its date"),
    "pages.expire": _("Expired by its date"),
    "registers.load_dictionaries": _("Dictionaries loaded"),
    "registers.start_draft": _("Draft begun"),
    "registers.save_draft": _("Draft saved"),
    "registers.discard_draft": _("Draft discarded"),
    "registers.rebase_draft": _("Draft brought up to date"),
    "registers.import": _("Drafts imported"),
    "registers.publish": _("Entries published"),
    "registers.cancel": _("Entry ended"),
    "registers.propose_end": _("End of an entry drafted"),
    "registers.send": _("Drafts sent for review"),
    "registers.take_back": _("Drafts taken back from review"),
    "registers.approve": _("Package approved"),
    "registers.close_package": _("Package published"),
    "sitegroup.create_member": _("Member site created"),
    "sitegroup.apply_shared": _("Group's tables applied"),
    "sitegroup.apply_member": _("Member site applied"),
    "sitegroup.load_content": _("Sample content loaded"),
    "sitegroup.retire_columns": _("Uniform columns retired"),
    "sitegroup.create_reference": _("Reference row created"),
    "sitegroup.edit_reference": _("Reference row changed"),
    "sitegroup.drop_reference": _("Reference row deleted"),
    "upkeep.restore": _("Backup restored"),
    "upkeep.upgrade": _("Platform upgraded"),
    "sitegroup.update_identity": _("Site identity changed"),
    "wagtailimages:add_multiple": _("Image sent, not yet described"),
    "wagtailimages:delete_upload_multiple": _("Image sent, given up"),
    "wagtaildocs:add_multiple": _("Document sent, not yet described"),
    "wagtaildocs:delete_upload_multiple": _("Document sent, given up"),
}


def label_of(name: str) -> str:
    """The label of an action's name; the name itself where nobody gave it one."""
    if name in LABELS:
        return str(LABELS[name])
    return str(registry.get_action_label(name)) if registry.action_exists(name) else name
