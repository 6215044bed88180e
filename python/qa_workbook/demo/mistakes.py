"""The usual mistakes of people who fill in sheets, each put into a draft on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import numpy as np

from qa_workbook.demo.drafts import Draft, Row
from qa_workbook.demo.invented import Invented
from qa_workbook.forms.score_form import indicator_key
from qa_workbook.scheme.model import Indicator

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True)
class Mistake:
    """One mistake: what was done, the finding it must lead to, and where.

    `code` "" stands for what must be read without a finding. `row` counts the data rows from 0
    (-1: the whole sheet); `cell` is the A1 address once the file is written.
    """

    kind: str
    code: str
    file: str
    column: str = ""
    row: int = -1
    cell: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a mistake is made in: a draft, and the words that people of the centre use."""

    draft: Draft
    words: Invented

    @property
    def item(self) -> Indicator:
        """The last graded item of the sheet: 业务能力 in the call monitoring sheet."""
        graded = [node for node in self.draft.form.indicators.values() if node.scale]
        return graded[-1]

    @property
    def column(self) -> str:
        """The id of its column."""
        return indicator_key(self.item)

    def value(self, row: int, column: str) -> object:
        """Returns what is typed into a cell."""
        return self.draft.rows[row][column]

    def day(self, row: int) -> date:
        """Returns the day of a call."""
        day = self.value(row, "call_date")
        assert isinstance(day, date)
        return day


CellChange = Callable[[Sheet, int], Row]
"""Makes the mistake in a row: the columns that change, the wrong one first, with what they hold."""


def renamed_heading(draft: Draft, words: Invented) -> tuple[str, str]:
    """Returns a column, and what somebody made of its heading."""
    sheet = Sheet(draft, words)
    return sheet.column, words.mistakes.heading.format(
        heading=draft.form.by_id[sheet.column].heading
    )


def _full_width(sheet: Sheet, row: int) -> Row:
    return {sheet.column: str(sheet.value(row, sheet.column)).translate(FULL_WIDTH)}


def _with_unit(sheet: Sheet, row: int) -> Row:
    mark = sheet.value(row, sheet.column)
    return {sheet.column: sheet.words.mistakes.mark.format(mark=mark)}


def _as_text(sheet: Sheet, row: int) -> Row:
    return {sheet.column: str(sheet.value(row, sheet.column))}


def _missing(sheet: Sheet, _row: int) -> Row:
    first = next(iter(sheet.draft.form.indicators))
    return {first: ""}


def _too_high(sheet: Sheet, _row: int) -> Row:
    return {sheet.column: int(sheet.draft.scheme.scale_of(sheet.item).full) + 1}


def _repeated(sheet: Sheet, row: int) -> Row:
    """A row copied from the one above, with the number of the recording."""
    copied = {key: value for key, value in sheet.draft.rows[row - 1].items() if key != "serial"}
    return {"recording": copied.pop("recording"), **copied}


def _dotted_date(sheet: Sheet, row: int) -> Row:
    day = sheet.day(row)
    return {"call_date": f"{day.year}.{day.month}.{day.day}"}


def _two_digit_year(sheet: Sheet, row: int) -> Row:
    day = sheet.day(row)
    return {"call_date": f"{day.day}/{day.month}/{day.year % 100}"}


def _far_future(sheet: Sheet, row: int) -> Row:
    """Two digits of the year swapped: 2026 became 2062."""
    day = sheet.day(row)
    return {"call_date": day.replace(year=2062, day=min(day.day, 28))}


def _unknown_code(_sheet: Sheet, _row: int) -> Row:
    return {"error_codes": "E77", "error_deduction": 3}


def _fatal_without_code(sheet: Sheet, _row: int) -> Row:
    return {"fatal": sheet.draft.form.yes, "error_codes": ""}


def _lost_digits(sheet: Sheet, row: int) -> Row:
    """Excel took the long number for a number and kept fifteen digits of it."""
    digits = str(sheet.value(row, "recording"))
    return {"recording": float(digits[:15] + "00")}


