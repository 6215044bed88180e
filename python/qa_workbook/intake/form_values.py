"""The rows of a sheet that holds a form, and every reading and check of them, in order.

Here a check of such rows is added: a function `(values, report) -> None` and a line in `CHECKS`
with the codes that it may note. The rules of a single form are not written here: see
`Form.checks`, and `form_rules` for what they do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds import KINDS, in_words
from qa_workbook.forms.kinds.ids import one_spelling
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.grid import CellError
from qa_workbook.intake import people_columns, whole_sheet
from qa_workbook.intake.form_rules import check_rules
from qa_workbook.intake.form_table import FormValues


def read_cells(values: FormValues, report: Report) -> None:
    """Every cell by the kind of its column; a label says the same for every row."""
    for one in values.form.kept:
        if one.id in values.labels:
            values.columns[one.id] = [values.labels[one.id]] * values.count
            continue
        cells = values.table.values(one.id)
        read, noted = KINDS[one.kind].read_column(cells, one, values.cells)
        values.columns[one.id] = read
        if one.id in values.table.columns:
            for position, reading in noted:
                place = values.place(position, one.id)
                report.note(reading.code, place, cells[position], **reading.details)
    for one in values.form.kept:
        if one.kind == "id" and one.id in values.table.columns:
            _spell_alike(values, one.id, report)


def _spell_alike(values: FormValues, key: str, report: Report) -> None:
    """Numbers that differ in case and blanks only are one, in the first spelling."""
    values.columns[key], respelt = one_spelling(values.columns[key])
    for position, earlier in respelt:
        details = {
            "read": values.columns[key][position],
            "where": values.place(earlier, key).cells,
        }
        place, typed = values.place(position, key), values.typed(position, key)
        report.note("id-spelling", place, typed, **details)


def check_filled(values: FormValues, report: Report) -> None:
    """Required cells are filled."""
    for one in values.form.columns:
        if one.need == "required" and one.id in values.table.columns:
            for position, cell in enumerate(values.table.values(one.id)):
                if blank(cell) and not isinstance(cell, CellError):
                    report.note("value-missing", values.place(position, one.id))


def check_people(values: FormValues, report: Report) -> None:
    """The columns agent, name and team are held against the roster, as in score sheets."""
    if "agent" not in values.columns:
        return
    own = [key for key in ("name", "team") if key not in values.columns]
    values.columns |= {key: [""] * values.count for key in own}
    people_columns.part_names(values, report)
    people_columns.check_roster(values, report)
    people_columns.check_names(values, report)
    for key in own:
        del values.columns[key]


def check_repeated(values: FormValues, report: Report) -> None:
    """A key stands once: of equal rows the later ones are kept out, of rows that differ all."""
    columns, lines = values.without(report.rejected_rows)
    keys = list(zip(*(columns[name] for name in values.form.key), strict=True))
    if len(set(keys)) == len(keys):
        return
    contents = list(zip(*columns.values(), strict=True))
    positions: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        positions[key].append(position)
    for key, found in positions.items():
        places = [Cell(lines[position], values.key_column) for position in found]
        named = zip(key, values.form.key, strict=True)
        words = (in_words(value, values.form.by_id[name]) for value, name in named)
        shown = " · ".join(filter(None, words))
        if len({contents[position] for position in found}) == 1:
            for place in places[1:]:
                report.note("row-repeated", place, shown, first=places[0].cells)
            values.repeated |= {place.row for place in places[1:]}
            continue
        for place in places:
            others = ", ".join(other.cells for other in places if other != place)
            report.note("rows-differ", place, shown, others=others)


def check_whole(values: FormValues, report: Report) -> None:
    """Rows that stand together are kept out together."""
    if not values.form.whole:
        return
    lines, missing = values.table.lines, report.rejected_rows - values.repeated
    groups = list(zip(*(values.columns[name] for name in values.form.whole), strict=True))
    faulty = {
        group: values.place(position, values.form.key[0]).cells
        for position, group in enumerate(groups)
        if lines[position] in missing
    }
    for position, group in enumerate(groups):
        if group in faulty and lines[position] not in report.rejected_rows:
            place = Cell(lines[position], values.key_column)
            report.note("row-of-faulty-group", place, faulty=faulty[group])


@dataclass(frozen=True)
class Check:
    """One reading or one check of the rows of a form, and the codes that it may note."""

    run: Callable[[FormValues, Report], None]
    codes: tuple[str, ...] = ()


_OF_KINDS = (
    "formula-error",
    "id-lost-digits",
    "id-not-text",
    "id-full-width",
    "id-leading-zeros",
    "date-unreadable",
    "date-ambiguous",
    "date-serial",
    "date-as-text",
    "date-compact",
    "month-unreadable",
    "number-unreadable",
    "duration-unreadable",
    "number-not-whole",
    "number-out-of-range",
    "number-as-text",
    "yes-no-unclear",
    "choice-unknown",
)
_OF_PEOPLE = (
    "agent-name-swapped",
    "id-leading-zeros",
    "agent-unknown",
    "name-disagrees",
    "name-differs",
    "team-unknown",
    "team-disagrees",
)
_OF_RULES = (
    "day-too-early",
    "number-above-other",
    "day-in-future",
    "value-needed",
    "value-lacking",
    "value-unexpected",
    "value-ignored",
    "value-repeated",
    "value-against-number",
    "count-differs",
)

CHECKS: tuple[Check, ...] = (
    Check(whole_sheet.check_any_rows, ("sheet-without-rows",)),
    Check(whole_sheet.check_error_values, ("formula-error", "formula-not-calculated")),
    Check(whole_sheet.check_hidden_rows, ("hidden-rows",)),
    Check(whole_sheet.check_hidden_columns, ("hidden-columns",)),
    Check(read_cells, _OF_KINDS),
    Check(check_filled, ("value-missing",)),
    Check(check_people, _OF_PEOPLE),
    Check(check_rules, _OF_RULES),
    Check(check_repeated, ("row-repeated", "rows-differ")),
    Check(check_whole, ("row-of-faulty-group",)),
)


def check_rows(values: FormValues, report: Report) -> None:
    """Reads and checks all rows: fills `values.columns` and notes what is wrong."""
    for check in CHECKS:
        check.run(values, report)
