"""Measures of several web workers of one host, added up through files in METRICS_DIR."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

#: prometheus_client looks for it once, when it is imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def share_measures() -> None:
    """In a web worker, before anything has imported prometheus_client.

    No other process answers requests: a command measures nothing, and must start where the folder
    is missing or belongs to another user.
    """
    if settings.METRICS_DIR:
        Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
        os.environ.setdefault(VARIABLE, str(settings.METRICS_DIR))
