"""The usual mistakes of people who fill in sheets, each put into a draft on purpose and remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import numpy as np

from qa_workbook.demo.drafts import Draft, Row
from qa_workbook.labels import text
from qa_workbook.scheme.model import Indicator

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


@dataclass(frozen=True)
class Mistake:
    """One mistake: what was done, the finding it must lead to ("" = must be read without one), and where.

    `row` counts the data rows from 0 (-1: the whole sheet); `cell` is the A1 address once the file is written.
    """

    kind: str
    code: str
    file: str
    column: str = ""
    row: int = -1
    cell: str = ""


CellChange = Callable[[Draft, int], tuple[Row, str]]


def _marked(draft: Draft) -> Indicator:
    """The last graded item of the sheet: 业务能力 in the call monitoring sheet."""
    return next(item for item in reversed(draft.scheme.items) if item.scale)


def renamed_heading(draft: Draft, language: str) -> str:
    """Returns what somebody made of the heading of the last graded item."""
    return text("demo.renamed_heading", language).format(heading=_marked(draft).name.zh)


def _full_width(draft: Draft, row: int) -> tuple[Row, str]:
    heading = _marked(draft).name.zh
    return {heading: str(draft.rows[row][heading]).translate(FULL_WIDTH)}, heading


def _with_unit(draft: Draft, row: int) -> tuple[Row, str]:
    heading = _marked(draft).name.zh
    return {heading: f"{draft.rows[row][heading]}分"}, heading


def _as_text(draft: Draft, row: int) -> tuple[Row, str]:
    heading = _marked(draft).name.zh
    return {heading: str(draft.rows[row][heading])}, heading


def _missing(draft: Draft, _row: int) -> tuple[Row, str]:
    heading = draft.scheme.items[0].name.zh
    return {heading: ""}, heading


def _too_high(draft: Draft, _row: int) -> tuple[Row, str]:
    item = _marked(draft)
    return {item.name.zh: int(draft.scheme.scale_of(item).full) + 1}, item.name.zh


def _repeated(draft: Draft, row: int) -> tuple[Row, str]:
    """A row copied from the one above, number and all."""
    return {**draft.rows[row - 1], "序号": draft.rows[row]["序号"]}, "录音编号"


def _dotted_date(draft: Draft, row: int) -> tuple[Row, str]:
    day = draft.rows[row]["通话日期"]
    assert isinstance(day, date)
    return {"通话日期": f"{day.year}.{day.month}.{day.day}"}, "通话日期"


def _two_digit_year(draft: Draft, row: int) -> tuple[Row, str]:
    day = draft.rows[row]["通话日期"]
    assert isinstance(day, date)
    return {"通话日期": f"{day.day}/{day.month}/{day.year % 100}"}, "通话日期"


def _far_future(draft: Draft, row: int) -> tuple[Row, str]:
    """Two digits of the year swapped: 2026 became 2062."""
    day = draft.rows[row]["通话日期"]
    assert isinstance(day, date)
    return {"通话日期": day.replace(year=2062, day=min(day.day, 28))}, "通话日期"


def _unknown_code(_draft: Draft, _row: int) -> tuple[Row, str]:
    return {"差错扣分": 3, "差错代码": "E77"}, "差错代码"


def _fatal_without_code(_draft: Draft, _row: int) -> tuple[Row, str]:
    return {"致命错误": "是", "差错代码": ""}, "致命错误"


def _lost_digits(draft: Draft, row: int) -> tuple[Row, str]:
    """Excel took the long number for a number and kept fifteen digits of it."""
    digits = str(draft.rows[row]["录音编号"])
    return {"录音编号": float(digits[:15] + "00")}, "录音编号"


# kind -> (expected finding, columns the scheme must have, change)
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
    "unknown-code": ("unknown-code", ("差错扣分", "差错代码"), _unknown_code),
    "fatal-without-code": ("fatal-without-code", ("差错代码", "致命错误"), _fatal_without_code),
    "lost-digits": ("id-lost-digits", (), _lost_digits),
}
# form of the file -> expected finding
FORM_MISTAKES = {
    "renamed-column": "column-renamed",
    "hidden-row": "hidden-rows",
    "extra-title": "",
    "renamed-file": "",
    "csv-gbk": "",
}
MISTAKES_PER_SHEET = 4
SHEETS_FOR_FORMS = 3  # with fewer sheets a whole rejected one would leave nothing to look at


def spoil(
    drafts: Sequence[Draft], language: str, rng: np.random.Generator
) -> tuple[list[Draft], list[Mistake]]:
    """Returns the drafts with every usual mistake put into a few of them, and the list of what was done.

    Sheets whose form is wrong and sheets with wrong cells are different ones, so that each mistake stays visible alone.
    """
    spoiled = list(drafts)
    done: list[Mistake] = []
    order = [int(index) for index in rng.permutation(len(drafts))]
    forms = list(FORM_MISTAKES)[: max(0, len(drafts) // SHEETS_FOR_FORMS)]
    for form in forms:
        index = order.pop()
        spoiled[index], mistake = _misform(spoiled[index], form, language)
        done.append(mistake)
    kinds = list(CELL_MISTAKES)
    groups = [
        kinds[first : first + MISTAKES_PER_SHEET]
        for first in range(0, len(kinds), MISTAKES_PER_SHEET)
    ]
    for number, group in enumerate(groups):
        index = order[number % len(order)]
        spoiled[index], mistakes = _miswrite(spoiled[index], group, number, rng)
        done += mistakes
    return spoiled, done


def _misform(draft: Draft, form: str, language: str) -> tuple[Draft, Mistake]:
    changed = replace(draft, form=form)
    if form == "renamed-file":
        path = PurePosixPath(
            text("demo.file_renamed", language).format(inspector=draft.inspector) + ".xlsx"
        )
        changed = replace(changed, file=path, form="template")
    elif form == "csv-gbk":
        changed = replace(changed, file=draft.file.with_suffix(".csv"))
    column = renamed_heading(draft, language) if form == "renamed-column" else ""
    row = len(draft.rows) // 2 if form == "hidden-row" else -1
    return changed, Mistake(form, FORM_MISTAKES[form], str(changed.file), column, row)


def _miswrite(
    draft: Draft, kinds: list[str], number: int, rng: np.random.Generator
) -> tuple[Draft, list[Mistake]]:
    # Odd rows of the sheet's own share, so that a repeated row never copies another mistake.
    free = [row for row in range(1, len(draft.rows), 2) if (row // 2) % 3 == number % 3]
    chosen = [int(row) for row in rng.choice(free, min(len(kinds), len(free)), replace=False)]
    rows = list(draft.rows)
    done = []
    for kind, row in zip(kinds, chosen, strict=False):
        code, needs, change = CELL_MISTAKES[kind]
        if set(needs) <= set(draft.headings):
            values, heading = change(draft, row)
            rows[row] = {**rows[row], **values}
            done.append(Mistake(kind, code, str(draft.file), heading, row))
    return replace(draft, rows=tuple(rows)), done
