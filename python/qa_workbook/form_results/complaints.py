"""投诉 / 表扬 of a period (S12): by site and source, upheld or not, service or business."""

from __future__ import annotations

from typing import Annotated, Literal

import pandas as pd
from pydantic import Field

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.inputs import Inputs, Say
from qa_workbook.form_results.model import Counted, FormResult, Of, ResultColumn, ResultTable
from qa_workbook.form_results.rules import ResultRules, ResultRulesFile

TICKETS = "tickets"


class ComplaintRules(ResultRules):
    """One version of the policy of complaints."""

    answer_within: Annotated[int, Field(ge=1, le=720)]
    """Working hours within which a ticket is answered where the client sets no time."""
    unit: Literal["hours"]
    """Unit of the time."""


class ComplaintRulesFile(ResultRulesFile):
    """The file `config/results/complaints.yaml`."""

    versions: Annotated[tuple[ComplaintRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""


_COUNTS = {
    "complaint": {"kind": "complaint"},
    "upheld": {"kind": "complaint", "upheld": "yes"},
    "service": {"kind": "complaint", "upheld": "yes", "cause": "service"},
    "business": {"kind": "complaint", "upheld": "yes", "cause": "business"},
    "refuted": {"kind": "complaint", "upheld": "no"},
    "praise": {"kind": "praise"},
}


def complaints_result(inputs: Inputs, _rules: ComplaintRules | None) -> FormResult | None:
    """Returns the tickets of a period; None where there are none."""
    rows = inputs.rows
    if rows.empty:
        return None

    say = inputs.sayer("complaints_result")
    counts = {key: _count(rows, equal) for key, equal in _COUNTS.items()}
    return FormResult(
        form=inputs.form.id,
        name=say("name"),
        period=inputs.span,
        sentences=(say("said", **counts),),
        figures=counts,
        tables=(_by_source(inputs, say), inputs.detail(TICKETS, say("tickets"), rows)),
        asked=say("asked"),
    )


def _count(rows: pd.DataFrame, equal: dict[str, str]) -> int:
    kept = pd.Series(data=True, index=rows.index)
    for column, value in equal.items():
        kept &= rows[column] == value
    return int(kept.sum())


def _by_source(inputs: Inputs, say: Say) -> ResultTable:
    rows, names = inputs.rows, inputs.choices("source")
    pairs = [
        (site, source)
        for site in sorted(rows["site"].unique(), key=natural_order)
        for source in names
        if ((rows["site"] == site) & (rows["source"] == source)).any()
    ]
    parts = [rows[(rows["site"] == site) & (rows["source"] == source)] for site, source in pairs]
    columns = [
        ResultColumn(
            "site", say("site"), [*(site or say("no_site") for site, _ in pairs), say("sum")]
        ),
        ResultColumn("source", say("source"), [*(names[source] for _, source in pairs), ""]),
    ]
    for key, equal in _COUNTS.items():
        words = {column: inputs.choices(column)[value] for column, value in equal.items()}
        live = Counted(TICKETS, {**words, "site": Of("site"), "source": Of("source")})
        values = [_count(part, equal) for part in [*parts, rows]]
        columns.append(ResultColumn(key, say(key), values, "integer", live))
    return ResultTable("by_source", say("by_source"), tuple(columns), totals=1, in_report=True)
