"""其他业务, clicked with a real pointer in a real Calc: blank sheets and results of other forms."""

from __future__ import annotations

import shutil

import pytest

from qa_workbook.console.buttons import BUTTONS, OTHER_GROUP
from qa_workbook.console.names import CONSOLE, LOG, OTHER, OTHER_LINKS
from qa_workbook.demo.generator import DemoOptions, generate

pytestmark = pytest.mark.calc
LOOK = "完成，请看提示"
SHEETS = {"inspectors": 1, "days": 1, "recordings": 6, "mistakes": False}
MADE = {
    "QaComplaints": "投诉表扬_2026-10.xlsx",
    "QaCases": "服务质量案例库_2026-10.xlsx",
    "QaChatKpi": "线上客服_2026-10.xlsx",
    "QaExams": "业务培训考核_2026-10.xlsx",
    "QaTiers": "客服分级_2026-10.xlsx",
}


def fill(workspace) -> None:
    """Puts the sheets of a month of a small centre into the inbox, those of other forms too."""
    config = workspace.load()
    options = DemoOptions(month="2026-10", **SHEETS)
    generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    # the score sheets are none of this business
    for folder in workspace.inbox.iterdir():
        if folder.is_dir() and any("评分表" in file.name for file in folder.iterdir()):
            shutil.rmtree(folder)


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

    fill(workspace)
    window.show(CONSOLE)
    assert window.run("QaBuild") in ("完成", LOOK), window.text("qa_message")
    window.show(OTHER)
    results = {button.macro for button in ours if button.form}
    assert results == set(MADE)
    for macro, name in MADE.items():
        assert window.run(macro) in ("完成", LOOK), window.text("qa_message")
        assert shown_here(window, window.text("qa_message"))
        links = window.links(OTHER_LINKS)
        assert links == window.links()
        assert list(links) == [name, "打开输出文件夹"]
        assert links[name].exists()
        screen.picture(f"forms-{macro}")

    assert window.run("QaAllResults") in ("完成", LOOK)
    assert window.text("qa_message").startswith("5 种业务有登记")
    assert {*MADE.values(), "打开输出文件夹"} == set(window.links(OTHER_LINKS))
    screen.picture("forms-all")
    window.type("qa_period", "2026-01")
    assert window.run("QaAllResults") == LOOK
    assert window.text("qa_message").startswith("各表单都没有 2026-01 的记录。")
    assert window.rows(LOG, 4, 9)[-1][2] == "2026-01"
    assert calc.dialogs() == []
