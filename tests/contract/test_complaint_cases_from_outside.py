"""Upheld complaints as cases of the register (S12, 4.3): from a filled sheet to the payroll."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheets import ITEMS, write_sheet
from test_close_from_outside import PEOPLE, PERIOD, Clock, decides, set_to
from test_forms_from_outside import fill
from test_penalties_from_outside import wages

from qa_workbook import clock

RULES = """
  - id: complaint-again
    name: {zh: 当月第二次成立的投诉, en: Second upheld complaint of the month}
    cause: complaint
    scheme: "*"
    codes: all
    when: {nth: {first: 2, within: month, same: cause, source: test}}
    points: {amount: 10, per: occurrence, unit: points, source: test}
    money: {amount: 100, per: occurrence, unit: yuan, source: test}
    legal_nature: performance
  - id: complaint-service
    name: {zh: 服务投诉, en: Complaint about service}
    cause: complaint
    scheme: "*"
    codes: [service]
    points: {amount: 5, per: occurrence, unit: points, source: test}
    money: {amount: 50, per: occurrence, unit: yuan, source: test}
    legal_nature: performance
  - id: complaint-business
    name: {zh: 上级转来的业务投诉, en: Complaint about business from above}
    cause: complaint
    scheme: "*"
    codes: [business]
    sources: [group, ministry]
    points: {amount: 3, per: occurrence, unit: points, source: test}
    money: {amount: 0, per: occurrence, unit: yuan, source: test}
    legal_nature: none
"""
SEPARATOR = "\x1f"


def ticket(number: str, day: int, agent: str | None, cause: str, **more: Any) -> dict[str, Any]:
    """An upheld complaint that came from headquarters."""
    own = {"工单编号": number, "受理时间": datetime(2026, 10, day, 9, 30), "类型": "投诉"}
    said = {"来源": "集团总部", "工号": agent, "是否成立": "成立", "责任类别": cause}
    return {**own, **said, **more}


TICKETS = [
    ticket("T1", 5, "A001", "服务", 录音编号="R1", 备注="=态度"),
    ticket("T2", 6, "A001", "业务", 来源="本中心"),
    ticket("T3", 7, "A002", "业务", 来源="本中心"),  # no rule is for such a source
    ticket("T4", 8, "A002", "服务", 是否成立="不成立"),
    ticket("T5", 8, "A002", "服务", 是否成立="待定"),
    ticket("T6", 8, "A002", "", 类型="表扬", 是否成立="不成立"),
    ticket("T7", 9, None, "服务"),
    ticket("T8", 9, "A003", "业务", 来源="部委"),
]


def case(number: str, agent: str, cause: str, n: int = 1) -> str:
    """The case as the contract makes it, with the ticket in place of the recording."""
    words = ["complaints", number, "", agent, "complaint", cause, str(n)]
    return f"P{hashlib.sha256(SEPARATOR.join(words).encode()).hexdigest()[:12]}"


def with_rules(desk: Any, rules: str = RULES) -> None:
    """Puts rules for complaints into the tariff, which somebody then confirms."""
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    head, mark, caps = tariff.read_text("utf-8").partition("\ncaps: ")
    confirmed = "\nconfirmed: {by: 王经理, on: 2026-10-01}\n"
    tariff.write_text(f"{head}{rules}{mark}{caps}{confirmed}", "utf-8")


def tickets(desk: Any, rows: list[dict[str, Any]], name: str = "投诉.xlsx") -> Path:
    """A filled sheet of complaints in the inbox, in place of the one that is there."""
    for file in desk.inbox.glob("*投诉*.xlsx"):
        file.unlink()
    file = desk.inbox / name
    desk.json("template", "complaints", "--out", str(file))
    fill(file, rows)
    return file


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock of everything that is written down."""
    monkeypatch.setattr(clock, "datetime", Clock)
    set_to("2026-11-10")
    return set_to


@pytest.fixture(scope="module")
def built(shared_desk: Any) -> Any:
    """October with a fatal error in recording R1 and eight tickets, merged."""
    wages(shared_desk, A001=9000, A003=9000)
    (shared_desk.root / "config" / "people.csv").write_text(f"{PEOPLE}A003,座席3,,座席,\n", "utf-8")
    with_rules(shared_desk)
    fatal = {"录音编号": "R1", "通话日期": date(2026, 10, 1), "工号": "A001", "姓名": "座席1"}
    fatal |= {**dict.fromkeys(ITEMS, 5), "差错代码": "F21", "致命错误": "是", "差错扣分": 0}
    write_sheet(shared_desk.inbox / "a.xlsx", [fatal])
    tickets(shared_desk, TICKETS)
    shared_desk.merge()
    return shared_desk


@pytest.fixture
def desk(built: Any, tmp_path: Path) -> Any:
    return built.copied(tmp_path)


