"""The calibration sessions of a workspace: one JSON file each, written beside and renamed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.calibration.panel import Panel, panel_of
from qa_workbook.calibration.rules import CalibrationRules
from qa_workbook.calibration.session import Session
from qa_workbook.errors import QaWorkbookError, UsageError
from qa_workbook.frames import folded
from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.records import RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace


class UnknownSessionError(UsageError):
    """Needs `session` and `known`."""

    label = "calibration.unknown_session"


class SessionDamagedError(QaWorkbookError):
    """The file of a session can't be read. Needs `path`."""

    label = "calibration.session_damaged"


class NoCalibrationRulesError(UsageError):
    """No version of the rules holds on that day. Needs `day`."""

    label = "calibration.no_rules"


def session_file(workspace: Workspace, session_id: str) -> Path:
    """Returns where a session is kept."""
    return workspace.calibration / f"{session_id}.json"


def session_bytes(session: Session) -> bytes:
    """Returns the content of the file of a session."""
    text = json.dumps(session.as_dict(), ensure_ascii=False, indent=1)
    return (text + "\n").encode()


def all_sessions(workspace: Workspace) -> list[Session]:
    """Returns all sessions by day and name. Raises SessionDamagedError."""
    folder = workspace.calibration
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    found = [_read(file) for file in files if not file.name.startswith(".")]
    return sorted(found, key=lambda one: (one.day, folded(one.id)))


def find_session(workspace: Workspace, session_id: str) -> Session:
    """Returns a session by its name, however it is spelt. Raises UnknownSessionError."""
    found = all_sessions(workspace)
    for one in found:
        if folded(one.id) == folded(session_id):
            return one
    known = ", ".join(one.id for one in found[-10:]) or "—"
    raise UnknownSessionError(session=session_id, known=known)


def rules_of(workspace: Workspace, session: Session) -> CalibrationRules:
    """Returns the rules that held on the day of a session. Raises NoCalibrationRulesError."""
    rules = workspace.load_calibration().at(session.day)
    if rules is None:
        raise NoCalibrationRulesError(day=session.day)
    return rules


def schemes_of(config: Config) -> Mapping[SchemeKey, Scheme]:
    """Returns all scheme versions by key."""
    return {scheme.key: scheme for scheme in config.schemes.schemes}


def frames_of(workspace: Workspace) -> Mapping[SchemeKey, pd.DataFrame]:
    """Returns what came back of all packs. Raises RecordsDamaged."""
    return rows_of_purpose(RecordStore(workspace.records), Purpose.CALIBRATION)


def panel_of_session(workspace: Workspace, config: Config, session: Session) -> Panel:
    """Returns the marks of one session. Raises RecordsDamaged."""
    return panel_of(session, schemes_of(config), frames_of(workspace))


def _read(file: Path) -> Session:
    try:
        return Session.of_dict(json.loads(file.read_bytes()))
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise SessionDamagedError(path=file) from error