# kind -> (expected finding, columns the sheet must have, change)
CELL_MISTAKES: dict[str, tuple[str, tuple[str, ...], CellChange]] = {
    "full-width-mark": ("mark-full-width", (), _full_width),
    "mark-with-unit": ("mark-with-unit", (), _with_unit),
    "mark-as-text": ("mark-as-text", (), _as_text),
    "missing-mark": ("mark-missing", (), _missing),
    "mark-too-high": ("mark-out-of-range", (), _too_high),
    "repeated-row": ("duplicate-in-sheet", (), _repeated),
    "dotted-date": ("date-as-text", (), _dotted_date),
    "two-digit-year": ("date-ambiguous", (), _two_digit_year),
    "future-date": ("date-in-future", (), _far_future),
    "unknown-code": ("unknown-code", ("error_deduction", "error_codes"), _unknown_code),
    "fatal-without-code": ("fatal-without-code", ("error_codes", "fatal"), _fatal_without_code),
    "lost-digits": ("id-lost-digits", (), _lost_digits),
}
# manner of the file -> expected finding
SHEET_MISTAKES = {
    "renamed-column": "column-renamed",
    "hidden-row": "hidden-rows",
    "extra-title": "",
    "renamed-file": "",
    "csv-gbk": "",
}
MISTAKES_PER_SHEET = 4
SHEETS_FOR_EACH = 3  # with fewer sheets a whole rejected one would leave nothing to look at


def spoil(
    drafts: Sequence[Draft], words: Invented, rng: np.random.Generator
) -> tuple[list[Draft], list[Mistake]]:
    """Returns the drafts with every usual mistake in a few of them, and what was done.

    Sheets that are wrong as a whole and sheets with wrong cells are different ones, so that each
    mistake stays visible alone.
    """
    spoiled = list(drafts)
    done: list[Mistake] = []
    order = [int(index) for index in rng.permutation(len(drafts))]
    for manner in list(SHEET_MISTAKES)[: len(drafts) // SHEETS_FOR_EACH]:
        index = order.pop()
        spoiled[index], mistake = _spoil_sheet(spoiled[index], manner, words)
        done.append(mistake)
    kinds = list(CELL_MISTAKES)
    for number, first in enumerate(range(0, len(kinds), MISTAKES_PER_SHEET)):
        index = order[number % len(order)]
        group = kinds[first : first + MISTAKES_PER_SHEET]
        spoiled[index], mistakes = _spoil_cells(Sheet(spoiled[index], words), group, number, rng)
        done += mistakes
    return spoiled, done


def _spoil_sheet(draft: Draft, manner: str, words: Invented) -> tuple[Draft, Mistake]:
    changed = replace(draft, manner=manner)
    column, row = "", -1
    if manner == "renamed-file":
        name = words.files.renamed.format(inspector=draft.template.head.inspector)
        changed = replace(draft, file=PurePosixPath(f"{name}.xlsx"))
    elif manner == "csv-gbk":
        changed = replace(changed, file=draft.file.with_suffix(".csv"))
    elif manner == "renamed-column":
        column, _ = renamed_heading(draft, words)
    elif manner == "hidden-row":
        row = len(draft.rows) // 2
    return changed, Mistake(manner, SHEET_MISTAKES[manner], str(changed.file), column, row)


def _spoil_cells(
    sheet: Sheet, kinds: Sequence[str], number: int, rng: np.random.Generator
) -> tuple[Draft, list[Mistake]]:
    draft = sheet.draft
    # Odd rows of the sheet's own share, so that a repeated row never copies another mistake.
    free = [row for row in range(1, len(draft.rows), 2) if (row // 2) % 3 == number % 3]
    chosen = [int(row) for row in rng.choice(free, min(len(kinds), len(free)), replace=False)]
    rows = list(draft.rows)
    done = []
    for kind, row in zip(kinds, chosen, strict=False):
        code, needed, change = CELL_MISTAKES[kind]
        if set(needed) <= set(draft.columns):
            values = change(sheet, row)
            rows[row] = {**rows[row], **values}
            done.append(Mistake(kind, code, str(draft.file), next(iter(values)), row))
    return replace(draft, rows=tuple(rows)), done
