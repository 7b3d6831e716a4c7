"""Several workers of a real server, readers at full speed, another process that publishes."""

import re
import subprocess
import sys
import threading
from itertools import cycle

import pytest

from tests.core.delivery.readers import make_sites, register_of
from tests.core.delivery.server import ROOT, Reader, environment, serving
from tests.core.delivery.sources import CHANGES, SWITCHES, make_switched
from tests.soak import lasting

pytestmark = pytest.mark.django_db(transaction=True)
#: Each round changes every source once; in a soak one a second.
READERS, ROUNDS = 8, lasting(5, 60 // len(CHANGES))


class Watch:
    """What was published last, and what readers were shown that was older."""

    def __init__(self):
        self.begun, self.done = dict.fromkeys(CHANGES, 0), dict.fromkeys(CHANGES, 0)
        self.stale, self.errors, self.reads, self.said = [], [], 0, set()
        self.ended = threading.Event()

    def listen(self, lines):
        for line in lines:
            state, source, number = line.split()
            (self.begun if state == "begin" else self.done)[source] = int(number)

    def follow(self, port, paths):
        reader, places = Reader(port), cycle(paths)
        while not self.ended.is_set():
            path, sources = next(places)
            before = dict(self.done)
            answer = reader.get(path)
            self.reads += 1
            self.said.add(answer.headers["X-Cache"])
            for source in sources:
                if source in SWITCHES:
                    self._switch(source, path, answer, before[source])
                elif answer.status != 200:
                    self.errors.append((path, answer.status))
                else:
                    self._number(source, path, answer, before[source])

    def _number(self, source, path, answer, at_least):
        found = map(int, re.findall(rf"第(\d+)号{source}", answer.text))
        if (shown := max(found, default=0)) < at_least:
            self.stale.append((path, source, at_least, shown))

    def _switch(self, source, path, answer, at_least):
        """It is there or not, as after one of the changes that it may have seen."""
        if answer.status not in (200, 301, 302, 404):
            self.errors.append((path, answer.status))
        seen = {number % 2 == 0 for number in range(at_least, self.begun[source] + 1)}
        if (answer.status == 200) not in seen:
            self.stale.append((path, source, at_least, answer.status))


def test_no_reader_is_shown_less_than_what_was_published_before_he_asked(tmp_path):
    sites = make_sites()
    make_switched(sites)
    entry = register_of(sites, "yuzhong")[1]
    paths = [
        ("/yuzhong/", ["文章", "电话", "栏目"]),
        ("/", ["文章"]),  # the province's home page shows the county's notices
        ("/yuzhong/ygzw/tzgg/", ["文章", "电话"]),
        ("/yuzhong/ygzw/tzgg/short/", ["文章", "电话"]),
        (entry, ["职权", "机关", "电话"]),
        ("/yuzhong/sitemap/", ["栏目"]),
        ("/yuzhong/ygzw/tzgg/full/", ["文件"]),
        (f"{register_of(sites, 'gansu')[0]}all/", ["职权"]),
        (register_of(sites, "gansu")[1], ["成批"]),
        *((address, [name]) for name, (_change, address) in SWITCHES.items()),
    ]
    watch = Watch()
    with serving(tmp_path) as port:
        threads = [
            threading.Thread(target=watch.follow, args=(port, paths[n:] + paths[:n]))
            for n in range(READERS)
        ]
        for thread in threads:
            thread.start()
        command = [sys.executable, "-m", "tests.core.delivery.publisher", str(ROUNDS)]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, text=True
        ) as publisher:
            watch.listen(publisher.stdout)
        watch.ended.set()
        for thread in threads:
            thread.join()
    assert publisher.returncode == 0
    assert set(watch.done.values()) == {ROUNDS}
    assert (watch.stale, watch.errors) == ([], [])
    assert "HIT" in watch.said
    assert watch.reads > 100
