"""The penalty register's workbook: every yuan traceable, sums live, text harmless, slips for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from made_recordings import breaches, recordings, scheme
from qa_workbook.books.cloth import table as strips
from qa_workbook.books.cloth.style import SEVERITY
from qa_workbook.books.register import slips
from qa_workbook.books.register.book import write_register_book
from qa_workbook.books.register.changes import ChangesPage
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import period
from qa_workbook.penalties import Memory, assess, load_tariffs
from qa_workbook.penalties.caps import Pay
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.law import load_law
from shared_office import HAS_CALC, convert_in_calc
from workbook_tools import audit

pytestmark = pytest.mark.slow

TARIFFS = Path(__file__).parents[2] / "config" / "penalties"

GIVEN_OUT_TODAY = Memory(today=date(2026, 11, 2))


def made_register(
    agents: int = 6,
    language: str = "zh",
    frames: dict[SchemeKey, Any] | None = None,
    memory: Memory = GIVEN_OUT_TODAY,
):
    """Returns the register of two schemes; one agent's wage is known and low, so that a cap bites."""
    monitoring, norm = scheme(), scheme("service-norm-100")
    tariffs, faults = load_tariffs(TARIFFS)
    law, wrong = load_law(TARIFFS.parent / "law", "national")
    assert not faults + wrong
    book = replace(tariffs, law=law)
    given = frames or {
        monitoring.key: recordings(monitoring, agents, 20, 20, long_names=True), norm.key: breaches(norm, agents, 2)
    }  # fmt: skip
    schemes = {monitoring.key: monitoring, norm.key: norm}
    columns = {"error_deduction": "R", "fatal": "T", "clause": "G"}
    places = {
        place
        for frame in given.values()
        for place in zip(frame["file"], frame["sheet"], strict=True)
    }
    return assess(
        book,
        schemes,
        given,
        {("01001", ""): Pay(Decimal(500), Decimal(500))},
        language=language,
        period=period("2026-10"),
        letters=dict.fromkeys(places, columns),
        memory=memory,
    )


@pytest.fixture(scope="module")
def register():
    """A register with fatal errors, error deductions and clauses."""
    return made_register()


@pytest.fixture(scope="module")
def book_path(register, tmp_path_factory):
    """Its workbook."""
    folder = tmp_path_factory.mktemp("output")
    write_register_book(folder / "扣罚.xlsx", register, inbox=folder.parent / "inbox")
    return folder / "扣罚.xlsx"


@cache
def load(path: Path, *, data_only: bool = False) -> openpyxl.Workbook:
    """Returns a workbook, read once."""
    return openpyxl.load_workbook(path, data_only=data_only)


def table(path: Path, sheet: str, header: int = 5) -> list[dict[str, Any]]:
    """Returns the rows below the header up to the first empty one, by heading."""
    found = list(load(path, data_only=True)[sheet].iter_rows(min_row=header, values_only=True))
    rows = []
    for row in found[1:]:
        if all(value is None for value in row):
            break
        rows.append(dict(zip(found[0], row, strict=True)))
    return rows


def test_lines_equal_the_register(book_path, register):
    """扣罚登记 has every line with its money as a number, its tariff and its source cell."""
    lines = table(book_path, "扣罚登记")
    assert [row["凭单号"] for row in lines] == register.lines["number"].tolist()
    assert [Decimal(str(row["扣罚金额（元）"])) for row in lines] == register.lines[
        "money"
    ].tolist()
    assert [row["工号"] for row in lines] == register.lines["agent"].tolist()
    assert {row["扣罚标准"] for row in lines} == {"服务质量扣罚标准 2026.1"}
    assert all(row["单元格"] for row in lines)


def test_procedure_columns_are_there_and_empty(book_path):
    """The columns of the procedure (S6) wait to be filled in."""
    for row in table(book_path, "扣罚登记"):
        assert [row[name] for name in ("质检班长认定", "班长意见", "座席签字", "仲裁", "执行")] == [
            None
        ] * 5


