"""更正: what was decided about cases, put into the scores of a period (S7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.frames import CORRECTED, RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace

if TYPE_CHECKING:
    from qa_workbook.casework.case_files import CaseFile
    from qa_workbook.casework.corrected_rows import Change
    from qa_workbook.casework.corrections import Correction
    from qa_workbook.penalties.given_out import GivenOut

Frames = Mapping[SchemeKey, pd.DataFrame]


@dataclass(frozen=True)
class CorrectedFrames:
    """Recordings with the corrections put in.

    `frames`: as in the records; those of a scheme with a corrected recording have the column
    `corrected`, what was corrected in words, "" for nothing. `former`: all rows of those recordings
    as they stand in the records, by any inspector.
    """

    frames: Frames
    former: Frames = field(default_factory=dict)


def with_corrections(
    workspace: Workspace, config: Config, frames: Frames, language: str
) -> CorrectedFrames:
    """Returns the recordings of a period (`metrics.rows_of`) as the decisions on cases leave them.

    Without a ledger, or where no decision takes anything back, they are what they were. Raises as
    `Ledger` does.
    """
    ledger = WorkspaceLedger(workspace, config.settings)
    if ledger.is_new or not any(len(frame) for frame in frames.values()):
        return CorrectedFrames(frames)
    # loading what cases are made of takes a moment, which most builds needn't wait
    from qa_workbook.casework.case_files import case_files
    from qa_workbook.casework.corrected_rows import corrected
    from qa_workbook.casework.corrections import CORRECTING, corrections_of

    if not ledger.holds(CORRECTING):
        return CorrectedFrames(frames)
    files = case_files(ledger.events())
    corrections = corrections_of(files.values())
    versions = {key: scheme for key in frames if (scheme := config.schemes.version(*key))}
    known = {key: frame for key, frame in frames.items() if key in versions}
    found, changes = corrected(versions, known, corrections, _given_out(files, corrections))
    if not changes:
        return CorrectedFrames(frames)
    told = _told({**frames, **found}, changes, versions, language)
    return CorrectedFrames(told, _former(frames, changes))


def corrected_recordings(workspace: Workspace, config: Config) -> frozenset[str]:
    """Returns the recordings of which decisions on cases say something. Raises as `Ledger` does."""
    ledger = WorkspaceLedger(workspace, config.settings)
    if ledger.is_new:
        return frozenset()
    from qa_workbook.casework.case_files import case_files
    from qa_workbook.casework.corrections import CORRECTING, corrections_of

    if not ledger.holds(CORRECTING):
        return frozenset()
    corrections = corrections_of(case_files(ledger.events()).values())
    return frozenset(one.line.recording for one in corrections)


def _given_out(files: Mapping[str, CaseFile], corrections: Sequence[Correction]) -> GivenOut:
    """The lines that are equal to a corrected one, for they share their numbers."""
    from qa_workbook.penalties.given_out import GivenOut

    wanted = {one.line.identity for one in corrections}
    lines = (file.line for file in files.values())
    return GivenOut.of(line for line in lines if line.identity in wanted)


def _told(
    frames: Frames, changes: Sequence[Change], versions: Mapping[SchemeKey, Scheme], language: str
) -> dict[SchemeKey, pd.DataFrame]:
    """Adds the column `corrected` to the frames of the schemes that have a change."""
    from qa_workbook.casework.correction_words import correction_words

    words = {}
    for named, own in groupby(changes, lambda one: (one.key, *_recording(one))):
        key, *recording = named
        words[key, tuple(recording)] = correction_words(own, versions[key], language)
    schemes = {one.key.id for one in changes}
    found = dict(frames)
    for key, frame in frames.items():
        if key.id in schemes:
            found[key] = frame.assign(**{CORRECTED: _column(frame, key, words)})
    return found


def _column(
    frame: pd.DataFrame, key: SchemeKey, words: Mapping[tuple[SchemeKey, tuple[str, ...]], str]
) -> pd.Series:
    own = {recording: said for (of, recording), said in words.items() if of == key}
    column = pd.Series("", index=frame.index, dtype="str")
    suspects = frame["recording"].isin({recording[0] for recording in own})
    named = frame.loc[suspects, list(RECORDING)].itertuples(index=False, name=None)
    column[suspects] = [own.get(recording, "") for recording in named]
    return column


def _former(frames: Frames, changes: Iterable[Change]) -> dict[SchemeKey, pd.DataFrame]:
    """All rows of the changed recordings: which inspector's score counts may depend on it."""
    changed = {(one.key.id, one.recording) for one in changes}
    found = {}
    for key, frame in frames.items():
        own = frame["recording"].isin({name for scheme, name in changed if scheme == key.id})
        if own.any():
            found[key] = frame[own].reset_index(drop=True)
    return found


def _recording(change: Change) -> tuple[str, str, str]:
    return change.recording, change.inspector, change.agent
