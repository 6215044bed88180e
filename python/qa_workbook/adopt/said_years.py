"""Where sheets of a kind say the year (and month) of their days: title, label, sheet or file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import PurePath

from qa_workbook.adopt.kinds import Kind
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.layouts.days import frame_of
from qa_workbook.layouts.expressions import taken
from qa_workbook.layouts.labels import pairs
from qa_workbook.layouts.model import FieldSource
from qa_workbook.layouts.titles import YEAR_AND_MONTH, title_part, title_rows

PERIOD = "period"
"""The field of a layout that completes days, and nothing else."""
_PERIODS = ("年月", "月份", "月度", "年度", "期间", "周期", "month", "period")


def places_of_year(kind: Kind, needs_month: bool = False) -> tuple[FieldSource, ...]:
    """Returns what says the year of the days, the surest first: a place that says it in all sheets,
    behind it those where a later sheet may say it. Empty where no place says it, and the month if
    that is needed, in all of them.
    """
    grids = [sheet.sample.grid for sheet in kind.sheets]
    files = [PurePath(sheet.sample.file).stem for sheet in kind.sheets]
    places = [
        (FieldSource(title=YEAR_AND_MONTH), [title_part(g, YEAR_AND_MONTH) for g in grids]),
        *(
            (FieldSource(label=name), [dict(period_labels(g)).get(name, "") for g in grids])
            for name in dict(period_labels(grids[0]))
        ),
        (FieldSource(sheet_name=YEAR_AND_MONTH), [taken(YEAR_AND_MONTH, g.name) for g in grids]),
        (FieldSource(file_name=YEAR_AND_MONTH), [taken(YEAR_AND_MONTH, f) for f in files]),
    ]
    whole = {n for n, (_, said) in enumerate(places) if all(_says(s, needs_month) for s in said)}
    if not whole:
        return ()
    return tuple(places[n][0] for n in sorted(range(len(places)), key=lambda n: n not in whole))


def _says(said: str, needs_month: bool) -> bool:
    year, month = frame_of(said)
    return year is not None and (month is not None or not needs_month)


def period_labels(grid: Grid) -> Iterator[tuple[str, str]]:
    """Returns the labels above the table that say a year and month, with what they say."""
    for row in title_rows(grid):
        cells = grid.rows[row]
        filled = [cell for cell in cells if not blank(cell)]
        for cell, beside in pairwise([*filled, ""]):
            text = words(cell)
            found = pairs(text) if isinstance(cell, str) and re.search(r"[:：]", text) else []
            for name, value in found or [(text, "")]:
                said = _period(value or (beside if not found or len(found) == 1 else ""))
                if said and name.lower().endswith(_PERIODS):
                    yield name, said


def _period(value: CellValue) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return taken(YEAR_AND_MONTH, words(value))
