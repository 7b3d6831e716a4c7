"""What an action tells reaches everybody who hears it, also when somebody dies in between."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.contract import SiteSignal
from core.jobs import outbox
from core.jobs.models import Event
from core.plugins.actions import disable
from core.testing import SYSTEM
from tests.dummy_plugin.actions import make_row
from tests.dummy_plugin.hooks import dummy_made, heard

DUMMY = "dummy_plugin"
MADE = ("made", "lanzhou", "a")


def due():
    Event.objects.update(run_after=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def listen():
    """Connect a receiver of core for one test."""
    connected = []

    def connect(receiver):
        dummy_made.connect(receiver)
        connected.append(receiver)
        return receiver

    yield connect
    for receiver in connected:
        dummy_made.disconnect(receiver)


def test_an_event_is_heard_after_the_commit_and_gone(site, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make_row(site, "a", actor=SYSTEM)
        assert heard == []
    assert heard == [MADE]
    assert not Event.objects.exists()


def test_an_event_whose_process_died_is_delivered_by_the_worker(site):
    make_row(site, "a", actor=SYSTEM)  # nothing runs after the commit
    assert outbox.deliver_due() == 0  # whoever told it has a head start
    due()
    assert outbox.deliver_due() == 1
    assert heard == [MADE]
    assert outbox.deliver_due() == 0


def test_only_who_failed_hears_again(site, listen, caplog):
    answers = [RuntimeError("no"), None]

    def stumbles(sender, **payload):
        if error := answers.pop(0):
            raise error

    listen(stumbles)
    make_row(site, "a", actor=SYSTEM)
    assert not outbox.deliver(Event.objects.get().pk)
    assert "RuntimeError" in Event.objects.get().error
    due()
    outbox.deliver_due()
    assert heard == [MADE]
    assert answers == []
    assert not Event.objects.exists()


def test_who_fails_always_leaves_a_dead_letter(site, listen):
    @listen
    def fails(sender, **payload):
        raise RuntimeError("for ever")

    make_row(site, "a", actor=SYSTEM)
    for _attempt in range(outbox.MAX_ATTEMPTS + 2):
        due()
        outbox.deliver_due()
    event = Event.objects.get()
    assert (event.dead, event.attempts) == (True, outbox.MAX_ATTEMPTS)
    assert heard == [MADE]


def test_what_a_failing_receiver_wrote_is_taken_back(site, listen):
    @listen
    def half(sender, name, **payload):
        if name == "a":
            make_row(sender, "half", actor=SYSTEM)
            raise RuntimeError

    make_row(site, "a", actor=SYSTEM)
    outbox.deliver(Event.objects.get().pk)
    from tests.dummy_plugin.models import DummyRow

    assert DummyRow.objects.count() == 1


def test_a_plugin_that_went_off_hears_nothing(site):
    make_row(site, "a", actor=SYSTEM)
    disable(DUMMY, site, actor=SYSTEM)
    heard.clear()
    due()
    outbox.deliver_due()
    assert heard == []
    assert not Event.objects.exists()


def test_an_event_without_a_site_or_with_an_object_fails_the_action(site):
    with pytest.raises(ValueError, match="needs the member site"):
        outbox.put(dummy_made, None, {})
    with pytest.raises(TypeError):
        outbox.put(dummy_made, site, {"row": site})


def test_an_event_of_an_unknown_signal_waits(site):
    event = Event.objects.create(signal="gone.x", member=site, run_after=timezone.now())
    assert not outbox.deliver(event.pk)
    assert "gone.x" in Event.objects.get().error


def test_an_event_that_is_gone_is_no_error(db):
    assert outbox.deliver(1)


def test_signals_are_known_by_their_names():
    assert SiteSignal.known["dummy_plugin.dummy_made"] is dummy_made
