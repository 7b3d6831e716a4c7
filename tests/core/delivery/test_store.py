"""Bounded in bytes; the least used leave first; made-up addresses push out no plain page."""

from core.delivery.responses import Stored
from core.delivery.store import MINOR_SHARE, Segment, Store


def page(size=1000):
    return Stored(b"x" * size, [], shared=1, slot=1, value=1, expires=1.0)


def test_it_never_holds_more_than_its_bytes():
    kept = Segment(50_000)
    for number in range(200):
        kept.put(number, page())
        assert kept.bytes <= 50_000
    assert kept.evicted == 200 - len(kept)
    assert len(kept) > 10


def test_what_was_read_stays_and_what_was_not_leaves():
    kept = Segment(10 * page().size)
    for number in range(10):
        kept.put(number, page())
    kept.get(0)
    kept.put("new", page())
    assert kept.get(0) is not None
    assert kept.get(1) is None


def test_a_page_put_twice_counts_once():
    kept = Segment(50_000)
    kept.put("a", page())
    kept.put("a", page())
    assert kept.bytes == page().size
    kept.drop("a")
    assert (kept.bytes, len(kept)) == (0, 0)
    kept.drop("a")


def test_a_page_larger_than_all_is_not_kept():
    kept = Segment(5000)
    kept.put("a", page(9000))
    assert (len(kept), kept.bytes) == (0, 0)


def test_made_up_addresses_push_out_no_plain_page():
    kept = Store(1_000_000)
    for number in range(50):
        kept.put(number, page(), minor=False)
    for number in range(5000):
        kept.put(f"?q={number}", page(), minor=True)
    assert all(kept.get(number) for number in range(50))
    assert kept.minor.bytes <= 1_000_000 * MINOR_SHARE
    assert kept.evicted == kept.minor.evicted > 0


def test_a_page_stands_in_one_segment_only():
    kept = Store(1_000_000)
    kept.put("a", page(), minor=False)
    kept.put("a", page(), minor=True)
    assert len(kept) == 1
    kept.drop("a")
    assert kept.get("a") is None
