"""``manage.py search`` (core/search/management/commands/search.py)."""

import io

import pytest
from django.core.management import CommandError, call_command

from core.search.models import Pending

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = io.StringIO()
    call_command("search", *arguments, stdout=out, verbosity=0)
    return dict(line.split("\t") for line in out.getvalue().splitlines())


@pytest.fixture
def unseen(group, row):
    """A row that the index lacks, and nobody has noted."""
    made = row("户口迁移")
    Pending.objects.all().delete()
    return made


def test_check_tells_what_differs_and_mends_it(unseen, found):
    assert run("check", "--look")["missing"] == "1" and found("户口") == []
    assert run("check", "--site", "tianshui")["missing"] == "0" and found("户口") == []
    assert run("check", "--site", "lanzhou")["missing"] == "1"
    assert found("户口") == ["户口迁移"] and run("check")["missing"] == "0"


def test_rebuild_makes_one_site_or_one_kind_anew(unseen, found):
    run("rebuild", "--kind", "core.site"), run("rebuild", "--site", "tianshui")
    assert found("户口") == []
    assert run("rebuild", "--kind", "dummy_plugin.row") == {
        "documents": "1",
        "removed": "0",
        "failed": "0",
    }
    assert found("户口") == ["户口迁移"]
    assert int(run("rebuild")["documents"]) > 4


def test_a_site_or_a_kind_that_there_is_not_is_named(group):
    with pytest.raises(CommandError, match="nowhere"):
        run("check", "--site", "nowhere")
    with pytest.raises(CommandError, match=r"core\.article"):
        run("rebuild", "--kind", "core.nothing")


def test_it_draws_a_bar_for_whoever_waits(group, capsys):
    call_command("search", "rebuild", "--site", "lanzhou", verbosity=1)
    assert "search rebuild" in capsys.readouterr().err
