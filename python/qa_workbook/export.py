"""Long-format exports for other programs: CSV, Parquet or XLSX."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from qa_workbook import app
from qa_workbook.analysis import Analysis
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.labels import text
from qa_workbook.workspace import Workspace

RISKY = ("=", "+", "-", "@", "\t", "\r")
ABOUT = ["scheme", "version", "recording", "inspector", "call_date", "agent", "name", "team", "round", "project"]
ORIGIN = ["file", "sheet", "row"]


def scores(analyses: list[Analysis]) -> pd.DataFrame:
    """Returns a row per recording: who, when, raw, final, band, deduction, fatal, counted and the source row."""
    parts = [_detail(analysis) for analysis in analyses]
    columns = [*ABOUT, "raw", "final", "band", "deduction", "error_codes", "fatal", "fatal_codes", "defects", "counted", *ORIGIN]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def marks(analyses: list[Analysis]) -> pd.DataFrame:
    """Returns a row per recording and indicator that was marked: indicator id and name, mark, full mark."""
    columns = [*ABOUT, "indicator", "indicator_name", "mark", "full", "counted", *ORIGIN]
    parts = [_marks_of(analysis) for analysis in analyses]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _detail(analysis: Analysis) -> pd.DataFrame:
    return analysis.detail.assign(scheme=analysis.scheme.id)


def _marks_of(analysis: Analysis) -> pd.DataFrame:
    nodes = [node for node in analysis.scheme.nodes if f"mark.{node.id}" in analysis.detail]
    detail = _detail(analysis)
    about = [*ABOUT, "counted", *ORIGIN]
    long = detail[[*about, *(f"mark.{node.id}" for node in nodes)]].melt(id_vars=about, var_name="indicator", value_name="mark")
    long = long.dropna(subset=["mark"])
    long["indicator"] = long["indicator"].str.removeprefix("mark.")
    names = {node.id: node.name.zh for node in nodes}
    full = {node.id: float(analysis.scheme.scale_of(node).full) for node in nodes}
    return long.assign(indicator_name=long["indicator"].map(names), full=long["indicator"].map(full))


def _tables(workspace: Workspace, what: str, period_text: str, language: str) -> pd.DataFrame:
    if what == "penalties":
        return app.penalties(workspace, period_text, language).lines
    makers: dict[str, Callable[[list[Analysis]], pd.DataFrame]] = {"scores": scores, "marks": marks}
    return makers[what](app.analyses(workspace, period_text, language))


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the frame with an apostrophe before any text that a spreadsheet would read as a formula."""
    texts = frame.select_dtypes(include=["object", "str"]).columns
    safe = {name: frame[name].map(lambda value: f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value) for name in texts}
    return frame.assign(**safe)


def export(workspace: Workspace, what: str, period_text: str, out: Path, language: str) -> int:
    """Writes the table `what` ("scores", "marks" or "penalties") to `out` and returns its number of rows. Raises UsageError."""
    suffix = out.suffix.lower()
    if what not in {"scores", "marks", "penalties"} or suffix not in {".csv", ".parquet", ".xlsx"}:
        raise UsageError(what=text("cli.export_kind", language))
    workspace.required()
    refuse_if_open(out)
    frame = _tables(workspace, what, period_text, language)
    with written(out.resolve()) as beside:
        if suffix == ".csv":
            guarded(frame).to_csv(beside, index=False, encoding="utf-8-sig")
        elif suffix == ".parquet":
            decimals = [name for name in ("points", "money", "money_before_cap") if what == "penalties" and name in frame]
            frame.assign(**{name: frame[name].astype(str) for name in decimals}).to_parquet(beside, index=False)
        else:
            options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
            with pd.ExcelWriter(beside, engine="xlsxwriter", engine_kwargs=options) as writer:
                frame.to_excel(writer, index=False, sheet_name=what)
    return len(frame)