def test_every_line_says_which_cap_bit(book_path):
    """A line cut by a cap names it; one whose agent's wage isn't known says so."""
    named = {row["金额说明"] for row in table(book_path, "扣罚登记")}
    assert "月工资比例上限" in named
    assert "工资缺失，未扣款" in named


def test_source_cell_is_a_link(book_path, register):
    """Each line links to the cell that it came from."""
    sheet = load(book_path)["扣罚登记"]
    places = [
        cell.hyperlink.location
        for row in sheet.iter_rows(min_row=6)
        for cell in row
        if cell.hyperlink
    ]
    sources = zip(register.lines["sheet"], register.lines["cell"], strict=True)
    assert places == [f"'{name}'!{cell}" for name, cell in sources]


def test_control_totals_agree(book_path, register):
    """控制合计 sets the computed sums beside live formulas; all differences are zero."""
    sheet = load(book_path, data_only=True)["控制合计"]
    assert "差异为 0" in sheet["A3"].value
    rows = {row["控制项"]: row for row in table(book_path, "控制合计")}
    assert Decimal(str(rows["扣罚登记合计：扣罚金额"]["系统计算"])) == register.totals["money"]
    assert {row["差异"] for row in rows.values()} == {0}


def test_each_agent_has_a_sheet_with_the_same_total(book_path, register):
    """One sheet per agent, named 工号 姓名, whose total is the agent's sum."""
    book = load(book_path, data_only=True)
    for agent in register.agents.to_dict("records"):
        name = next(name for name in book.sheetnames if name.startswith(agent["agent"]))
        assert len(name) <= 31
        total = next(row for row in table(book_path, name) if row["凭单号"] == "合计")
        assert Decimal(str(total["扣罚金额（元）"])) == agent["money"]


def test_many_agents_share_one_sheet(register, tmp_path, monkeypatch):
    """With more agents than anybody would leaf through there is one grouped sheet with a sum row each."""
    monkeypatch.setattr(slips, "SHEETS", 3)
    write_register_book(tmp_path / "x.xlsx", register)
    assert load(tmp_path / "x.xlsx").sheetnames[-1] == "员工明细"
    rows = table(tmp_path / "x.xlsx", "员工明细")
    assert len(rows) == len(register.lines) + len(register.agents)
    sums = [row for row in rows if str(row["工号"]).startswith("工号")]
    assert [Decimal(str(row["扣罚金额（元）"])) for row in sums] == register.agents[
        "money"
    ].tolist()
    assert audit(tmp_path / "x.xlsx") == ""


