"""`adopt`, as a stranger uses it: a sheet that nobody has seen, questions answered in the preview,
and from then on marks that are right and findings in the cells of that sheet.
"""

from __future__ import annotations

import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from contract.conftest import Desk
from foreign.kit import Foreign
from foreign.old_sheet import old_sheet

ANSWER = "E6"
"""The yellow cell of the first question."""


@pytest.fixture(scope="module")
def sheet() -> Foreign:
    """The old sheet of the documentation."""
    return old_sheet()


@pytest.fixture(scope="module")
def proposed(shared_desk: Desk, sheet: Foreign) -> dict:
    """What `adopt` says of it."""
    path = shared_desk.root / sheet.name
    path.write_bytes(sheet.data)
    return shared_desk.json("adopt", str(path))


@pytest.fixture(scope="module")
def accepted(shared_desk: Desk, proposed: dict) -> dict:
    """What `adopt --accept` says of the preview once its question is answered."""
    preview = Path(proposed["files"]["preview"])
    answer(preview, "总分记 0")
    shared_desk.json("adopt", str(shared_desk.root / proposed["file"]))  # the answer stays
    return shared_desk.json("adopt", "--accept", str(preview))


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below a folder with their content."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_adopt__says_the_contracts_object_and_changes_nothing(shared_desk, proposed, sheet):
    """Counts of cells by sheet, the files made; every cell is understood or ignored by a rule."""
    assert set(proposed) == {"file", "sheets", "files"}
    assert set(proposed["files"]) == {"scheme", "layout", "preview"}
    assert proposed["file"] == sheet.name
    (only,) = proposed["sheets"]
    assert set(only) == {"sheet", "layout", "understood", "unsure", "ignored"}
    assert only["unsure"] == 0 and only["understood"] > 100 and only["ignored"] > 0
    assert all(Path(path).is_file() for path in proposed["files"].values())
    schemes = shared_desk.json("schemes")["schemes"]
    assert only["layout"] not in {one["id"] for one in schemes}


def test_adopt__twice_is_once(shared_desk, proposed, sheet):
    """The same files give the same proposal and the same preview, byte for byte."""
    folder = shared_desk.root / "config" / "proposals"
    before = files_of(folder), Path(proposed["files"]["preview"]).read_bytes()
    assert shared_desk.json("adopt", str(shared_desk.root / sheet.name)) == proposed
    assert (files_of(folder), Path(proposed["files"]["preview"]).read_bytes()) == before


def test_accept__asks_before_anything_is_put_into_use(shared_desk, proposed):
    """With a question open, or an answer that is none, nothing changes; both are told."""
    preview = Path(proposed["files"]["preview"])
    config = files_of(shared_desk.root / "config")
    refused = shared_desk.json("adopt", "--accept", str(preview), code=2)
    assert not refused["accepted"] and len(refused["open"]) == 1
    answer(preview, "看情况")
    wrong = shared_desk.json("adopt", "--accept", refused["proposal"], code=2)
    assert [(one["sheet"], one["cell"]) for one in wrong["findings"]] == [("问题", ANSWER)]
    assert files_of(shared_desk.root / "config") == config


def test_accept__proves_that_all_totals_agree_and_forgets_the_samples(shared_desk, accepted, sheet):
    """Scheme, layout and a blank sheet are in the config; the copies with people's names are gone."""
    count = len(sheet.truth.recordings)
    assert accepted["accepted"] and accepted["totals"] == {"compared": count, "agree": count}
    assert not (shared_desk.root / "config" / "proposals" / accepted["proposal"]).exists()
    assert shared_desk.json("schemes", "check") == {"faults": []}
    blank = openpyxl.load_workbook(accepted["files"]["blank"])
    said = {str(cell.value) for row in blank.active.iter_rows() for cell in row if cell.value}
    people = {one.name for one in sheet.truth.recordings}
    assert "录音编号" in said and not said & people and not said & {"陈晨"}
    with zipfile.ZipFile(accepted["files"]["blank"]) as package:
        parts = b"".join(map(package.read, package.namelist())).decode("utf-8", "replace")
    assert not [name for name in {*people, "陈晨"} if name in parts]
    assert shared_desk.json("adopt", "--accept", accepted["proposal"])["accepted"]


@pytest.mark.usefixtures("accepted")
def test_accepted__build_has_every_mark(shared_desk, sheet):
    """Scores of all recordings are those that the sheet prints."""
    shutil.copy(shared_desk.root / sheet.name, shared_desk.inbox / sheet.name)
    assert shared_desk.json("validate", str(shared_desk.inbox))["findings"] == []
    report = shared_desk.build()
    assert report["recordings"]["added"] == len(sheet.truth.recordings)
    totals = [one.total for one in sheet.truth.recordings]
    metrics = shared_desk.json("metrics", "--period", "2026-10")
    mean = sum(totals, Decimal(0)) / len(totals)
    assert metrics["mean_final"] == pytest.approx(float(mean), abs=0.01)
    known = shared_desk.json("adopt", str(shared_desk.root / sheet.name))
    assert known["sheets"] == [] and known["files"]["preview"] is None


@pytest.mark.usefixtures("accepted")
def test_accepted__findings_stand_in_the_cells_of_that_sheet(shared_desk, sheet):
    """A mark that can't be is told at its own address, under the heading of that sheet."""
    first = sheet.truth.recordings[0]
    item = sheet.truth.items[0].name
    name, cell = first.cells[item].split("!")
    path = shared_desk.root / "坏.xlsx"
    book = openpyxl.load_workbook(shared_desk.root / sheet.name)
    book[name][cell] = 77
    book.save(path)
    found = shared_desk.json("validate", str(path), code=1)["findings"]
    wrong = [one for one in found if one["severity"] == "error"]
    assert [(one["sheet"], one["cell"], one["value"]) for one in wrong] == [(name, cell, "77")]
    assert item in wrong[0]["column"]


def answer(preview: Path, said: str) -> None:
    """Writes an answer to the first question, as somebody would in a spreadsheet program."""
    book = openpyxl.load_workbook(preview)
    book["问题"][ANSWER] = said
    book.save(preview)


def test_accept__refuses_what_is_no_proposal(desk):
    """A file that is no preview, and a proposal that nobody made, are told as wrong usage."""
    other = desk.root / "other.xlsx"
    openpyxl.Workbook().save(other)
    assert desk.call("adopt", "--accept", str(other)).returncode == 2
    assert desk.call("adopt", "--accept", "p-0123456789").returncode == 2
    assert desk.call("adopt").returncode == 2
