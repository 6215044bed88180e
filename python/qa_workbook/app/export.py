"""Long-format exports for other programs: CSV, Parquet or XLSX."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd

from qa_workbook.analysis.former import FORMER
from qa_workbook.analysis.model import Analysis
from qa_workbook.app.forms import for_programs, for_sheets, form_rows, numbers_as_text
from qa_workbook.app.metrics import analyse_frames, analyse_period
from qa_workbook.app.outputs import protected
from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.app.register import assess_period
from qa_workbook.books.plain_table import MOST_ROWS, write_plain_table
from qa_workbook.errors import TooLongForSheet, UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.frames import CORRECTED, COUNT, LIST, MARK, WIDE, Role, evidence
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.numbers import period, plain
from qa_workbook.penalties.model import Register
from qa_workbook.records import RecordStore
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.workspace import Workspace

TABLES = ("scores", "marks", "penalties")
RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""Text that begins so is read as a formula by spreadsheet programs, full-width signs by some."""
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)

ABOUT = ["scheme", "version", *WIDE.having(Role.ABOUT)]
PLACE = WIDE.having(Role.PLACE)
SCORED = [
    "raw",
    "final",
    "band",
    "deduction",
    "error_codes",
    "fatal",
    "fatal_codes",
    "defects",
    "counted",
]
FORMERLY = [CORRECTED, *FORMER]
_UNCORRECTED = {CORRECTED: "", **dict.fromkeys(FORMER, np.nan)}
MEANS = ["averaged", "own_raw", "own_final"]
SCORES = [*ABOUT, *SCORED, *PLACE]
MARKS = [*ABOUT, "indicator", "indicator_name", "mark", "full", "counted", *PLACE]
DECIMALS = ("points", "money", "money_before_cap", "difference")
"""Columns of the penalties with exact numbers, which Parquet gets as text."""


def scores(analyses: list[Analysis]) -> pd.DataFrame:
    """Returns a row per recording: who, when, the scores, whether it counts, and the source row.

    With the mean of the inspectors also whose mean it is, and what the inspector of the row gave;
    with a corrected recording what was corrected, and the scores before.
    """
    means = MEANS if any(analysis.averages_inspectors for analysis in analyses) else []
    before = FORMERLY if any(analysis.has_corrections for analysis in analyses) else []
    parts = [_detail(analysis) for analysis in analyses]
    if before:
        parts = [part if CORRECTED in part else part.assign(**_UNCORRECTED) for part in parts]
    return _together(parts, [*SCORES, *means, *before])


def marks(analyses: list[Analysis], language: str) -> pd.DataFrame:
    """Returns a row per recording and marked indicator: id and name, mark, full mark.

    Clauses stand there with their occurrences; their `full` is empty.
    """
    return _together([_marks_of(analysis, language) for analysis in analyses], MARKS)


def _together(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]


def _detail(analysis: Analysis) -> pd.DataFrame:
    detail = analysis.detail
    return detail.assign(scheme=analysis.scheme.id, recording=evidence(detail))


def _marks_of(analysis: Analysis, language: str) -> pd.DataFrame:
    scheme, detail = analysis.scheme, _detail(analysis)
    nodes = {name: node for name, node in _entered(scheme).items() if name in detail}
    about = [*ABOUT, "counted", *PLACE]
    table = detail[[*about, *nodes]]
    long = table.melt(id_vars=about, var_name="entered", value_name="mark")
    # A mark of 0 was given; no occurrence of a clause is nothing to tell.
    given = (long["mark"] != 0) | ~long["entered"].str.startswith(COUNT)
    long = long[long["mark"].notna() & given]
    full = {name: float(scheme.scale_of(node).full) for name, node in nodes.items() if node.scale}
    ids = {name: node.id for name, node in nodes.items()}
    names = {name: node.name.say(language) for name, node in nodes.items()}
    return long.assign(
        indicator=long["entered"].map(ids),
        indicator_name=long["entered"].map(names),
        full=long["entered"].map(full),
    )


def _entered(scheme: Scheme) -> dict[str, Indicator]:
    """The indicators that somebody enters, by column of the frame."""
    graded = {f"{MARK}{node.id}": node for node in scheme.graded}
    counted = {f"{COUNT}{node.id}": node for node in scheme.counted}
    return graded | counted


