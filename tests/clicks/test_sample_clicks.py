"""抽检与校正, clicked with a real pointer in a real Calc."""

from __future__ import annotations

import json

import pytest

from qa_workbook.demo.fair import FairDemo
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.demo.lists import write_people

pytestmark = pytest.mark.calc
SHEETS = {"inspectors": 2, "days": 1, "recordings": 8, "mistakes": False, "extras": False}
LOOK = "完成，请看提示"


def fill(workspace):
    """Puts score sheets, the list of people and a call list into a workspace; returns the demo."""
    config = workspace.load()
    options = DemoOptions(month="2026-10", **SHEETS)
    made = generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    people = workspace.root / "config" / "people.csv"
    write_people(people, made.staff, config.forms.form("people"), "zh")
    FairDemo(made, config.vocabulary, "zh", 1).write_call_list(workspace.calls, config.forms)
    return made


def write_list(window, column: int, words: list[str]) -> None:
    """Types into a list of the sheet 校正会."""
    sheet = window.document.getSheets().getByName("校正会")
    for row, said in enumerate(words, 8):
        sheet.getCellByPosition(column, row).setString(said)


def test_a_sample_a_session_and_the_laboratory_at_a_click(console, screen):
    """A sample by its seed and again without one; blind packs of the session as it was typed."""
    window, workspace = console("抽检")
    made = fill(workspace)

    window.type("qa_period", "2026-10-15")
    window.type("qa_seed", "第一次")
    assert window.run("QaSampleDraw") == LOOK, window.text("qa_message")
    assert "种子 第一次" in window.text("qa_message")
    certificate = next(path for path in window.links().values() if path.suffix == ".json")
    assert json.loads(certificate.read_text("utf-8"))["seed"] == "第一次"
    before = certificate.read_bytes()
    window.type("qa_seed", "")
    assert window.run("QaSampleDraw") == LOOK
    assert "结果不变" in window.text("qa_counts")
    assert certificate.read_bytes() == before
    assert any(path.name.startswith("抽检名单") for path in window.links().values())
    assert window.run("QaSampleStatus") == LOOK
    assert "条没有评" in window.text("qa_message")
    screen.picture("console-sample")

    assert window.run("QaCalibrationPacks") == "未完成"
    assert "会议日期" in window.text("qa_message")
    window.type("qa_session_day", "2099-10-20")
    window.type("qa_session_lead", made.who_is("qa_lead").name)
    write_list(window, 0, [str(row["recording"]) for row in made.heard[:4]])
    inspector, _ = made.staff[:2]
    write_list(window, 1, [inspector.name])
    assert window.run("QaCalibrationPacks") == "完成", window.text("qa_message")
    announced, folder = list(window.links().values())[:2]
    packs = [file.name for file in folder.iterdir() if file != announced]
    assert len(packs) == 2
    assert any(inspector.name in name for name in packs)
    assert window.run("QaCalibrationReport") == LOOK
    assert "没有可用的评分" in window.text("qa_message")
    assert window.links()["质检校正_JZ-2099-10-20.xlsx"].exists()
    screen.picture("console-calibration")

    window.type("qa_period", "2026-10")
    assert window.run("QaBuild") == "完成"
    assert window.run("QaLaboratory") == "完成", window.text("qa_message")
    assert "drafts" in window.text("qa_message")
    assert window.links()["评分方案实验室_monitoring-10x4_2026-10.xlsx"].exists()
