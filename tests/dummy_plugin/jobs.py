import time
from pathlib import Path

from core.api import Refused, System
from core.contract import Job, Schedule

from .actions import make_row
from .hooks import heard

ACTOR = System("dummy jobs")


def greet(site, name):
    heard.append(("greeted", site.slug, name))


def add_row(site, name, pause=0.0):
    make_row(site, name, actor=ACTOR)
    time.sleep(pause)
    return {"name": name}


def add_rows(site, context, names, pause=0.0):
    context.total(len(names))
    for name in names:
        context.step(name, lambda name=name: add_row(site, name, pause), text=name)
    return len(names)


def note(site, context, path, pause=0.0):
    """An effect elsewhere: a line in a file, with the key that tells the second time."""

    def write(key):
        with Path(path).open("a") as file:
            file.write(f"{key}\n")
        time.sleep(pause)

    context.outside("line", write)


def fail(site, text, rows=()):
    for name in rows:
        make_row(site, name, actor=ACTOR)
    raise ValueError(text)


def refuse(site):
    make_row(site, "refused", actor=ACTOR)
    raise Refused("今天不办理。")


JOBS = [
    Job("greet", greet),
    Job("add_row", add_row, title="加一行"),
    Job("add_rows", add_rows, title="加若干行", stepped=True),
    Job("note", note, stepped=True),
    Job("fail", fail, max_attempts=3, retry_delays=(1, 100)),
    Job("refuse", refuse),
]
SCHEDULES = [Schedule("add_row", at="02:30", payload={"name": "daily"})]
