"""The score sheet that inspectors fill in (contract 3.2): 评分表, a row per recording, or 违规登记, a row per breach.

The sheet checks itself while it is typed and shows score and band beside the row; intake trusts none of that.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import (
    Styles,
    column_width,
    display_width,
    new_workbook,
    print_setup,
    put,
    wrapped_lines,
)
from qa_workbook.books.score_sheet import guide, rules
from qa_workbook.books.score_sheet.formulas import LONGEST_FORMULA, ScoreFormulas
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.forms import score_form
from qa_workbook.forms.score_form import Column, Columns, Entry
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator, Scheme

TITLE_ROW, HINT_ROW, LABEL_ROW, SECOND_LABEL_ROW, GROUP_ROW, HEADER_ROW, FIRST_ROW = range(7)
_LONGEST_DATE = "0000-00-00"
_TEXT = {"recording", "agent", "basis"}
_WRAPPED = {"points", "remark", "basis", "clause"}
_CENTRED = {
    "serial",
    "round",
    "error_deduction",
    "fatal",
    "times",
    "aggravated",
    "call_date",
    "date",
    "agent",
}
_WIDTH = {
    "serial": 8, "recording": 22, "call_date": 12, "date": 12, "agent": 11, "name": 10, "team": 10, "round": 7,
    "error_deduction": 9, "error_codes": 11, "fatal": 9, "points": 24, "remark": 24, "raw": 9, "final": 9, "band": 11,
    "clause": 30, "times": 7, "aggravated": 7, "basis": 22, "registrar": 10, "deduction": 9,
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """What stands above the header: who inspected what, and when."""

    inspector: str = ""
    date: datetime.date | None = None
    project: str = ""


@dataclass
class _Book:
    """A score sheet being written."""

    workbook: xlsxwriter.Workbook
    sheet: Worksheet
    scheme: Scheme
    columns: Columns
    styles: Styles
    words: Words
    head: Head
    rows: int

    @property
    def last_row(self) -> int:
        return FIRST_ROW + self.rows - 1

    @property
    def area(self) -> rules.Area:
        return rules.Area(self.sheet, self.columns, FIRST_ROW, self.last_row)


def write_score_sheet(
    path: Path,
    scheme: Scheme,
    *,
    language: str = "zh",
    inspector: str = "",
    date: datetime.date | None = None,
    project: str = "",
    rows: int | None = None,
    entry: Entry | None = None,
    filled: Sequence[Mapping[str, object]] | None = None,
) -> None:
    """Writes a score sheet of `scheme` with `rows` input rows (default: the scheme's), blank or holding `filled`.

    `filled` has one mapping heading → value per row, as typed by a person (text, numbers, real dates); computed columns
    get their results. `entry` chooses items or points for schemes that allow either. Raises ValueError for a heading
    that the sheet does not have, OutputLocked when `path` is open elsewhere.
    """
    long = scheme.sheet.layout == "long"
    columns = score_form.columns_of(scheme, entry)
    filled = list(filled or [])
    count = max(rows or scheme.sheet.rows, len(filled))
    with new_workbook(path, title=scheme.name.say(language)) as workbook:
        sheet = workbook.add_worksheet(score_form.LONG_SHEET if long else score_form.WIDE_SHEET)
        head = Head(inspector, date, project)
        book = _Book(
            workbook, sheet, scheme, columns, Styles(workbook), Words(scheme, language), head, count
        )
        _write_head(book)
        _write_header(book)
        formulas, values = _long_formulas(book) if long else _wide_formulas(book)
        _write_progress(book, _write_rows(book, filled, formulas, values))
        _guard(book)
        _finish(book)
        guide.write_guide(workbook, book.styles, scheme, book.words)
        guide.write_lists(workbook, scheme)


def _guard(book: _Book) -> None:
    if book.scheme.sheet.layout == "long":
        rules.validate_long(book.area, book.words)
        rules.colour_long(book.area, book.styles)
    else:
        rules.validate_wide(book.area, book.scheme, book.words)
        rules.colour_wide(book.area, book.scheme, book.styles, book.words.language)


# --- above the rows --------------------------------------------------------------------------------------------------


def _write_head(book: _Book) -> None:
    """Writes title, hint and the label/value pairs; the scheme is named by its id, which other programs rely on."""
    sheet, styles, scheme, head = book.sheet, book.styles, book.scheme, book.head
    long = scheme.sheet.layout == "long"
    put(sheet, TITLE_ROW, 0, scheme.name.say(book.words.language), styles("title"))
    sheet.set_row(TITLE_ROW, 30)
    put(sheet, HINT_ROW, 0, book.words.say("hint_long" if long else "hint"), styles("subtitle"))
    names = score_form.LABELS
    fixed, typed = styles("cell", "text", indent=1), styles("input", "text")
    day = styles("input", "date", align="left")
    for row, place, key, value, style in (
        (LABEL_ROW, 0, "scheme", scheme.id, fixed),
        (LABEL_ROW, 2, "version", scheme.version, fixed),
        (SECOND_LABEL_ROW, 0, "inspector", head.inspector, typed),
        (SECOND_LABEL_ROW, 2, "inspected_on", head.date, day),
    ):
        put(sheet, row, place, names[key], styles("label"))
        put(sheet, row, place + 1, value, style)
        _english(book, row, place, key)
    put(sheet, LABEL_ROW, 4, names["project"], styles("label"))
    _english(book, LABEL_ROW, 4, "project")
    sheet.merge_range(LABEL_ROW, 5, LABEL_ROW, 7, "", typed)
    put(sheet, LABEL_ROW, 5, head.project, typed)
    for row in (LABEL_ROW, SECOND_LABEL_ROW):
        sheet.set_row(row, 20)
    for name, letter in (("qa_scheme", "B"), ("qa_version", "D")):
        book.workbook.define_name(name, f"='{sheet.get_name()}'!${letter}${LABEL_ROW + 1}")


def _english(book: _Book, row: int, place: int, key: str) -> None:
    if book.words.language == "en":
        _note(book, row, place, book.words.say(f"heading_{key}"))


def _write_progress(book: _Book, results: Sequence[float]) -> None:
    """Writes how many rows are done, and the mean of their scores or the sum of their deductions."""
    long = book.scheme.sheet.layout == "long"
    cells = book.area.whole("deduction" if long else "raw")
    mean = sum(results) / len(results) if results else ""
    second = f"=SUM({cells})" if long else f'=IF(COUNT({cells})=0,"",AVERAGE({cells}))'
    for place, key, formula, number, cached in (
        (4, "registered" if long else "done", f"=COUNT({cells})", "0", len(results)),
        (
            6,
            "deducted" if long else "mean",
            second,
            "General" if long else "0.00",
            sum(results) if long else mean,
        ),
    ):
        put(book.sheet, SECOND_LABEL_ROW, place, book.words.say(key), book.styles("label"))
        book.sheet.write_formula(
            SECOND_LABEL_ROW, place + 1, formula, book.styles("computed", number), cached
        )


def _write_header(book: _Book) -> None:
    """Writes the group row (families or sections) and the header row with its notes, and sets the column widths."""
    sheet, styles = book.sheet, book.styles
    lines = 1
    for place, column in enumerate(book.columns.all):
        width = _width(book, place, column)
        sheet.set_column(place, place, width)
        lines = max(lines, wrapped_lines(column.heading, width))
        colour = {"bg_color": "#5B6B75"} if column.computed else {}
        put(sheet, HEADER_ROW, place, column.heading, styles("header", **colour))
        _note(book, HEADER_ROW, place, book.words.note(column))
    sheet.set_row(HEADER_ROW, max(2, lines) * 17 + 14)  # room for the filter arrows under the words
    _write_groups(book)


def _width(book: _Book, place: int, column: Column) -> float:
    """Returns the width of a column: headings of items may wrap; lists, bands and labels are never clipped."""
    above = {1: (book.scheme.id, book.head.inspector), 3: (book.scheme.version, _LONGEST_DATE)}.get(
        place, ()
    )
    return max(_own_width(book, column), column_width(above, least=0, most=30) + 1)


def _own_width(book: _Book, column: Column) -> float:
    if column.indicator:
        lines = 3 if len(book.columns.indicators) > 12 else 2
        return max(7.5, -(-display_width(column.heading) // lines) + 3)
    if column.key == "clause":
        return column_width([node.name.zh for node in book.scheme.counted], least=24, most=48)
    if column.key == "band" and book.scheme.bands:
        return column_width(
            [band.name.say(book.words.language) for band in book.scheme.bands.bands],
            least=9,
            most=24,
        )
    return float(_WIDTH[column.key])


def _write_groups(book: _Book) -> None:
    """Writes the section or family above neighbouring item columns that share it."""
    groups: list[tuple[str, int, int]] = []
    for place, node in book.columns.indicators:
        name = _group(book, node)
        if groups and groups[-1][0] == name and groups[-1][2] == place - 1:
            groups[-1] = (name, groups[-1][1], place)
        else:
            groups.append((name, place, place))
    for name, first, last in groups:
        if name and last > first:
            book.sheet.merge_range(GROUP_ROW, first, GROUP_ROW, last, name, book.styles("label"))
        elif name:
            put(book.sheet, GROUP_ROW, first, name, book.styles("label", shrink=True))
    book.sheet.set_row(GROUP_ROW, 18 if any(name for name, _, _ in groups) else 6)


def _group(book: _Book, node: Indicator) -> str:
    """Returns the name of the section (with its weight) or family that a column belongs to."""
    above = book.scheme.parent[node.id]
    if above is not None:
        weight = f" {plain(above.weight)}" if above.weight is not None else ""
        return f"{above.name.say(book.words.language)}{weight}"
    families = {family.id: family.name.say(book.words.language) for family in book.scheme.families}
    return families.get(node.family or "", "")


def _note(book: _Book, row: int, place: int, note: str) -> None:
    if not note:
        return
    size = {"width": 270, "height": 18 * wrapped_lines(note, 36) + 14}
    book.sheet.write_comment(
        row, place, note, {**size, "font_size": 9, "color": "#FFFDF2", "author": ""}
    )


# --- rows ------------------------------------------------------------------------------------------------------------

RowFormulas = dict[str, Callable[[int], str]]
RowValues = Callable[[Mapping[int, object]], Mapping[str, object]]


def _wide_formulas(book: _Book) -> tuple[RowFormulas, RowValues]:
    """Returns the formulas of the computed columns; none, and a note on the heading, when one is too long for Excel."""
    made = ScoreFormulas(book.scheme, book.columns, book.words.language)
    formulas = made.formulas()
    if any(len(maker(book.last_row + 1)) > LONGEST_FORMULA for maker in formulas.values()):
        for key in formulas:
            _note(book, HEADER_ROW, book.columns.index(key) or 0, book.words.say("no_total"))
        return {}, _unknown
    return formulas, made.values


def _long_formulas(book: _Book) -> tuple[RowFormulas, RowValues]:
    place = {column.key: xl_col_to_name(index) for index, column in enumerate(book.columns.all)}

    def deduction(row: int) -> str:
        clause, times, grave = (f"{place[key]}{row}" for key in ("clause", "times", "aggravated"))
        found = [f"VLOOKUP({clause},qa_clauses,{column},FALSE)" for column in (2, 3, 4, 5)]
        counted = f'MIN(IF({times}="",1,{times}),{found[2]})'
        amount = f'ABS({found[0]})*{counted}*IF({grave}="{score_form.YES}",{found[1]},1)'
        amount = f"SIGN({found[0]})*MIN({amount},{found[3]})"
        return f'=IF({clause}="","",IFERROR({amount},""))'

    return {"deduction": deduction}, _unknown


def _unknown(_: Mapping[int, object]) -> Mapping[str, object]:
    """Returns no results: the spreadsheet program calculates them when it opens the file."""
    return {}


def _write_rows(
    book: _Book, filled: Sequence[Mapping[str, object]], formulas: RowFormulas, values: RowValues
) -> list[float]:
    """Writes serial numbers, typed values and formulas; returns the scores (or deductions) of the rows that have one."""
    scores: list[float] = []
    sheet, headings = book.sheet, {column.heading for column in book.columns.all}
    if unknown := {heading for row in filled for heading in row} - headings:
        raise ValueError(
            f"the sheet of {book.scheme.id} has no column {', '.join(sorted(unknown))}"
        )
    styles = [_cell_style(book, column) for column in book.columns.all]
    for number in range(book.rows):
        row = FIRST_ROW + number
        typed = filled[number] if number < len(filled) else {}
        cells: dict[int, object] = {}
        for place, column in book.columns.entered:
            value = typed.get(column.heading, number + 1 if column.key == "serial" else None)
            cells[place] = value
            put(sheet, row, place, value, styles[place])
        results = values(cells) if typed else {}
        score = results.get("deduction" if book.scheme.sheet.layout == "long" else "raw", "")
        scores += [] if isinstance(score, str) else [float(str(score))]
        _fit_height(book, row, cells)
        for place, column in enumerate(book.columns.all):
            if column.computed and column.key in formulas:
                cached = results.get(column.key, "")
                sheet.write_formula(
                    row, place, formulas[column.key](row + 1), styles[place], _plain_result(cached)
                )
            elif column.computed:
                put(sheet, row, place, None, styles[place])
    return scores


def _fit_height(book: _Book, row: int, cells: Mapping[int, object]) -> None:
    """Makes room for long remarks that are already written; rows typed later grow by themselves."""
    texts = (
        (cells[place], _WIDTH[column.key])
        for place, column in book.columns.entered
        if column.key in _WRAPPED
    )
    lines = max(
        (wrapped_lines(text, width) for text, width in texts if isinstance(text, str)), default=1
    )
    if lines > 1:
        book.sheet.set_row(row, lines * 15 + 3)


def _plain_result(value: object) -> str | float:
    return value if isinstance(value, str) else float(str(value))


def _cell_style(book: _Book, column: Column) -> Format:
    """Returns the format of a column's cells: only input is unlocked, and ids are text so that no digit is lost."""
    key = column.key
    if column.computed:
        digits = "." + "0" * book.scheme.score.decimals if book.scheme.score.decimals else ""
        number = {"raw": f"0{digits}", "final": f"0{digits}"}.get(key, "General")
        return book.styles("computed", number, bold=key in ("raw", "final"))
    typed = "text" if key in _TEXT else "date" if key in ("call_date", "date") else None
    kind = "input_wrapped" if key in _WRAPPED else "input"
    if column.indicator or key in _CENTRED:
        kind = "input_centred"
    return book.styles(kind, typed)


# --- around the sheet ------------------------------------------------------------------------------------------------


def _finish(book: _Book) -> None:
    """Freezes header and id columns, filters, protects all but the input, sets up printing, stamps the scheme."""
    sheet, columns, scheme = book.sheet, book.columns, book.scheme
    sheet.freeze_panes(FIRST_ROW, (columns.index("name") or 0) + 1)
    sheet.autofilter(HEADER_ROW, 0, book.last_row, columns.entered[-1][0])
    sheet.protect(
        "",
        {
            "sort": True,
            "autofilter": True,
            "format_columns": True,
            "format_rows": True,
            "objects": True,
        },
    )
    sheet.hide_gridlines(2)
    sheet.set_default_row(18)
    sheet.set_selection(FIRST_ROW, 1, FIRST_ROW, 1)
    texts = [index for index, column in enumerate(columns.all) if column.key in _TEXT]
    areas = " ".join(
        f"{xl_col_to_name(p)}{FIRST_ROW + 1}:{xl_col_to_name(p)}{book.last_row + 1}" for p in texts
    )
    sheet.ignore_errors({"number_stored_as_text": areas})
    name = scheme.name.say(book.words.language)
    inspector = book.head.inspector or book.words.say("footer_inspector")
    print_setup(
        sheet, book.words.say("footer", name=name, version=scheme.version, inspector=inspector)
    )
    sheet.repeat_rows(GROUP_ROW, HEADER_ROW)
    sheet.print_area(0, 0, book.last_row, len(columns.all) - 1)
    for key, value in (
        ("qa_scheme", scheme.id),
        ("qa_version", scheme.version),
        ("qa_layout", scheme.sheet.layout),
    ):
        book.workbook.set_custom_property(key, value)
