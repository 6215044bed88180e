"""Rows that hold nothing but a date: the day of the rows below them, up to the next such row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from qa_workbook.findings.places import Column, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.intake.header import Head


def with_days_of_groups(
    grid: Grid,
    head: Head,
    place: int,
    earliest: date,
    data_rows: Callable[[Grid], Sequence[int]],
    report: Report,
) -> Grid:
    """Returns the grid in which the days of group rows stand in the date column at `place`.

    `data_rows` gives the lines with data of a grid, `earliest` is the first day that is no typing
    error. A group in which any row says its own day stays as it is, and so does a date with no rows
    below it, which belongs to a signature. All groups are told as one finding.
    """
    days = dict(_days_alone(grid, head, place, earliest))
    if not days:
        return grid
    nothing: list[CellValue] = [""] * grid.width
    rows = list(grid.rows)
    for line in days:
        rows[line] = nothing
    groups = dict(_groups(list(days), data_rows(replace(grid, rows=rows))))
    filled: list[int] = []
    for line, members in groups.items():
        if not members or not all(blank(rows[member][place]) for member in members):
            rows[line] = grid.rows[line]
            continue
        for member in members:
            rows[member] = [*rows[member][:place], days[line], *rows[member][place + 1 :]]
        filled += members
    if not filled:
        return grid
    column = Column("call_date", head.written[place], place)
    report.note("date-of-group", Rows(filled, column), words(rows[filled[0]][place]))
    return replace(grid, rows=rows)


def _days_alone(
    grid: Grid, head: Head, place: int, earliest: date
) -> Iterator[tuple[int, datetime]]:
    """Yields line and day of the rows that hold only a day, where the date column has gaps."""
    lines = range(head.row + 1, len(grid.rows))
    if all(grid.rows[line][place] != "" for line in lines):
        return
    beside = next((at for at in head.headings if at != place), place)
    for line in lines:
        cells = grid.rows[line]
        if cells[place] != "" and cells[beside] != "" and place != beside:
            continue  # nearly all rows: they need not be counted out
        if len(cells) - cells.count("") == 1:
            value = next(cell for cell in cells if cell != "")
            # A number alone may be anything.
            is_worded = isinstance(value, str) and not value.strip().isdigit()
            if not is_worded and not isinstance(value, date):
                continue
            moment = _moment(value, earliest, grid.epoch_1904, grid.typed)
            if moment:
                yield line, moment


@lru_cache(maxsize=256)  # the note below the table is the same in all sheets of a template
def _moment(value: str | date, earliest: date, epoch_1904: bool, typed: bool) -> datetime | None:
    return read_date(value, earliest, epoch_1904, typed).value


def _groups(tops: Sequence[int], lines: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yields each group row with the data rows between it and the next one."""
    starts = [bisect_left(lines, top) for top in tops]
    for top, start, end in zip(tops, starts, [*starts[1:], len(lines)], strict=True):
        yield top, list(lines[start:end])
