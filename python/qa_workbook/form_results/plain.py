"""The plain result of a form that nobody has written one for: how many of what, and by whom."""

from __future__ import annotations

from qa_workbook.form_results.inputs import Inputs, Say
from qa_workbook.form_results.model import Counted, FormResult, Of, ResultColumn, ResultTable
from qa_workbook.forms.model import Field

ROWS = "rows"


def plain_result(inputs: Inputs) -> FormResult | None:
    """Returns how often each choice was made in the period, and the rows; None without rows."""
    rows, say = inputs.rows, inputs.sayer("form_results")
    if rows.empty:
        return None
    choices = [field for field in inputs.form.kept if field.kind == "choice"]
    tables = [_choices(inputs, field, say) for field in choices]
    return FormResult(
        form=inputs.form.id,
        name=inputs.form.name.say(inputs.language),
        period=inputs.span,
        sentences=(say("plain", count=len(rows)),),
        figures={"rows": len(rows)},
        tables=(*tables, inputs.detail(ROWS, say("rows"), rows)),
    )


def _choices(inputs: Inputs, field: Field, say: Say) -> ResultTable:
    names = inputs.choices(field.id)
    counts = [int((inputs.rows[field.id] == one).sum()) for one in names]
    columns = (
        ResultColumn("choice", field.heading, list(names.values()), span=3),
        ResultColumn(
            "count", say("count"), counts, "integer", Counted(ROWS, {field.id: Of("choice")})
        ),
    )
    return ResultTable(field.id, field.heading, columns, in_report=True)
