"""What stands above the rows of a score sheet: title, labels, progress, and the header itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xlsxwriter.format import Format

from qa_workbook.books.bands import bands_of
from qa_workbook.books.cloth.style import column_width, display_width, put, wrapped_lines
from qa_workbook.books.score_sheet.page import (
    GROUP_ROW,
    HEADER_ROW,
    HINT_ROW,
    LABEL_ROW,
    SECOND_LABEL_ROW,
    TITLE_ROW,
    Page,
)
from qa_workbook.forms.model import Field
from qa_workbook.grids.a1 import letters
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator

_WIDTH_OF_DATE = 11.0
_COMPUTED_COLOUR = "#5B6B75"
_FEW_ITEMS = 5  # with more of them, headings of items wrap into three lines instead of two
_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH = range(0, 10, 2)  # columns of the labels above the header

INSPECTION_DAY = f"${letters(_SECOND + 1)}${SECOND_LABEL_ROW + 1}"
"""The cell of 质检日期."""


def write_head(page: Page) -> None:
    """Writes title, hint and the label/value pairs.

    The scheme is named by its id, which other programs rely on.
    """
    sheet, styles, scheme, head = page.sheet, page.styles, page.scheme, page.template.head
    put(sheet, TITLE_ROW, 0, page.template.title, styles("title"))
    sheet.set_row(TITLE_ROW, 30)
    hint = page.words.say("hint_long" if page.is_long else "hint")
    put(sheet, HINT_ROW, 0, hint, styles("subtitle"))

    fixed, typed = styles("cell", "text", indent=1), styles("input", "text")
    day = styles("input", "date", align="left")
    _write_label(page, LABEL_ROW, _FIRST, "scheme", scheme.id, fixed)
    _write_label(page, LABEL_ROW, _SECOND, "version", scheme.version, fixed)
    _write_label(page, SECOND_LABEL_ROW, _FIRST, "inspector", head.inspector, typed)
    _write_label(page, SECOND_LABEL_ROW, _SECOND, "inspected_on", head.day, day)
    sheet.merge_range(LABEL_ROW, _THIRD + 1, LABEL_ROW, _FOURTH + 1, "", typed)
    _write_label(page, LABEL_ROW, _THIRD, "project", head.project, typed)

    _write_purpose(page)

    for row in (LABEL_ROW, SECOND_LABEL_ROW):
        sheet.set_row(row, 20)
    for name, place in (("qa_scheme", _FIRST), ("qa_version", _SECOND)):
        cell = f"${letters(place + 1)}${LABEL_ROW + 1}"
        page.workbook.define_name(name, f"='{sheet.get_name()}'!{cell}")


def _write_purpose(page: Page) -> None:
    """Writes the number of the list that was handed out, and what its recordings are scored for."""
    head, words = page.template.head, page.template.written
    said = {
        "list_number": head.list_number,
        "sample": words.purpose_word(head.purpose) if head.purpose else "",
    }
    fixed = page.styles("cell", "text", indent=1)
    for row, (key, value) in zip((LABEL_ROW, SECOND_LABEL_ROW), said.items(), strict=True):
        if value:
            name = getattr(words.labels, key)[0]
            put(page.sheet, row, _FIFTH, name, page.styles("label", shrink=True))
            page.sheet.merge_range(row, _FIFTH + 1, row, _FIFTH + 2, "", fixed)
            put(page.sheet, row, _FIFTH + 1, value, fixed)


def _write_label(page: Page, row: int, place: int, key: str, value: object, style: Format) -> None:
    field = page.form.by_id[key]
    put(page.sheet, row, place, field.heading, page.styles("label", shrink=True))
    put(page.sheet, row, place + 1, value, style)


def write_progress(page: Page, results: Sequence[float]) -> None:
    """Writes how many rows are done, and the mean of their final scores or the sum of deductions.

    `results` are the scores or deductions of the rows that have one already. There is no sum as
    long as a row of 违规登记 has no deduction.
    """
    done, whole, area = len(results), sum(results), page.area
    if page.is_long:
        cells = area.whole("deduction")
        typed = ("call_date", "agent", "clause", "times", "aggravated", "basis")
        begun = "+".join(f"LEN({area.whole(key)})" for key in typed)
        open_rows = f"SUMPRODUCT(--({begun}>0),--(LEN({cells})=0))"
        total = f'=IFERROR(IF({open_rows}>0,"",SUM({cells})),"")'
        _write_computed(page, _THIRD, "registered", f"=COUNT({cells})", "0", done)
        _write_computed(page, _FOURTH, "deducted", total, "General", whole)
    else:
        key = decisive_score(page)
        cells = area.whole(key)
        mean = f'=IF(COUNT({cells})=0,"",AVERAGE({cells}))'
        cached = whole / done if done else ""
        _write_computed(page, _THIRD, "done", f"=COUNT({cells})", "0", done)
        _write_computed(page, _FOURTH, "mean", mean, "0.00", cached)
        page.note(SECOND_LABEL_ROW, _FOURTH, page.words.say(f"about_mean_{key}"))


def decisive_score(page: Page) -> str:
    """Returns the column that a recording's score is taken from: 最终得分 where there is one."""
    return "final" if page.form.has("final") else "raw"


