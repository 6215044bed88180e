"""生成扣罚登记: the penalty register of the merged records (S6)."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from qa_workbook.app.metrics import analyse_frames, scheme_versions
from qa_workbook.books.register.book import write_register_book
from qa_workbook.files import refuse_if_open, written
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period, plain
from qa_workbook.penalties import Register, assess, whole_months
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class RegisterReport:
    """What `register` wrote."""

    period: Period
    register: Register
    file: Path
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Returns counts and totals; points and money as text, because they are Decimals."""
        lines = self.register.lines
        return {
            "period": self.period.text,
            "lines": len(lines),
            "agents": len(self.register.agents),
            "points": plain(sum(lines["points"], Decimal(0))),
            "money": str(sum(lines["money"], Decimal(0))),
            "unpriced": len(self.register.unpriced),
            "files": {"register": str(self.file)},
            "seconds": round(self.seconds, 3),
        }


def write_register(workspace: Workspace, period_text: str, language: str) -> RegisterReport:
    """Writes the penalty register of the merged records (S6).

    Raises Busy, OutputLocked, ConfigError, UnknownPeriod.
    """
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    file = workspace.output.resolve() / text("cli.register_name", language, period=span.text)
    with workspace.locked(config.settings.wait_for_lock):
        refuse_if_open(file)
        result = _assess(workspace, config, span, language)
        with written(file) as beside:
            write_register_book(beside, result, language=language, inbox=workspace.inbox.resolve())
    return RegisterReport(span, result, file, time.perf_counter() - started)


def assess_period(workspace: Workspace, period_text: str, language: str) -> Register:
    """Returns the assessed register of the merged records, without writing it.

    Raises ConfigError, UnknownPeriod.
    """
    span = period(period_text)
    config = workspace.required().load()
    return _assess(workspace, config, span, language)


def _assess(workspace: Workspace, config: Config, span: Period, language: str) -> Register:
    """Assesses the rows that count, of whole months, because the caps are monthly."""
    months = whole_months(span)
    store = RecordStore(workspace.records)
    frames = store.read(months)
    keys = list(RECORDING)
    limited: dict[SchemeKey, pd.DataFrame] = {}
    for analysis in analyse_frames(config, frames, months, language):
        counted = analysis.detail.loc[analysis.detail["counted"], keys].drop_duplicates()
        of_id = {key: frame for key, frame in frames.items() if key.id == analysis.scheme.id}
        limited |= {key: frame.merge(counted, on=keys, how="inner") for key, frame in of_id.items()}
    schemes = {
        key: scheme
        for of_id in scheme_versions(config, list(limited)).values()
        for key, scheme in of_id.items()
    }
    penalty = workspace.load_penalties(config.schemes)
    return assess(
        penalty.tariffs,
        schemes,
        limited,
        penalty.wages,
        span,
        language,
        letters=store.sheet_columns(),
    )
