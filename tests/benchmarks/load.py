"""A load generator that the server cannot outrun: eight kept connections, requests in batches.

A client that waits for each answer measures itself: Python needs longer for one exchange than the
server. Here each connection sends ``BATCH`` requests in one write (HTTP/1.1 pipelining) and only
counts status lines in what comes back, so that the server is what is measured.
"""

import selectors
import socket
import time

CONNECTIONS = 8
BATCH = 32
SECONDS = 2.0
_CHUNK = 1 << 18


class _Line:
    """One connection with a batch under way."""

    def __init__(self, port, batch):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.batch, self.waiting, self.tail = batch, 0, b""

    def send(self):
        self.waiting = BATCH
        self.socket.sendall(self.batch)

    def receive(self, mark):
        """How many answers have begun; a mark may be cut in two."""
        chunk = self.tail + self.socket.recv(_CHUNK)
        if len(chunk) == len(self.tail):
            raise ConnectionError("the server closed a connection")
        found = chunk.count(mark)
        self.tail = b"" if chunk.endswith(mark) else chunk[-(len(mark) - 1) :]
        return found


def rate(port, path, *, status="200 OK", seconds=SECONDS, **headers):
    """Answers a second with that status; any other status raises."""
    given = {"Host": "localhost:8000", **{k.replace("_", "-"): v for k, v in headers.items()}}
    head = "".join(f"{name}: {text}\r\n" for name, text in given.items())
    request = f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
    _check(port, request, status)
    lines = [_Line(port, request * BATCH) for _ in range(CONNECTIONS)]
    waiting = selectors.DefaultSelector()
    for line in lines:
        waiting.register(line.socket, selectors.EVENT_READ, line)
        line.send()
    mark, answered, begun = f"HTTP/1.1 {status}\r\n".encode(), 0, time.perf_counter()
    while (taken := time.perf_counter() - begun) < seconds:
        for key, _events in waiting.select(1):
            line = key.data
            found = line.receive(mark)
            answered += found
            line.waiting -= found
            if line.waiting <= 0:
                line.send()
    for line in lines:
        line.socket.close()
    return answered / taken


def _check(port, request, status):
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(request)
        said = line.recv(_CHUNK).partition(b"\r\n")[0].decode()
    if said != f"HTTP/1.1 {status}":
        raise RuntimeError(f"{request.splitlines()[0].decode()} is answered by {said}")


def best(port, path, *, rounds=3, **given):
    """The best of some rounds: the machine's other work disturbs it least."""
    return max(rate(port, path, **given) for _ in range(rounds))
