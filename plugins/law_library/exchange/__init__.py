"""What comes from outside: laws as Markdown, in the two forms that lie in ``library/``.

Nothing here touches the database. A file that cannot be read is a :class:`Problem` with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plugins.law_library.exchange.just_laws import read_just_laws
from plugins.law_library.exchange.lawrefbook import read_lawrefbook
from plugins.law_library.exchange.numerals import NUMERAL, to_integer, to_numeral
from plugins.law_library.exchange.repeals import Repeal, read_repeals
from plugins.law_library.exchange.texts import ArticleText, LawText, Problem, Unreadable

__all__ = [
    "LIBRARY",
    "NUMERAL",
    "ArticleText",
    "LawText",
    "Problem",
    "Repeal",
    "read_library",
    "read_repeals",
    "to_integer",
    "to_numeral",
]

LIBRARY = Path(__file__).parent.parent / "library"


def _files(root: Path) -> Iterator[tuple[Path, Callable[[Path, str], LawText]]]:
    for path in sorted((root / "just-laws").rglob("README.md")):
        yield path, read_just_laws
    for path in sorted((root / "lawrefbook").rglob("*.md")):
        if path.name != "_index.md":
            yield path, read_lawrefbook


def read_library(
    root: Path = LIBRARY, progress: Callable[[int, int], None] | None = None
) -> tuple[list[LawText], list[Problem]]:
    """Read every text under ``root``; return what could be read and what could not."""
    texts: list[LawText] = []
    problems: list[Problem] = []
    files = list(_files(root))
    for done, (path, read) in enumerate(files, 1):
        source = path.relative_to(root).as_posix()
        try:
            texts.append(read(path, source))
        except Unreadable as error:
            problems.append(Problem(source, error.line, str(error)))
        except (ValueError, OSError) as error:
            problems.append(Problem(source, 0, str(error)))
        if progress:
            progress(done, len(files))
    return texts, problems
