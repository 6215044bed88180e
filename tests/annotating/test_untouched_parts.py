"""What isn't changed in somebody else's workbook keeps its bytes."""

from __future__ import annotations

import io
import zipfile

import python_calamine
import xlsxwriter

from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.model import CellEdit, CellMark


def book() -> bytes:
    """Returns a small workbook of two sheets."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("评分表", "说明"):
        sheet = made.add_worksheet(name)
        sheet.write_row(0, 0, ["录音编号", "得分"])
        sheet.write_row(1, 0, ["L001", 95])
        sheet.write_formula("C2", "=B2*2", value=190)
    made.close()
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Returns all parts of a package, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_only_styles_and_the_marked_sheet_change():
    """Colouring a cell touches its sheet and the styles; the order in the zip stays."""
    data = book()
    old, new = parts(data), parts(annotated(data, [CellMark("评分表", "B2")]))
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == [
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
    ]


def test_text_that_looks_like_a_formula_stays_text():
    """An edit writes what it is given; nothing becomes a formula."""
    data = annotated(book(), [], [CellEdit("评分表", "B2", "=1+1"), CellEdit("说明", "D9", 7)])
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert read.get_sheet_by_name("评分表").to_python()[1][:2] == ["L001", "=1+1"]
    assert read.get_sheet_by_name("说明").to_python()[8][3] == 7
    assert b"<f>1+1" not in parts(data)["xl/worksheets/sheet1.xml"]
