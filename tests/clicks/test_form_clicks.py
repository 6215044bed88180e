"""其他业务, clicked with a real pointer in a real Calc: blank sheets and results of other forms."""

from __future__ import annotations

import shutil

import pytest
from calc_screen import wait_for

from qa_workbook.console.buttons import BUTTONS, OTHER_GROUP
from qa_workbook.console.names import CONSOLE, OTHER, OTHER_LINKS
from qa_workbook.demo.generator import DemoOptions, generate

pytestmark = pytest.mark.calc
LOOK = "完成，请看提示"
SHEETS = {"inspectors": 1, "days": 1, "recordings": 6, "mistakes": False}


def fill(workspace) -> None:
    """Puts the sheets of a month of a small centre into the inbox, those of other forms too."""
    config = workspace.load()
    options = DemoOptions(month="2026-10", **SHEETS)
    generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    # the score sheets are none of this business
    for folder in workspace.inbox.iterdir():
        if folder.is_dir() and any("评分表" in file.name for file in folder.iterdir()):
            shutil.rmtree(folder)


def see_here(window, words: str) -> None:
    """Waits until a cell of the sheet that is shown says so: it is calculated after the message."""
    sheet = window.document.getCurrentController().getActiveSheet()

    def shown() -> bool:
        area = sheet.getCellRangeByPosition(0, 0, 10, 30).getDataArray()
        return any(words in str(cell) for row in area for cell in row)

    wait_for(shown, f"{words} on the sheet that is shown", 10)


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
    see_here(window, "“投诉表扬登记”里没有 2026-10 的记录")
    screen.picture("forms-nothing-yet")

    fill(workspace)
    window.show(CONSOLE)
    assert window.run("QaBuild") in ("完成", LOOK), window.text("qa_message")
    window.show(OTHER)
    made = set()
    for button in ours:
        if button.form:
            assert window.run(button.macro) in ("完成", LOOK), window.text("qa_message")
            see_here(window, window.text("qa_message"))
            links = window.links(OTHER_LINKS)
            assert links == window.links()
            name, folder = links
            assert name.endswith("_2026-10.xlsx") and links[name].exists()
            assert folder == "打开输出文件夹"
            made.add(name)
    assert len(made) == 5

    assert window.run("QaAllResults") in ("完成", LOOK)
    assert window.text("qa_message").startswith("5 种业务有登记")
    assert set(window.links(OTHER_LINKS)) == {*made, "打开输出文件夹"}
    screen.picture("forms-all")
    assert calc.dialogs() == []
