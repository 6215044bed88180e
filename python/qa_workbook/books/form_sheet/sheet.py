"""The blank sheet of a form: labels, headings with notes, and rows that refuse what can't be.

Everything on it follows from the declaration (`forms.model.Form`) and from the kinds of its cells.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.blocks import Block, write_blocks
from qa_workbook.books.cloth.input_area import ALLOWED_UNDER_PROTECTION, LOOKS, Area, Options
from qa_workbook.books.cloth.style import (
    ALERT,
    SEVERITY,
    Styles,
    column_width,
    new_workbook,
    print_setup,
    put,
    put_note,
    wrapped_lines,
)
from qa_workbook.books.form_sheet.words import Words
from qa_workbook.forms.in_language import form_in
from qa_workbook.forms.kinds import KINDS, CellContext
from qa_workbook.forms.model import Check, Field, Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.a1 import area, letters
from qa_workbook.labels import text

TITLE_ROW, HINT_ROW, LABEL_ROW = range(3)
_TEXT = "@"
_LONGEST_LIST = 255  # characters of a drop-down's entries that Excel takes without a list of cells
_GREY = "#5B6B75"


@dataclass(frozen=True)
class Page:
    """A blank sheet while it is being written; `rows` counts the input rows."""

    workbook: xlsxwriter.Workbook
    sheet: Worksheet
    form: Form
    vocabulary: Vocabulary
    styles: Styles
    words: Words
    rows: int

    @property
    def header_row(self) -> int:
        """The row of the headings; a narrow one parts it from what stands above."""
        return LABEL_ROW + -(-len(self.form.labels) // self.labels_abreast) + 1

    @property
    def labels_abreast(self) -> int:
        """How many labels with their values stand side by side."""
        return max(1, (len(self.form.columns) - self.first_label) // 2)

    @property
    def first_label(self) -> int:
        """The column of the first label: the number of a row is too narrow for it."""
        return 1 if self.form.columns[0].kind == "serial" else 0

    def label_place(self, number: int) -> tuple[int, int]:
        """Returns row and column of the name of a label; its value stands right of it."""
        row, place = divmod(number, self.labels_abreast)
        return LABEL_ROW + row, self.first_label + 2 * place

    @property
    def first_row(self) -> int:
        """The first input row."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The last input row."""
        return self.header_row + self.rows

    @property
    def area(self) -> Area:
        """The input rows."""
        return Area(self.sheet, self.form, self.first_row, self.last_row)


def write_form_sheet(
    path: Path, form: Form, vocabulary: Vocabulary, language: str = "zh", rows: int | None = None
) -> None:
    """Writes the blank sheet of a form with `rows` input rows (default: as many as the form says).

    Raises OutputLocked when `path` is open elsewhere.
    """
    written = vocabulary.written_in(language)
    form = form_in(language, form, written)
    with new_workbook(path, title=form.name.say(language)) as workbook:
        sheet, styles = workbook.add_worksheet(form.sheet), Styles(workbook)
        words = Words(form, language, written.words.negative[0])
        page = Page(workbook, sheet, form, written, styles, words, rows or form.rows)
        _write_head(page)
        _write_header(page)
        _write_rows(page)
        lists = _validate(page)
        _colour(page)
        _colour_counts(page)
        _finish(page)
        _write_guide(page)
        _write_lists(page, lists)


def _write_head(page: Page) -> None:
    """Writes title, hint, and the labels with room for their values."""
    sheet, styles, form = page.sheet, page.styles, page.form
    put(sheet, TITLE_ROW, 0, form.name.say(page.words.language), styles("title"))
    sheet.set_row(TITLE_ROW, 30)
    hint = page.words.said(form.note) or page.words.say("hint")
    put(sheet, HINT_ROW, 0, hint, styles("subtitle"))
    for number, field in enumerate(form.labels):
        row, place = page.label_place(number)
        kind = KINDS[field.kind]
        put(sheet, row, place, field.heading, styles("label"))
        put(sheet, row, place + 1, None, styles("input", kind.number_format, align="left"))
        put_note(sheet, row, place, page.words.note(field))
        sheet.set_row(row, 20)
        _refuse(page, row, place + 1, field)


def _refuse(page: Page, row: int, place: int, field: Field) -> None:
    """Puts the validation of a label's value on its cell."""
    cell = f"${letters(place)}${row + 1}"
    rule = dict(KINDS[field.kind].validation(field, cell, page.vocabulary))
    if rule:
        page.sheet.data_validation(row, place, row, place, {**rule, **page.words.alert(field)})


