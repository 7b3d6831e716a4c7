"""What is logged, and in which form."""

from __future__ import annotations

from typing import Any


def logging(form: str, level: str) -> dict[str, Any]:
    """Django's ``LOGGING``: to the console, by lines or as ``json``, from a level upwards."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "core.watch.logs.RequestIdFilter"}},
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "core.watch.logs.Plain"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # It names whom it locks out; the audit log has that, for those who may read it.
            "axes": {"level": "ERROR"},
        },
    }