def lines(desk: Any) -> dict[str, tuple[str, str, str]]:
    """Points, money and rule of each complaint in the register, by code and agent."""
    found = [one for one in desk.json("cases", *PERIOD) if one["cause"] == "complaint"]
    return {one["case"]: (one["points"], one["money"], one["rule"]) for one in found}


T1, T2, T8 = case("T1", "A001", "service"), case("T2", "A001", "business"), case("T8", "A003", "business")  # fmt: skip
EXPECTED = {
    T1: ("5", "50.00", "complaint-service"),
    T2: ("10", "100.00", "complaint-again"),
    T8: ("3", "0.00", "complaint-business"),
}


def test_a_month_with_complaints__from_the_sheet_to_the_payroll(
    desk: Any, at: Any, tmp_path: Path
) -> None:
    """Each upheld ticket of an agent costs what its rule says; each line can be judged, closed, paid and proved."""
    report = desk.json("register", *PERIOD)
    assert (report["lines"], report["unpriced"], report["unattributed"]) == (4, 0, 1)
    found = desk.json("cases", *PERIOD)
    assert lines(desk) == EXPECTED
    first = next(one for one in found if one["case"] == T1)
    assert (first["day"], first["code"], first["name"]) == ("2026-10-05", "service", "座席1")
    source = first["source"]
    sheet = openpyxl.load_workbook(desk.inbox / source["file"])[source["sheet"]]
    assert sheet[source["cell"]].value == "成立"

    for one in found:
        for event, actor in (("judge", "Q1"), ("agree", "T1"), ("sign", one["agent"])):
            decides(desk, one["case"], event, actor)
    at("2026-11-20")
    closed = desk.json("close", *PERIOD)
    assert (closed["cases"], closed["points"], closed["money"]) == (4, "28", "250.00")
    paid = desk.json("payroll", *PERIOD, "--out", str(tmp_path / "p.csv"))
    assert (paid["cases"], paid["taken"]) == (4, "250.00")
    said = desk.json("case", T1)
    assert (said["payable"], said["state"]) == ("50.00", "settled")
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["工号"]: row["实扣"] for row in csv.DictReader(file)}
    assert rows["A001"] == "250.00"


def test_the_register_says_what_else_the_recording_costs(desk: Any) -> None:
    """Complaint and fatal error of one recording stay two lines, and each says that there is the other; a ticket
    without an agent is listed apart."""
    report = desk.json("register", *PERIOD)
    book = openpyxl.load_workbook(report["files"]["register"])
    remarks = {row["录音编号 / 依据"]: row["备注"] for row in table(book["扣罚登记"], "凭单号")}
    assert remarks["T1"] == "同一录音另有扣罚：致命性错误；来源：集团总部；录音：R1；=态度"
    assert remarks["R1"] == "同一录音另有扣罚：投诉成立（工单 T1）"
    assert remarks["T2"] == "来源：本中心"
    (nobody,) = table(book["待归责投诉"], "工单编号")
    assert (nobody["工单编号"], nobody["原因说明"]) == ("T7", "工单没有填工号")
    decisions = {row["录音编号 / 依据"]: row for row in table(book["审批"], "凭单号")}
    assert "同一录音另有扣罚" in decisions["T1"]["备注"]


