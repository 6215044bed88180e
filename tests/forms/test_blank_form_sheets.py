"""The blank sheet of a form: what it offers is what the reader takes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_kinds import VALUES

from qa_workbook.books.form_sheet.sheet import write_form_sheet
from qa_workbook.config.strict import read_with_places
from qa_workbook.findings.finding import Finding
from qa_workbook.findings.report import Report
from qa_workbook.forms.form_checks import check_form
from qa_workbook.forms.kinds import KINDS, CellContext
from qa_workbook.forms.loader import load_forms, named
from qa_workbook.forms.model import Field, Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.intake.form_sheet import read_form
from qa_workbook.intake.form_table import FormValues
from qa_workbook.labels import LANGUAGES

HERE = Path(__file__).parent
CONFIG = HERE.parents[1] / "config"
TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def form(vocabulary: Vocabulary) -> Form:
    """A form with a column of every kind."""
    read, faults, places = read_with_places(HERE / "every_kind.yaml", Form)
    assert read is not None, faults
    made = named(read, vocabulary)
    assert check_form(made, places.worded_by("forms"), vocabulary) == []
    return made


def read_sheet(
    file: Path, form: Form, vocabulary: Vocabulary
) -> tuple[FormValues | None, list[Finding]]:
    workbook = open_workbook(file.read_bytes(), vocabulary.limits)
    report = Report(file.name, form.sheet)
    grid = workbook.grid(workbook.sheets[0][0])
    values = read_form(grid, form, vocabulary, TODAY, None, report)
    return values, report.findings(vocabulary.limits)


def rows_of(form: Form) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of values that records may hold, with numbers of their own; optional cells may be empty."""

    def cell(field: Field) -> st.SearchStrategy[Any]:
        if field.kind == "choice":
            return st.sampled_from([choice.id for choice in field.choices])
        filled = VALUES[field.kind]
        if field.need == "required" or field.kind == "yes_no":
            return filled
        return filled | st.just(KINDS[field.kind].nothing)

    fields = [field for field in form.columns if field.id in {one.id for one in form.kept}]
    row = st.fixed_dictionaries({field.id: cell(field) for field in fields})
    return st.lists(row, min_size=1, max_size=3, unique_by=lambda row: row["number"])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_filled_sheet_is_read_without_findings(
    tmp_path_factory: pytest.TempPathFactory, form: Form, vocabulary: Vocabulary, data: Any
) -> None:
    """Whatever records may hold can be filled into the blank sheet, and is read again as it was."""
    file = tmp_path_factory.mktemp("filled") / "a.xlsx"
    write_form_sheet(file, form, vocabulary)
    rows = data.draw(rows_of(form))
    fill(file, form, vocabulary, rows)
    values, findings = read_sheet(file, form, vocabulary)
    assert findings == []
    assert values is not None
    for key in rows[0]:
        assert values.columns[key] == [row[key] for row in rows], key


def fill(file: Path, form: Form, vocabulary: Vocabulary, rows: list[dict[str, Any]]) -> None:
    """Fills labels and rows into a blank sheet."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "编号" for cell in row))
    places = {cell.value: cell.column for cell in header}
    for name, value in (("所属月份", "2026-10"), ("经办", "李晓")):
        label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == name)
        sheet.cell(label.row, label.column + 1, value)
    context = CellContext(vocabulary)
    for number, row in enumerate(rows, header[0].row + 1):
        for key, value in row.items():
            field = form.by_id[key]
            if value == KINDS[field.kind].nothing and field.kind != "yes_no":
                continue
            written = KINDS[field.kind].write(value, field, context)
            cell = sheet.cell(number, places[field.heading])
            cell.value = float(written) if isinstance(written, Decimal) else written
            if isinstance(written, str):
                cell.data_type = "s"
    book.save(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_sheet_has_no_rows(
    tmp_path: Path, form: Form, vocabulary: Vocabulary, language: str
) -> None:
    """Numbers of rows alone are no data; only the label that is required is missed."""
    write_form_sheet(tmp_path / "a.xlsx", form, vocabulary, language)
    values, findings = read_sheet(tmp_path / "a.xlsx", form, vocabulary)
    assert values is None or values.count == 0
    assert {found.code for found in findings} == {"label-missing", "label-empty"}


def test_the_sheet_follows_from_the_form(
    tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """Headings, widths, formats, validations and protection are those of the declaration."""
    write_form_sheet(tmp_path / "a.xlsx", form, vocabulary)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book[form.sheet]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "编号" for cell in row))
    assert [cell.value for cell in header] == [field.heading for field in form.columns]
    below = [sheet.cell(header[0].row + 1, cell.column) for cell in header]
    formats = {
        field.id: cell.number_format for field, cell in zip(form.columns, below, strict=True)
    }
    assert (formats["number"], formats["day"], formats["from"]) == ("@", "yyyy-mm-dd", "@")
    locked = {
        field.id for field, cell in zip(form.columns, below, strict=True) if cell.protection.locked
    }
    assert not locked and sheet.protection.sheet and not sheet.protection.deleteRows
    validated = {
        str(area)[0]: rule.type
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        if area.min_row == header[0].row + 1
    }
    kinds = {field.heading: validated.get(cell.column_letter) for field, cell in zip(form.columns, below, strict=True)}  # fmt: skip
    assert (kinds["日期"], kinds["件数"], kinds["完成"]) == ("custom", "whole", "list")
    computed = [field.heading for field in form.columns if field.need == "computed"]
    assert [kinds[heading] for heading in computed] == ["custom"]
    assert "填写说明" in book.sheetnames and book["选项"].sheet_state == "hidden"
    assert "qa_list_J" in book.defined_names  # twenty long names don't fit into a validation


def test_the_same_form_gives_the_same_bytes(
    tmp_path: Path, form: Form, vocabulary: Vocabulary
) -> None:
    """A blank sheet depends on nothing but the form."""
    for name in ("a.xlsx", "b.xlsx"):
        write_form_sheet(tmp_path / name, form, vocabulary, "en")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_form_has_a_blank_sheet(
    tmp_path: Path, vocabulary: Vocabulary, language: str
) -> None:
    """The blank sheets of the shipped forms are read by their forms; nothing in them is wrong."""
    for form in load_forms(CONFIG / "forms", vocabulary)[0].forms:
        file = tmp_path / f"{form.id}.xlsx"
        write_form_sheet(file, form, vocabulary, language)
        _, findings = read_sheet(file, form, vocabulary)
        allowed = {"sheet-without-rows", "label-empty", "label-missing"}
        assert {found.code for found in findings} <= allowed