def _write_header(page: Page) -> None:
    """Writes the headings with their notes, and sets the widths of the columns."""
    lines = 1
    for place, (field, width) in enumerate(zip(page.form.columns, _widths(page), strict=True)):
        page.sheet.set_column(place, place, width)
        lines = max(lines, wrapped_lines(field.heading, width))
        style = page.styles("header")
        if field.need == "computed":
            style = page.styles("header", bg_color=_GREY)
        put(page.sheet, page.header_row, place, field.heading, style)
        put_note(page.sheet, page.header_row, place, page.words.note(field))
    page.sheet.set_row(page.header_row, lines * 17 + 16)  # room for the filter arrows
    page.sheet.set_row(page.header_row - 1, 6)


def _widths(page: Page) -> list[float]:
    """Returns the widths of all columns, wide enough for the labels above them as well."""
    widths = [float(field.width) for field in page.form.columns]
    for number, field in enumerate(page.form.labels):
        place = page.first_label + 2 * (number % page.labels_abreast)
        widths[place] = max(widths[place], column_width([field.heading], least=0))
        widths[place + 1] = max(widths[place + 1], float(field.width))
    return widths


def _write_rows(page: Page) -> None:
    """Writes the serial numbers and the empty input cells.

    Whole rows are unlocked, for Excel deletes no row that has a locked cell.
    """
    free = page.styles("plain", locked=False)
    for row in range(page.first_row, page.last_row + 1):
        page.area.unlock(row, free)
    for place, field in enumerate(page.form.columns):
        style = page.styles(LOOKS[field.look], KINDS[field.kind].number_format)
        if field.need == "computed":
            style = page.styles("computed", locked=False)
        for row in range(page.first_row, page.last_row + 1):
            number = row - page.header_row if field.kind == "serial" else None
            put(page.sheet, row, place, number, style)
    if page.form.columns[0].kind == "serial":
        # Alone in the column of numbers it makes no row that intake would read.
        hint = page.words.say("more_rows", form=page.form.id)
        style = page.styles("note", text_wrap=False, valign="vcenter")
        put(page.sheet, page.last_row + 1, 0, hint, style)


def _validate(page: Page) -> dict[str, list[str]]:
    """Puts drop-downs, limits, prompts and alerts on every column.

    Returns the drop-downs that are too long for a validation, by the name of their list.
    """
    lists: dict[str, list[str]] = {}
    for place, field in page.form.entered:
        cell = f"${letters(place)}{page.first_row + 1}"
        rule: Options = dict(KINDS[field.kind].validation(field, cell, page.vocabulary))
        entries = rule.get("source")
        if isinstance(entries, list) and len(",".join(entries)) > _LONGEST_LIST:
            name = f"qa_list_{letters(place)}"
            lists[name] = entries
            rule["source"] = f"={name}"
        if rule:
            rule |= page.words.alert(field)
        rule |= page.words.prompt(field)
        if rule:
            page.area.validate(place, {"validate": "any", **rule})
    for place in page.area.places(*page.form.ids("computed")):
        alert = page.words.alert(page.form.columns[place])
        page.area.validate(place, {"validate": "custom", "value": "=FALSE", **alert})
    return lists


def _colour(page: Page) -> None:
    """Shows at once what is missing in a row, what breaks a rule, and a key that stands twice."""
    warning = page.styles.conditional(SEVERITY["warning"])
    keys = [key for key in page.form.key if page.form.has(key)]
    once = keys if len(keys) == 1 else []
    once += [one.column for one in page.form.checks if one.rule == "unique"]
    for key in dict.fromkeys(once):
        twice = page.styles.conditional(ALERT["yellow"])
        page.area.highlight([page.form.index(key)], _repeats(page, key), twice, stop=True)
    required = [page.form.index(key) for key in page.form.ids("required")]
    page.area.highlight(required, f"AND({page.area.begun()},LEN({{cell}})=0)", warning, stop=True)
    for check in page.form.checks:
        if not page.form.has(check.column):
            continue
        if check.rule == "filled_when":
            test = f"AND({_says(page, check)},LEN({{cell}})=0)"
            page.area.highlight([page.form.index(check.column)], test, warning, stop=True)
        elif check.rule == "not_above" and _has_both(page, check):
            most = page.area.cell(check.other or "")
            test = f"AND(ISNUMBER({{cell}}),ISNUMBER({most}),{{cell}}>{most})"
            page.area.highlight([page.form.index(check.column)], test, warning, stop=True)
        elif check.rule == "filled_unless":
            test = f"AND({page.area.begun()},NOT({_says(page, check)}),LEN({{cell}})=0)"
            page.area.highlight([page.form.index(check.column)], test, warning, stop=True)


