"""core/flows/papers.py: papers are judged by what is in them, and kept with what was said."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.flows.actions import decide
from core.flows.models import AWAITED, Paper, Remark
from core.flows.papers import MAX_PAPERS
from core.plugins.gate import Refused


def pdf(name="意见.pdf", content=b"%PDF-1.7 ..."):
    return SimpleUploadedFile(name, content)


def test_all_that_are_wrong_are_named_at_once_and_nothing_is_kept(matter, step, people):
    wrong = [pdf(content=b"<html><script>"), pdf("a.exe", b"MZ")]
    with pytest.raises(Refused) as refusal:
        decide(step("clear"), "hand_in", actor=people.clerk, papers=[pdf(), *wrong])
    assert [line.partition("：")[0] for line in str(refusal.value).split("\n")] == [
        "意见.pdf", "a.exe",
    ]  # fmt: skip
    assert step("clear").status in AWAITED
    assert not Paper.objects.exists() and not Remark.objects.exists()


def test_a_paper_is_kept_with_its_name_and_size_and_without_its_path(matter, step, people):
    decide(step("clear"), "hand_in", actor=people.clerk, papers=[pdf("../../etc/意见.pdf")])
    paper = Paper.objects.get()
    assert (paper.name, paper.size) == ("意见.pdf", len(b"%PDF-1.7 ..."))
    assert paper.remark.step == step("clear")


def test_more_than_so_many_at_once_are_refused(matter, step, people):
    with pytest.raises(Refused, match=str(MAX_PAPERS)):
        decide(step("clear"), "hand_in", actor=people.clerk, papers=[pdf()] * (MAX_PAPERS + 1))


def test_a_paper_larger_than_twenty_megabytes_is_refused(matter, step, people):
    large = pdf()
    large.size = 20 * 1024**2 + 1
    with pytest.raises(Refused, match="20 MB"):
        decide(step("clear"), "hand_in", actor=people.clerk, papers=[large])
