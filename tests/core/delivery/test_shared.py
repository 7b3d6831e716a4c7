"""Counters that all processes of a host see."""

import multiprocessing

import pytest

from core.delivery.shared import (
    ANY_SLOT,
    SHARED_SLOT,
    SLOTS,
    SharedGenerations,
    name_of,
    slot_of_site,
)


def test_what_is_raised_counts_once_whoever_brings_the_news(shared):
    assert shared.apply({"site:7": "ab" * 8}) == 1
    before = shared.values[slot_of_site(7)]
    assert shared.apply({"site:7": "ab" * 8}) == 0
    assert shared.values[slot_of_site(7)] == before


def test_a_site_moves_its_own_counter_and_that_of_what_spans_sites(shared):
    before = shared.snapshot()
    shared.apply({name_of(7): "01" * 8})
    moved = {slot for slot in range(SLOTS) if before[slot] != shared.values[slot]}
    assert moved == {ANY_SLOT, slot_of_site(7)}


def test_what_is_shared_moves_its_own_counter(shared):
    before = shared.snapshot()
    shared.apply({"shared": "01" * 8})
    assert shared.values[SHARED_SLOT] == before[SHARED_SLOT] + 1


def test_old_news_never_makes_an_old_value_valid_again(shared):
    """A relay that read before the commit comes after the writer."""
    seen = {shared.values[slot_of_site(7)]}
    for mark in ("01", "02", "01", "02"):
        shared.apply({"site:7": mark * 8})
        assert shared.values[slot_of_site(7)] not in seen
        seen.add(shared.values[slot_of_site(7)])


def test_another_opening_of_the_file_sees_the_same(shared):
    other = SharedGenerations(shared.path)
    other.apply({"site:3": "01" * 8})
    assert shared.values[slot_of_site(3)] == other.values[slot_of_site(3)] == 1


def test_a_file_that_was_taken_away_is_made_anew_and_nothing_old_is_valid(shared):
    before = shared.values[SHARED_SLOT]
    assert not shared.reopen_if_gone()
    shared.path.unlink()
    assert shared.reopen_if_gone()
    assert shared.path.exists()
    assert shared.values[SHARED_SLOT] != before


def test_every_site_has_a_place(shared):
    assert slot_of_site(10**9) < SLOTS
    assert slot_of_site(SLOTS) > ANY_SLOT


def _raise_often(path, first):
    mine = SharedGenerations(path)
    for number in range(200):
        mine.apply({"site:5": f"{first + number:016x}"})


@pytest.mark.parametrize("processes", [3])
def test_no_raise_is_lost_between_processes(shared, processes):
    context = multiprocessing.get_context("spawn")
    running = [
        context.Process(target=_raise_often, args=(shared.path, 1000 * (n + 1)))
        for n in range(processes)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert shared.values[slot_of_site(5)] == shared.values[ANY_SLOT] == 200 * processes
