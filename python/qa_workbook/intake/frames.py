"""Makes the recordings frame of docs/architecture.md out of the rows of many sheets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.model import Form
from qa_workbook.forms.recordings import recordings_schema
from qa_workbook.frames import TEXT, Role, Table
from qa_workbook.keys import Purpose
from qa_workbook.scheme.model import Scheme

if TYPE_CHECKING:
    from qa_workbook.intake.form_sheet import FormRows
    from qa_workbook.intake.sheet import SheetRows


def _array(values: list[Any], dtype: str) -> Any:
    return pd.array(values, dtype="str") if dtype == "str" else np.array(values, dtype=dtype)


def form_table(form: Form, sheets: Sequence[FormRows]) -> Table:
    """Returns the accepted rows of all sheets of a form, in the order of the sheets."""
    schema = form_schema(form)
    found: dict[str, Any] = {
        name: _array([value for sheet in sheets for value in sheet.columns[name]], dtype)
        for name, dtype in schema.dtypes.items()
        if name not in schema.having(Role.ORIGIN)
    }
    lines = [(sheet.file, sheet.sheet, line + 1) for sheet in sheets for line in sheet.lines]
    origin = pd.DataFrame(lines, columns=list(schema.having(Role.ORIGIN)))
    types = schema.types_of(origin.columns)
    return Table(schema, pd.DataFrame(found).join(origin.astype(types)))


def recordings_table(
    scheme: Scheme, sheets: Sequence[SheetRows], purpose: Purpose = Purpose.RANDOM
) -> Table:
    """Returns the accepted rows of all sheets of a scheme version, in the order of the sheets."""
    schema = recordings_schema(scheme, purpose)
    constants = {
        "project": lambda sheet: sheet.labels.project,
        "inspected_on": lambda sheet: sheet.labels.inspected_on,
        "file": lambda sheet: sheet.file,
        "sheet": lambda sheet: sheet.sheet,
    }
    found: dict[str, Any] = {}
    for column, dtype in schema.dtypes.items():
        if column == "row":
            values = [number for sheet in sheets for number in sheet.numbers]
        elif column in constants:
            values = list(
                chain.from_iterable(
                    sheet.columns.get(column) or repeat(constants[column](sheet), len(sheet.lines))
                    for sheet in sheets
                )
            )
        else:
            nothing: Any = "" if dtype == TEXT else 0
            values = list(
                chain.from_iterable(
                    sheet.columns.get(column) or repeat(nothing, len(sheet.lines))
                    for sheet in sheets
                )
            )
        found[column] = _array(values, dtype)
    return Table(schema, pd.DataFrame(found))
