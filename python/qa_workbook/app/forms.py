"""表单: what forms there are, what is wrong with them, and their rows for other programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.errors import UsageError
from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.model import Form
from qa_workbook.frames import ABSENT, TEXT
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Workspace

_DAYS = {"day": "%Y-%m-%d", "month": "%Y-%m", "moment": "%Y-%m-%dT%H:%M:%S"}
"""How days are written for other programs; sheets know no time zones."""
_WHOLE = ("count", "duration")
_EXACT = ("number", "money")


def listed_forms(workspace: Workspace, language: str) -> list[dict[str, Any]]:
    """Returns what `forms` prints of each form. Raises ConfigError."""
    return [
        {
            "id": form.id,
            "version": form.version,
            "name": form.name.say(language),
            "place": form.place,
            "sheet": form.sheet,
            "columns": [field.id for field in form.kept],
        }
        for form in workspace.load().forms.forms
    ]


def form_rows(workspace: Workspace, form: Form, period_text: str, language: str) -> pd.DataFrame:
    """Returns the rows of a form that count in the period: version, its columns, and their origin.

    Records hold typed values; see `for_programs` and `for_sheets`. Raises UsageError for a form
    whose rows aren't kept in the records.
    """
    if form.place != "inbox":
        raise UsageError(what=text("cli.export_list", language, form=form.id))
    return stored_rows(RecordStore(workspace.records), form, period(period_text))


def stored_rows(
    store: RecordStore, form: Form, span: Period, plan: MergePlan | None = None
) -> pd.DataFrame:
    """Returns the rows of a form that count in a span, as `form_rows` does.

    A version that lacks a column of the newest has nothing in it. With a `plan` they are those of
    the records as they will be. Raises RecordsDamaged.
    """
    schema = form_schema(form)
    names = ["version", *schema.names]
    read = store.read(span, schema=form.id, plan=plan)
    parts = [
        frame.assign(version=key.version).reindex(columns=names) for key, frame in read.items()
    ]
    if not parts:
        return schema.empty().assign(version="")[names]
    nothing = {
        column.name: "" if column.dtype == TEXT else column.default
        for column in schema.columns
        if not column.dtype.startswith("datetime")
    }
    whole = pd.concat(parts, ignore_index=True).astype(object).fillna(nothing)
    return whole.astype({"version": TEXT, **schema.dtypes})


def for_programs(rows: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Returns the rows with days as ISO text; what is missing is missing in numbers, too."""
    changed: dict[str, Any] = {}
    for field in form.kept:
        if field.kind in _DAYS:
            changed[field.id] = rows[field.id].dt.strftime(_DAYS[field.kind]).fillna("")
        elif field.kind in _WHOLE:
            changed[field.id] = _whole_numbers(rows[field.id])
    return rows.assign(**changed)


def numbers_as_text(form: Form) -> list[str]:
    """Returns the columns whose numbers are text in `for_programs`, so that they stay exact."""
    return [field.id for field in form.kept if field.kind in _EXACT]


def for_sheets(rows: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Returns the rows with real days and numbers, as a spreadsheet holds them."""
    changed: dict[str, Any] = {}
    for field in form.kept:
        if field.kind == "day":
            changed[field.id] = rows[field.id].dt.date
        elif field.kind == "month":
            changed[field.id] = rows[field.id].dt.strftime(_DAYS["month"])
        elif field.kind in _EXACT:
            changed[field.id] = [Decimal(number) if number else None for number in rows[field.id]]
        elif field.kind in _WHOLE:
            changed[field.id] = _whole_numbers(rows[field.id])
    return rows.assign(**changed)


def _whole_numbers(numbers: pd.Series) -> pd.Series:
    return numbers.mask(numbers == ABSENT).astype("Int64")
