"""The plain result of a form that the program has none for: how many rows, of what, and by whom.

The key `result` of the form's file says what is wanted; without it everything is told that the
kinds of its columns allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import (
    Counted,
    FormResult,
    Less,
    ResultColumn,
    ResultTable,
    Value,
)
from qa_workbook.form_results.plain_columns import (
    ROWS,
    choices_table,
    choices_within,
    mean,
    number_table,
    numbers_in,
    total,
)
from qa_workbook.form_results.plain_groups import group_table
from qa_workbook.forms.model import Field, Form, Result
from qa_workbook.forms.result_names import PLACEHOLDER, choice_ids, counted, numbers
from qa_workbook.numbers import half_up, percent, plain

GROUPS = ("agent", "team", "site")
"""What rows are grouped by where the form's file doesn't say."""
_TOLD = 4  # choices that the first sentence names


def plain_result(inputs: Inputs) -> FormResult | None:
    """Returns counts, shares and sums of the rows of the period, and the rows; None without any."""
    form, rows, say = inputs.form, inputs.rows, inputs.sayer("form_results")
    if rows.empty:
        return None
    wanted = form.result or Result()
    by = GROUPS if wanted.by is None else wanted.by
    across = _across(form, wanted)
    figures = _figures(inputs)
    tables = [
        _count_table(inputs),
        *(choices_table(inputs, field) for field in counted(form)),
        *number_table(inputs, numbers(form)),
        *(group_table(inputs, form.by_id[one], across, wanted) for one in by if one in _kept(form)),
    ]
    return FormResult(
        form=form.id,
        name=form.name.say(inputs.language),
        period=inputs.span,
        sentences=tuple(_sentences(inputs, wanted, across, figures)),
        figures=figures,
        tables=(*tables, inputs.detail(ROWS, say("rows"), rows)),
        in_report=wanted.report,
    )


def _kept(form: Form) -> set[str]:
    return {field.id for field in form.kept}


def _across(form: Form, wanted: Result) -> Field | None:
    if wanted.across is not None:
        return form.by_id[wanted.across]
    return next(iter(counted(form)), None)


def _figures(inputs: Inputs) -> dict[str, Value]:
    """The figures by the names of `forms.result_names.figure_names`, in their order."""
    form, rows = inputs.form, inputs.rows
    before = len(inputs.rows_before) or None
    figures: dict[str, Value] = {
        "rows": len(rows),
        "before": before,
        "change": None if before is None else len(rows) - before,
    }
    for field in counted(form):
        chosen = choices_within(rows, field)
        whole = int((chosen != "").sum())
        for choice in choice_ids(field):
            count = int((chosen == choice).sum())
            figures[f"{field.id}.{choice}"] = count
            figures[f"{field.id}.{choice}.share"] = count / whole if whole else None
    for field in numbers(form):
        found = numbers_in(rows, field)
        figures[f"{field.id}.count"] = len(found)
        figures[f"{field.id}.sum"] = total(found)
        figures[f"{field.id}.mean"] = mean(found)
        figures[f"{field.id}.lowest"] = min(found, default=None)
        figures[f"{field.id}.highest"] = max(found, default=None)
    return figures


def _count_table(inputs: Inputs) -> ResultTable:
    """How many rows there are, and were in the period before; nobody knows it without any."""
    say, now = inputs.sayer("form_results"), len(inputs.rows)
    before = len(inputs.rows_before) or None
    change = None if before is None else now - before
    columns = (
        ResultColumn("rows", say("this_period"), [now], "integer", Counted(ROWS), span=2),
        ResultColumn("before", say("before"), [before], "integer", span=2),
        ResultColumn(
            "change", say("change"), [change], "change_of_count", Less("rows", "before"), span=2
        ),
    )
    return ResultTable("count", say("row_count"), columns)


def _sentences(
    inputs: Inputs, wanted: Result, across: Field | None, figures: Mapping[str, Value]
) -> list[str]:
    if wanted.headline is not None:
        words = wanted.headline.say(inputs.language)
        found = [PLACEHOLDER.sub(lambda one: _shown(one[1], figures), words)]
    else:
        found = [_headline(inputs, across, figures)]
    say, parts = inputs.sayer("form_results"), []
    for ids, name in ((wanted.sums, "sum"), (wanted.means, "mean")):
        for one in ids:
            key = f"{one}.{name}"
            heading = inputs.form.by_id[one].heading
            if figures[key] is not None:
                parts.append(say(f"{name}_said", heading=heading, value=_shown(key, figures)))
    if parts:
        found.append(say("between").join(parts) + say("stop"))
    return found


def _headline(inputs: Inputs, across: Field | None, figures: Mapping[str, Value]) -> str:
    say, before, change = inputs.sayer("form_results"), figures["before"], figures["change"]
    assert change is None or isinstance(change, int)
    words = say("plain", count=figures["rows"])
    if change is None:
        words += say("none_before")
    else:
        key = "same" if not change else "more" if change > 0 else "fewer"
        words += say(key, before=before, count=abs(change))
    if across is None:
        return words + say("stop")
    names = inputs.choices(across.id)
    ids = [one for one in names if figures[f"{across.id}.{one}"]]
    told = [
        say(
            "choice_said",
            choice=names[one],
            count=figures[f"{across.id}.{one}"],
            share=_shown(f"{across.id}.{one}.share", figures),
        )
        for one in ids[:_TOLD]
    ]
    if not told:
        return words + say("stop")
    more = say("and_others") if len(ids) > _TOLD else ""
    return words + say("choices_said", heading=across.heading, said=say("comma").join(told) + more)


def _shown(name: str, figures: Mapping[str, Value]) -> str:
    """A figure as a sentence has it: shares in percent, other numbers with at most two places."""
    value = figures[name]
    if value is None:
        return "–"
    if isinstance(value, float):
        return percent(value)
    return plain(half_up(value, 2)) if isinstance(value, Decimal) else str(value)
