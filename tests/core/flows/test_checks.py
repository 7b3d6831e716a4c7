"""core/flows/checks.py and the command ``flows``: what a flow declares must be able to run."""

from io import StringIO

import pytest
from django.core.management import call_command
from viewflow import this
from viewflow.workflow import nodes

from core.flows.base import Flow, Work, start_at
from core.flows.checks import check_flows, problems
from core.flows.models import CalendarYear
from tests.dummy_plugin.flows import MatterFlow


def test_the_flows_there_are_keep_the_rules():
    assert check_flows() == [] and list(problems(MatterFlow)) == []


def test_a_flow_that_cannot_run_is_named_with_what_is_wrong():
    class Nameless(Flow):
        process_title = process_description = "x"
        start = start_at(this.work)
        work = Work("做", office="").way("go", "办", this.end).way("go", "又办", this.end)
        idle = Work("空", office="clerk")
        end = nodes.End()

    found = " | ".join(problems(Nameless))
    for said in ("no title", "work names no office", "idle offers no decision", "key of its own"):
        assert said in found


@pytest.mark.django_db
def test_the_command_lists_flows_and_fills_the_calendar():
    out = StringIO()
    call_command("flows", "list", stdout=out)
    assert "dummy_plugin.matter" in out.getvalue() and "一件事" in out.getvalue()
    call_command("flows", "calendar", "--fill", stdout=out)
    assert "2026" in out.getvalue() and CalendarYear.objects.filter(year=2026).exists()
    count = CalendarYear.objects.count()
    call_command("flows", "calendar", "--fill", stdout=out)
    assert CalendarYear.objects.count() == count
