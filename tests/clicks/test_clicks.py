"""Every button clicked with a real pointer in a real Calc; checked is what a user sees afterwards."""

from __future__ import annotations

import time
import zipfile
from urllib.parse import unquote

import pytest
from calc_screen import wait_for

from qa_workbook.console.buttons import BUTTONS, OTHER_GROUP
from qa_workbook.console.names import CONSOLE, FINDINGS, HELP, LOG
from qa_workbook.host import findings_sheet

pytestmark = pytest.mark.calc
GOOD = {"inspectors": 2, "days": 1, "recordings": 12, "mistakes": False, "extras": False}
BROKEN = {"inspectors": 2, "days": 2, "recordings": 60, "mistakes": True, "extras": True}
PEOPLE = "工号,姓名,班组,角色,项目\nQ1,陈晨,一组,质检员,\n0101,王佳,一组,座席,\n"
MONTHLY = "质检监听评分表_2026-10"
AWKWARD = '质检 工作区\'s "A&B" $HOME `id` %41 #1; [甲]'
CELL = 4  # the column 单元格


def status(window) -> dict[str, str]:
    """What the status area shows."""
    return {
        name: window.text(f"qa_{name}")
        for name in ("state", "progress", "message", "counts", "last_run")
    }


def test_every_button_does_its_work_on_good_sheets(console, calc, screen, opened):
    """With sound sheets every button ends in 完成, its files are there and linked, and each run is in the log."""
    window, workspace = console("好表", **GOOD)
    screen.picture("console-fresh")
    others = {button.macro for button in BUTTONS if button.group == OTHER_GROUP}
    assert window.buttons() == {button.macro for button in BUTTONS} - others

    assert window.run("QaTemplate") == "完成"
    assert (workspace.output / "评分表_质检监听评分表.xlsx").exists()
    (workspace.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    assert window.run("QaPacks") == "完成"
    assert "新写 1 份" in window.text("qa_counts")
    listed, packs = list(window.links().values())[:2]
    assert {file.name for file in packs.iterdir()} == {listed.name, f"陈晨_{MONTHLY}.xlsx"}
    assert window.run("QaValidate") == "完成"
    assert window.text("qa_message") == "全部评分表都没有问题。"
    assert window.run("QaBuild") == "完成"
    assert "新增 24" in window.text("qa_counts")
    assert window.run("QaRegister") == "完成"
    assert window.run("QaHandedIn") == "完成，请看提示"
    assert "未交：陈晨" in window.text("qa_message")
    assert "缺交名单_2026-10.xlsx" in window.links()
    screen.picture("console-handed-in")
    assert window.run("QaRun") == "完成"
    shown = status(window)
    assert "未变 24" in shown["counts"]
    assert "扣罚登记" in shown["counts"]
    assert not shown["progress"]
    screen.picture("console-done")
    names = [
        "服务质量分析表_2026-10.xlsx",
        "服务质量扣罚登记表_2026-10.xlsx",
        "校验结果_2026-10.xlsx",
    ]
    links = window.links()
    assert list(links)[:3] == names
    assert all(path.exists() for path in links.values())

    assert window.rows(FINDINGS, 6, 9) == []
    log = window.rows(LOG, 4, 9)
    assert [row[1] for row in log] == [
        "空白评分表",
        "批量发表",
        "校验评分表",
        "生成分析",
        "生成扣罚登记",
        "缺交名单",
        "一键完成",
    ]
    assert [row[3] for row in log] == ["完成"] * 5 + ["完成，请看提示", "完成"]
    assert not (workspace.root / "data" / "log").exists()

    assert window.run("QaOpenOutput") == "完成"
    wait_for(lambda: str(workspace.output) in opened.read_text("utf-8"), "the file manager", 5)
    assert window.run("QaHelp") == "就绪"
    assert window.shown_sheet == HELP
    screen.picture("help")
    assert calc.dialogs() == []


def test_findings_are_listed_and_linked_to_their_cells(console, calc, screen, opened):
    """With broken sheets the findings stand in the workbook, errors first, and a click leads to the faulty cell."""
    window, workspace = console("坏表", **BROKEN)
    assert window.run("QaRun") == "完成，有数据被拒收"
    assert "有错误" in window.text("qa_message")
    screen.picture("console-rejected")

    window.show(FINDINGS)
    rows = window.rows(FINDINGS, 6, 9)
    screen.picture("findings")
    severities = [row[0] for row in rows]
    assert severities == sorted(severities, key=("错误", "警告", "提示").index)
    assert {"错误", "警告"} <= set(severities)
    assert all(row[1] and row[2] and row[7] and row[8] for row in rows)

    line = next(place for place, row in enumerate(rows) if row[CELL])
    window.follow_link(CELL, 5 + line)
    asked = wait_for(
        lambda: [url for url in opened.read_text("utf-8").splitlines() if "#" in url], "the link", 5
    )[-1]
    path, place = unquote(asked).removeprefix("file://").rsplit("#", 1)
    assert path == str(workspace.inbox / rows[line][2])
    assert place == f"'{rows[line][3]}'.{rows[line][CELL]}"
    faulty = calc.open_address(asked)
    assert faulty.selection == (rows[line][3], rows[line][CELL].partition(":")[0])
    screen.picture("faulty-cell")


def test_a_console_made_in_english_works(console, calc, screen):
    """Its sheets have English names, and the buttons find them; everything that is written is English."""
    window, _ = console("English", language="en", **BROKEN)
    assert window.text("qa_scheme") == "Call monitoring score sheet"
    assert window.run("QaTemplate") == "Done"
    assert window.run("QaRun") == "Done, some input was rejected"
    screen.picture("en-console")
    assert window.run("QaRegister") == "Done"
    screen.picture("en-register")
    assert {row[0] for row in window.rows("Findings", 6, 9)} >= {"Error", "Warning"}
    assert [row[1] for row in window.rows("Run log", 4, 9)] == [
        "Blank score sheet",
        "Do everything",
        "Penalty register",
    ]
    for sheet in ("Findings", "Run log"):
        window.show(sheet)
        screen.picture(f"en-{sheet.replace(' ', '-')}")
    window.show("Console")
    assert window.run("QaHelp") == "Ready"
    assert window.shown_sheet == "Help"
    screen.picture("en-help")
    assert calc.dialogs() == []


def test_an_output_that_is_open_is_refused_in_one_sentence(console, calc, screen):
    """While the analysis is open elsewhere nothing is written, one sentence says so, and afterwards it works."""
    window, workspace = console("输出被打开", **GOOD)
    assert window.run("QaBuild") == "完成"
    (workspace.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")  # something is new
    made = window.links()["服务质量分析表_2026-10.xlsx"]
    before = made.read_bytes()
    other = calc.open(made)
    window.front()
    assert window.run("QaBuild") == "未完成"
    assert "请关闭后再试" in window.text("qa_message")
    screen.picture("output-open-elsewhere")
    assert made.read_bytes() == before
    assert window.rows(LOG, 4, 9)[-1][3] == "未完成"
    other.close()
    window.front()
    assert window.run("QaBuild") == "完成"
    assert calc.dialogs() == []


def test_a_workspace_path_full_of_awkward_characters_works(console, screen):
    """Spaces, quotes, &, $, backticks, %, #, brackets and Chinese in the path change nothing."""
    window, workspace = console(AWKWARD, **BROKEN)
    assert window.run("QaRun") == "完成，有数据被拒收"
    screen.picture("awkward-path")
    assert all(path.exists() for path in window.links().values())
    assert {path.parent for path in window.links().values()} == {workspace.output, workspace.root}


def test_settings_are_checked_and_taken(console, screen):
    """A wrong setting is one sentence; other folders, a period in words and English are taken."""
    window, workspace = console("设置", **GOOD)
    window.type("qa_inbox", "没有这个文件夹")
    assert window.run("QaValidate") == "未完成"
    assert "没有这个文件夹" in window.text("qa_message")
    window.type("qa_inbox", "inbox")
    window.type("qa_period", "下个月")
    assert window.run("QaRun") == "未完成"
    assert "“下个月”看不懂" in window.text("qa_message")
    screen.picture("bad-period")
    window.type("qa_period", "２０２６年10月")
    window.type("qa_output", "交付/十月")
    window.type("qa_language", "en")
    assert window.run("QaBuild") == "Done"
    screen.picture("english")
    assert (workspace.root / "交付" / "十月" / "quality-analysis_2026-10.xlsx").exists()


def test_impatient_clicks_start_the_work_once(console, screen):
    """A second click while the first still works changes nothing but the message."""
    window, _ = console("连点", **BROKEN)
    window.click("QaRun")
    time.sleep(0.3)
    window.click("QaRun")
    wait_for(lambda: window.rows(LOG, 4, 9), "the end of the work", 30)
    time.sleep(2)
    assert len(window.rows(LOG, 4, 9)) == 1
    assert window.text("qa_state") == "完成，有数据被拒收"
    screen.picture("impatient")


def test_a_console_saved_in_calc_keeps_its_buttons_and_settings(console, calc, screen):
    """Settings are remembered by saving, as often as one likes, and the buttons still work in the saved workbook."""
    window, workspace = console("保存", **GOOD)
    file = workspace.root / "qa_workbook.xlsm"
    for language, state in (("en", "Ready"), ("zh", "就绪")):
        window.type("qa_language", language)
        assert window.run("QaHelp") == state
        window.show(CONSOLE)
        window.document.store()
        wait_for(lambda: has_macros(file), "the macros in the saved file", 10, 0.2)
        window.close()
        window = calc.open(file)
        assert window.text("qa_language") == language
    screen.picture("saved-and-reopened")
    assert window.run("QaRun") == "完成"
    assert calc.dialogs() == []


def has_macros(file) -> bool:
    """Whether every button of a workbook runs its macro."""
    try:
        with zipfile.ZipFile(file) as package:
            names = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
            drawings = "".join(package.read(name).decode() for name in names)
    except (OSError, zipfile.BadZipFile):
        return False
    return all(f'macro="[0]!{button.macro}"' in drawings for button in BUTTONS)


def with_python(window, path: str) -> None:
    """Writes a path into the cells of the interpreters."""
    conf = window.document.getSheets().getByName("xlwings.conf")
    for row in range(3):
        conf.getCellByPosition(1, row).setString(path)


def test_a_missing_interpreter_is_named(console, calc, screen):
    """Where the Python of the configuration is gone, one sentence says what to do."""
    window, _ = console("没有解释器")
    with_python(window, "/no/such/python")
    window.click("QaRun")
    wait_for(lambda: window.text("qa_message"), "the sentence", 5)
    assert window.text("qa_state") == "未完成"
    screen.picture("no-interpreter")
    assert calc.dialogs() == []


def test_a_python_without_the_program_is_told(console, calc, ground):
    """A Python that can't load the program doesn't leave the console at "starting"."""
    other = ground / "python-of-another"
    other.symlink_to("/bin/false")
    window, _ = console("别的解释器")
    window.named("qa_patience").setValue(2)
    with_python(window, str(other))
    window.click("QaRun")
    wait_for(lambda: window.text("qa_message"), "the sentence", 15)
    assert "没能载入" in window.text("qa_message")
    assert window.text("qa_state") == "未完成"
    assert calc.dialogs() == []


def test_no_module_of_the_offices_folder_is_imported(console, trap):
    """Where Calc was started must not matter: whoever can write there would run his code."""
    window, workspace = console("别人的模块")
    for module in trap.glob("*.py"):
        (workspace.root / module.name).write_bytes(module.read_bytes())
    (workspace.root / "python").mkdir()
    (workspace.root / "python" / "qa_workbook.py").write_bytes((trap / "argparse.py").read_bytes())
    assert window.run("QaHelp") == "就绪"
    assert not (trap / "imported").exists()


def test_the_list_in_the_workbook_is_capped():
    """The list in the workbook fits the filter and colours that the sheet has for it."""
    from qa_workbook.console import list_sheets

    assert findings_sheet.MOST_ROWS < list_sheets._FINDINGS_ROWS