def _colour_counts(page: Page) -> None:
    """Shows a label that says another number than there are rows."""
    labels = [label.id for label in page.form.labels]
    for check in page.form.checks:
        if check.rule == "counted_in" and check.column in labels:
            row, place = page.label_place(labels.index(check.column))
            cell, rows = f"${letters(place + 1)}${row + 1}", page.area.whole(check.other or "")
            style = page.styles.conditional(SEVERITY["warning"])
            test = f"=AND(ISNUMBER({cell}),COUNTA({rows})>0,COUNTA({rows})<>{cell})"
            options = {"type": "formula", "criteria": test, "format": style}
            page.sheet.conditional_format(row, place + 1, row, place + 1, options)


def _has_both(page: Page, check: Check) -> bool:
    """Whether both parts of a rule are columns: labels stand above the table."""
    return all(page.form.has(key) for key in (check.column, check.other or ""))


def _repeats(page: Page, key: str) -> str:
    """Whether a key stands in another row; MATCH compares long numbers in text whole."""
    cell, whole, row = page.area.cell(key), page.area.whole(key), page.first_row + 1
    letter, last = letters(page.form.index(key)), page.last_row + 1
    earlier = f"MATCH({cell},{whole},0)<ROW()-{row - 1}"
    later = f"ISNUMBER(MATCH({cell},${letter}{row + 1}:${letter}${last + 1},0))"
    return f"AND(LEN({cell})>0,OR({earlier},{later}))"


def _says(page: Page, check: Check) -> str:
    """Whether the other column of a rule says one of its values, as the drop-down writes them."""
    other = page.form.by_id[check.other or ""]
    kind, context = KINDS[other.kind], CellContext(page.vocabulary)
    values = [kind.read(value, other, context).value for value in check.values]
    written = [str(kind.write(value, other, context)).replace('"', '""') for value in values]
    tests = ",".join(f'{page.area.cell(other.id)}="{word}"' for word in written)
    return f"OR({tests})"


def _finish(page: Page) -> None:
    """Freezes header and key, filters, protects, sets up printing and stamps the form."""
    sheet, form = page.sheet, page.form
    keys = [form.index(key) for key in form.key if form.has(key)]
    sheet.freeze_panes(page.first_row, max(keys, default=0) + 1)
    sheet.autofilter(page.header_row, 0, page.last_row, len(form.columns) - 1)
    sheet.protect("", dict.fromkeys(ALLOWED_UNDER_PROTECTION, True))
    sheet.hide_gridlines(2)
    sheet.set_default_row(18)
    sheet.set_selection(page.first_row, page.first_label, page.first_row, page.first_label)
    texts = [place for place, field in form.entered if KINDS[field.kind].number_format == _TEXT]
    cells = [area(page.first_row, place, page.last_row, place) for place in texts]
    if cells:
        sheet.ignore_errors({"number_stored_as_text": " ".join(cells)})
    name = form.name.say(page.words.language)
    print_setup(sheet, page.words.say("footer", name=name, version=form.version))
    sheet.repeat_rows(page.header_row)
    sheet.print_area(0, 0, page.last_row, len(form.columns) - 1)
    page.workbook.set_custom_property("qa_form", form.id)
    page.workbook.set_custom_property("qa_version", form.version)


def _write_guide(page: Page) -> None:
    """Adds 填写说明: every column, how it is filled in, and what it is for."""
    words, form = page.words, page.form
    headings = [words.say(f"guide_{key}") for key in ("column", "meaning", "rules", "about")]
    columns = [field for field in form.columns if field.kind != "serial"]
    blocks = [
        Block(words.say(f"guide_{part}"), headings, [_guide_row(words, field) for field in fields])
        for part, fields in (("labels", form.labels), ("columns", columns))
    ]
    sheet = page.workbook.add_worksheet(text("sheet.guide_sheet", words.language))
    name = form.name.say(words.language)
    title = words.say("guide_title", name=name, version=form.version)
    write_blocks(sheet, page.styles, title, blocks)


def _guide_row(words: Words, field: Field) -> list[str]:
    meaning = words.meaning(field) or words.say(f"kind_{field.kind}")
    return [field.heading, meaning, "\n".join(words.rules(field)), words.said(field.about)]


def _write_lists(page: Page, lists: dict[str, list[str]]) -> None:
    """Adds the hidden sheet 选项 with the drop-downs that are too long for a validation."""
    if not lists:
        return
    sheet = page.workbook.add_worksheet(text("sheet.lists_sheet", page.words.language))
    sheet.hide()
    for place, (name, entries) in enumerate(lists.items()):
        for row, entry in enumerate(entries):
            put(sheet, row, place, entry)
        letter = letters(place)
        cells = f"${letter}$1:${letter}${len(entries)}"
        page.workbook.define_name(name, f"='{sheet.get_name()}'!{cells}")
