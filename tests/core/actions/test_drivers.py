"""The drivers' own bulk roads do not pass by the boundary."""

import pytest
from django.db import connection

from core.actions.boundary import WriteOutsideAction

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite_only
def test_a_script_of_sqlite_is_seen():
    with pytest.raises(WriteOutsideAction), connection.cursor() as cursor:
        cursor.executescript("SELECT 1; DELETE FROM sitegroup_division;")


@pytest.mark.postgresql_only
def test_copy_is_seen():
    with pytest.raises(WriteOutsideAction), connection.cursor() as cursor:
        cursor.copy("COPY sitegroup_division (code) FROM STDIN")


@pytest.mark.postgresql_only
def test_copying_out_is_reading():
    with connection.cursor() as cursor, cursor.copy("COPY sitegroup_division TO STDOUT") as copy:
        assert list(copy) == []
