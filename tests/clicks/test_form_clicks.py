"""其他业务, clicked with a real pointer in a real Calc: blank sheets and results of other forms."""

from __future__ import annotations

import pytest

from qa_workbook.console.buttons import BUTTONS, OTHER_GROUP
from qa_workbook.console.names import CONSOLE, OTHER, OTHER_LINKS
from qa_workbook.demo.form_sheet import FormSheet

pytestmark = pytest.mark.calc
LOOK = "完成，请看提示"
TICKETS = (
    {"ticket": "T1", "kind": "投诉", "upheld": "成立", "cause": "服务"},
    {"ticket": "T2", "kind": "投诉", "upheld": "不成立"},
    {"ticket": "T3", "kind": "表扬"},
)


def complaints_in(workspace) -> None:
    """Puts a filled sheet of complaints and praise into the inbox."""
    form = workspace.load().forms.form("complaints")
    day = {"received": "2026-10-05 09:30", "answered": "2026-10-05 10:30", "source": "本中心"}
    rows = tuple(day | row for row in TICKETS)
    FormSheet("投诉.xlsx", form, rows, {"month": "2026-10"}).write(workspace.inbox)


def shown_here(window, words: str) -> bool:
    """Whether a cell of the sheet that is shown says so."""
    sheet = window.document.getCurrentController().getActiveSheet()
    area = sheet.getCellRangeByPosition(0, 0, 10, 30).getDataArray()
    return any(words in str(cell) for row in area for cell in row)


def test_the_other_forms_from_blank_sheet_to_result(console, calc, screen):
    """The sheet says what to do, and its buttons do it; state and links are seen where one clicked."""
    window, workspace = console("其他业务")
    assert window.run("QaOtherWork") == "就绪"
    assert window.shown_sheet == OTHER
    ours = [button for button in BUTTONS if button.group == OTHER_GROUP]
    assert window.buttons() == {button.macro for button in ours}

    assert window.run("QaBlankForm") == "完成", window.text("qa_message")
    assert [path.suffix for path in window.links(OTHER_LINKS).values()] == [".xlsx", ""]
    assert all(path.exists() for path in window.links(OTHER_LINKS).values())
    screen.picture("forms-blank")

    assert window.run("QaComplaints") == LOOK
    assert window.text("qa_message").startswith("“投诉表扬登记”里没有 2026-10 的记录。")
    assert shown_here(window, "“投诉表扬登记”里没有 2026-10 的记录")
    screen.picture("forms-nothing-yet")

    complaints_in(workspace)
    window.show(CONSOLE)
    assert window.run("QaBuild") in ("完成", LOOK), window.text("qa_message")
    window.show(OTHER)
    assert window.run("QaComplaints") == "完成", window.text("qa_message")
    assert "投诉 2 件" in window.text("qa_message")
    assert shown_here(window, window.text("qa_message"))
    made = window.links(OTHER_LINKS)
    assert made == window.links()
    assert made["投诉表扬_2026-10.xlsx"].exists()
    screen.picture("forms-result")

    for button in ours:
        if button.form not in ("", "complaints"):
            there = workspace.load().forms.get(button.form) is not None
            assert window.run(button.macro) == (LOOK if there else "未完成")
            said = "里没有 2026-10 的记录" if there else f"没有“{button.form}”这张表单"
            assert said in window.text("qa_message")
    assert window.run("QaAllResults") in ("完成", LOOK)
    assert "投诉表扬_2026-10.xlsx" in window.links(OTHER_LINKS)
    window.type("qa_period", "2026-08")
    assert window.run("QaAllResults") == LOOK
    assert window.text("qa_message").startswith("各表单都没有 2026-08 的记录。")
    assert calc.dialogs() == []
