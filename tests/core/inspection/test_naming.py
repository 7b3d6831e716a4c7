"""AAAA of a site's host: asked once, never of this machine, and silence is no answer."""

import socket

import pytest

from core.inspection.naming import SILENT, Names, look_up


@pytest.mark.parametrize(
    ("host", "answer"),
    [("localhost", True), ("lanzhou.localhost", True), ("::1", True), ("127.0.0.1", False)],
)
def test_this_machine_and_plain_addresses_are_not_asked_about(host, answer):
    assert Names().has_ipv6(host) is answer


def test_a_host_of_many_sites_is_asked_about_once():
    asked = []
    names = Names(lambda host: asked.append(host) or False)
    assert [names.has_ipv6("www.example") for _ in range(3)] == [False] * 3
    assert asked == ["www.example"]


def test_after_some_silence_nobody_is_asked_any_more():
    asked = []
    names = Names(lambda host: asked.append(host))
    assert {names.has_ipv6(f"{number}.example") for number in range(9)} == {None}
    assert len(asked) == SILENT


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), False),
        (socket.gaierror(socket.EAI_AGAIN, ""), None),
        (OSError(), None),
    ],
)
def test_no_such_address_is_told_from_no_answer(monkeypatch, error, answer):
    def fail(*arguments):
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert look_up("www.example") is answer


def test_an_answer_is_an_address(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments: [("::1",)])
    assert look_up("www.example") is True
