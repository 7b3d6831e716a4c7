from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.api import Record


class Entry(Record):
    """One entry of one site."""

    site = models.ForeignKey("sitegroup.Member", models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), blank=True)
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")

    def __str__(self) -> str:
        return self.title
