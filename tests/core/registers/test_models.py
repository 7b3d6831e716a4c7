"""The tables behind a register, on both databases."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core.actions.boundary import exempt
from core.registers.choices import Verb
from core.registers.spec import register
from core.registers.testing import make_version

pytestmark = pytest.mark.django_db
D = datetime.date


def test_two_versions_of_one_day_are_refused_by_the_database():
    first = make_version(register("power_list"), valid_from=D(2015, 7, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_version(register("power_list"), entry=first.entry, valid_from=D(2015, 7, 1))


def test_a_published_version_is_neither_edited_nor_deleted():
    version = make_version(register("power_list"))
    version.name = "另一个名称"
    with pytest.raises(TypeError, match="never edited"):
        version.save()
    with pytest.raises(TypeError, match="never deleted"):
        version.delete()


@pytest.mark.postgresql_only
def test_postgresql_itself_refuses_two_versions_valid_on_one_day():
    first = make_version(register("power_list"), valid_from=D(2015, 7, 1))
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        make_version(
            register("power_list"), entry=first.entry, valid_from=D(2016, 7, 1), verb=Verb.ADJUST
        )
        with connection.cursor() as cursor:  # what the commit would do
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.postgresql_only
def test_the_migrations_of_the_lists_can_be_taken_back():
    before = MigrationExecutor(connection).loader.graph.leaf_nodes()
    with exempt("migrate"):
        MigrationExecutor(connection).migrate([("power_list", None), ("responsibility_list", None)])
        assert "power_list_powerversion" not in connection.introspection.table_names()
        MigrationExecutor(connection).migrate(before)
    assert "power_list_powerversion" in connection.introspection.table_names()
