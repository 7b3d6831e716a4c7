"""Builds the bare site, ``python -m tests.benchmarks.bare.build``; prints the queries of pages."""

import os

import django

SITES, ARTICLES, NEIGHBOURS = 150, 60, 10


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.bare.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.test import Client

    from tests.benchmarks.bare import models
    from tests.benchmarks.counting import queries_of

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(models)
    client = Client(HTTP_HOST="localhost:8000")
    for path in ("/", "/news/article-1/"):
        queries_of(client, path)
        print(path, queries_of(client, path))


def fill(models):
    """As many sites as the benchmark's group, and the county's pages on the first of them."""
    from django.utils import timezone
    from wagtail.models import Page, Site

    from tests.benchmarks.content import COLUMNS, IDENTITY, TEXT

    Site.objects.all().delete()
    top = Page.objects.get(depth=1)
    for number in range(SITES):
        root = top.add_child(instance=models.Home(title=f"县{number}", slug=f"home{number}"))
        host = "localhost" if number == 0 else f"c{number}.example.gov.cn"
        Site.objects.create(
            hostname=host, port=80 if number else 8000, root_page=root,
            site_name=f"县{number}", is_default_site=number == 0,
        )  # fmt: skip
        if number:
            continue
        home = root
        columns = [
            home.add_child(instance=models.Column(title=title, slug=key, show_in_menus=True))
            for key, title in COLUMNS
        ]
        for article in range(ARTICLES):
            columns[0].add_child(
                instance=models.Article(
                    title=f"第{article}篇文章", slug=f"article-{article}", source="本站",
                    date=timezone.now(), body=[("text", TEXT)],
                )
            )  # fmt: skip
        links = [{"title": title, "address": f"/{key}/"} for key, title in COLUMNS[:3]]
        items = [{"title": title, "page": columns[0]} for _key, title in COLUMNS[:3]]
        home.body = [
            ("headline", {"title": "您要办什么事？", "links": links}),
            ("services", {"title": "大家常办", "items": items}),
        ]
        home.save()
        models.Identity.objects.create(site=Site.objects.get(is_default_site=True), **IDENTITY)


if __name__ == "__main__":
    main()
