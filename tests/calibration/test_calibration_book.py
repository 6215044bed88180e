"""质检校正: every figure has its live formula, what people write is kept, names do no harm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from calibration_reports import RULES, report
from calibration_sessions import session

from made_recordings import scheme
from qa_workbook.books.calibration.agreed import row_key
from qa_workbook.books.calibration.book import write_calibration_book
from qa_workbook.books.cloth.notes import written_notes
from qa_workbook.calibration.panel import panel_of
from qa_workbook.calibration.repeats import Repeats
from qa_workbook.calibration.report import report_of
from qa_workbook.calibration.session import Kind, Settled
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.workspace_paths import shipped
from shared_office import HAS_CALC, convert_in_calc

LIMITS = read_model(shipped("config") / "intake.yaml", Vocabulary)[0].limits


def cells(path: Path, *, data_only: bool = True) -> dict[tuple[str, str], openpyxl.cell.Cell]:
    """Returns every cell by sheet and address."""
    return {
        (sheet.title, cell.coordinate): cell
        for sheet in openpyxl.load_workbook(path, data_only=data_only)
        for row in sheet.iter_rows()
        for cell in row
    }


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> dict[str, Path]:
    """Several sessions in which some marks are missing, and a scheme whose items have points."""
    folder = tmp_path_factory.mktemp("calibration")
    made = {
        "several": report(recordings=3, together=3),
        "index": report("satisfaction-3-9-20", recordings=3, sessions=1),
    }
    for name, found in made.items():
        write_calibration_book(folder / f"{name}.xlsx", found)
    return {name: folder / f"{name}.xlsx" for name in made}


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
@pytest.mark.parametrize("name", ["several", "index"])
def test_calibration__calc_comes_to_the_computed_figures(books, name, tmp_path):
    """LibreOffice, made to recalculate everything, gets our value in every live cell; 核对 agrees."""
    path = books[name]
    written, ours = cells(path, data_only=False), cells(path)
    theirs = cells(convert_in_calc(path, "xlsx", tmp_path))
    live = [place for place, cell in written.items() if cell.data_type == "f"]
    assert len(live) > 500
    found = {place: theirs[place].value or 0 for place in live}
    assert found == {place: near(ours[place].value or 0) for place in live}
    assert found["核对", "A5"] == "全部一致，差为 0"


def near(value: object) -> object:
    """The value, a float made tolerant of the last binary digits."""
    return pytest.approx(value, abs=1e-9) if isinstance(value, float) else value


def test_calibration__nothing_came_back(tmp_path):
    """A session of which nothing came back has its workbook, which says who hasn't handed in."""
    rules = scheme()
    one = session(rules, 3)
    empty = report_of([one], {one.id: panel_of(one, {rules.key: rules}, {})}, RULES, Repeats())
    write_calibration_book(tmp_path / "x.xlsx", empty)
    said = [
        cell.value for (sheet, _), cell in cells(tmp_path / "x.xlsx").items() if sheet == "总览"
    ]
    assert (
        "没有可用的评分（5 人；没有交，或被拒收，见校验结果）：陈静、何敏、周丽、吴强、孙莉（金标）"
        in said
    )
    assert said.count("算不出：同评的质检员不足两名。") >= 1


def test_calibration__open_recordings_are_named(tmp_path):
    """A session of which some recordings are not settled says which on 总览."""
    found = report(recordings=4, sessions=1)
    first, second, *left = [call.recording for call in found.session.calls]
    done = [
        Settled(Kind.AGREED, one, "voice", "4", "孙莉", "2026-10-05") for one in (first, second)
    ]
    later = replace(found, session=found.session.with_settled(done))
    write_calibration_book(tmp_path / "x.xlsx", later)
    said = [
        cell.value for (sheet, _), cell in cells(tmp_path / "x.xlsx").items() if sheet == "总览"
    ]
    assert "进度：部分定稿" in said
    assert f"还没有定稿的录音（2 条）：{'、'.join(left)}" in said


def test_calibration__what_people_wrote_is_kept(tmp_path):
    """Notes of the discussion and agreed marks stand in the next workbook again; same input, same bytes."""
    found, path = report(recordings=4, sessions=1), tmp_path / "a.xlsx"
    write_calibration_book(path, found)
    book = openpyxl.load_workbook(path)
    agreed = book["定稿"]
    row = next(row for row in agreed.iter_rows() if row[1].value == "定稿")
    headings = {cell.value: cell.column for cell in agreed[row[0].row - 2]}
    agreed.cell(row[0].row, headings["结论"]).value = "一致"
    agreed.cell(row[0].row, headings["服务态度"]).value = 3
    book.save(path)
    notes = {note.key: note.value for note in written_notes(path.read_bytes(), LIMITS)}
    key = row_key(found.session.id, found.session.calls[0].recording)
    assert (notes[f"{key}/verdict"], notes[f"{key}/mark.attitude"]) == ("一致", 3.0)
    kept = {key: value for key, value in notes.items() if value != ""}
    for name in ("b", "c"):
        write_calibration_book(tmp_path / f"{name}.xlsx", found, notes=kept)
    again = {
        note.key: note.value
        for note in written_notes((tmp_path / "b.xlsx").read_bytes(), LIMITS)
        if note.value != ""
    }
    assert again == kept
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()
