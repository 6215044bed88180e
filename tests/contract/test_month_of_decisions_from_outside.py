"""A month of cases, each on another path of S6 and S7, typed into the register and entered from it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from test_penalties_from_outside import NUISANCE, PERIOD, wages, write_breaches

PEOPLE = """工号,姓名,班组,角色,项目
Q1,班长乙,,质检班长,
I1,质检甲,,质检班长,
T1,组长丙,1班,班长,
T2,组长丁,2班,班长,
A001,座席1,1班,座席,测试项目
D1,经理壬,,部门经理,
P1,经理庚,,项目经理,测试项目
"""
START = datetime.fromisoformat("2026-11-02T09:00:00+08:00")
OFF = {"理由 / 意见": "理由"}
JUDGED = {"办理": "认定", "经办人": "Q1"}
AGREED = {"办理": "同意", "经办人": "组长丙"}
OBJECTED = {"办理": "提出异议", "经办人": "T1", **OFF}
SIGNED = {"办理": "签收", "经办人": "座席1"}
ASKED = {"办理": "申请复议", "经办人": "A001", "转交的班长": "T1", **OFF}
CALLED = {"办理": "提交仲裁", "经办人": "A001", **OFF}
RULED = {"办理": "裁定", "经办人": "D1", **OFF}
ROUNDS = [
    # (hours after publication, rows by number, what is refused)
    (
        1,
        {**{f"{n:02d}": JUDGED for n in range(1, 10)}, "10": {**JUDGED, "经办人": "质检甲"}}
        | {"11": {"办理": "不予认定", "经办人": "Q1", **OFF}},
        {"10": "own-case"},
    ),
    (
        2,
        {"01": AGREED, "02": OBJECTED, "03": OBJECTED, "04": ASKED, "06": AGREED, "09": AGREED}
        | {
            "05": {**ASKED, "经办人": "T1", "转交的班长": None},
            "08": {**ASKED, "转交的班长": "T2"},
        },
        {"08": "not-through-team-lead"},
    ),
    (
        3,
        {"01": SIGNED, "03": {**CALLED, "经办人": "T1"}, "09": ASKED}
        | {"02": {"办理": "协商一致", "经办人": "Q1", "改定金额": 20, **OFF}}
        | {"04": {"办理": "复议更正", "经办人": "Q1", "结果": "部分成立", "改定积分": 5, **OFF}}
        | {"05": {"办理": "复议维持", "经办人": "Q1", **OFF}}
        | {"10": {**JUDGED, "经办人": "Q1"}},
        {},
    ),
    (
        4,
        {"02": SIGNED, "05": {"办理": "接受复议结果", "经办人": "A001"}, "09": CALLED}
        | {"03": {**RULED, "经办人": "P1", "结果": "维持", "同意的仲裁人": "D1"}},
        {"03": "own-case"},
    ),
    (
        5,
        {"03": {**RULED, "结果": "维持", "同意的仲裁人": "P1、Q1、T1"}}
        | {"09": {**RULED, "结果": "已撤销", "同意的仲裁人": "经理壬"}},
        {"03": "no-quorum"},
    ),
    (
        6,
        {"03": {**RULED, "结果": "部分成立", "改定金额": 10, "同意的仲裁人": "D1，P1"}},
        {},
    ),
    (
        49,
        {"07": ASKED, "08": {**ASKED, "申请时间": "2026-11-03 10:00"}},
        {"07": "too-late"},
    ),
    (
        240,
        {"06": ASKED, "01": {"办理": "撤销", "经办人": "Q1", **OFF}},
        {"06": "already-final", "01": "already-final"},
    ),
]
STATES = {
    "01": "final",
    "02": "final",
    "03": "final",
    "04": "final",
    "05": "final",
    "06": "final",
    "07": "judged",
    "08": "review",
    "09": "revoked",
    "10": "judged",
    "11": "revoked",
}


class Clock(datetime):
    """The time that the program is told."""

    moment = START

    @classmethod
    def now(cls, tz=None):
        return cls.moment.astimezone(tz)


def typed(file: Path, rows: dict[str, dict]) -> dict[str, int]:
    """Types `rows` into the first sheet, and empties what stood in the cells to fill in."""
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    columns = {cell.value: cell.column for cell in page[5]}
    numbers = {f"{row[0].value}"[-2:]: row[0].row for row in page.iter_rows(min_row=6)}
    for row in page.iter_rows(min_row=6):
        for cell in row:
            if not cell.protection.locked:
                cell.value = None
    for number, row in rows.items():
        for heading, value in row.items():
            page.cell(numbers[number], columns[heading]).value = value
    book.save(file)
    return numbers


@pytest.fixture(scope="module")
def month(shared_desk):
    """The workspace after all rounds, with what each import said."""
    desk = shared_desk
    wages(desk, A001=9000)
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    rows = [{"条款": NUISANCE, "依据": f"R{n:02d}"} for n in range(1, 12)]
    write_breaches(desk.inbox / "a.xlsx", rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa_workbook.clock.datetime", Clock)
        Clock.moment = START
        desk.merge()
        file = Path(desk.json("register", *PERIOD)["files"]["register"])
        desk.said = [entered(desk, file, *one) for one in ROUNDS]
        typed(file, {})
        desk.cases = {one["number"][-2:]: one for one in desk.json("cases", *PERIOD)}
        desk.register = file
        desk.again = desk.call("register", *PERIOD)
        yield desk


def entered(desk, file: Path, hours: int, rows: dict, wrong: dict) -> tuple[dict, dict, dict]:
    """What an import said, by the number of the row, and what it should have refused."""
    Clock.moment = START + timedelta(hours=hours)
    places = {place: number for number, place in typed(file, rows).items()}
    found = desk.json("decisions", "import", str(file), code=(0, 1))
    assert found["read"] == len(rows) == found["accepted"] + found["refused"]
    told = {
        places[int(one["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]: one
        for one in found["findings"]
    }
    return {number: one["code"] for number, one in told.items()}, wrong, told


def test_every_round__enters_what_may_be_and_refuses_the_rest(month):
    """Recusal, quorum, lateness, the way through the team lead and the final lock hold in the sheet, too."""
    assert [said for said, _, _ in month.said] == [wrong for _, wrong, _ in month.said]


def test_every_path__ends_where_the_procedure_says(month):
    """Also those that only time has brought to their end."""
    assert {number: one["state"] for number, one in month.cases.items()} == STATES
    revoked, settled = month.cases["09"], month.cases["02"]
    assert (revoked["points"], Decimal(revoked["money"])) == ("0", 0)
    assert (settled["money_before_cap"], settled["money"]) == ("20.00", "20.00")


def test_what_was_decided__stands_in_the_events(month, tmp_path):
    """Amounts, outcome, who wasn't counted, when it was asked, and what the program wrote itself."""
    month.json("ledger", "export", "--out", str(tmp_path / "F.jsonl"))
    lines = (tmp_path / "F.jsonl").read_text("utf-8").splitlines()
    numbers = {one["case"]: number for number, one in month.cases.items()}
    events = {number: [] for number in month.cases}
    for event in map(json.loads, lines):
        events[numbers[event["case"]]].append(event)
    # time has ended it, which is written down with the next decision or the close, not by a refusal
    assert [event["event"] for event in events["06"]] == ["open", "judge", "agree"]
    ruled = events["03"][-1]["data"]
    assert (ruled["outcome"], ruled["money"], ruled["approvals"]) == ("partial", "10", ["D1"])
    assert ruled["not_counted"] == [{"who": "P1", "why": "own-project"}]
    assert events["02"][3]["data"]["money"] == "20"
    assert events["08"][-1]["data"]["asked"] == "2026-11-03T10:00:00+08:00"
    assert events["04"][-1]["data"]["points"] == "5"


