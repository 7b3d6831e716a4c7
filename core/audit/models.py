"""The audit log: a line is written in its action's transaction and chained afterwards."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actions.tables import Road, Shown


class AuditLine(models.Model):
    """One thing that was done. Never changed and never deleted.

    Its place in the chain is an :class:`AuditSeal`, made within seconds of the commit: chaining
    inside the action's transaction would make all actions wait for one row.
    """

    #: In an action, or by the one receiver that hears what Wagtail's own views log.
    road: ClassVar[Road] = Road.PAGE
    append_only: ClassVar[bool] = True
    shown = Shown.NOBODY

    at = models.DateTimeField(_("at"), auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("done by"), max_length=150)
    name = models.CharField(_("action"), max_length=80, db_index=True)
    member = models.ForeignKey(
        "sitegroup.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("site"),
        db_constraint=False,
    )
    target_type = models.CharField(_("kind"), max_length=80, blank=True)
    target_id = models.CharField(_("number"), max_length=40, blank=True)
    target_name = models.CharField(_("what"), max_length=200, blank=True)
    detail = models.JSONField(_("detail"), default=dict, blank=True)

    class Meta:
        db_table = "audit_auditline"
        ordering: ClassVar = ["-id"]
        verbose_name = _("audit line")
        verbose_name_plural = _("audit lines")

    def __str__(self) -> str:
        return f"{self.name} {self.target_name}"


class AuditSeal(models.Model):
    """A line's number and hash in the chain. Written by the one sealer, after the commit."""

    road: ClassVar[Road] = Road.MACHINERY
    append_only: ClassVar[bool] = True

    line = models.OneToOneField(AuditLine, models.PROTECT, related_name="seal")
    number = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "audit_auditseal"
        ordering: ClassVar = ["number"]
