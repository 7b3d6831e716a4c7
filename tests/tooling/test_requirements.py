"""The locks pin every package by hash and know nothing of the machine that made them."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ["base", "test", "uv"]
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;\\]+)(?: ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def lines(name: str) -> list[str]:
    """Return the lock's lines without its comments."""
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.lstrip().startswith("#")]


def pins(name: str) -> set[str]:
    found = filter(None, map(PIN.match, lines(name)))
    return {f"{pin['name']}=={pin['version']}" for pin in found}


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_is_a_pinned_package_or_a_hash_of_it(name):
    """So there is no index address, no folder of wheels, no package by path or address."""
    found = lines(name)
    assert [line for line in found if not PIN.match(line) and not HASH.match(line)] == []
    assert all(HASH.match(found[at + 1]) for at, line in enumerate(found) if PIN.match(line))


@pytest.mark.parametrize("name", LOCKS)
def test_comments_name_no_address_and_no_path(name):
    text = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8")
    assert re.findall(r"https?:|file:|--index|--find-links|(?<![\w.])/\w+", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_all_that_its_source_asks_for(name):
    source = (REQUIREMENTS / f"{name}.in").read_text(encoding="utf-8")
    asked = set(re.findall(r"^[A-Za-z][\w.-]*", source, re.MULTILINE))
    assert {package.lower() for package in asked} <= {pin.split("==")[0] for pin in pins(name)}


def test_the_tests_run_on_the_versions_that_the_site_runs_on():
    assert pins("base") <= pins("test")
