"""Two who decide at the same moment, and a process that is killed in the middle of a decision."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from core.audit.models import AuditLine
from core.flows.actions import begin, decide, take
from core.flows.models import Proceeding, Step
from core.people.rights import Right
from core.plugins.gate import Refused
from core.testing import SYSTEM
from tests.core.jobs.processes import ROOT, database_url
from tests.dummy_plugin.flows import MatterFlow
from tests.dummy_plugin.models import DummyRow

pytestmark = pytest.mark.django_db(transaction=True)
BRANCHES = ("legal", "establishment")


def begun(group, people, title="一件事"):
    matter = begin(
        MatterFlow, group.lanzhou, title, actor=SYSTEM, right=Right.WRITE, organisation=group.body
    )
    decide(waiting(matter, "clear"), "hand_in", actor=people.clerk)
    return matter


def passes(step, people):
    return decide(step, "pass", actor=getattr(people, step.office))


def waiting(matter, name):
    return Step.objects.get(process=matter, flow_task=getattr(MatterFlow, name), status=STATUS.NEW)


def at_once(*deeds):
    """Do all at the same moment, each on a connection of its own; return what each said."""
    barrier = Barrier(len(deeds))

    def run(deed):
        try:
            barrier.wait(30)
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_thirty_pairs_of_branches_that_end_at_the_same_moment_are_each_joined_once(group, people):
    matters = [begun(group, people, f"第{number}件") for number in range(30)]
    for matter in matters:
        at_once(*[partial(passes, waiting(matter, name), people) for name in BRANCHES])
    for name, status in (("join", STATUS.DONE), ("sign", STATUS.NEW)):
        steps = Step.objects.filter(flow_task=getattr(MatterFlow, name))
        assert sorted(steps.values_list("process_id", flat=True)) == [one.pk for one in matters]
        assert set(steps.values_list("status", flat=True)) == {status}


def test_what_two_decide_at_the_same_moment_is_decided_once(group, people):
    matter = begun(group, people)
    for name in BRANCHES:
        passes(waiting(matter, name), people)
    step = waiting(matter, "sign")
    said = at_once(
        *[
            lambda: decide(step, "sign", actor=people.head, confirmed_at=timezone.now())
            for _each in range(4)
        ]
    )
    assert sum(isinstance(one, Refused) for one in said) == 3
    assert DummyRow.objects.count() == 1
    assert Proceeding.objects.get().status == PROCESS.DONE


def test_what_two_take_at_the_same_moment_is_taken_by_one(group, people):
    step = waiting(begun(group, people), "legal")
    again = people.legal.__class__.objects.get(pk=people.legal.pk)
    said = at_once(
        lambda: take(step, actor=people.legal), lambda: decide(step, "pass", actor=again)
    )
    assert Step.objects.get(pk=step.pk).owner == people.legal
    assert not all(isinstance(one, Refused) for one in said)


#: A decision whose process dies by -9 after everything was written, before the commit.
DIES = """
import os, signal, sys, django
django.setup()
from django.contrib.auth import get_user_model
from django.utils import timezone
from core.flows.actions import decide
from core.flows.models import Step
from tests.dummy_plugin import flows
written = flows.make_row
def dies(*args, **kwargs):
    written(*args, **kwargs)
    print("written", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
flows.make_row = dies
step = Step.objects.get(pk=int(sys.argv[1]))
head = get_user_model().objects.get(username="head")
decide(step, "sign", actor=head, confirmed_at=timezone.now())
"""


def test_a_process_that_is_killed_in_the_middle_of_a_decision_has_decided_nothing(group, people):
    matter = begun(group, people)
    for name in BRANCHES:
        passes(waiting(matter, name), people)
    step, lines = waiting(matter, "sign"), AuditLine.objects.count()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "core.settings.test",
        "DATABASE_URL": database_url(),
    }
    environment.pop("TEST_DATABASE", None)
    killed = subprocess.run(
        [sys.executable, "-c", DIES, str(step.pk)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (killed.returncode, killed.stdout.strip()) == (-9, "written"), killed.stderr
    connection.close()
    assert Step.objects.get(pk=step.pk).status == STATUS.NEW
    assert not DummyRow.objects.exists() and AuditLine.objects.count() == lines
    decide(step, "sign", actor=people.head, confirmed_at=timezone.now())
    assert DummyRow.objects.count() == 1
    assert Proceeding.objects.get().status == PROCESS.DONE
