"""tests/services/elasticsearch.py and tests/services/on_demand.py: one real Elasticsearch a run."""

import os
import time
from signal import SIGKILL, SIGTERM

import pytest
from elasticsearch import Elasticsearch as Client

from tests.services import elasticsearch as service
from tests.services.plugin import unavailable
from tests.services.postgresql import ServiceError

NOWHERE = "/nonexistent"
slow = pytest.mark.slow


@pytest.fixture
def _elasticsearch():
    """Ask for the server's program; those of a test's own are started by the test."""
    if reason := service.missing():
        unavailable(reason)


needs_elasticsearch = pytest.mark.usefixtures("_elasticsearch")


def test_chinese_text_is_indexed_and_found(elasticsearch, index_prefix):
    with Client(elasticsearch.url) as client:
        assert client.info()["version"]["number"].startswith("8.19.")
        title = {"type": "text", "analyzer": "cjk"}
        client.indices.create(
            index=f"{index_prefix}laws", mappings={"properties": {"title": title}}
        )
        for name in ("行政许可法", "行政处罚法"):
            client.index(index=f"{index_prefix}laws", document={"title": name}, refresh=True)
        found = client.search(index=f"{index_prefix}*", query={"match": {"title": "许可"}})
    assert [hit["_source"]["title"] for hit in found["hits"]["hits"]] == ["行政许可法"]


LEAVES_AN_INDEX = """
from tests.services.elasticsearch import call

def test_leaves_an_index(elasticsearch, index_prefix):
    assert call(elasticsearch.url, f"/{index_prefix}one", "PUT")[0] == 200
    print("at", elasticsearch.url, index_prefix)
"""


def test_a_pytest_within_asks_the_same_server_and_its_indices_are_deleted(
    nested_pytest, elasticsearch
):
    desk = {name: value for name, value in os.environ.items() if name.endswith("_DESK")}
    run = nested_pytest(LEAVES_AN_INDEX)("-p", "no:xdist", **desk)
    output = run.communicate(timeout=60)[0]
    assert run.returncode == 0, output
    url, prefix = next(line for line in output.splitlines() if "at http" in line).split()[-2:]
    assert url == elasticsearch.url
    assert service.call(url, f"/{prefix}one", "HEAD")[0] == 404


ASKS_IN_TWO_WORKERS = """
import os, pathlib, time, pytest

@pytest.mark.parametrize("worker", [1, 2])
def test_asks(elasticsearch, worker):
    path = pathlib.Path(os.environ["ADDRESSES"], os.environ["PYTEST_XDIST_WORKER"])
    path.write_text(elasticsearch.url)
    time.sleep(60)
"""


@slow
@needs_elasticsearch
def test_it_is_started_once_for_all_workers_and_ends_with_pytest(
    nested_pytest, open_folder, tmp_path_factory
):
    addresses = tmp_path_factory.mktemp("addresses")
    start = nested_pytest(ASKS_IN_TWO_WORKERS)
    run = start("-n", "2", TMPDIR=str(open_folder), ADDRESSES=str(addresses))
    until(lambda: len(written(addresses)) == 2 or run.poll() is not None)
    (url,) = set(written(addresses))
    assert answers(url)
    run.send_signal(SIGTERM)
    run.communicate(timeout=60)
    assert not answers(url)
    assert list(open_folder.glob("yiwang-*")) == []


def written(folder):
    return list(filter(None, (path.read_text() for path in folder.iterdir())))


COMES_BACK_AND_HOLDS_STILL = """
import time
from tests.services.elasticsearch import Elasticsearch, call

def test_comes_back_and_holds_still():
    server = Elasticsearch()
    server.start()
    url, pid = server.url, server.pid
    assert call(url, "/kept", "PUT")[0] == 200
    server.kill()
    assert server.pid is None
    server.start()
    assert (server.url, call(url, "/kept", "HEAD")[0]) == (url, 200)
    assert server.pid != pid
    server.pause()
    server.resume()
    assert call(url, "/kept", "HEAD")[0] == 200
    server.pause()
    print("at", url, flush=True)
    time.sleep(60)
"""


@slow
@needs_elasticsearch
def test_a_killed_one_comes_back_and_one_that_holds_still_ends_with_a_killed_pytest(
    nested_pytest, open_folder
):
    run = nested_pytest(COMES_BACK_AND_HOLDS_STILL)("-p", "no:xdist", TMPDIR=str(open_folder))
    read = []
    found = next((line for line in run.stdout if read.append(line) or "at http" in line), None)
    assert found, "".join(read)
    url = found.split()[-1]
    with pytest.raises(TimeoutError):
        service.call(url, "/", timeout=1)
    run.send_signal(SIGKILL)
    run.communicate(timeout=60)
    assert until(lambda: refuses(url))


def test_a_folder_without_the_program_is_told_in_one_line(monkeypatch):
    monkeypatch.setenv(service.DISTRIBUTION, NOWHERE)
    with pytest.raises(ServiceError, match=r"Elasticsearch is missing: .*fetch\.sh"):
        service.Elasticsearch().start()


ASKS = "def test_asks(index_prefix):\n    pass\n"


def test_without_it_a_test_is_skipped_by_name(nested_pytest):
    run = nested_pytest(ASKS)(**{service.DISTRIBUTION: NOWHERE})
    output = run.communicate(timeout=60)[0]
    assert run.returncode == 0, output
    assert "SKIPPED" in output
    assert service.MISSING in output


def test_without_it_a_test_fails_by_name_on_ci(nested_pytest):
    run = nested_pytest(ASKS)(CI="true", **{service.DISTRIBUTION: NOWHERE})
    output = run.communicate(timeout=60)[0]
    assert run.returncode == 1, output
    assert f"::test_asks - Failed: {service.MISSING}" in output


def answers(url: str) -> bool:
    try:
        return service.call(url, "/")[0] == 200
    except OSError:
        return False


def refuses(url: str) -> bool:
    """Tell whether nobody listens there, which one that holds still does."""
    try:
        service.call(url, "/", timeout=1)
    except ConnectionError:
        return True
    except OSError:
        pass
    return False


def until(true, seconds=90) -> bool:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    return true()
