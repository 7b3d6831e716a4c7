"""What search has still to look at."""

from django.db import models

from core.actions.tables import Road


class Pending(models.Model):
    """Documents that may be others now: written with the change itself, taken up by the next job.

    Two changes of one document are two rows: whoever has looked at it deletes those that were there
    before he looked.
    """

    road = Road.MACHINERY

    home = models.CharField(max_length=100)  #: the slug of their site
    plugin = models.CharField(max_length=100, blank=True)  #: empty: all of the site
    kind = models.CharField(max_length=100, blank=True)
    ids = models.JSONField(null=True)  #: null: all of the kind
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "search_pending"

    def __str__(self) -> str:
        return f"{self.home} {self.plugin}.{self.kind}"
