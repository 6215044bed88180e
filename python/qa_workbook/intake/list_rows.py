"""What stands in a list of the folder config: `read_list` reads any of them.

What a list is for is said where it is used: the roster here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from qa_workbook.config.faults import Fault
from qa_workbook.findings.finding import Finding, finding
from qa_workbook.findings.report import Report
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.intake.form_sheet import read_form
from qa_workbook.intake.form_table import FormValues
from qa_workbook.intake.last_file import being_read, fate_of_reader
from qa_workbook.intake.roster import Person, Roster
from qa_workbook.labels.reasons import ByLanguage, reason

_ROW = re.compile(r"\d+")


def read_list(file: Path, form: Form, vocabulary: Vocabulary) -> tuple[FormValues | None, Report]:
    """Returns all rows of a list, None where the columns aren't there, and what is wrong with it.

    The sheet named as the form says is read, else the first one. Raises FileFault.
    """
    grid = _grid(file, form, vocabulary.limits)
    report = Report(file.name, grid.name)
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    return read_form(grid, form, vocabulary, today, None, report), report


def _grid(file: Path, form: Form, limits: Limits) -> Grid:
    if fate_of_reader(file):
        raise FileFault("file-unreadable", "ends_reader")
    with being_read(file, limits.most_seconds):
        return _read_grid(file, form, limits)


def _read_grid(file: Path, form: Form, limits: Limits) -> Grid:
    workbook = open_workbook(file.read_bytes(), limits)
    names = [name for name, _ in workbook.sheets]
    if not names:
        raise FileFault("file-unreadable", "damaged")
    known = set(map(normal, form.sheets))
    chosen = next((name for name in names if normal(name) in known), names[0])
    grid = read_grid(workbook, chosen)
    if grid.open_quote:
        raise FileFault("file-unreadable", "damaged")
    return grid


def faultless_rows(
    file: Path, form: Form, vocabulary: Vocabulary, code_of: Callable[[str, str], str]
) -> tuple[FormValues | None, list[Fault]]:
    """Returns the rows of a list, None of a faulty one, and every fault of it."""
    try:
        values, report = read_list(file, form, vocabulary)
    except FileFault as fault:
        return None, [Fault(file, 1, "", code_of(fault.code, ""), fault.why["zh"], fault.why["en"])]
    ids = {field.heading: field.id for field in form.columns}
    if values:
        ids |= {column.heading: key for key, column in values.table.columns.items()}
    faults = [
        _fault(file, found, code_of(found.code, ids.get(found.column, "")))
        for found in report.findings(vocabulary.limits)
        if found.severity == "error"
    ]
    return None if faults else values, faults


def _fault(file: Path, found: Finding, code: str) -> Fault:
    row = _ROW.search(found.cell)
    line = int(row[0]) if row else 1
    return Fault(file, line, found.cell, code, found.message("zh"), found.message("en"))


def roster_in(
    file: Path, form: Form, vocabulary: Vocabulary
) -> tuple[Roster | None, list[Finding]]:
    """Returns the roster, None where it can't be read, and what is wrong with it."""
    try:
        values, _ = read_list(file, form, vocabulary)
    except FileFault as fault:
        return None, [_unreadable(file, fault.why, fault.technical)]
    if values is None:
        why = reason("column_missing", column=form.by_id["agent"].heading)
        return None, [_unreadable(file, why)]
    return _roster(values, file)


def _unreadable(file: Path, why: ByLanguage, technical: str = "") -> Finding:
    return finding("roster-unreadable", file.name, why=why, technical=technical)


def _roster(values: FormValues, file: Path) -> tuple[Roster, list[Finding]]:
    people: dict[str, Person] = {}
    findings = []
    rows = zip(*(values.columns[key] for key in ("agent", "name", "team")), strict=True)
    for position, (agent, name, team) in enumerate(rows):
        person = Person(agent, name, team)
        if agent and people.setdefault(agent, person) != person:
            place = values.place(position, "agent")
            cell = (file.name, "", place.cells, place.heading)
            findings.append(finding("roster-repeated", *cell, agent))
    return Roster(people, tuple(findings)), findings