def _write_computed(
    page: Page, place: int, key: str, formula: str, number: str, cached: float | str
) -> None:
    label = page.styles("label", shrink=True)
    put(page.sheet, SECOND_LABEL_ROW, place, page.words.say(key), label)
    style = page.styles("computed", number)
    page.sheet.write_formula(SECOND_LABEL_ROW, place + 1, formula, style, cached)


def write_header(page: Page) -> None:
    """Writes the groups and the headings with their notes, and sets the widths of the columns."""
    lines, widths = 2, column_widths(page)
    for place, field in enumerate(page.form.columns):
        width = widths[place]
        page.sheet.set_column(place, place, width)
        lines = max(lines, wrapped_lines(field.heading, width))
        style = page.styles("header")
        if field.need == "computed":
            style = page.styles("header", bg_color=_COMPUTED_COLOUR)
        put(page.sheet, HEADER_ROW, place, field.heading, style)
        page.note(HEADER_ROW, place, page.words.note(field))
    page.sheet.set_row(HEADER_ROW, lines * 17 + 14)  # room for the filter arrows under the words
    _write_groups(page)


def column_widths(page: Page) -> list[float]:
    """Returns the widths of all columns, in digits."""
    return [_width(page, place, field) for place, field in enumerate(page.form.columns)]


def _width(page: Page, place: int, field: Field) -> float:
    """Returns the width of a column, wide enough for the values above the header as well."""
    above: tuple[str, ...] = ()
    if place == _FIRST + 1:
        above = (page.scheme.id, page.template.head.inspector)
    elif place == _SECOND + 1:
        above = (page.scheme.version,)
    least = _WIDTH_OF_DATE if place == _SECOND + 1 else 0
    return max(_own_width(page, field), column_width(above, least=least, most=30))


def _own_width(page: Page, field: Field) -> float:
    """Returns the width for a column's own cells: headings of items wrap, choices show whole."""
    bands = bands_of(page.scheme)
    if field.id in page.form.indicators:
        lines = 3 if len(page.form.indicators) > _FEW_ITEMS else 2
        return max(7, -(-display_width(field.heading) // lines) + 2.5)
    if field.id == "clause":
        return column_width(
            [page.words.said(node.name) for node in page.scheme.counted], least=24, most=40
        )
    if field.id == "band" and bands:
        names = [band.name.say(page.words.language) for band in bands]
        return column_width(names, least=9, most=24)
    return float(field.width)


def _write_groups(page: Page) -> None:
    """Writes the section or family above neighbouring item columns that share it."""
    style = page.styles("label")
    named = False
    for name, group in groupby(page.form.marked, lambda one: _group(page, one[1])):
        places = [place for place, _ in group]
        named = named or bool(name)
        if name and len(places) > 1:
            page.sheet.merge_range(GROUP_ROW, places[0], GROUP_ROW, places[-1], name, style)
        elif name:
            put(page.sheet, GROUP_ROW, places[0], name, page.styles("label", shrink=True))
    page.sheet.set_row(GROUP_ROW, 18 if named else 6)


def _group(page: Page, node: Indicator) -> str:
    """Returns the name of the section (with its weight) or family that a column belongs to."""
    name, above = page.words.section(node), page.scheme.parent[node.id]
    if above and above.weight is not None:
        return f"{name} {plain(above.weight)}"
    return name
