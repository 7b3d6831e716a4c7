"""What `audit verify` finds: tampering by someone who writes the tables by hand."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from core.actions.boundary import exempt
from core.audit.models import AuditLine, AuditSeal
from core.audit.sealing import digest_of, seal_all
from core.audit.verification import verify
from tests.core.audit.test_sealing import make_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    lines = make_lines(5)
    seal_all()
    return lines


def tamper(change):
    with exempt("tamper"):
        change()
    return " ".join(verify().problems)


def test_a_chain_that_nobody_touched_is_in_order(chain):
    report = verify()
    assert report.problems == []
    assert (report.number, report.digest) == (5, AuditSeal.objects.get(number=5).digest)


def test_an_empty_log_is_in_order():
    assert verify().problems == []


@pytest.mark.parametrize("field", ["actor_name", "name", "target_id", "target_name"])
def test_a_changed_line_is_found(chain, field):
    found = tamper(lambda: AuditLine.objects.filter(pk=chain[2].pk).update(**{field: "x"}))
    assert "3" in found


def test_a_changed_detail_is_found(chain):
    assert "3" in tamper(lambda: AuditLine.objects.filter(pk=chain[2].pk).update(detail={"a": 1}))


def test_a_missing_line_is_found(chain):
    def change():
        AuditSeal.objects.filter(line=chain[2]).delete()
        AuditLine.objects.filter(pk=chain[2].pk).delete()

    assert "3" in tamper(change)


def test_two_swapped_lines_are_found(chain):
    def change():
        one, two = AuditLine.objects.get(pk=chain[1].pk), AuditLine.objects.get(pk=chain[3].pk)
        one.pk, two.pk = two.pk, one.pk
        one.save()
        two.save()

    found = tamper(change)
    assert "2" in found
    assert "4" in found


def test_two_swapped_seals_are_found(chain):
    def change():
        one, two = AuditSeal.objects.get(number=2), AuditSeal.objects.get(number=4)
        AuditSeal.objects.filter(pk=one.pk).update(number=99)
        AuditSeal.objects.filter(pk=two.pk).update(number=2)
        AuditSeal.objects.filter(pk=one.pk).update(number=4)

    assert tamper(change)


def test_a_changed_line_with_a_new_digest_is_found_by_the_next_one(chain):
    def change():
        AuditLine.objects.filter(pk=chain[2].pk).update(name="x")
        seal = AuditSeal.objects.get(number=3)
        line = AuditLine.objects.get(pk=chain[2].pk)
        AuditSeal.objects.filter(pk=seal.pk).update(digest=digest_of(line, 3, seal.previous))

    assert "4" in tamper(change)


def test_a_line_added_by_hand_is_found_while_it_has_no_seal(chain):
    def change():
        line = AuditLine.objects.create(name="forged", actor_name="a")
        AuditLine.objects.filter(pk=line.pk).update(at=timezone.now() - timedelta(minutes=2))

    assert "1" in tamper(change)


def test_a_line_added_under_an_earlier_time_is_found_though_it_was_sealed(chain):
    def change():
        line = AuditLine.objects.create(name="forged", actor_name="a")
        AuditLine.objects.filter(pk=line.pk).update(at=timezone.now() - timedelta(days=2))
        seal_all()

    assert "6" in tamper(change)


def test_an_end_that_was_cut_off_is_found_by_the_kept_head(chain):
    head = (5, AuditSeal.objects.get(number=5).digest)
    with exempt("tamper"):
        AuditSeal.objects.filter(number=5).delete()
        AuditLine.objects.filter(pk=chain[4].pk).delete()
    assert verify().problems == []
    assert verify(head=head).problems


def test_a_line_written_a_moment_ago_needs_no_seal_yet(chain):
    make_lines(1)
    assert verify().problems == []


def test_reading_the_chain_costs_the_same_queries_for_five_lines_and_fifty(
    chain, django_assert_num_queries
):
    for _ in range(2):
        with django_assert_num_queries(3):
            verify()
        make_lines(45)
        seal_all()


def test_the_command_ends_with_1_where_something_is_wrong(chain, tmp_path, capsys):
    head = tmp_path / "head.json"
    call_command("audit", "verify", head=head)
    assert head.exists()
    with exempt("tamper"):
        AuditLine.objects.filter(pk=chain[2].pk).update(name="x")
    with pytest.raises(CommandError) as stopped:
        call_command("audit", "verify", head=head)
    assert stopped.value.returncode == 1
    assert "3" in capsys.readouterr().err


def test_the_command_seals_what_is_there(capsys):
    make_lines(3)
    call_command("audit", "seal")
    assert "3" in capsys.readouterr().out
    assert AuditSeal.objects.count() == 3
