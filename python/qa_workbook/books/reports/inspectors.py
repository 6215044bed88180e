"""How good the inspectors' marks are, beside those of the QA leads (S8, S9)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.analysis.recheck_frames import leaning
from qa_workbook.analysis.rules import InspectorRules
from qa_workbook.books.reports.model import Cell, Column, Heading, Paragraph, Part, Table
from qa_workbook.books.reports.source import CHANGE, Source
from qa_workbook.labels import text


def inspector_parts(source: Source) -> Iterator[Part]:
    """Yields the re-checks of each scheme as a table, and what is told of habits in a sentence."""
    rules = source.report.rules.inspectors if source.report.rules else None
    yield Heading(source.say("inspectors_heading"))
    schemes = [one for one in source.schemes if one.analysis.months is None]
    checked = [one for one in schemes if len(one.analysis.rechecks)]
    if rules is None or not checked:
        yield Paragraph(source.say("no_rechecks"))
    else:
        for one in checked:
            yield _table(source, one, rules)
        yield Paragraph(source.say("rechecks_note", least=rules.rechecked_from), "note")
    if rules is not None:
        yield from _habits(source, schemes, rules)


def _table(source: Source, one: SchemeReport, rules: InspectorRules) -> Table:
    """A row per inspector: difference from the leads, equal marks, what was missed."""
    analysis, say = one.analysis, source.say
    table = analysis.rechecks.by_inspector
    table = table.sort_values(
        "inspector", key=lambda names: names.map(natural_order), kind="stable"
    )
    verdicts = [
        say(f"recheck_{leaning(row, rules.rechecked_from)}") for row in table.to_dict("records")
    ]
    columns = (
        Column("inspector", say("inspector"), table["inspector"].tolist(), "wrapped"),
        Column("recordings", say("rechecked"), table["recordings"].tolist(), "integer"),
        Column(
            "difference", say("recheck_difference"), table["difference"].tolist(), "score",
            number=CHANGE,
        ),
        Column("distance", say("recheck_distance"), table["distance"].tolist(), "score"),
        Column("equal", say("recheck_equal"), source.known(table["equal"]), "percent"),
        Column("fatal", say("fatal_missed"), _missed(source, analysis, table, "fatal"), "integer"),
        Column(
            "deduction", say("deduction_missed"), _missed(source, analysis, table, "deduction"),
            "integer",
        ),
        Column("verdict", say("verdict"), verdicts),
    )  # fmt: skip
    return Table(columns, caption=say("rechecks_of", scheme=source.named(analysis)))


def _missed(source: Source, analysis: Analysis, table: pd.DataFrame, key: str) -> list[Cell]:
    """How many were missed, a dash where the scheme knows no such error."""
    rule = analysis.scheme.fatal if key == "fatal" else analysis.scheme.error_deduction
    return source.where(rule, table[f"{key}_missed"].tolist())


def _habits(
    source: Source, schemes: list[SchemeReport], rules: InspectorRules
) -> Iterator[Paragraph]:
    """Yields who is worth a closer look, in a sentence for each scheme; nothing without any."""
    told = False
    for one in schemes:
        rows = one.analysis.inspectors.to_dict("records")
        hints = [
            source.say("habits_of_one", inspector=row["inspector"], hints=source.joined(said))
            for row in rows
            if (said := _hints(source, row, rules))
        ]
        if hints:
            told = True
            between = text("inspectors_sheet.between", source.language)
            details = {"scheme": source.named(one.analysis), "hints": between.join(hints)}
            yield Paragraph(source.say("habits_of", **details))
    if told:
        yield Paragraph(source.say("habits_note"), "note")


def _hints(source: Source, row: Mapping[Hashable, Any], rules: InspectorRules) -> list[str]:
    """What of an inspector passes the thresholds of the rules."""
    said = []
    if row["na_flag"]:
        shares = {name: source.percent(row[f"na_{name}"]) for name in ("share", "others")}
        said.append(source.say(f"habit_na_{row['na_flag']}", **shares))
    if row["longest_run"] >= rules.same_marks_from:
        said.append(source.say("habit_run", count=row["longest_run"]))
    if row["times"] >= rules.same_remark_from:
        said.append(source.say("habit_remark", count=row["times"]))
    return said
