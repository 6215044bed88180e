"""服务质量分析表 (S3): the analysis workbook of a period, one set of sheets per scheme."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_workbook.books.analysis import (
    checks,
    days,
    detail,
    distribution,
    index,
    items,
    overview,
    people,
    sources,
)
from qa_workbook.books.analysis.page import Book
from qa_workbook.books.cloth.style import ACCENT_SOFT, new_workbook
from qa_workbook.labels import text
from qa_workbook.numbers import Period

if TYPE_CHECKING:
    from qa_workbook.analysis import Analysis

IN_MEMORY = 30_000  # up to this many recordings the parts of the workbook are no temporary files: 1.2 kB a recording


def write_analysis_book(
    path: Path,
    analyses: Sequence[Analysis],
    *,
    language: str = "zh",
    inbox: Path | None = None,
    period: Period | None = None,
    small_sample: int | None = None,
) -> None:
    """Writes the analysis workbook to `path`; values are unrounded, rounding is the cells' number format.

    `inbox` is the folder that the frames' `file` is relative to; without it the source files are no links. Rates on
    fewer than `small_sample` recordings are marked. `period` is needed only to date a workbook without any analysis.
    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    few = sum(analysis.metrics["recordings"] for analysis in analyses) <= IN_MEMORY
    with new_workbook(path, title=text("analysis_book.book", language), in_memory=few) as workbook:
        book = Book(workbook, language, small_sample, inbox, path.parent)
        if len(analyses) != 1:
            span = period or (analyses[0].period if analyses else None)
            overview.write_list(book, book.sheet(book.say("overview")), analyses, span)
        for number, analysis in enumerate(analyses, 1):
            suffix = analysis.scheme.name.say(language) if len(analyses) > 1 else ""
            _scheme_sheets(book, analysis, suffix, number)


def _part(book: Book, number: int) -> str:
    return book.say("detail") + (f" ({number})" if number > 1 else "")


def _scheme_sheets(book: Book, analysis: Any, suffix: str, number: int) -> None:
    """Adds the sheets of one scheme in the order of reading; 总览 is filled last, as its charts refer to the others."""

    def sheet(key: str, suffix: str = suffix, colour: str = ACCENT_SOFT) -> Any:
        return book.sheet(book.say(key), suffix, colour)

    front = sheet("overview", colour="#1F5C7A")
    histogram = distribution.write(book, sheet("distribution"), analysis)
    placed = overview.Sources(
        histogram=histogram,
        items=items.write(book, sheet("items"), analysis),
        days=days.write(book, sheet("days"), analysis),
        agents=people.write_agents(book, sheet("agents"), analysis),
    )
    people.write_teams(book, sheet("teams"), analysis)
    if len(analysis.index) > 1:  # a tree of clauses alone has a value for the score only
        index.write(book, sheet("index"), analysis)
    parts = []
    for part, frame in detail.parts(analysis):
        place = book.sheet(_part(book, part), suffix, ACCENT_SOFT)
        parts.append(detail.write(book, place, analysis, frame, f"detail_{number}_{part}"))
    sources.write(book, sheet("sources"), analysis)
    if len(parts) == 1 and analysis.metrics["recordings"]:
        live = checks.Sources(parts[0], placed.items, placed.agents, placed.days)
        checks.write(book, sheet("checks"), analysis, live)
    overview.write(book, front, analysis, placed)
