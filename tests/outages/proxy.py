"""A wire between a program and its database, which a test can cut and mend, freeze and thaw."""

import contextlib
import socket
import threading

from tests.services.postgresql import free_port


class Wire:
    """Forwards a loopback port to another. Cut, it closes what is open and refuses what comes;
    frozen, it takes everything and answers nothing."""

    def __init__(self, target):
        self.target, self.port = target, free_port()
        self._open, self._lock = set(), threading.Lock()
        self._flows = threading.Event()
        self._flows.set()
        self._listener = None
        self.mend()

    def mend(self):
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self):
        """As when the server stops: its socket is gone, and so are all connections."""
        listener, self._listener = self._listener, None
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        with self._lock:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            self._open.clear()

    def freeze(self):
        """As when the machine hangs: connections stay open, the kernel takes what is sent, and
        nothing ever comes."""
        self._flows.clear()

    def thaw(self):
        """It goes on where it stood."""
        self._flows.set()

    def _accept(self, listener):
        while True:
            try:
                near, _address = listener.accept()
                self._flows.wait()
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            with self._lock:
                self._open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._flows.wait()
                sink.sendall(data)
        for each in (source, sink):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        with self._lock:
            self._open -= {source, sink}
