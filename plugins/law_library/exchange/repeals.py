"""``repeals.csv``: which law another one repeals, from what day and by which article."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugins.law_library.exchange.texts import Problem


@dataclass(frozen=True)
class Repeal:
    """A row of ``repeals.csv``: ``article`` of ``by`` says that ``law`` is repealed from ``on``."""

    law: str
    on: date
    by: str
    article: str


def read_repeals(root: Path, titles: set[str]) -> tuple[list[Repeal], list[Problem]]:
    """Read ``repeals.csv``; a row that names a title the library does not hold is a problem."""
    path, repeals, problems = root / "repeals.csv", [], []
    if not path.exists():
        return [], []
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            unknown = [title for title in (row["law"], row["by"]) if title not in titles]
            try:
                repeals.append(
                    Repeal(
                        row["law"],
                        date.fromisoformat(row["repealed_on"]),
                        row["by"],
                        row["article"],
                    )
                )
            except ValueError as error:
                problems.append(Problem(path.name, line, str(error)))
            problems += [Problem(path.name, line, f"no such law: {title}") for title in unknown]
    return repeals, problems
