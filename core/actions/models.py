"""No tables of its own: the base class by which a model says that it is a record."""

from typing import ClassVar

from django.db import models


class Record(models.Model):
    """A table that is written only inside an action (law 5).

    ``touches`` names the generation that a write to it raises; empty for none.
    """

    touches: ClassVar[str] = ""

    class Meta:
        abstract = True
