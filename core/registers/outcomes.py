"""What is decided of drafts, and what became of them: published, or refused with reasons."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from core.plugins.gate import Refused


@dataclass(frozen=True)
class Decision:
    """How drafts come into force: what is empty here is taken from each draft."""

    verb: str = ""
    day: datetime.date | None = None
    ground: str = ""
    #: The approved package that is published by it.
    package: Any = None
    #: Whether it is only asked what would be refused, by whoever sends or approves a package.
    foreseen: bool = False


@dataclass(frozen=True)
class Finding:
    """What an examination of a draft found: a note for reviewers, or a contradiction (``refuses``)
    with which it is neither sent for review nor approved."""

    text: str
    refuses: bool = False


@dataclass
class Refusal:
    """Why one draft was not published. ``outdated`` if another version came in between."""

    draft: Any
    reasons: list[str]
    outdated: bool = False
    newest_pk: int | None = None


@dataclass
class Outcome:
    """What became of a batch."""

    published: list[Any] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


class Unpublishable(Refused):
    """No draft of the batch could be published; ``refusals`` says why for each."""

    def __init__(self, refusals: list[Refusal]) -> None:
        self.refusals = refusals
        super().__init__(" ".join(reason for refusal in refusals for reason in refusal.reasons))


class Outdated(Refused):
    """Somebody else was quicker. ``theirs`` is what stands now, ``base`` what this started from."""

    def __init__(self, sentence: str, *, base: Any = None, theirs: Any = None) -> None:
        self.base, self.theirs = base, theirs
        super().__init__(sentence)
