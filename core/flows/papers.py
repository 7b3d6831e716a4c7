"""Papers that come with a remark: judged by what is in them, kept where only our own door leads."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.flows.models import Paper, Remark
from core.plugins.gate import Refused
from core.security.uploads import judge

#: The most that one paper holds, and how many come with one remark.
MAX_BYTES, MAX_PAPERS = 20 * 1024**2, 20


def refuse_papers(files: list[Any]) -> None:
    """Raise :class:`Refused` with every file that is not taken, and why."""
    problems = []
    if len(files) > MAX_PAPERS:
        problems.append(_("More than %(count)d files at once.") % {"count": MAX_PAPERS})
    for file in files:
        try:
            if file.size > MAX_BYTES:
                raise ValidationError(_("The file is larger than 20 MB."))
            judge(file, PurePath(file.name).suffix.lstrip("."))
        except ValidationError as error:
            problems.append(f"{PurePath(file.name).name}：{'；'.join(error.messages)}")
    if problems:
        raise Refused("\n".join(problems))


def keep_papers(remark: Remark, files: list[Any]) -> None:
    """Keep the files of a remark, inside its action."""
    refuse_papers(files)
    for file in files:
        Paper.objects.create(
            remark=remark, file=file, name=PurePath(file.name).name[:200], size=file.size
        )
