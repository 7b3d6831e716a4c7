#!/usr/bin/env python
"""The one entrance for commands: ``manage.py plugins|sitegroup|registers|audit|serve …``."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings.embedded")
    if os.environ.get("YIWANG_SUPERVISED") == "1":
        # Before Django is loaded: who is left behind while loading leaves at once.
        from core.jobs.supervisor import leave_with_supervisor

        leave_with_supervisor()
        # What a job starts in its turn has another standard input, and no supervisor.
        del os.environ["YIWANG_SUPERVISED"]
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough, as ``| head`` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)  # as of SIGPIPE


if __name__ == "__main__":
    main()