def test_typed_text_never_becomes_a_formula(book_path):
    """Remarks that begin with "=" stay text; formulas are only our own sums."""
    book = load(book_path)
    formulas = [
        getattr(cell.value, "text", cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert all(
        text.startswith(("=SUBTOTAL(", "=SUM", "=COUNT", "=IFERROR(ROUND(", "=IF(SUMPRODUCT("))
        for text in formulas
    )
    assert "=1+1 语气生硬" in {row["备注"] for row in table(book_path, "扣罚登记")}


def test_legal_note_and_rules_are_shown(book_path):
    """说明 shows the law's caps and the rules of the tariff that was used."""
    words = [
        cell.value for row in load(book_path)["说明"].iter_rows() for cell in row if cell.value
    ]
    assert any("20%" in str(word) and "最低工资" in str(word) for word in words)
    assert any("服务质量扣罚标准（版本 2026.1" in str(word) for word in words)


def test_who_what_and_how_much_come_first(book_path):
    """Number, agent, clause and money fit on the first screen of a small notebook."""
    sheet = load(book_path)["扣罚登记"]
    headings = [cell.value for cell in sheet[5]]
    shown = headings[: headings.index("扣罚金额（元）") + 1]
    assert {"凭单号", "日期", "工号", "姓名", "条款", "扣分"} <= set(shown)
    letters = [cell.column_letter for cell in sheet[5]][: len(shown)]
    assert sum(sheet.column_dimensions[letter].width for letter in letters) < 160


def test_people_read_words_and_no_ids_of_the_config(book_path, register):
    """Clauses and rules are shown by name; the codes that inspectors write stand before theirs."""
    cells = {cell.value for sheet in load(book_path) for row in sheet.iter_rows() for cell in row}
    clauses = register.lines[register.lines["cause"] == "clause"]
    assert cells.isdisjoint({*clauses["code"], *register.lines["rule"]})
    fatal = register.lines[register.lines["cause"] == "fatal"].iloc[0]
    assert f"{fatal['code']} {fatal['clause']}" in cells


def test_a_slip_is_about_one_agent(book_path, register):
    """Title, number of lines and sources are those of the agent's own lines."""
    book = load(book_path)
    for agent in register.agents.to_dict("records"):
        sheet = next(sheet for sheet in book if sheet.title.startswith(agent["agent"]))
        assert sheet["A1"].value.startswith("服务质量扣分凭单 · ")
        assert sheet["A2"].value.endswith(f"共 {agent['lines']} 条")
        own = register.lines[register.lines["agent"] == agent["agent"]]
        assert [row["凭单号"] for row in table(book_path, sheet.title)[:-1]] == own[
            "number"
        ].tolist()


def test_a_slip_can_be_told_from_others_and_appealed(register, tmp_path):
    """It has a number of its own, who issues it, and room for the day until which it may be appealed."""
    write_register_book(tmp_path / "x.xlsx", register, organisation="客服中心 =1+1")
    numbers = set()
    for agent in register.agents.to_dict("records"):
        sheet = next(
            one for one in load(tmp_path / "x.xlsx") if one.title.startswith(agent["agent"])
        )
        numbers.add(sheet["A3"].value.partition("单号 ")[2])
        cells = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
        issuer = cells["单位"]
        assert sheet.cell(issuer.row, 3).value == "客服中心 =1+1"
        assert cells["申诉截止日期"].row == issuer.row
    assert len(numbers) == len(register.agents)
    assert all(number.startswith(tuple(register.agents["agent"])) for number in numbers)


def test_no_id_of_the_config_is_on_the_notes(book_path, register):
    """The tariffs are called by name and version; what only the config knows isn't printed."""
    said = " ".join(str(cell.value) for row in load(book_path)["说明"] for cell in row)
    assert {tariff.id for tariff in register.tariffs if tariff.id in said} == set()


def test_many_lines__are_written_as_numbers(register, tmp_path, monkeypatch):
    """Where columns are written at once, points and money are numbers all the same."""
    monkeypatch.setattr(strips, "STRIP_ROWS", len(register.lines))
    write_register_book(tmp_path / "x.xlsx", register)
    lines = table(tmp_path / "x.xlsx", "扣罚登记")
    for shown, column in (("扣分", "points"), ("扣罚金额（元）", "money")):
        written = [Decimal(str(row[shown])) for row in lines]
        assert written == register.lines[column].tolist()
    assert audit(tmp_path / "x.xlsx") == ""


def test_changes_are_listed_apart(tmp_path):
    """What was given out keeps its amount on its line; what it would come to today stands in 变动."""
    day = date(2026, 11, 2)
    lines = list(made_register(2, memory=Memory(GivenOut(), day)).to_remember)
    lines[0] = replace(lines[0], money=lines[0].money + 7)
    lines[1] = replace(
        lines[1], case="P0", number="2026-10-9999", money=Decimal(12), recording="gone"
    )
    register = made_register(2, memory=Memory(GivenOut.of(lines), day))
    write_register_book(tmp_path / "x.xlsx", register)
    page_one = openpyxl.load_workbook(tmp_path / "x.xlsx")["扣罚登记"]
    assert "有 4 笔已发出的登记现在应为其他金额或已无记录" in str(page_one["A3"].value)
    rows = {row["凭单号"]: row for row in table(tmp_path / "x.xlsx", "变动")}
    changed = rows[lines[0].number]
    assert (Decimal(str(changed["差额（元）"])), changed["差额原因"]) == (
        -7,
        "封顶额度已变化（工资或其他扣罚）",
    )
    assert changed["现应金额（元）"] == changed["已发出金额（元）"] - 7
    gone = rows["2026-10-9999"]
    assert (gone["已发出金额（元）"], gone["现应金额（元）"]) == (12, 0)
    assert gone["差额原因"] == "评分记录中已无此项"
    kept = {row["凭单号"]: row for row in table(tmp_path / "x.xlsx", "扣罚登记")}
    assert Decimal(str(kept[lines[0].number]["扣罚金额（元）"])) == lines[0].money
    assert audit(tmp_path / "x.xlsx") == ""


def test_a_complaint_that_is_no_more_was_a_ticket():
    """Its ticket was changed; the records of scores never had it."""
    page = SimpleNamespace(book=SimpleNamespace(language="zh"))
    said = [ChangesPage._reason(page, "withdrawn", cause) for cause in ("complaint", "fatal")]
    assert said == ["工单已改，投诉登记中已无此项", "评分记录中已无此项"]


def test_empty_register_is_friendly(tmp_path):
    """A period without breaches gives a register that says so."""
    rules = scheme()
    frame = recordings(rules, 2, 2).assign(
        error_deduction=0, fatal=False, fatal_codes="", error_codes=""
    )
    write_register_book(tmp_path / "x.xlsx", made_register(frames={rules.key: frame}))
    book = load(tmp_path / "x.xlsx")
    assert book["扣罚登记"]["A6"].value == "本期间没有扣罚。"
    assert audit(tmp_path / "x.xlsx") == ""


def test_same_register_same_bytes(register, tmp_path):
    """Writing twice gives identical files."""
    for name in ("a", "b"):
        write_register_book(tmp_path / name / "x.xlsx", register)
    assert (tmp_path / "a" / "x.xlsx").read_bytes() == (tmp_path / "b" / "x.xlsx").read_bytes()


def test_english_register(tmp_path):
    """Everything but names and remarks speaks English when asked to."""
    write_register_book(tmp_path / "x.xlsx", made_register(2, "en"), language="en")
    names = load(tmp_path / "x.xlsx").sheetnames
    assert names[:5] == ["Register", "Agents", "Clauses", "Control totals", "Notes"]


def test_audit_finds_nothing(book_path):
    """Excel should open the register cleanly."""
    assert audit(book_path) == ""


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_recalculates_the_control_totals(book_path, tmp_path):
    """LibreOffice comes to the same sums, so every difference is zero there too."""
    converted = convert_in_calc(book_path, "xlsx", tmp_path)
    ours, theirs = table(book_path, "控制合计"), table(converted, "控制合计")
    assert [row["表内公式"] for row in theirs] == pytest.approx([row["系统计算"] for row in ours])
    assert {round(row["差异"], 6) for row in theirs} == {0}


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_calc_recalculates_an_empty_register(tmp_path):
    """A register without a line agrees with itself too: the row of sums is no agent."""
    rules = scheme()
    frame = recordings(rules, 2, 2).assign(
        error_deduction=0, fatal=False, fatal_codes="", error_codes=""
    )
    path = tmp_path / "x.xlsx"
    write_register_book(path, made_register(frames={rules.key: frame}))
    converted = convert_in_calc(path, "xlsx", tmp_path / "saved")
    assert {row["差异"] for row in table(converted, "控制合计")} == {0}


def test_what_is_missing_stands_first_and_the_program_on_every_page(tmp_path):
    """Page one says in red how many have no wage; every page is printed with the program's version."""
    register = made_register()
    write_register_book(tmp_path / "x.xlsx", register)
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    warning = book["扣罚登记"]["A3"]
    assert f"{register.totals['agents_without_wage']} 名员工工资缺失" in warning.value
    assert warning.font.color.rgb == "FF" + SEVERITY["error"].font.removeprefix("#")
    assert all("qa-workbook " in sheet.oddFooter.left.text for sheet in book)


def test_breaches_before_the_first_tariff_are_named_on_page_one(tmp_path):
    """A call before any tariff costs nothing, and the first page of the register says so."""
    register = made_register()
    register = replace(register, totals={**register.totals, "unpriced": 2})
    write_register_book(tmp_path / "x.xlsx", register)
    assert (
        "2 笔违规没有扣罚标准"
        in openpyxl.load_workbook(tmp_path / "x.xlsx")["扣罚登记"]["A3"].value
    )
