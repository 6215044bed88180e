"""Complaints and praise from outside (S12): two months of tickets, counted by hand; a hostile sheet."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheets import ITEMS, write_sheet

SHEET = "投诉表扬登记"
HEADINGS = [
    *("工单编号", "受理时间", "类型", "来源", "工号", "姓名", "中心", "是否成立", "责任类别"),
    *("录音编号", "要求时限", "答复时间", "备注"),
]
COUNTS = ("read", "added", "replaced", "unchanged", "rejected")
SOURCES = ("集团总部", "部委", "本中心", "其他")
# Site, source, agent, upheld, cause: how many there were, in May and in June.
MONTHS = {
    5: {
        ("一中心", "集团总部", "A001", "成立", "服务"): 3,
        ("一中心", "本中心", "A002", "不成立", None): 5,
        ("二中心", "部委", "A003", "成立", "业务"): 2,
        ("二中心", "部委", None, "待定", None): 1,
        ("三中心", "本中心", "A004", "成立", "服务"): 4,
    },
    6: {
        ("一中心", "集团总部", "A001", "成立", "服务"): 2,
        ("一中心", "集团总部", "A001", "成立", "业务"): 6,
        ("一中心", "本中心", "A002", "不成立", None): 11,
        ("二中心", "部委", "A003", "成立", "业务"): 1,
        ("二中心", "其他", None, None, None): 3,
        (None, "集团总部", None, "不成立", None): 7,
    },
}
PRAISE = {
    5: {("一中心", "本中心", "A001"): 4, ("三中心", "集团总部", None): 1},
    6: {("一中心", "本中心", "A001"): 5, (None, "部委", None): 2},
}


def write(path: Path, month: str, rows: list[dict[str, Any]]) -> Path:
    """A sheet as a centre fills it in, with openpyxl; a text stays a text whatever it begins with."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(["登记月份", month, "登记人", "李晓"])
    sheet.append([])
    sheet.append(HEADINGS)
    for number, row in enumerate(rows, sheet.max_row + 1):
        for column, heading in enumerate(HEADINGS, 1):
            cell = sheet.cell(number, column, row.get(heading))
            if isinstance(cell.value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def tickets(month: int) -> list[dict[str, Any]]:
    """The tickets of a month; every complaint but the open ones is answered an hour later."""
    rows = []
    for (site, source, agent, upheld, cause), count in MONTHS[month].items():
        rows += [
            {"中心": site, "来源": source, "工号": agent, "是否成立": upheld, "责任类别": cause}
            | {"类型": "投诉"}
        ] * count
    for (site, source, agent), count in PRAISE[month].items():
        rows += [{"中心": site, "来源": source, "工号": agent, "类型": "表扬"}] * count
    found = []
    for number, row in enumerate(rows, 1):
        more = {
            "工单编号": f"{month:02d}{number:04d}",
            "受理时间": datetime(2026, month, 10, 9, 30),
        }
        if row.get("是否成立") in ("成立", "不成立"):
            more["答复时间"] = datetime(2026, month, 10, 10, 30)
        found.append(row | more)
    return found


def forms(report: dict[str, Any]) -> tuple[int, ...]:
    found = report["forms"]["complaints"]
    assert found["read"] == sum(found[name] for name in COUNTS[1:])
    return tuple(found[name] for name in COUNTS)


@pytest.fixture(scope="module")
def told(shared_desk: Any) -> dict[str, Any]:
    """What `results` says of June, with May in the records, and score sheets of A001."""
    june = tickets(6)
    june[0]["录音编号"], june[1]["录音编号"] = "r 1", "R2"
    june[2] |= {"录音编号": "R3", "答复时间": datetime(2026, 6, 10, 11, 31)}
    june[3] |= {"录音编号": "R4", "工号": "A001"}
    june[4]["答复时间"] = None
    june[5] |= {"要求时限": 24, "答复时间": datetime(2026, 6, 11, 9, 30)}
    june[6] |= {"要求时限": 24, "答复时间": datetime(2026, 6, 11, 9, 31)}
    write(shared_desk.inbox / "五月.xlsx", "2026-05", tickets(5))
    write(shared_desk.inbox / "六月.xlsx", "2026-06", june)
    full = dict.fromkeys(ITEMS, 5)
    scores = [
        {"录音编号": "R1", "通话日期": date(2026, 6, 9), **full},
        {"录音编号": "R2", "通话日期": date(2026, 6, 9), **full, "业务能力": 0, "服务态度": 0},
        {"录音编号": "R3", "通话日期": date(2026, 5, 31), **full},
    ]
    rows = [{"工号": "A001", "姓名": "王一"} | row for row in scores]
    write_sheet(shared_desk.inbox / "评分.xlsx", rows, head={"质检日期": date(2026, 6, 10)})
    assert forms(shared_desk.merge(period="2026-05..2026-06")) == (20 + 37, 20 + 37, 0, 0, 0)
    (found,) = shared_desk.json("results", "complaints", "--period", "2026-06")["results"]
    return found


def by_pair(found: dict[str, Any], table: str) -> dict[tuple[str, str], dict[str, Any]]:
    rows = found["tables"][table]
    pairs = {(row["site"], row["source"]): row for row in rows}
    assert len(pairs) == len(rows)
    return pairs


def hand_count(month: int, **wanted: str | None) -> Counter[tuple[str, str]]:
    """Complaints by site and source as anybody would count them."""
    found: Counter[tuple[str, str]] = Counter()
    for (site, source, _, upheld, cause), count in MONTHS[month].items():
        said = {"upheld": upheld or "待定", "cause": cause}
        if all(said[key] == value for key, value in wanted.items()):
            found[site or "未填", source] += count
    return found


def test_every_count_of_june_is_the_hand_count(told: dict[str, Any]) -> None:
    """By site and source: complaints, upheld by service and business, not upheld, open."""
    rows = by_pair(told, "by_source")
    wanted = {
        "complaint": hand_count(6),
        "upheld": hand_count(6, upheld="成立"),
        "service": hand_count(6, upheld="成立", cause="服务"),
        "business": hand_count(6, upheld="成立", cause="业务"),
        "refuted": hand_count(6, upheld="不成立"),
        "open": hand_count(6, upheld="待定"),
    }
    assert set(rows) == set(wanted["complaint"])
    for pair, row in rows.items():
        assert {key: row[key] for key in wanted} == {key: of[pair] for key, of in wanted.items()}
    for key, of in wanted.items():
        assert told["figures"][key] == of.total()


def test_june_stands_beside_may(told: dict[str, Any]) -> None:
    """Every site and source of either month has its row, with last month's count and the change."""
    rows = by_pair(told, "against_before")
    assert set(rows) == set(hand_count(5)) | set(hand_count(6))
    for key, wanted in (("complaint", {}), ("upheld", {"upheld": "成立"})):
        now, then = hand_count(6, **wanted), hand_count(5, **wanted)
        for pair, row in rows.items():
            assert (row[key], row[f"{key}_before"]) == (now[pair], then[pair])
            assert row[f"{key}_change"] == now[pair] - then[pair]
    praise = {
        pair: (row["praise"], row["praise_before"], row["praise_change"])
        for pair, row in by_pair(told, "praise").items()
    }
    assert praise == {
        ("一中心", "本中心"): (5, 4, 1),
        ("三中心", "集团总部"): (0, 1, -1),
        ("未填", "部委"): (2, 0, 2),
    }
    assert told["sentences"][0] == (
        "受理投诉 30 件（上月 15 件，多 15 件），成立 9 件（服务 2、业务 7），不成立 18 件，"
        "待定 3 件；表扬 7 件；超时答复 2 件，逾期未答复 4 件。"
    )


def test_agents_have_their_tickets(told: dict[str, Any]) -> None:
    """Counts of each agent, with the score where inspectors heard one; tickets of nobody last."""
    keys = ("complaint", "upheld", "service", "business", "praise", "recordings")
    rows = [(row["agent"], *(row[key] for key in keys)) for row in told["tables"]["by_agent"]]
    assert rows == [
        ("A001", 8, 8, 2, 6, 5, 2),
        ("A003", 1, 1, 0, 1, 0, None),
        ("A002", 11, 0, 0, 0, 0, None),
        ("未填", 10, 0, 0, 0, 2, None),
    ]
    scores = [row["score"] for row in told["tables"]["by_agent"]]
    assert scores == [pytest.approx((100 + 80) / 2), None, None, None]


def test_answers_are_in_time_or_not(told: dict[str, Any]) -> None:
    """Two office hours, or the client's hours by the clock; on the limit is in time."""
    rows = {row["limit"]: row for row in told["tables"]["answers"]}
    keys = ("in_time", "late", "overdue", "running", "unknown", "judged")
    assert [rows["按规定"][key] for key in keys] == [27 - 4, 1, 1 + 3, 0, 0, 28]
    assert [rows["委托方要求"][key] for key in keys] == [1, 1, 0, 0, 0, 2]
    assert rows["委托方要求"]["share"] == 0.5
    late = [(row["ticket"], row["state"]) for row in told["tables"]["late"]]
    assert late[0] == ("060003", "超时答复") and late[-1] == ("060007", "超时答复")
    assert Counter(state for _, state in late) == {"超时答复": 2, "逾期未答复": 4}


def test_tickets_show_the_score_of_their_recording(told: dict[str, Any]) -> None:
    """A number in another spelling is the same recording; a call of May was scored in May."""
    rows = {row["ticket"]: row for row in told["tables"]["tickets"]}
    assert len(rows) == 37
    found = [
        (rows[ticket]["final"], rows[ticket]["band"], rows[ticket]["inspector"])
        for ticket in ("060001", "060002", "060003", "060004", "060005")
    ]
    assert found == [
        (100.0, "优良", "质检甲"),
        (80.0, "一般不良", "质检甲"),
        (100.0, "优良", "质检甲"),
        (None, "没有评分", ""),
        (None, "", ""),
    ]
    missed = [row["ticket"] for row in told["tables"]["missed"]]
    assert missed == ["060001", "060003"]
    assert (
        "成立的 9 件里 4 件填了录音编号，其中 3 件质检过，2 件当时评为优良。" in told["sentences"]
    )


def test_the_workbook_has_the_tickets(told: dict[str, Any]) -> None:
    """Its figures are formulas over the rows of the second sheet, which holds every ticket."""
    book = openpyxl.load_workbook(told["file"])
    sheet, detail = book.worksheets
    shown = {row[0].value for row in detail.iter_rows()} | {
        row[2].value for row in detail.iter_rows()
    }
    assert shown >= {one["工单编号"] for one in tickets(6)}
    formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    texts = [one if isinstance(one, str) else one.text for one in formulas]
    assert sum("SUMPRODUCT" in one for one in texts) > 80


def test_a_month_without_recordings_has_its_report(desk: Any) -> None:
    """The monthly report tells the tickets of a month without any score; the rest is quiet."""
    write(desk.inbox / "五月.xlsx", "2026-05", tickets(5))
    desk.merge(period="2026-05")
    (paper,) = desk.json("papers", "--period", "2026-05", "--kind", "monthly")["files"]
    sheet = openpyxl.load_workbook(paper["file"]).active
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "本月没有质检记录。" in words and "二、投诉表扬" in words
    assert any("受理投诉 15 件" in one for one in words)
    assert desk.json("papers", "--period", "2026-04", "--kind", "monthly")["files"] == []


def faulty(desk: Any, **cells: Any) -> list[tuple[str, str]]:
    """What is found in a sheet with one sound row and one with these cells: code and heading."""
    sound = {
        "工单编号": "T1",
        "受理时间": datetime(2026, 6, 10, 9, 30),
        "类型": "投诉",
        "来源": "本中心",
    }
    path = write(desk.inbox / "一.xlsx", "2026-06", [sound, sound | {"工单编号": "T2"} | cells])
    found = desk.json("validate", str(path), code=(0, 1))["findings"]
    return [(one["code"], one["column"]) for one in found]


@pytest.mark.parametrize(
    ("cells", "code", "heading"),
    [
        ({"类型": "骂人"}, "choice-unknown", "类型"),
        ({"来源": "路人"}, "choice-unknown", "来源"),
        ({"是否成立": "也许"}, "choice-unknown", "是否成立"),
        ({"是否成立": "成立"}, "value-needed", "责任类别"),
        ({"受理时间": None}, "value-missing", "受理时间"),
        ({"受理时间": "上周一"}, "date-unreadable", "受理时间"),
        ({"受理时间": "03/04/2026"}, "date-ambiguous", "受理时间"),
        ({"受理时间": datetime(2099, 1, 1, 9)}, "day-in-future", "受理时间"),
        ({"答复时间": datetime(2099, 1, 1, 9)}, "day-in-future", "答复时间"),
        ({"答复时间": datetime(2026, 6, 9, 9)}, "day-too-early", "答复时间"),
        ({"要求时限": 0}, "number-out-of-range", "要求时限"),
        ({"要求时限": "尽快"}, "number-unreadable", "要求时限"),
        ({"工单编号": 1.23e16}, "id-lost-digits", "工单编号"),
        ({"工单编号": "1.23E+16"}, "id-lost-digits", "工单编号"),
        ({"工单编号": None}, "value-missing", "工单编号"),
        ({"工单编号": "#REF!"}, "formula-error", "工单编号"),
        ({"类型": "表扬", "是否成立": "成立"}, "value-ignored", "是否成立"),
        ({"类型": "表扬", "责任类别": "服务"}, "value-ignored", "责任类别"),
    ],
)
def test_each_bad_cell_has_its_finding(
    desk: Any, cells: dict[str, Any], code: str, heading: str
) -> None:
    """A wrong word, day, number or rule is told under the heading of its cell, and nothing else is."""
    assert faulty(desk, **cells) == [(code, heading)]


def test_a_hostile_sheet_loses_nothing(desk: Any) -> None:
    """Every row that was read is added or refused; blank rows are none; text is never a formula."""
    day = datetime(2026, 6, 10, 9, 30)
    sound = {"受理时间": day, "类型": "投诉", "来源": "本中心"}
    rows = [
        sound | {"工单编号": "T1", "备注": "=1+1", "姓名": "+王一", "中心": "=cmd()"},
        {},
        sound | {"工单编号": "T2", "受理时间": "2026年6月10日 9:30", "中心": "*"},
        sound | {"工单编号": "T3", "来源": "路人"},
        sound | {"工单编号": "T4", "是否成立": "成立", "责任类别": "服务"},
        sound | {"工单编号": "t4", "是否成立": "不成立"},
        sound | {"工单编号": 1.23e16},
        {},
        {},
        sound | {"工单编号": "T6", "类型": "表扬", "是否成立": "成立"},
        sound | {"工单编号": "T8", "类型": "表扬"},
        sound | {"工单编号": "T7", "中心": "“”'\"<>&"},
    ]
    write(desk.inbox / "怪表.xlsx", "2026-06", rows)
    assert forms(desk.merge(code=1, period="2026-06")) == (9, 5, 0, 0, 4)
    (found,) = desk.json("results", "complaints", "--period", "2026-06")["results"]
    sheet = openpyxl.load_workbook(found["file"]).worksheets[1]
    typed = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert typed["=1+1"] == "s" and typed["=cmd()"] == "s"
    sites = {row["site"]: row["complaint"] for row in found["tables"]["by_source"]}
    assert sites["=cmd()"] == sites["*"] == sites["“”'\"<>&"] == 1
    assert found["figures"]["praise"] == 2
    out = desk.root / "tickets.csv"
    desk.json("export", "complaints", "--period", "2026-06", "--out", str(out))
    kept = {row["ticket"]: row["upheld"] for row in csv.DictReader(out.open(encoding="utf-8-sig"))}
    assert (kept["T6"], kept["T8"], kept["T7"]) == (
        "",
        "",
        "open",
    )  # nobody upholds praise, nor leaves it open


def test_all_that_is_wrong_in_a_row_is_told_at_once(desk: Any) -> None:
    """A word that can't be read hides no answer before its complaint, and makes no finding up."""
    row = {"工单编号": "T1", "受理时间": datetime(2026, 10, 20, 9), "类型": "投诉", "来源": "火星"}
    row |= {"是否成立": "可能", "答复时间": datetime(2026, 10, 19)}
    path = write(desk.inbox / "a.xlsx", "2026-10", [row])
    listed = desk.json("validate", str(path), code=(0, 1))["findings"]
    found = {one["code"]: one for one in listed if one["severity"] == "error"}
    assert set(found) == {"choice-unknown", "day-too-early"}
    assert found["day-too-early"]["value"] == "2026-10-19"
