"""A month of penalties played through in a real Calc: decided in the register, closed, paid, reversed."""

from __future__ import annotations

from datetime import datetime, timedelta

import openpyxl
import pytest

from qa_workbook.app.decisions import import_decisions
from qa_workbook.app.register import register_file, write_register
from qa_workbook.app.run import run_period
from qa_workbook.casework.decision_sheet import heading
from qa_workbook.console.names import CONSOLE, FINDINGS
from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.demo.lists import write_people, write_wages
from qa_workbook.numbers import period
from qa_workbook.workspace import Workspace

pytestmark = [pytest.mark.calc, pytest.mark.slow]

MONTH = "2026-10"
SHEETS = {"inspectors": 1, "days": 1, "recordings": 20, "mistakes": False}
FIRST_ROW = 5  # 0-based row of the first case


class Earlier(datetime):
    """A clock that is three days slow: what is given out by it can be appealed no more today."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) - timedelta(days=3)


def filled(workspace: Workspace) -> dict[str, str]:
    """Fills a workspace as a centre would: sheets, people, wages, a confirmed tariff; who is who."""
    config = workspace.load()
    options = DemoOptions(month=MONTH, **SHEETS)
    report = generate(workspace.inbox, config.schemes, config.vocabulary, config.forms, options)
    folder = workspace.root / "config"
    write_people(folder / "people.csv", report.staff, config.forms.form("people"), "zh")
    write_wages(folder / "wages.csv", report.agents, config.forms.form("wages"))
    tariff = next((folder / "penalties").glob("*.yaml"))
    amounts = "confirmed: {by: 财务部, on: 2026-09-30}\nrules:"
    words = tariff.read_text("utf-8").replace("rules:", amounts, 1)
    tariff.write_text(words, "utf-8")
    leads = {one.team: one.number for one in report.staff if one.role == "team_lead"}
    heads = {one.role: one.number for one in report.staff if one.role not in ("agent", "team_lead")}
    teams = {one.number: one.team for one in report.agents}
    return heads | {agent: leads[team] for agent, team in teams.items()}


def decide_by_hand(file, rows: dict[int, dict[str, str]]) -> None:
    """Types into the register without Calc; rows are counted from 0."""
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    places = {cell.value: cell.column for cell in page[FIRST_ROW]}
    for row, said in rows.items():
        for column, value in said.items():
            page.cell(FIRST_ROW + 1 + row, places[heading(column, "zh")], value)
    book.save(file)


def fill_in(window, rows: dict[int, dict[str, str]]) -> None:
    """Types into the register that is open in Calc, and saves it."""
    sheet = window.document.getSheets().getByIndex(0)
    names = [sheet.getCellByPosition(column, FIRST_ROW - 1).getString() for column in range(30)]
    for row, said in rows.items():
        for column, value in said.items():
            place = names.index(heading(column, "zh"))
            sheet.getCellByPosition(place, FIRST_ROW + row).setString(value)
    window.document.store()


def shown(window, row: int, column: str) -> str:
    """What a case shows in the register that is open in Calc."""
    sheet = window.document.getSheets().getByIndex(0)
    names = [sheet.getCellByPosition(place, FIRST_ROW - 1).getString() for place in range(40)]
    place = names.index(heading(column, "zh"))
    return sheet.getCellByPosition(place, FIRST_ROW + row).getString()


def given_out_three_days_ago(workspace: Workspace, who: dict[str, str], monkeypatch) -> list[str]:
    """Gives the register out and judges three cases of it; returns the agents in its order."""
    with monkeypatch.context() as patch:
        patch.setattr("qa_workbook.clock.datetime", Earlier)
        run_period(workspace, MONTH, "zh")
        register = register_file(workspace, period(MONTH), "zh")
        page = openpyxl.load_workbook(register).worksheets[0]
        agents = [str(row[1].value) for row in page.iter_rows(min_row=FIRST_ROW + 1)]
        assert len(agents) > 4
        judged = {"event": "认定", "actor": who["qa_lead"]}
        steps = [
            dict.fromkeys((0, 1, 2), judged),
            {row: {"event": "同意", "actor": who[agents[row]]} for row in (0, 1)},
        ]
        for step in steps:
            decide_by_hand(register, step)
            assert import_decisions(workspace, register, "zh").accepted == len(step)
            write_register(workspace, MONTH, "zh")
    return agents


def enter(calc, console, register, rows: dict[int, dict[str, str]]) -> str:
    """Types into the register, saves and closes it, and clicks 登记审批; returns the state shown."""
    book = calc.open(register)
    fill_in(book, rows)
    book.close()
    console.front()
    return console.run("QaDecisions")


def state_of(calc, register, row: int) -> str:
    """Opens the register and returns the state of a case."""
    book = calc.open(register)
    found = shown(book, row, "state")
    book.close()
    return found


def test_a_month_is_decided_closed_paid_and_reversed(console, calc, screen, monkeypatch):
    """Sound decisions are entered and the others listed with their cells; what is final is booked and paid."""
    window, workspace = console("扣罚的一个月")
    who = filled(workspace)
    agents = given_out_three_days_ago(workspace, who, monkeypatch)
    register = register_file(workspace, period(MONTH), "zh")
    late = {"event": "申请复议", "actor": agents[1], "through": who[agents[1]], "reason": "不服"}
    rows = {0: {"event": "签收", "actor": agents[0]}, 1: late}
    rows[3] = {"event": "认定", "actor": agents[3]}
    assert enter(calc, window, register, rows) == "完成，有数据被拒收"
    assert "登记 1" in window.text("qa_counts") and "拒绝 2" in window.text("qa_counts")
    window.show(FINDINGS)
    screen.picture("decisions-refused")
    told = {row[7] for row in window.rows(FINDINGS, 6, 9)}
    assert any("超过复议期限" in words for words in told), told
    assert any("不能办“认定”" in words for words in told), told

    window.show(CONSOLE)
    assert window.run("QaRegister") == "未完成"  # what was refused is still typed there
    blank = dict.fromkeys(("event", "actor", "through", "reason"), "")
    assert enter(calc, window, register, {1: blank, 3: blank}) == "完成"
    assert "此前已登记 1" in window.text("qa_counts")
    assert window.run("QaRegister") == "完成"
    assert window.run("QaClose") == "完成"
    assert "1 案" in window.text("qa_counts")
    screen.picture("month-closed")
    assert window.run("QaPayroll") == "完成"
    assert window.run("QaPapers", 240) == "完成"
    screen.picture("payroll-and-papers")
    payroll = openpyxl.load_workbook(workspace.output / f"工资扣款表_{MONTH}.xlsx").worksheets[0]
    assert [row[0].value for row in payroll if str(row[0].value) in agents] == [agents[0]]

    assert state_of(calc, register, 0) == "已结账"
    screen.picture("decisions")
    manager = who["department_manager"]
    undone = {"event": "冲销", "actor": manager, "reason": "查明有误"}
    assert enter(calc, window, register, {0: undone}) == "完成", window.text("qa_message")
    assert window.run("QaRegister") == "完成"
    assert state_of(calc, register, 0) == "已冲销"
    assert calc.dialogs() == []
