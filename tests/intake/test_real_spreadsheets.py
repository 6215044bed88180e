"""Score sheets filled, sorted, filtered and saved in a real spreadsheet program are read as they were typed.

The files are in tests/fixtures/made_in_calc/; tests/fixtures/make_in_calc.py made them and says what was typed.
"""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.reader import Intake, IntakeContext, read_paths
from qa_workbook.scheme.loader import load_schemes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "fixtures" / "made_in_calc"
SCHEMES, _ = load_schemes(ROOT / "config" / "schemes")
VOCABULARY, _ = read_model(ROOT / "config" / "intake.yaml", Vocabulary)

_spec = importlib.util.spec_from_file_location("make_in_calc", FOLDER.parent / "make_in_calc.py")
assert _spec
assert _spec.loader
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)


def read(name: str) -> Intake:
    """Reads one of the files."""
    context = IntakeContext(
        schemes=SCHEMES,
        vocabulary=VOCABULARY,
        roster=None,
        today=date(2026, 11, 20),
        period=None,
        base=FOLDER,
    )
    return read_paths([FOLDER / name], context)


def codes(intake: Intake) -> list[tuple[str, str]]:
    """Returns (code, cell) of all findings."""
    return [(finding.code, finding.cell) for finding in intake.findings]


def as_typed(intake: Intake) -> list[dict[str, str]]:
    """Returns the rows that were read in the words of the score sheet, in the order of the file."""
    scheme = SCHEMES.latest("monitoring-10x4")
    frame = intake.frames[scheme.key].sort_values("row")
    points = {point.id: point.name.zh for item in scheme.items for point in item.scoring_points}
    read_back = pd.DataFrame({
        "录音编号": frame["recording"],
        "通话日期": frame["call_date"].dt.strftime("%Y-%m-%d"),
        "工号": frame["agent"],
        "姓名": frame["name"],
        "班组": frame["team"],
        "轮次": frame["round"],
        **{item.name.zh: frame[f"mark.{item.id}"].astype(str) for item in scheme.items},
        "差错扣分": frame["error_deduction"].map(lambda off: str(off) if off else ""),
        "差错代码": (frame["error_codes"] + ";" + frame["fatal_codes"]).str.strip(";"),
        "致命错误": frame["fatal"].map({True: "是", False: ""}),
        "扣分点": frame["points"].map(lambda ids: ";".join(points[point] for point in ids.split(";") if point)),
        "备注": frame["remark"],
    })  # fmt: skip
    return read_back.to_dict("records")


@pytest.mark.parametrize("name", ["typed.xlsx", "typed.ods", "typed.xls", "protected.xlsx"])
def test_every_format_gives_what_was_typed(name):
    """The same sheet saved as xlsx, ods and xls, protected or not, gives the same rows without a finding."""
    intake = read(name)
    assert as_typed(intake) == made.typed_rows()
    assert codes(intake) == []
    assert {sheet.inspector for sheet in intake.sheets} == {made.HEAD["质检员"]}


@pytest.mark.parametrize("name", ["typed.csv", "typed_gbk.csv"])
def test_csv_in_either_encoding_gives_what_was_typed(name):
    """CSV has text only; the rows are the same, whatever is said about its dates and numbers."""
    intake = read(name)
    assert as_typed(intake) == made.typed_rows()
    assert [finding for finding in intake.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("name", ["sorted.xlsx", "sorted.ods"])
def test_sorting_changes_the_order_only(name):
    """After sorting by agent the rows are the same ones, each still whole."""
    by_agent = sorted(made.typed_rows(), key=lambda row: row["工号"], reverse=True)
    assert as_typed(read(name)) == by_agent


@pytest.mark.parametrize(
    "name", ["filtered.xlsx", "filtered.ods", "hidden.xlsx", "hidden.ods", "hidden.xls"]
)
def test_hidden_rows_count_and_are_reported(name):
    """Rows that a filter or a hand has hidden are read like all others, and the findings say that they are there."""
    intake = read(name)
    assert as_typed(intake) == made.typed_rows()
    assert "hidden-rows" in [finding.code for finding in intake.findings]
    if name.startswith("hidden"):
        assert "hidden-columns" in [finding.code for finding in intake.findings]


@pytest.mark.parametrize("name", ["date_1904.xlsx", "date_1904.ods", "date_1904.xls"])
def test_the_1904_date_system_does_not_move_dates(name):
    """Serial numbers that count from 1904 give the days that were typed."""
    intake = read(name)
    assert as_typed(intake) == made.typed_rows()
    assert {sheet.labels["inspected_on"] for sheet in intake.sheets} == {made.HEAD["质检日期"]}


@pytest.mark.parametrize("name", ["encrypted.xlsx", "encrypted.ods"])
def test_a_password_is_said_to_be_the_reason(name):
    """A file that a password locks is rejected with that reason."""
    intake = read(name)
    assert codes(intake) == [("file-encrypted", "")]
    assert sum(len(frame) for frame in intake.frames.values()) == 0


@pytest.mark.parametrize("name", ["faulty.xlsx", "faulty.ods", "faulty.xls"])
def test_faulty_cells_are_named(name):
    """Formula errors and a number that lost its digits reject their rows; full-width digits and units are read."""
    intake = read(name)
    found = dict(codes(intake))
    assert {code: cell for code, cell in codes(intake) if code == "id-lost-digits"} == {
        "id-lost-digits": "B12"
    }
    assert {cell for code, cell in codes(intake) if code == "formula-error"} == {"H7", "I8"}
    assert found["mark-full-width"] == "Q9"
    assert found["mark-with-unit"] == "P9"
    typed = made.typed_rows()
    assert as_typed(intake) == typed[2:5]
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(6, 3)]


@pytest.mark.parametrize("name", ["register.xlsx", "register.ods"])
def test_a_register_gives_its_breaches(name):
    """A register filled from the drop-downs gives one row per breach."""
    intake = read(name)
    scheme = SCHEMES.latest("service-norm-100")
    frame = intake.frames[scheme.key].sort_values("row")
    clauses = [scheme.counted[int(row[3])].id for row in made.BREACHES]
    assert list(frame["clause"]) == clauses
    assert list(frame["times"]) == [int(row[4]) for row in made.BREACHES]
    assert list(frame["agent"]) == [row[1] for row in made.BREACHES]
    assert list(frame["recording"]) == [row[6] for row in made.BREACHES]
    assert codes(intake) == []
