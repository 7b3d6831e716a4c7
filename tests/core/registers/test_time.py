"""Time in registers: today in the province, midnight, replay, and what nobody may ever see."""

import datetime
import itertools
from decimal import Decimal
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actions.boundary import exempt
from core.delivery import generations
from core.plugins.models import Activation
from core.registers import actions, queries, time
from core.registers.choices import BEGINNING, ENDING
from core.registers.outcomes import Unpublishable
from core.registers.queries import terms
from core.registers.spec import register, registers
from core.registers.testing import make_document, make_version
from core.testing import SYSTEM
from plugins.fund_list.models import FundYear
from tests.core.registers.editors import change, names_on, new_draft, publish

pytestmark = pytest.mark.django_db
D = datetime.date
UTC = datetime.UTC


def at(*moment, zone=UTC):
    """Freeze the clock of Django's timezone."""
    return mock.patch.object(timezone, "now", lambda: datetime.datetime(*moment, tzinfo=zone))


def test_today_is_the_provinces_day_whatever_zone_the_screen_has():
    with at(2015, 6, 30, 15, 59, 59):
        assert time.today() == D(2015, 6, 30)
    with at(2015, 6, 30, 16, 0, 0), timezone.override(ZoneInfo("America/New_York")):
        assert time.today() == D(2015, 7, 1)


def test_a_future_version_comes_into_force_at_midnight_of_the_province(powers, group):
    first = publish(powers, group, new_draft(powers, group, "旧名"))
    change(powers, group, first, day=D(2030, 7, 1), name="新名")
    with at(2030, 6, 30, 15, 59, 59):
        assert names_on(powers, None) == ["旧名"]
        assert queries.count_in_force(powers) == 1
    with at(2030, 6, 30, 16, 0, 0):
        assert names_on(powers, None) == ["新名"]
    assert queries.changing_on(powers, D(2030, 7, 1)) == {group.chengguan.pk}


def test_a_correction_after_midnight_changes_what_was_valid_and_not_what_was_said(powers, group):
    with at(2020, 1, 1, 15, 0, 0):
        wrong = publish(powers, group, new_draft(powers, group, "错名", valid_from=D(2020, 1, 1)))
    with at(2020, 1, 1, 16, 30, 0):
        draft = actions.start_draft(powers, wrong, actor=group.chengguan_editor, corrects=True)
        draft.name = "正名"
        actions.save_draft(powers, draft, actor=group.chengguan_editor)
        publish(powers, group, draft)
    assert names_on(powers, D(2020, 1, 1)) == ["正名"]
    end = time.end_of_day(D(2020, 1, 1))
    assert [v.name for v in queries.said_on(powers, end, D(2020, 1, 1))] == ["错名"]
    assert [
        v.name for v in queries.said_on(powers, time.end_of_day(D(2020, 1, 2)), D(2020, 1, 1))
    ] == ["正名"]


DAYS = st.integers(0, 30).map(lambda n: D(2020, 1, 1) + datetime.timedelta(days=n))


def changes(one):
    """Any changes of an entry, by any kind of change that its register knows."""
    ending = [verb.value for verb in one.verbs if verb in ENDING]
    going_on = [verb.value for verb in one.verbs if verb not in ENDING]
    step = st.tuples(
        st.sampled_from(["publish", "publish", "cancel", "correct", "move"]),
        DAYS,
        st.sampled_from(going_on),
        st.sampled_from(ending),
    )
    return st.lists(step, min_size=1, max_size=7)


def _a_power(group):
    return {"category": terms().find("power_category", "01")}


def _duties(group):
    power = make_version(
        register("power_list"), member=group.chengguan, organisation=group.chengguan_body,
        category=terms().find("power_category", "01"), valid_from=D(2019, 1, 1),
    )  # fmt: skip
    said = {"power_number": power.number, "stages": "受理：受理", "accountability": "超期"}
    return {"category": power.category, **said}


def _a_responsibility(group):
    return {"category": terms().find("responsibility_kind", "11")}


def _a_service(group):
    return {"category": terms().find("service_category", "20")}


