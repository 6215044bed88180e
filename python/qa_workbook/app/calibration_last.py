"""校正报告 without a name: the report of the last session that anybody handed in."""

from __future__ import annotations

from qa_workbook.app.calibration_report import WrittenReport, report_session
from qa_workbook.app.calibration_sessions import all_sessions, frames_of
from qa_workbook.calibration.missing import absent_words, missing_words
from qa_workbook.calibration.report import CalibrationReport
from qa_workbook.calibration.sentences import told
from qa_workbook.calibration.session import Session
from qa_workbook.errors import UsageError
from qa_workbook.frames import folded
from qa_workbook.workspace import Workspace


class NoSessionError(UsageError):
    """No session was ever announced."""

    label = "host.no_session_yet"


def last_session(workspace: Workspace) -> Session:
    """Returns the last session of which something came back, else the last one of all.

    Raises NoSessionError, SessionDamagedError, RecordsDamaged.
    """
    sessions = all_sessions(workspace.required())
    if not sessions:
        raise NoSessionError
    frames = frames_of(workspace).values()
    back = {folded(number) for frame in frames for number in frame["list"].unique()}
    there = [one for one in sessions if not back.isdisjoint(one.by_list)]
    return (there or sessions)[-1]


def report_last(workspace: Workspace, language: str) -> WrittenReport:
    """Writes the report of `last_session`. Raises as that and `report_session` do."""
    return report_session(workspace, last_session(workspace).id, language)


def lacking_of(report: CalibrationReport, language: str) -> list[str]:
    """Returns who has no usable score, who lacks which recordings, and how many marks are gone."""
    panel = report.figures.panel
    absent = absent_words(panel, report.session.lead.called, language)
    return [*filter(None, [absent]), *missing_words(panel, language)]


def sentences_of(report: CalibrationReport, language: str) -> list[str]:
    """Returns what the figures of a report say in plain sentences, without those that lack one."""
    return [one.sentence for one in told(report, language) if one.value is not None]