def export_table(
    workspace: Workspace,
    what: str,
    period_text: str,
    out: Path,
    language: str,
    purpose: Purpose = Purpose.RANDOM,
) -> int:
    """Writes a table and returns its number of rows.

    `what` is "scores", "marks", "penalties" or the id of a form. Scores and marks may be those that
    were made for another `purpose` than the figures; they have the number of their list.
    Raises UsageError.
    """
    suffix = out.suffix.lower()
    forms = workspace.required().load().forms
    form = forms.get(what)
    if suffix not in (".csv", *_WRITERS) or (form is None and what not in TABLES):
        known = ", ".join([*TABLES, *(form.id for form in forms.inbox)])
        raise UsageError(what=text("cli.export_kind", language, known=known))
    if purpose is not Purpose.RANDOM and what not in ("scores", "marks"):
        raise UsageError(what=text("cli.export_purpose", language))
    out = protected(workspace, out)
    refuse_if_open(out)
    numbers: Collection[str] = ()
    if form is None:
        frame = _table(workspace, what, period_text, language, purpose)
    else:
        numbers = numbers_as_text(form)
        rows = form_rows(workspace, form, period_text, language)
        frame = for_sheets(rows, form) if suffix == ".xlsx" else for_programs(rows, form)
    write_table(frame, out, what, numbers)
    return len(frame)


def write_table(frame: pd.DataFrame, out: Path, name: str, numbers: Collection[str] = ()) -> None:
    """Writes a table by the suffix of `out`: .csv, .parquet or .xlsx, there to the sheet `name`.

    `numbers` are columns with exact numbers as text. Raises TooLongForSheet.
    """
    suffix = out.suffix.lower()
    if suffix == ".xlsx" and len(frame) > MOST_ROWS:
        raise TooLongForSheet(rows=f"{len(frame):,}", most=f"{MOST_ROWS:,}", file=out.name)
    with written(out.resolve()) as beside:
        if suffix == ".csv":
            _write_csv(frame, beside, numbers)
        else:
            _WRITERS[suffix](frame, beside, name)


def _table(
    workspace: Workspace, what: str, period_text: str, language: str, purpose: Purpose
) -> pd.DataFrame:
    if what == "penalties":
        return _spelled(assess_period(workspace, period_text, language))
    if purpose is not Purpose.RANDOM:
        return _apart(workspace, what, period_text, language, purpose)
    analyses = analyse_period(workspace, period_text, language)
    return scores(analyses) if what == "scores" else marks(analyses, language)


def _apart(
    workspace: Workspace, what: str, period_text: str, language: str, purpose: Purpose
) -> pd.DataFrame:
    """Scores or marks that count nowhere, list by list: one may stand on several of them."""
    span, config = period(period_text), workspace.load()
    found = rows_of_purpose(RecordStore(workspace.records), purpose, span)
    numbers = sorted({number for frame in found.values() for number in frame[LIST].unique()})
    parts = []
    for number in numbers:
        own = {key: rows[rows[LIST] == number].drop(columns=LIST) for key, rows in found.items()}
        frames = {key: rows.reset_index(drop=True) for key, rows in own.items() if len(rows)}
        analyses = analyse_frames(config, frames, span, language)
        table = scores(analyses) if what == "scores" else marks(analyses, language)
        parts.append(table.assign(**{LIST: number}))
    return pd.concat(parts, ignore_index=True) if parts else scores([]).assign(**{LIST: ""})


def _spelled(register: Register) -> pd.DataFrame:
    """The lines with every amount in one spelling: 70.00, and 45 points."""
    decimals = max((tariff.currency.decimals for tariff in register.tariffs), default=0)
    unit = Decimal(1).scaleb(-decimals)
    lines = register.lines
    money = {
        name: lines[name].map(lambda amount: amount.quantize(unit))
        for name in ("money", "money_before_cap", "difference")
    }
    points = lines["points"].map(lambda amount: Decimal(plain(amount)))
    return lines.assign(points=points, **money)


def guarded(frame: pd.DataFrame, numbers: Collection[str] = ()) -> pd.DataFrame:
    """Returns the frame with an apostrophe before text that would be read as a formula.

    A negative number in one of the columns `numbers` is no such text.
    """
    texts = frame.select_dtypes(include=["object", "str"]).columns
    guards = {name: _guarded_number if name in numbers else guarded_text for name in texts}
    return frame.assign(**{name: frame[name].map(guard) for name, guard in guards.items()})


def _guarded_number(value: object) -> object:
    is_number = isinstance(value, str) and _NUMBER.fullmatch(value)
    return value if is_number else guarded_text(value)


def guarded_text(value: object) -> object:
    """Returns a value of a cell, with an apostrophe before text that would be a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _write_csv(frame: pd.DataFrame, path: Path, numbers: Collection[str]) -> None:
    guarded(frame, numbers).to_csv(path, index=False, encoding="utf-8-sig", date_format="%Y-%m-%d")


def _write_parquet(frame: pd.DataFrame, path: Path, _name: str) -> None:
    exact = [name for name in DECIMALS if name in frame]
    frame.astype(dict.fromkeys(exact, "str")).to_parquet(path, index=False)


_WRITERS: Mapping[str, Callable[[pd.DataFrame, Path, str], None]] = {
    ".parquet": _write_parquet,
    ".xlsx": write_plain_table,
}
