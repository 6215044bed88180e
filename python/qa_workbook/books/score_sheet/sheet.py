"""The score sheet that inspectors fill in (contract 3.2).

It is 评分表, with a row per recording, or 违规登记, with a row per breach. The sheet checks itself
while it is typed and shows score and band beside the row; intake trusts none of that.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xlsxwriter.format import Format

from qa_workbook.books.cloth.input_area import ALLOWED_UNDER_PROTECTION, LOOKS
from qa_workbook.books.cloth.style import Styles, new_workbook, print_setup, put, wrapped_lines
from qa_workbook.books.score_sheet.colours import colour_long, colour_wide
from qa_workbook.books.score_sheet.formulas import (
    LONGEST_FORMULA,
    RowFormula,
    ScoreFormulas,
    deduction_formula,
)
from qa_workbook.books.score_sheet.guide import write_guide
from qa_workbook.books.score_sheet.header import (
    column_widths,
    decisive_score,
    write_head,
    write_header,
    write_progress,
)
from qa_workbook.books.score_sheet.lists import write_lists
from qa_workbook.books.score_sheet.page import FIRST_ROW, GROUP_ROW, HEADER_ROW, Page
from qa_workbook.books.score_sheet.readings import Readings
from qa_workbook.books.score_sheet.template import Filled, Template
from qa_workbook.books.score_sheet.validation import validate
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.forms.kinds import KINDS
from qa_workbook.forms.model import Field, Form
from qa_workbook.grids.a1 import area

_BLANK = Filled()
_WIDEST_PAGE = 300  # digits: on one sheet of A4 more would be smaller than half size
TEXT = "@"


def write_score_sheet(path: Path, template: Template, filled: Filled = _BLANK) -> None:
    """Writes the score sheet of a template, blank or filled in.

    It has at least as many rows as are filled. Raises ValueError for a column that the sheet
    does not have, OutputLocked when `path` is open elsewhere.
    """
    scheme, form, language = template.scheme, template.form, template.language
    _refuse_unknown(form, filled)
    # A sheet that comes filled never loses a row to a smaller number of blank ones.
    rows = max(template.rows or scheme.sheet.rows, len(filled.rows))
    with new_workbook(path, title=template.title) as workbook:
        sheet = workbook.add_worksheet(form.sheet)
        styles, words = Styles(workbook), Words(scheme, form, language)
        page = Page(workbook, sheet, template, form, styles, words, rows, filled.ahead)
        write_head(page)
        write_header(page)
        formulas = _formulas(page)
        write_progress(page, _write_rows(page, filled, formulas))
        _write_way_out(page)
        _guard(page, formulas)
        _finish(page)
        write_guide(workbook, styles, scheme, words)
        write_lists(workbook, scheme, words)


def _refuse_unknown(form: Form, filled: Filled) -> None:
    unknown: set[str] = set()
    for row in filled.rows:
        unknown |= set(row) - set(form.ids())
    if unknown:
        raise ValueError(f"the sheet of {form.id} has no column {', '.join(sorted(unknown))}")


def _write_rows(page: Page, filled: Filled, formulas: Mapping[str, RowFormula]) -> list[float]:
    """Writes serial numbers, typed values and formulas.

    Returns the scores (or deductions) of the rows that have one.
    """
    styles = [_cell_style(page, field) for field in page.form.columns]
    decisive = "deduction" if page.is_long else decisive_score(page)
    found = []
    for number in range(page.rows):
        row = FIRST_ROW + number
        typed = filled.rows[number] if number < len(filled.rows) else {}
        _write_typed(page, row, typed, styles)
        results = filled.results[number] if number < len(filled.results) else {}
        _write_results(page, row, formulas, results, styles)
        score = results.get(decisive, "")
        if not isinstance(score, str):
            found.append(score)
    return found


def _write_typed(page: Page, row: int, typed: Mapping[str, object], styles: list[Format]) -> None:
    """Writes the input cells of a row, and makes room for long texts that are already there."""
    lines = 1
    for place, field in page.form.entered:
        value = typed.get(field.id)
        if field.id == "serial":
            value = typed.get(field.id, row - FIRST_ROW + 1)
        put(page.sheet, row, place, value, styles[place])
        if field.look == "wrapped" and isinstance(value, str):
            lines = max(lines, wrapped_lines(value, field.width))
    height = lines * 15 + 3 if lines > 1 else None
    page.area.unlock(row, page.styles("plain", locked=False), height)


def _write_results(
    page: Page,
    row: int,
    formulas: Mapping[str, RowFormula],
    results: Mapping[str, str | float],
    styles: list[Format],
) -> None:
    for place, field in enumerate(page.form.columns):
        if field.id in formulas:
            formula, cached = formulas[field.id](row + 1), results.get(field.id, "")
            page.sheet.write_formula(row, place, formula, styles[place], cached)
        elif field.need == "computed":
            put(page.sheet, row, place, None, styles[place])


def _write_way_out(page: Page) -> None:
    """Says below the last row how to get more rows.

    It stands in the column of serial numbers, which alone make no row that intake would read.
    """
    style = page.styles("note", text_wrap=False, valign="vcenter")
    hint = page.words.say("more_rows", scheme=page.scheme.id)
    put(page.sheet, page.last_row + 1, 0, hint, style)


def _formulas(page: Page) -> dict[str, RowFormula]:
    """Returns the formulas of the computed columns.

    There are none, but a note on their headings, when one is too long for Excel.
    """
    vocabulary = page.template.vocabulary
    if page.is_long:
        return {"deduction": deduction_formula(page.form, vocabulary)}
    made = ScoreFormulas(page.scheme, page.form, Readings(vocabulary), page.words.language)
    formulas = made.formulas()
    longest = max(len(formula(page.last_row + 1)) for formula in formulas.values())
    if longest <= LONGEST_FORMULA:
        return formulas
    for key in formulas:
        page.note(HEADER_ROW, page.form.index(key), page.words.say("no_total"))
    return {}


def _cell_style(page: Page, field: Field) -> Format:
    """Returns the format of a column's cells.

    Computed ones are unlocked too, for Excel deletes no row that has a locked cell; their
    validation refuses what is typed over a formula.
    """
    if field.id in ("raw", "final"):
        digits = page.scheme.score.decimals
        number = f"0.{'0' * digits}" if digits else "0"
        return page.styles("computed", number, bold=True, locked=False)
    if field.need == "computed":
        return page.styles("computed", "General", locked=False)
    return page.styles(LOOKS[field.look], KINDS[field.kind].number_format)


def _guard(page: Page, formulas: Mapping[str, RowFormula]) -> None:
    """Refuses wrong input and colours what needs attention."""
    validate(page)
    if page.is_long:
        colour_long(page)
    else:
        colour_wide(page, list(formulas))


def _finish(page: Page) -> None:
    """Freezes header and id columns, filters, protects, sets up printing and stamps the scheme."""
    sheet, form = page.sheet, page.form
    sheet.freeze_panes(FIRST_ROW, _last_frozen(page) + 1)
    sheet.autofilter(HEADER_ROW, 0, page.last_row, len(form.columns) - 1)
    sheet.protect("", dict.fromkeys(ALLOWED_UNDER_PROTECTION, True))
    sheet.hide_gridlines(2)
    sheet.set_default_row(18)
    sheet.set_selection(FIRST_ROW, 1, FIRST_ROW, 1)
    texts = [place for place, field in form.entered if KINDS[field.kind].number_format == TEXT]
    cells = [area(FIRST_ROW, place, page.last_row, place) for place in texts]
    sheet.ignore_errors({"number_stored_as_text": " ".join(cells)})
    _set_up_print(page)
    _stamp(page)


def _last_frozen(page: Page) -> int:
    """The last column that stays in sight: in 评分表 that of the scores beside the name.

    Rows that come filled are found by their recording, which leaves the room to the marks.
    """
    if "recording" in page.ahead:
        return page.form.index("recording")
    names = ["name"] if page.is_long else ["name", *page.form.ids("computed")]
    return max(page.area.places(*names))


def _set_up_print(page: Page) -> None:
    words, scheme = page.words, page.scheme
    inspector = page.template.head.inspector or words.say("footer_inspector")
    footer = words.say(
        "footer", name=page.template.title, version=scheme.version, inspector=inspector
    )
    print_setup(page.sheet, footer)
    if sum(column_widths(page)) > _WIDEST_PAGE:
        # Too small to read on one page: two pages side by side, both with the rows' names.
        page.sheet.fit_to_pages(2, 0)
        page.sheet.repeat_columns(0, page.form.index("name"))
    page.sheet.repeat_rows(GROUP_ROW, HEADER_ROW)
    page.sheet.print_area(0, 0, page.last_row, len(page.form.columns) - 1)


def _stamp(page: Page) -> None:
    """Stamps scheme, version and layout, so that they can be read without knowing the sheet."""
    scheme = page.scheme
    page.workbook.set_custom_property("qa_scheme", scheme.id)
    page.workbook.set_custom_property("qa_version", scheme.version)
    page.workbook.set_custom_property("qa_layout", scheme.sheet.layout)
