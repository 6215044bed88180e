"""What is done with the rows of a sheet, in order: every reading and every check of them.

Here a check of score sheets is added: write a function `(sheet, report) -> None` that notes what is
wrong, give it a line below with the codes it may note, and declare a new code in findings/codes.py
(CONTRIBUTING.md has all the steps).
A check sees what the lines above it have read (`values.SheetValues`), and which rows they rejected
(`Report.rejected_rows`, `Report.faults`).

Checks of the rows of other forms stand in `form_values.CHECKS`. What is noted before there are rows
stands in `NOTED_ELSEWHERE`, with the module that does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from qa_workbook.findings.report import Report
from qa_workbook.intake import (
    breach_columns,
    code_columns,
    comments,
    date_column,
    duplicates,
    id_columns,
    mark_columns,
    people_columns,
    point_column,
    replaced_rows,
    text_columns,
    whole_recordings,
    whole_sheet,
)
from qa_workbook.intake.values import SheetValues

Layout = Literal["", "wide", "long"]


@dataclass(frozen=True)
class Check:
    """One reading or check of rows: the codes it may note, and the layout it is for ("": any)."""

    run: Callable[[SheetValues, Report], None]
    codes: tuple[str, ...] = ()
    layout: Layout = ""


def _any(run: Callable[[SheetValues, Report], None], *codes: str) -> Check:
    return Check(run, codes)


def _wide(run: Callable[[SheetValues, Report], None], *codes: str) -> Check:
    return Check(run, codes, "wide")


def _long(run: Callable[[SheetValues, Report], None], *codes: str) -> Check:
    return Check(run, codes, "long")


CHECKS: tuple[Check, ...] = (
    _any(whole_sheet.check_any_rows, "sheet-without-rows"),
    _any(whole_sheet.check_date_system, "date-system-1904"),
    _any(whole_sheet.check_error_values, "formula-error", "formula-not-calculated"),
    _any(whole_sheet.check_hidden_rows, "hidden-rows"),
    _any(whole_sheet.check_struck_rows, "rows-struck"),
    _any(whole_sheet.check_hidden_columns, "hidden-columns"),
    _any(whole_sheet.check_totals, "total-overwritten"),
    # --- which recording, which day, whose
    _wide(id_columns.read_recordings, "recording-missing", *id_columns.OF_ID_COLUMNS),
    _any(
        date_column.read_dates,
        "date-missing",
        "date-unreadable",
        "date-ambiguous",
        "date-serial",
        "date-as-text",
        "date-compact",
        "formula-error",
    ),
    _any(date_column.check_future, "date-in-future"),
    _any(date_column.check_before_version, "date-before-version"),
    _any(date_column.check_newer_version, "newer-version-exists"),
    _wide(
        date_column.read_inspection_days,
        "inspection-date-unreadable",
        "inspected-on-in-future",
        "inspected-on-missing",
        "row-against-label",
    ),
    _any(date_column.check_after_inspection, "date-after-inspection"),
    _any(date_column.check_period, "date-outside-period"),
    _any(
        people_columns.read_people,
        "agent-missing",
        "agent-from-name",
        "agent-with-name",
        "agent-name-unclear",
        *id_columns.OF_ID_COLUMNS,
    ),
    _any(
        people_columns.check_roster,
        "agent-name-swapped",
        "id-leading-zeros",
        "agent-unknown",
        "name-disagrees",
        "team-unknown",
        "team-disagrees",
    ),
    _any(people_columns.check_names, "name-differs"),
    # --- wide sheets: marks, codes, points
    _wide(text_columns.read_texts, "round-unclear", "inspector-missing", "row-against-label"),
    _wide(mark_columns.read_marks, *mark_columns.OF_MARKS),
    _wide(mark_columns.check_ones, "mark-looks-like-fraction"),
    _wide(mark_columns.check_marks_given, "mark-missing", "row-without-marks"),
    _wide(mark_columns.check_applicable, "nothing-applicable"),
    _wide(
        mark_columns.read_counts,
        "count-invalid",
        "count-implausible",
        "count-as-text",
        "formula-error",
    ),
    _wide(
        code_columns.read_codes,
        "deduction-not-a-number",
        "deduction-negative",
        "deduction-out-of-range",
        "deduction-off-step",
        "number-as-text",
        "unknown-code",
        "fatal-unclear",
        "fatal-code-in-fatal-column",
        "fatal-without-code",
        "code-without-fatal",
        "deduction-without-reason",
        "code-without-deduction",
    ),
    _wide(
        point_column.read_points,
        "unknown-point",
        "point-of-other-item",
        "point-ambiguous",
        "point-of-full-item",
        "point-of-inapplicable-item",
        "point-missing",
    ),
    # --- long sheets: a row per breach, the rows of a recording together
    _long(breach_columns.read_inspectors, "registrar-missing"),
    _long(breach_columns.read_clauses, "clause-missing", "clause-unknown", "id-cleaned"),
    _long(
        breach_columns.read_times,
        "count-invalid",
        "count-implausible",
        "count-as-text",
        "formula-error",
    ),
    _long(breach_columns.read_aggravated, "aggravated-unclear", "aggravated-not-allowed"),
    _long(breach_columns.check_points, "clause-points-differ"),
    _long(id_columns.read_basis, *id_columns.OF_ID_COLUMNS),
    _long(whole_recordings.name_recordings),
    _long(text_columns.read_remarks_of_breaches),
    _long(whole_recordings.number_entries),
    _long(whole_recordings.forget_unclear_recordings),
    _long(whole_recordings.check_one_day, "dates-disagree"),
    _long(whole_recordings.check_complete, "recording-incomplete"),
    _long(id_columns.check_basis, "basis-missing"),
    # --- what is left
    _wide(replaced_rows.check_replaced, "recording-taken-off"),
    _any(text_columns.check_void_remarks, "remark-void"),
    _any(text_columns.check_example_remarks, "remark-example"),
    _any(id_columns.check_called_void, "row-called-void"),
    _any(comments.check_comments, "comment-void", "comment-differs"),
    _any(
        duplicates.check_in_sheet,
        "duplicate-in-sheet",
        "repeated-without-basis",
        "conflicting-rows",
    ),
)

NOTED_ELSEWHERE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "intake.file_reader": (
            "file-empty",
            "file-encrypted",
            "file-unreadable",
            "file-kills-reader",
            "file-too-slow",
            "folder-unreadable",
            "file-unsupported",
            "file-skipped",
            "own-output",
            "file-too-large",
            "no-score-sheet",
            "sheet-unreadable",
            "sheet-too-large",
            "csv-quote-open",
            "sheet-name-unknown",
            "sheet-hidden",
            "sheet-passed-over",
            "layout-ambiguous",
            "layout-nearly-fits",
            "sheet-beside-layout",
        ),
        "intake.returned": ("cell-changed", "row-new", "row-gone"),
        "intake.origins": (
            "copy-came-back",
            "copy-passed-over",
            "copies-differ",
            "copy-unknown",
            "copy-of-other",
        ),
        "intake.sheet": (
            "sheet-empty",
            "header-not-found",
            "second-table",
            "rows-of-second-table",
            "second-scheme",
            "labels-between-rows",
            "inspector-missing",
            "inspector-from-sheet",
        ),
        "intake.foreign_sheet": ("cell-not-understood",),
        "layouts.rows": ("layout-header-missing", "layout-column-missing"),
        "layouts.table": ("label-differs",),
        "layouts.items": ("full-mark-differs", "ticks-several", "tick-unclear"),
        "layouts.notation": (
            "lost-unclear",
            "lost-not-a-number",
            "lost-outside-scale",
        ),
        "layouts.answers": ("answers-differ",),
        "layouts.items_down": (
            "item-line-missing",
            "item-line-doubled",
            "item-line-unknown",
            "mark-without-item",
        ),
        "layouts.columns_shape": ("marks-without-recording",),
        "intake.side_tables": ("side-table",),
        "intake.group_rows": ("date-of-group",),
        "intake.merged_cells": ("merged-filled-down", "merged-unclear"),
        "intake.sheet_labels": (
            "formula-error",
            "formula-not-calculated",
            "inspection-date-unreadable",
            "inspected-on-in-future",
            "inspected-on-missing",
            "label-doubled",
            "list-unknown",
            "sample-unknown",
        ),
        "intake.purposes": ("kept-apart", "not-on-list"),
        "intake.scheme_choice": (
            "scheme-missing",
            "scheme-undetermined",
            "scheme-unknown",
            "version-missing",
            "version-ambiguous",
            "version-unknown",
        ),
        "intake.columns": (
            "row-called-void",
            "heading-merged",
            "heading-decorated",
            "heading-points",
            "column-missing",
            "column-missing-optional",
            "columns-moved",
            "column-renamed",
            "column-renamed-ignored",
            "column-doubled",
            "column-doubled-ignored",
            "column-unknown",
            "column-without-heading",
        ),
        "intake.row_finder": (
            "header-repeated",
            "total-row-ignored",
            "note-row-ignored",
            "row-invalid-ignored",
            "validity-unclear",
            "status-unclear",
            "row-nameless",
            "group-row-ignored",
            "rows-not-scored",
            "example-row-ignored",
            "full-mark-row-ignored",
        ),
        "intake.form_sheet": ("form-header-not-found", "label-missing", "label-empty"),
        "intake.lists": ("roster-unreadable", "roster-repeated"),
        "intake.identities": ("id-zeros-differ", "name-with-two-numbers"),
        "intake.totals": ("total-differs",),
        "intake.duplicates": ("duplicate-between-sheets", "two-inspectors", "inspectors-disagree"),
    }
)


def check_rows(sheet: SheetValues, report: Report) -> None:
    """Reads and checks all rows: fills `sheet.columns` and notes what is wrong."""
    for check in CHECKS:
        if check.layout in ("", sheet.scheme.sheet.layout):
            check.run(sheet, report)
