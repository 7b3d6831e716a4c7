from django.db import models


class Generation(models.Model):
    """A name whose value changes with what it stands for. Machinery: written by any road.

    The value is random, not a counter: after a rollback a counter would be used twice, and a
    snapshot built inside the lost transaction would pass for the next one.
    """

    name = models.CharField(max_length=80, primary_key=True)
    value = models.CharField(max_length=16)

    class Meta:
        db_table = "delivery_generation"
