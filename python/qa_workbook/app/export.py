"""Long-format exports for other programs: CSV, Parquet or XLSX."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.app.metrics import analyse_period
from qa_workbook.app.outputs import protected
from qa_workbook.app.register import assess_period
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.frames import COUNT, MARK, WIDE, Role, evidence
from qa_workbook.labels import text
from qa_workbook.workspace import Workspace

RISKY = ("=", "+", "-", "@", "\t", "\r")
ABOUT = ["scheme", "version", *WIDE.having(Role.ABOUT)]
PLACE = WIDE.having(Role.PLACE)


def scores(analyses: list[Analysis]) -> pd.DataFrame:
    """Returns a row per recording: who, when, the scores, whether it counts, and the source row."""
    parts = [_detail(analysis) for analysis in analyses]
    columns = [
        *ABOUT,
        "raw",
        "final",
        "band",
        "deduction",
        "error_codes",
        "fatal",
        "fatal_codes",
        "defects",
        "counted",
        *PLACE,
    ]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def marks(analyses: list[Analysis], language: str) -> pd.DataFrame:
    """Returns a row per recording and marked indicator: id and name, mark, full mark."""
    columns = [*ABOUT, "indicator", "indicator_name", "mark", "full", "counted", *PLACE]
    parts = [_marks_of(analysis, language) for analysis in analyses]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _detail(analysis: Analysis) -> pd.DataFrame:
    detail = analysis.detail
    return detail.assign(scheme=analysis.scheme.id, recording=evidence(detail))


def _marks_of(analysis: Analysis, language: str) -> pd.DataFrame:
    """Marks of graded indicators, and occurrences of clauses (there `full` is empty)."""
    scheme, detail = analysis.scheme, _detail(analysis)
    columns = {f"{MARK}{node.id}": node for node in scheme.graded} | {
        f"{COUNT}{node.id}": node for node in scheme.counted
    }
    used = {name: node for name, node in columns.items() if name in detail}
    about = [*ABOUT, "counted", *PLACE]
    long = (
        detail[[*about, *used]]
        .melt(id_vars=about, var_name="entered", value_name="mark")
        .dropna(subset=["mark"])
    )
    long = long[(long["mark"] != 0) | ~long["entered"].str.startswith(COUNT)]
    full = {name: float(scheme.scale_of(node).full) for name, node in used.items() if node.scale}
    return long.assign(
        indicator=long["entered"].map({name: node.id for name, node in used.items()}),
        indicator_name=long["entered"].map(
            {name: node.name.say(language) for name, node in used.items()}
        ),
        full=long["entered"].map(full),
    )


def _tables(workspace: Workspace, what: str, period_text: str, language: str) -> pd.DataFrame:
    if what == "penalties":
        return assess_period(workspace, period_text, language).lines
    analyses = analyse_period(workspace, period_text, language)
    return scores(analyses) if what == "scores" else marks(analyses, language)


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame with an apostrophe before text that would be read as a formula."""
    texts = frame.select_dtypes(include=["object", "str"]).columns
    return frame.assign(**{name: frame[name].map(_guarded) for name in texts})


def _guarded(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def export_table(
    workspace: Workspace, what: str, period_text: str, out: Path, language: str
) -> int:
    """Writes the table `what` ("scores", "marks" or "penalties") and returns its number of rows.

    Raises UsageError.
    """
    suffix = out.suffix.lower()
    if what not in {"scores", "marks", "penalties"} or suffix not in {".csv", ".parquet", ".xlsx"}:
        raise UsageError(what=text("cli.export_kind", language))
    workspace.required()
    out = protected(workspace, out)
    refuse_if_open(out)
    frame = _tables(workspace, what, period_text, language)
    with written(out.resolve()) as beside:
        if suffix == ".csv":
            guarded(frame).to_csv(beside, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")
        elif suffix == ".parquet":
            decimals = [
                name
                for name in ("points", "money", "money_before_cap", "difference")
                if what == "penalties" and name in frame
            ]
            frame.assign(**{name: frame[name].astype(str) for name in decimals}).to_parquet(
                beside, index=False
            )
        else:
            options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
            with pd.ExcelWriter(beside, engine="xlsxwriter", engine_kwargs=options) as writer:
                frame.to_excel(writer, index=False, sheet_name=what)
    return len(frame)