def _a_fund(group):
    """A fund of a list that was published; of the kind that knows every kind of end."""
    day = D(2019, 12, 1)
    with exempt("factory"):
        Activation.objects.create(member=group.chengguan, plugin="fund_list", enabled=True)
        FundYear.objects.create(
            member=group.chengguan, year=2020, decided_on=day, approved_on=day,
            published_at=datetime.datetime(2020, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    generations.raise_("sitegroup")
    return {
        "category": terms().find("fund_kind", "02"), "budget_year": 2020, "amount": Decimal(1200),
        "aim": "扩大普惠资源", "account": "2050201 学前教育", "allocation": "factors",
        "recipients": "幼儿园", "rules": "管理办法", "rules_from": D(2019, 1, 1),
        "approval_document": "城政发〔2020〕1号", "approval_file": make_document(group.chengguan),
    }  # fmt: skip


#: What an entry of each register says beside its name, so that it may be published.
CONTENT = {
    "power_list": _a_power,
    "duty": _duties,
    "responsibility": _a_responsibility,
    "public_service": _a_service,
    "fund": _a_fund,
}


@pytest.mark.parametrize("slug", [one.slug for one in registers()])
def test_any_order_of_changes_keeps_one_version_a_day_loses_nothing_and_equals_a_replay(
    group, slug
):
    """The register against a plain replay: a mapping from first day to (text, in force)."""
    one = register(slug)
    content = CONTENT[slug](group)

    @settings(
        max_examples=25 if slug == "power_list" else 12, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(steps=changes(one))
    def holds(steps):
        with exempt("factory"):
            for model in (one.Ground, one.Draft):
                model.objects.all().delete()
            one.Version.objects.update(superseded_by=None)
            one.Version.objects.all().delete()
            one.Entry.objects.all().delete()
        replay, said, entry, written = {}, [], None, 0
        for number, (kind, day, verb, ending) in enumerate(steps):
            text = f"第{number}次"
            with at(2026, 1, 1, 0, number):
                if entry is None:
                    done = _first(one, group, content, kind, day, text, replay)
                else:
                    done = _step(one, group, entry, kind, day, verb, ending, text, replay)
            if done is None:
                continue
            written += 1
            entry = done.entry
            said.append((done.recorded_at, dict(replay)))
            _equal(one, replay)
        assert one.Version.objects.count() == written
        for moment, then in said:
            for day in _days()[:: max(1, 33 // (len(said) + 1))]:
                expected = _valid(then, day)
                found = queries.said_on(one, moment, day).values_list("name", flat=True)
                assert list(found) == ([expected[0]] if expected and expected[1] else [])

    holds()


def _first(one, group, content, kind, day, text, replay):
    """The first version of an entry; ``None`` for a change of what is not there."""
    if kind != "publish":
        return None
    draft = new_draft(
        one, group, text, verb=min(BEGINNING), valid_from=day, change_ground="某文件", **content
    )
    replay[day] = (text, True)
    return publish(one, group, draft)


def _step(powers, group, entry, kind, day, verb, ending, text, replay):
    """One change in the register and in the replay; ``None`` where both refuse it."""
    newest = (
        powers.Version.objects.filter(entry=entry, superseded_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    if kind == "cancel":
        if day in replay or _ends_again(replay, replay | {day: ("", False)}):
            with pytest.raises(Unpublishable):
                actions.cancel(powers, entry, verb=ending, day=day, ground="某文件", actor=SYSTEM)
            return None
        replay[day] = (newest.name, False)
        return actions.cancel(powers, entry, verb=ending, day=day, ground="某文件", actor=SYSTEM)
    draft = actions.start_draft(powers, newest, actor=SYSTEM, corrects=kind in ("correct", "move"))
    draft.name = text
    actions.save_draft(powers, draft, actor=SYSTEM)
    if kind == "correct":
        replay[newest.valid_from] = (text, newest.in_force)
        return publish(powers, group, draft, ground="某文件")
    after = {**replay}
    if kind == "move":
        del after[newest.valid_from]
    if day in after or _ends_again(replay, after | {day: (text, True)}):
        with pytest.raises(Unpublishable):
            publish(powers, group, draft, verb=verb, day=day, ground="某文件")
        return None
    replay.clear()
    replay |= after | {day: (text, True)}
    return publish(powers, group, draft, verb=verb, day=day, ground="某文件")


def _ends_again(before, after):
    """Whether more ends follow upon an end than did."""

    def idle(replay):
        states = [replay[day][1] for day in sorted(replay)]
        return sum(not one and not next_ for one, next_ in itertools.pairwise(states))

    return idle(after) > idle(before)


def _days():
    return [D(2019, 12, 31) + datetime.timedelta(days=n) for n in range(33)]


def _valid(replay, day):
    begun = [start for start in replay if start <= day]
    return replay[max(begun)] if begun else None


def _equal(powers, replay):
    standing = powers.Version.objects.filter(superseded_at__isnull=True)
    rows = list(standing.values_list("valid_from", "valid_to", "name", "in_force"))
    for day in _days():
        valid = [(name, in_force) for start, end, name, in_force in rows if start <= day < end]
        expected = _valid(replay, day)
        assert valid == ([expected] if expected else [])
    for day in sorted(replay)[-2:]:
        expected = _valid(replay, day)
        assert names_on(powers, day) == ([expected[0]] if expected[1] else [])


# --- confidential entries ------------------------------------------------------------------------

SECRET = {"confidentiality": "secret", "confidentiality_reason": "国家秘密（秘密级）"}


def everywhere(powers, number, day=None):
    """What any public function says of an entry."""
    moment = timezone.now() + datetime.timedelta(days=1)
    return [
        *queries.in_force(powers, day=day).filter(number=number),
        *queries.history(powers, number),
        *filter(None, [queries.version_on(powers, number, day)]),
        *queries.said_on(powers, moment, day or time.today()).filter(number=number),
    ]


def test_a_confidential_entry_is_kept_and_never_public(powers, group):
    version = publish(powers, group, new_draft(powers, group, **SECRET))
    assert everywhere(powers, version.number) == []
    assert (
        queries.count_in_force(powers)
        == queries.count_in_force(powers, member=group.chengguan)
        == 0
    )
    assert list(queries.kept_on(powers, [group.chengguan.pk])) == [version]


def test_what_becomes_confidential_takes_its_public_past_with_it(powers, group):
    version = publish(powers, group, new_draft(powers, group))
    assert everywhere(powers, version.number)
    change(powers, group, version, day=time.today(), **SECRET)
    assert (
        everywhere(powers, version.number)
        == everywhere(powers, version.number, D(2016, 1, 1))
        == []
    )


def test_a_confidentiality_that_begins_later_hides_the_entry_at_once(powers, group):
    version = publish(powers, group, new_draft(powers, group))
    change(powers, group, version, day=time.today() + datetime.timedelta(days=30), **SECRET)
    assert everywhere(powers, version.number) == []


def test_what_is_released_is_public_from_its_day_on_and_not_before(powers, group):
    version = publish(powers, group, new_draft(powers, group, **SECRET))
    change(
        powers,
        group,
        version,
        day=D(2020, 1, 1),
        confidentiality="",
        confidentiality_reason="",
        name="公开名",
    )
    assert names_on(powers, D(2020, 1, 1)) == ["公开名"] and names_on(powers, D(2019, 1, 1)) == []
    assert [v.name for v in queries.history(powers, version.number)] == ["公开名"]


def test_a_confidential_correction_hides_what_it_corrects(powers, group):
    wrong = publish(powers, group, new_draft(powers, group))
    later = change(powers, group, wrong, day=D(2020, 1, 1), name="后来公开")
    draft = actions.start_draft(powers, wrong, actor=group.chengguan_editor, corrects=True)
    draft.base, draft.confidentiality, draft.confidentiality_reason = later, "secret", "补定密"
    actions.save_draft(powers, draft, actor=group.chengguan_editor)
    publish(powers, group, draft)
    assert {v.name for v in everywhere(powers, wrong.number)} == {"后来公开"}


def test_confidentiality_without_a_reason_is_refused_by_action_and_database(powers, group):
    with pytest.raises(Unpublishable):
        publish(powers, group, new_draft(powers, group, confidentiality="secret"))
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make_version(powers, confidentiality="secret", confidentiality_reason="")


def test_where_the_plugin_is_off_nothing_is_public(powers, group):
    from core.plugins.models import Activation

    version = publish(powers, group, new_draft(powers, group))
    with exempt("factory"):
        Activation.objects.filter(member=group.chengguan).update(enabled=False)
    from core.delivery import generations

    generations.raise_("sitegroup")
    assert everywhere(powers, version.number) == [] and queries.count_in_force(powers) == 0
