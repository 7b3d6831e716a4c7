"""When schedules are due: in the province's time, by pure functions (core/jobs/times.py)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import Schedule
from core.jobs import times

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("schedule", "now", "latest", "following"),
    [
        (Schedule("x", every=1), "2026-03-04 10:00:59", "2026-03-04 10:00", "2026-03-04 10:01"),
        (Schedule("x", every=15), "2026-03-04 10:15", "2026-03-04 10:15", "2026-03-04 10:30"),
        (Schedule("x", every=360), "2026-03-04 05:00", "2026-03-04 00:00", "2026-03-04 06:00"),
        (Schedule("x", at="02:30"), "2026-03-04 02:29", "2026-03-03 02:30", "2026-03-04 02:30"),
        (Schedule("x", at="00:00"), "2026-03-04 00:00", "2026-03-04 00:00", "2026-03-05 00:00"),
        (
            Schedule("x", at="08:00", weekday=0),
            "2026-03-04 10:00",
            "2026-03-02 08:00",
            "2026-03-09 08:00",
        ),
    ],
)
def test_due_instants_are_the_provinces(schedule, now, latest, following):
    assert times.latest(schedule, at(now)) == at(latest)
    assert times.following(schedule, at(now)) == at(following)


schedules = st.one_of(
    st.builds(Schedule, st.just("x"), every=st.sampled_from([1, 5, 10, 60, 360, 1440])),
    st.builds(
        Schedule,
        st.just("x"),
        at=st.times().map(lambda time: f"{time:%H:%M}"),
        weekday=st.one_of(st.none(), st.integers(0, 6)),
    ),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(schedules, moments)
def test_now_lies_between_the_latest_and_the_following_instant(schedule, now):
    latest, following = times.latest(schedule, now), times.following(schedule, now)
    assert latest <= now < following
    assert times.latest(schedule, following) == following
    assert times.latest(schedule, following - timedelta(seconds=1)) == latest


def test_grace_is_never_too_short():
    assert times.grace(Schedule("x", every=1)) == timedelta(minutes=5)
    assert times.grace(Schedule("x", every=10)) == timedelta(minutes=30)
    assert times.grace(Schedule("x", at="02:00")) == timedelta(hours=1)
    assert times.grace(Schedule("x", at="02:00", grace=240)) == timedelta(hours=4)
