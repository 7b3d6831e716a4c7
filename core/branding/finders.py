"""Themes' static files, under ``theme/<slug>/``."""

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage


class ThemeFinder(FileSystemFinder):
    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.locations = [
            (f"theme/{folder.name}", str(folder / "static"))
            for folder in sorted(settings.THEMES_DIR.iterdir())
            if (folder / "static").is_dir()
        ]
        self.storages = {}
        for prefix, root in self.locations:
            storage = FileSystemStorage(location=root)
            storage.prefix = prefix
            self.storages[root] = storage

    def check(self, **kwargs: object) -> list:
        return []