def table(sheet: Any, first: str) -> list[dict[str, Any]]:
    """The rows of a sheet below the row of headings that has `first`."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(place for place, row in enumerate(rows) if first in row)
    found = [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]
    return [row for row in found if row[first]]


def test_papers_and_evidence_of_a_complaint(desk: Any, tmp_path: Path) -> None:
    """A slip names form and ticket instead of a score; the evidence has the agent's rows of the sheet, and nobody else's."""
    desk.json("register", *PERIOD)
    made = desk.json("papers", *PERIOD, "--agent", "A003", "--kind", "slips")
    texts = [str(cell.value) for file in made["files"] for page in openpyxl.load_workbook(file["file"]) for row in page for cell in row]  # fmt: skip
    assert {"受理日期", "工单编号", "投诉情况", "T8", "投诉成立：业务投诉"} <= set(texts)
    assert "录音得分" not in texts
    assert any("投诉表扬登记" in text for text in texts)
    out = tmp_path / "e.zip"
    assert desk.json("evidence", "--agent", "A001", *PERIOD, "--out", str(out))["cases"] == 3
    with zipfile.ZipFile(out) as bundle:
        words = {name: bundle.read(name).decode("utf-8", "replace") for name in bundle.namelist()}
    rules = json.loads(words["rules.json"]).values()
    assert {rule["scheme"]["id"] for rule in rules} == {"complaints", "monitoring-10x4"}
    sources = "".join(text for name, text in words.items() if name.startswith("sources/"))
    assert "T1" in sources and "T2" in sources and "T8" not in sources


def test_the_case_stays_the_case(desk: Any) -> None:
    """A sheet that is sorted otherwise, renamed and built again gives the same cases, and nothing new."""
    desk.json("register", *PERIOD)
    tickets(desk, TICKETS[::-1], "十月 投诉登记.xlsx")
    desk.merge()
    again = desk.json("register", *PERIOD)
    assert (again["new"], again["differing"], again["withdrawn"]) == (0, 0, 0)
    assert lines(desk) == EXPECTED


def test_what_is_corrected_later(desk: Any) -> None:
    """Another cause is another case and the old one is withdrawn; no longer upheld is no line; an emptied cause is a
    finding that leaves the line as it was given out."""
    desk.json("register", *PERIOD)
    rows = [*TICKETS[:2], *TICKETS[3:]]
    tickets(desk, [rows[0] | {"责任类别": "业务"}, *rows[1:-1], rows[-1] | {"责任类别": None}])
    build = desk.merge(code=1)
    assert build["findings"]["error"] == 1
    after = desk.json("register", *PERIOD)
    assert (after["new"], after["withdrawn"]) == (1, 1)
    found = lines(desk)
    other = case("T1", "A001", "business")
    assert found[other] == ("3", "0.00", "complaint-business")
    assert found[T8] == EXPECTED[T8]
    assert found[T2] == EXPECTED[T2]  # given out as the second one, and it still is
    tickets(desk, [rows[0] | {"是否成立": "不成立"}, *rows[1:]])
    desk.merge()
    assert desk.json("register", *PERIOD)["withdrawn"] == 2


def test_a_ticket_twice_is_one_case(desk: Any) -> None:
    """Equal rows count once; rows of one ticket that contradict each other are kept out, both of them."""
    tickets(desk, [TICKETS[0], TICKETS[0], TICKETS[7], TICKETS[7] | {"工号": "A002"}])
    desk.merge(code=(0, 1))
    found = lines(desk)
    assert found[T1] == EXPECTED[T1]
    assert case("T8", "A002", "business") not in found


def test_without_a_rule_nothing_happens(desk: Any) -> None:
    """A tariff that names no complaints reports none, neither as lines nor as unpriced."""
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    tariff.write_text(tariff.read_text("utf-8").replace(RULES, ""), "utf-8")
    report = desk.json("register", *PERIOD)
    assert (report["lines"], report["unpriced"], report["unattributed"]) == (1, 0, 0)
    assert lines(desk) == {}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("codes: [service]", "codes: [servise]", "tariff-unknown-choice"),
        ("sources: [group, ministry]", "sources: [moon]", "tariff-unknown-choice"),
        ('scheme: "*"\n    codes: [service]', "scheme: monitoring-10x4\n    codes: [service]", "tariff-complaint-scheme"),
    ],
)  # fmt: skip
def test_faults_of_rules_for_complaints(desk: Any, old: str, new: str, code: str) -> None:
    """Words that the form doesn't know and schemes are refused with file and line."""
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    words = tariff.read_text("utf-8")
    assert old in words
    tariff.write_text(words.replace(old, new), "utf-8")
    done = desk.call("schemes", "check", "--json")
    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == [code]


def test_a_complaint_has_no_score_to_correct(desk: Any) -> None:
    """A mark typed beside it is refused in its cell; dismissed, it costs nothing, and the next build is as before."""
    report = desk.json("register", *PERIOD)
    file = Path(report["files"]["register"])
    book = openpyxl.load_workbook(file)
    sheet = book["审批"]
    header = next(row for row in sheet.iter_rows() if row[0].value == "凭单号")
    columns = {cell.value: cell.column for cell in header}
    rows = [row[0].row for row in sheet.iter_rows(min_row=header[0].row + 1) if row[0].value]
    of_t1 = next(row for row in rows if sheet.cell(row, columns["案件代码"]).value == T1)
    said = {"办理": "不予认定", "经办人": "Q1", "理由 / 意见": "查无此事", "更正评分": "服务态度=5"}
    for heading, value in said.items():
        sheet.cell(of_t1, columns[heading]).value = value
    book.save(file)
    (refused,) = desk.json("decisions", "import", str(file), code=1)["findings"]
    assert refused["code"] == "correction-no-score"

    sheet.cell(of_t1, columns["更正评分"]).value = None
    book.save(file)
    assert desk.json("decisions", "import", str(file))["accepted"] == 1
    desk.merge()
    state = next(one for one in desk.json("cases", *PERIOD) if one["case"] == T1)
    assert (state["state"], state["money"]) == ("revoked", "0.00")
    # without the first complaint the second one is the first, and what was given out stands
    assert desk.json("register", *PERIOD)["differing"] == 1


def test_a_centre_may_have_complaints_and_no_recordings(desk: Any) -> None:
    """Register, slips and finance list are made of tickets alone."""
    (desk.inbox / "a.xlsx").unlink()
    desk.json("withdraw", "a.xlsx", "--reason", "重做")
    desk.merge()
    assert desk.json("register", *PERIOD)["lines"] == 3
    made = {one["kind"] for one in desk.json("papers", *PERIOD)["files"]}
    assert {"slips", "finance"} <= made
