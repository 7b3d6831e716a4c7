"""Reads, already limited to one site."""

from django.db.models import QuerySet

from core.api import Member

from .models import Entry


def entries_of(site: Member) -> QuerySet[Entry]:
    """The entries of a site, newest first."""
    return Entry.objects.filter(site=site)
