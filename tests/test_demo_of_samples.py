"""The demo has what fair samples and fair inspectors need: a call list, and sheets of a QA lead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qa_workbook.app.build import build_period
from qa_workbook.app.demo_fair import CALLS, FairSteps
from qa_workbook.app.init import make_workspace
from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.config.strict import read_model
from qa_workbook.demo.fair import FairDemo
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.demo.lists import write_people
from qa_workbook.demo.sessions import REPEATS
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.reader import IntakeContext, read_paths
from qa_workbook.keys import Purpose
from qa_workbook.records import RecordStore
from qa_workbook.sampling.call_list import read_calls
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.workspace import Workspace

CONFIG = Path(__file__).resolve().parents[1] / "config"
SCHEMES, _ = load_schemes(CONFIG / "schemes")
VOCABULARY, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
FORMS, _ = load_forms(CONFIG / "forms", VOCABULARY)
SMALL = {"inspectors": 2, "days": 2, "recordings": 15, "mistakes": False, "extras": False}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_scored_recording_stands_in_the_call_list(tmp_path, language):
    """All rows of the list are usable, most calls were never inspected, some have no recording."""
    options = DemoOptions(month="2026-10", language=language, **SMALL)
    report = generate(tmp_path, SCHEMES, VOCABULARY, FORMS, options)
    file = FairDemo(report, VOCABULARY, language, 7).write_call_list(tmp_path, FORMS)
    read = read_calls(file, FORMS.form("calls"), VOCABULARY)
    assert [one.code for one in read.findings] == []
    recordings = set(read.calls.recordings.to_pylist())
    assert {row["recording"] for row in report.heard} < recordings
    assert len(recordings) > 10 * len(report.heard)
    unrecorded = (~read.calls.recorded).mean()
    assert 0.01 < unrecorded < 0.05
    assert read.calls.started.min().astype("datetime64[D]") == date(2026, 10, 1)
    assert read.calls.started.max().astype("datetime64[D]") == date(2026, 10, 31)


def test_a_lead_scores_recordings_of_every_inspector_again(tmp_path):
    """The sheet is sound; its scores are other ones, most of all those of the mild inspector."""
    options = DemoOptions(month="2026-10", **SMALL)
    report = generate(tmp_path / "own", SCHEMES, VOCABULARY, FORMS, options)
    file = FairDemo(report, VOCABULARY, "zh", 7).write_recheck(tmp_path / "again")
    context = IntakeContext(
        schemes=SCHEMES,
        vocabulary=VOCABULARY,
        roster=None,
        today=date(2026, 11, 20),
        period=None,
        base=tmp_path,
        forms=FORMS,
    )
    own = read_paths([tmp_path / "own"], context)
    again = read_paths([file], context)
    assert again.findings == []
    key = SCHEMES.latest("monitoring-10x4").key
    left, right = (intake.frames[key].set_index("recording") for intake in (own, again))
    marks = [name for name in left.columns if name.startswith("mark.")]
    other = (left.loc[right.index, marks] - right[marks]).sum(axis=1)
    by_inspector = other.groupby(left.loc[right.index, "inspector"]).mean()
    assert by_inspector.size == 2
    assert by_inspector.max() > 1
    assert (right["fatal"] & ~left.loc[right.index, "fatal"]).sum() == 1


@pytest.mark.slow
def test_session_repeats_and_draft_come_back_with_the_build(tmp_path):
    """Packs and hidden repeats count in nothing else; sample, report and laboratory are made of them."""
    make_workspace(tmp_path, "zh")
    workspace = Workspace(tmp_path)
    config = workspace.load()
    options = DemoOptions(month="2026-10", **SMALL)
    made = generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    write_people(tmp_path / "config" / "people.csv", made.staff, config.forms.form("people"), "zh")
    steps = FairSteps(workspace, config, FairDemo(made, config.vocabulary, "zh", 7))
    steps.before()
    once = {file: file.read_bytes() for file in workspace.inbox.rglob("*.xlsx")}
    steps.before()
    assert once == {file: file.read_bytes() for file in workspace.inbox.rglob("*.xlsx")}

    built = build_period(workspace, made.period, "zh")
    assert {one.code for one in built.findings} <= {"two-inspectors", "kept-apart"}
    store = RecordStore(workspace.records)
    rows = {one: rows_of_purpose(store, one) for one in Purpose}
    counts = {one: sum(map(len, frames.values())) for one, frames in rows.items()}
    assert counts == {
        Purpose.RANDOM: len(made.heard) + 10,
        Purpose.TARGETED: 0,
        Purpose.CALIBRATION: 3 * CALLS,
        Purpose.REPEAT: 2 * REPEATS,
    }
    files = steps.after()
    assert set(files) == {"sample", "calibration", "laboratory"}
    assert all(file.exists() for file in files.values())