def test_a_late_request__is_told_when_the_time_was_over(month):
    """With publication, deadline and the moment of the request, in its cell."""
    told = month.said[6][2]["07"]
    assert "2026-11-02 09:00" in told["message"] and "2026-11-04 09:00" in told["message"]
    assert told["column"] == "办理" and told["cell"].startswith("J")


def test_the_next_register__shows_where_everything_stands(month):
    """States on both sheets, what was done and by whom, overdue answers, and nothing payable yet."""
    assert month.again.returncode == 0, month.again.stderr
    book = openpyxl.load_workbook(month.register)
    first, lines = ([*sheet.iter_rows(values_only=True)] for sheet in book.worksheets[:2])
    desk = {f"{row[0]}"[-2:]: dict(zip(first[4], row, strict=True)) for row in first[5:]}
    assert [desk[number]["状态"] for number in ("01", "07", "08", "09")] == [
        "已确定", "已认定", "复议中", "已撤销"
    ]  # fmt: skip
    assert "逾期" in desk["08"]["提示"] and not desk["07"]["提示"]
    assert all(not row["办理"] for row in desk.values())
    heading = next(row for row in lines if row[0] == "凭单号")
    done = {f"{row[0]}"[-2:]: dict(zip(heading, row, strict=True)) for row in lines}
    assert "Q1" in done["01"]["质检班长认定"] and "A001" in done["01"]["座席签字"]
    assert "部分成立" in done["03"]["仲裁"]
    assert {one["payable"] for one in month.cases.values()} == {"0.00"}


def test_a_review_asked_for_in_time__stops_the_end_though_entered_later(desk, monkeypatch):
    """S7 refuses late requests, not late entries; without the time of the request it is too late."""
    monkeypatch.setattr("qa_workbook.clock.datetime", Clock)
    Clock.moment = START
    wages(desk, A001=9000)
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE, "依据": "R01"}])
    desk.merge()
    file = Path(desk.json("register", *PERIOD)["files"]["register"])
    for hours, row in ((1, JUDGED), (2, AGREED), (3, SIGNED)):
        assert entered(desk, file, hours, {"01": row}, {})[0] == {}
    assert entered(desk, file, 90, {"01": ASKED}, {})[0] == {"01": "already-final"}
    in_time = {"01": {**ASKED, "申请时间": "2026-11-04 08:00"}}
    assert entered(desk, file, 91, in_time, {})[0] == {}
    (case,) = desk.json("cases", *PERIOD)
    assert case["state"] == "review"
