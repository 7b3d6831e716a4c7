"""Whose address a request bears."""

import pytest

from core.security.proxies import reader, within


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.5", "", [], "203.0.113.5"),
        ("203.0.113.5", "8.8.8.8", ["127.0.0.1"], "203.0.113.5"),
        ("127.0.0.1", "8.8.8.8", [], "127.0.0.1"),
        ("127.0.0.1", "8.8.8.8", ["127.0.0.1"], "8.8.8.8"),
        ("127.0.0.1", "1.1.1.1, 8.8.8.8", ["127.0.0.1"], "8.8.8.8"),
        ("127.0.0.1", "1.1.1.1, 8.8.8.8, 10.0.0.9", ["127.0.0.1", "10.0.0.0/8"], "8.8.8.8"),
        ("127.0.0.1", "<script>, nonsense", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "8.8.8.8:4711", ["127.0.0.1"], "8.8.8.8"),
        ("::1", "[2001:db8::7]:443", ["::1"], "2001:db8::7"),
        ("", "8.8.8.8", ["127.0.0.1"], ""),
    ],
)
def test_the_address_is_the_nearest_that_no_proxy_of_ours_has(
    settings, peer, forwarded, trusted, expected
):
    settings.TRUSTED_PROXIES = trusted
    assert reader(peer, forwarded) == expected


def test_what_is_no_address_lies_in_no_network():
    assert not within("", ["0.0.0.0/0"])
    assert within("10.1.1.1", ["10.0.0.0/8"])
