"""The state of the plugins: tables, never text."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.models import Record
from core.actions.tables import Shown


class Activation(Record):
    """One plugin on one member site. The row stays when the plugin is switched off."""

    touches = "sitegroup"

    member = models.ForeignKey("sitegroup.Member", models.CASCADE, related_name="activations")
    plugin = models.SlugField(_("plugin"), max_length=40)
    enabled = models.BooleanField(_("enabled"), default=False)
    #: When the profile was applied: at the first enabling, and never again. A site may have
    #: settings before that.
    installed_at = models.DateTimeField(_("first enabled"), null=True, editable=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    #: True once a person has decided here: ``sitegroup apply`` never reverses a site's own choice.
    chosen = models.BooleanField(_("decided by the site"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "plugins_activation"
        verbose_name = _("activation")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "plugin"], name="plugins_activation_once")
        ]

    def __str__(self) -> str:
        return f"{self.plugin} @ {self.member_id}"


class ExecutedStep(Record):
    """An upgrade step that was run on one site, or counted as done when it was enabled afresh."""

    shown = Shown.NOBODY

    activation = models.ForeignKey(Activation, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "plugins_executedstep"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activation", "name"], name="plugins_step_once")
        ]
