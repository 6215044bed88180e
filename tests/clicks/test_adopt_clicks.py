"""采用现有表格 and 退回修改, clicked with a real pointer in a real Calc."""

from __future__ import annotations

import openpyxl
import pytest

from foreign.foreign_sheets import CASES

pytestmark = pytest.mark.calc
LOOK = "完成，请看提示"


def test_own_sheets_are_adopted_with_two_clicks_and_faulty_ones_sent_back(console, screen):
    """The first click writes the preview, the second puts it into use; a faulty file gets a copy."""
    window, workspace = console("现有表格")
    sheet = CASES["one_level"]()
    path = workspace.inbox / sheet.name
    path.write_bytes(sheet.data)

    assert window.run("QaAdopt") == LOOK
    preview = f"采用_{path.stem}.xlsx"
    assert window.links()[preview].exists()
    assert "24 个总分中 24 个一致" in window.text("qa_counts")
    assert "再点一次" in window.text("qa_message")
    screen.picture("console-adopt")
    assert window.run("QaAdopt") == "完成"
    assert window.text("qa_message").startswith("已采用")
    assert len(list((workspace.root / "config" / "layouts").glob("*.yaml"))) == 1

    first = sheet.truth.recordings[0]
    name, cell = first.cells[sheet.truth.items[0].name].split("!")
    book = openpyxl.load_workbook(path)
    book[name][cell] = 77
    book.save(path)
    before = path.read_bytes()
    assert window.run("QaReturnSheets") == "完成，有数据被拒收"
    copy = next(link for words, link in window.links().items() if path.stem in words)
    assert openpyxl.load_workbook(copy)[name][cell].comment
    assert path.read_bytes() == before
    screen.picture("console-return")
