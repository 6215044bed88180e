"""校正报告: the figures of a session from the packs that came back, and the workbook 质检校正."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from qa_workbook.app.calibration_sessions import (
    all_sessions,
    find_session,
    frames_of,
    rules_of,
    schemes_of,
)
from qa_workbook.app.earlier_analysis import EarlierAnalysis
from qa_workbook.app.outputs import protected
from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.books.calibration.book import write_calibration_book
from qa_workbook.calibration.panel import panel_of, scored_rows
from qa_workbook.calibration.published import published_report
from qa_workbook.calibration.repeats import Repeats, repeats_of
from qa_workbook.calibration.report import CalibrationReport, report_of
from qa_workbook.calibration.session import Session
from qa_workbook.clock import now
from qa_workbook.errors import SchemeVersionGone
from qa_workbook.files import refuse_if_open, written_together
from qa_workbook.frames import folded
from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.labels import text
from qa_workbook.records import RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class WrittenReport:
    """A report, its workbook, and the copy of what somebody had changed in the one before."""

    report: CalibrationReport
    file: Path
    copy: Path | None

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object of `calibration report --json`."""
        files = {"workbook": str(self.file)} | ({"copy": str(self.copy)} if self.copy else {})
        return {**published_report(self.report, language), "files": files}


def report_session(
    workspace: Workspace,
    session_id: str,
    language: str,
    out: Path | None = None,
    together: int = 1,
) -> WrittenReport:
    """Works out the figures of a session, or of the last `together` up to it; writes the workbook.

    What people wrote into the yellow cells of the last one stands in the new one again. Nothing of
    it enters any other figure. Raises UnknownSessionError, SchemeVersionGone, RecordsDamaged,
    ConfigError, OutputLocked.
    """
    config = workspace.required().load()
    session = find_session(workspace, session_id)
    schemes = schemes_of(config)
    if session.key not in schemes:
        raise SchemeVersionGone(scheme=session.key.id, version=session.key.version)
    with workspace.locked(config.settings.wait_for_lock):
        report = _report(workspace, session, schemes, together)
        name = text("calibration.book_file", language, session=session.id)
        file = protected(workspace, out or workspace.output / name)
        refuse_if_open(file)
        earlier = EarlierAnalysis(workspace, file, config.vocabulary.limits)
        with written_together() as files:
            copy = earlier.keep(now(), files)
            written = files.add(file)
            write_calibration_book(written, report, language, earlier.notes)
            earlier.save_original(written.read_bytes(), files)
            files.publish()
        earlier.remove_old()
    return WrittenReport(report, file, copy)


def _report(
    workspace: Workspace, session: Session, schemes: Mapping[SchemeKey, Scheme], together: int
) -> CalibrationReport:
    held = [one for one in all_sessions(workspace) if one.key.id == session.key.id]
    held = [one for one in held if one.key in schemes]
    held = held[: [one.id for one in held].index(session.id) + 1]
    frames = frames_of(workspace)
    panels = {one.id: panel_of(one, schemes, frames) for one in held}
    repeats = _repeats(workspace, session.key.id, schemes)
    return report_of(held, panels, rules_of(workspace, session), repeats, together)


def _repeats(workspace: Workspace, scheme_id: str, schemes: Mapping[SchemeKey, Scheme]) -> Repeats:
    """What the hidden repeats of a scheme say; the records are read whole only if there are any."""
    store = RecordStore(workspace.records)
    again = _scored(rows_of_purpose(store, Purpose.REPEAT), scheme_id, schemes)
    if not len(again):
        return Repeats()
    wanted = set(map(folded, again["recording"]))
    counted = {
        key: frame[[folded(one) in wanted for one in frame["recording"]]]
        for key, frame in store.read().items()
        if key.id == scheme_id
    }
    return repeats_of(_scored(counted, scheme_id, schemes), again)


def _scored(
    frames: Mapping[SchemeKey, pd.DataFrame],
    scheme_id: str,
    schemes: Mapping[SchemeKey, Scheme],
) -> pd.DataFrame:
    parts: Sequence[pd.DataFrame] = [
        scored_rows(schemes[key], frame)
        for key, frame in frames.items()
        if key.id == scheme_id and key in schemes and len(frame)
    ]
    if not parts:
        return pd.DataFrame({"recording": [], "inspector": [], "total": []})
    return pd.concat(parts, ignore_index=True)
