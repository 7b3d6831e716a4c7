"""One rendering for many; tried with the cache around it in test_cache.py."""

from core.delivery import flights
from core.delivery.flights import Flights


def test_the_second_follows_the_first_and_gets_its_result():
    under_way = Flights()
    with under_way.join("a") as first, under_way.join("a") as second, under_way.join("b") as other:
        assert (first.leads, second.leads, other.leads) == (True, False, True)
        second.land("nobody listens to this")
        first.land("page")
        assert second.wait() == "page"
    with under_way.join("a") as later:
        assert later.leads


def test_whoever_waits_too_long_gets_nothing(monkeypatch):
    monkeypatch.setattr(flights, "PATIENCE", 0.01)
    under_way = Flights()
    with under_way.join("a"), under_way.join("a") as second:
        assert second.wait() is None


def test_what_is_remembered_of_addresses_without_a_page_is_bounded(monkeypatch):
    monkeypatch.setattr(flights, "_NO_PAGE_MOST", 10)
    under_way = Flights()
    for number in range(100):
        under_way.is_no_page(number)
    assert len(under_way._no_pages) <= 10
    with under_way.join(99) as first, under_way.join(99) as second:
        assert first.leads and second.leads
