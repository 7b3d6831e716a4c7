from core.contract import Job

from .hooks import heard


def greet(site, name):
    heard.append(("greeted", site.slug, name))


JOBS = [Job("greet", greet)]
