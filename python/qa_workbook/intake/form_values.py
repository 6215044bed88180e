"""The rows of a sheet that holds a form, and every reading and check of them, in order.

Here a check of such rows is added: a function `(values, report) -> None` and a line in `CHECKS`
with the codes that it may note. The rules of a single form are not written here: see
`Form.checks`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from qa_workbook.findings.places import Cell, Column
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds import KINDS, CellContext, spoken
from qa_workbook.forms.kinds.ids import one_spelling
from qa_workbook.forms.model import Check as Rule
from qa_workbook.forms.model import Form
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellError
from qa_workbook.intake import people_columns, whole_sheet
from qa_workbook.intake.roster import Roster
from qa_workbook.intake.table import Table
from qa_workbook.intake.values import RowValues
from qa_workbook.numbers import plain


@dataclass
class FormValues(RowValues):
    """The rows of one sheet of a form; `labels` are the values above its header by id."""

    table: Table
    form: Form
    vocabulary: Vocabulary
    today: date
    labels: dict[str, Any] = field(default_factory=dict)
    people: Roster | None = None
    columns: dict[str, list[Any]] = field(default_factory=dict)
    repeated: set[int] = field(default_factory=set)
    """Lines that say once more what an earlier one says."""

    @property
    def roster(self) -> Roster | None:
        """Who works here, as far as that is known."""
        return self.people

    @property
    def cells(self) -> CellContext:
        """What reading a cell of this sheet takes."""
        grid = self.table.grid
        return CellContext(self.vocabulary, grid.epoch_1904, grid.typed)

    @property
    def key_column(self) -> Column:
        """The first column of the key that the sheet has."""
        return next(self.table.columns[key] for key in self.form.key if key in self.table.columns)

    def place(self, position: int, field_id: str) -> Cell:
        """Returns the cell of a row in a column; for a label that of the key."""
        column = self.table.columns.get(field_id, self.key_column)
        return Cell(self.table.lines[position], column)

    def typed(self, position: int, field_id: str) -> Any:
        """Returns what stands in a cell."""
        return self.table.at(field_id, position) if field_id in self.table.columns else ""

    def is_empty(self, position: int, field_id: str) -> bool:
        """Returns whether a row has no value in a column."""
        value = self.columns[field_id][position]
        return bool(value == KINDS[self.form.by_id[field_id].kind].nothing)


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


def check_rules(values: FormValues, report: Report) -> None:
    """The rules of the form, for every row of which the cells could be read."""
    sound = [
        position
        for position, line in enumerate(values.table.lines)
        if line not in report.rejected_rows
    ]
    for rule in values.form.checks:
        _RULES[rule.rule](values, rule, sound, report)


def _not_before(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    assert rule.other is not None
    other = values.form.by_id[rule.other]
    for position in rows:
        day, earliest = (values.columns[key][position] for key in (rule.column, other.id))
        if day and earliest and day < earliest:
            details = {"other": other.heading, "earliest": spoken(earliest)}
            report.note("day-too-early", values.place(position, rule.column), day, **details)


def _not_in_future(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position in rows:
        day = values.columns[rule.column][position]
        if day and day.date() > values.today:
            details = {"today": values.today.isoformat()}
            report.note("day-in-future", values.place(position, rule.column), day, **details)


def _not_above(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    other = values.form.by_id[rule.other or ""]
    for position in rows:
        if values.is_empty(position, rule.column) or values.is_empty(position, other.id):
            continue
        number, most = (Decimal(values.columns[key][position]) for key in (rule.column, other.id))
        if number > most:
            details = {"other": other.heading, "most": plain(most)}
            place = values.place(position, rule.column)
            report.note("number-above-other", place, plain(number), **details)


def _filled_when(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position, said in _depending(values, rule, rows):
        if said and values.is_empty(position, rule.column):
            _note_dependence("value-needed", values, rule, position, report)


def _empty_unless(values: FormValues, rule: Rule, rows: Sequence[int], report: Report) -> None:
    for position, said in _depending(values, rule, rows):
        if not said and not values.is_empty(position, rule.column):
            _note_dependence("value-unexpected", values, rule, position, report)


def _depending(values: FormValues, rule: Rule, rows: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Yields rows with whether the other column says one of the values of the rule."""
    other = values.form.by_id[rule.other or ""]
    kind = KINDS[other.kind]
    wanted = {kind.read(value, other, values.cells).value for value in rule.values}
    for position in rows:
        yield position, values.columns[other.id][position] in wanted


def _note_dependence(
    code: str, values: FormValues, rule: Rule, position: int, report: Report
) -> None:
    assert rule.other is not None
    place, typed = values.place(position, rule.column), values.typed(position, rule.column)
    said = words(values.typed(position, rule.other))
    report.note(code, place, typed, other=values.form.by_id[rule.other].heading, said=said)


_RULES: dict[str, Callable[[FormValues, Rule, Sequence[int], Report], None]] = {
    "not_before": _not_before,
    "not_in_future": _not_in_future,
    "filled_when": _filled_when,
    "empty_unless": _empty_unless,
    "not_above": _not_above,
}


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
        shown = " · ".join(filter(None, map(spoken, key)))
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
    "value-unexpected",
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
