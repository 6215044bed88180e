"""The frame that the sheets of a form give."""

from __future__ import annotations

from qa_workbook.forms.kinds import KINDS
from qa_workbook.forms.model import Field, Form
from qa_workbook.frames import ABSENT, ORIGIN, Column, Role, Schema


def form_schema(form: Form) -> Schema:
    """Returns the schema of a form's rows: its labels and columns, then where each row stands."""
    return Schema(form.id, (*(_column(field, form) for field in form.kept), *ORIGIN))


def _column(field: Field, form: Form) -> Column:
    roles = Role.NONE
    if field.id in form.key:
        roles |= Role.KEY | Role.REPORTED
    if field.id in form.whole:
        roles |= Role.WHOLE | Role.REPORTED
    if field.id == form.period:
        roles |= Role.PERIOD
    if field in form.labels and field.need in ("required", "needed"):
        roles |= Role.SHEET
    default = ABSENT if field.kind in ("count", "duration") else 0
    return Column(field.id, KINDS[field.kind].dtype, roles, default)
