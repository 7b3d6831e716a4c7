"""Several workers of a real server, readers at full speed, another process that publishes."""

import re
import subprocess
import sys
import threading
from itertools import cycle

import pytest

from tests.core.delivery.readers import make_sites, register_of
from tests.core.delivery.server import ROOT, Reader, environment, serving
from tests.core.delivery.sources import SOURCES
from tests.soak import lasting

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
#: Each round changes every source once; in a soak one a second.
READERS, ROUNDS = 8, lasting(5, 60 // len(SOURCES))


class Watch:
    """What was published last, and what readers were shown that was older."""

    def __init__(self):
        self.published = dict.fromkeys(SOURCES, 0)
        self.stale, self.errors, self.reads, self.said = [], [], 0, set()
        self.ended = threading.Event()

    def follow(self, port, paths):
        reader, places = Reader(port), cycle(paths)
        while not self.ended.is_set():
            path, sources = next(places)
            begun = dict(self.published)
            answer = reader.get(path)
            self.reads += 1
            self.said.add(answer.headers["X-Cache"])
            if answer.status != 200:
                self.errors.append((path, answer.status))
            for source in sources:
                shown = max(map(int, re.findall(rf"第(\d+)号{source}", answer.text)), default=0)
                if shown < begun[source]:
                    self.stale.append((path, source, begun[source], shown))


def test_no_reader_is_shown_less_than_what_was_published_before_he_asked(tmp_path):
    sites = make_sites()
    entry = register_of(sites, "yuzhong")[1]
    paths = [
        ("/yuzhong/", ["文章", "电话", "栏目"]),
        ("/", ["文章"]),  # the province's home page shows the county's notices
        ("/yuzhong/ygzw/tzgg/", ["文章", "电话"]),
        ("/yuzhong/ygzw/tzgg/short/", ["文章", "电话"]),
        (entry, ["职权", "机关", "电话"]),
        ("/yuzhong/sitemap/", ["栏目"]),
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
            for line in publisher.stdout:
                source, number = line.split()
                watch.published[source] = int(number)
        watch.ended.set()
        for thread in threads:
            thread.join()
    assert publisher.returncode == 0
    assert set(watch.published.values()) == {ROUNDS}
    assert (watch.stale, watch.errors) == ([], [])
    assert "HIT" in watch.said
    assert watch.reads > 100
