"""Whether a site's host has an IPv6 address, as the names of the network tell it.

One look-up for each host in one run: the sites of a group mostly share theirs.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

#: The network has no such address, as opposed to: nobody could be asked.
NONE = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def look_up(host: str) -> bool | None:
    """Ask the network for AAAA; ``None``: it could not be known."""
    try:
        return bool(socket.getaddrinfo(host, None, socket.AF_INET6, socket.SOCK_STREAM))
    except socket.gaierror as error:
        return False if error.errno in NONE else None
    except (OSError, UnicodeError):
        return None


#: After so many questions without an answer nobody is asked any more: each may take half a minute.
SILENT = 3


class Names:
    """Remembers what it asked. ``ask``: somebody else than the network."""

    def __init__(self, ask: Callable[[str], bool | None] | None = None) -> None:
        self._ask = ask or look_up
        self._known: dict[str, bool | None] = {}

    def has_ipv6(self, host: str) -> bool | None:
        """``None``: not known. This machine by its own name is not asked about."""
        if host == "localhost" or host.endswith(".localhost"):
            return True
        try:
            return ipaddress.ip_address(host).version == 6
        except ValueError:
            pass
        if host not in self._known and list(self._known.values()).count(None) < SILENT:
            self._known[host] = self._ask(host)
        return self._known.get(host)
