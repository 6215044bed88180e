"""A corrected score goes into the next analysis; the old one stays visible, and the case in the register (S7)."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from sheets import ITEMS, write_breaches, write_sheet
from test_penalties_from_outside import LATER, NUISANCE, PERIOD

from qa_workbook.clock import now_text
from qa_workbook.ledger.event import Draft
from qa_workbook.ledger.store import Ledger, sqlite_url
from shared_office import HAS_CALC, convert_in_calc


def marked(number: int, **row: object) -> dict:
    """A recording with full marks but for what `row` says."""
    head = {"录音编号": f"R{number}", "通话日期": "2026-10-05", "工号": "A001", "姓名": "座席1"}
    return {**head, **dict.fromkeys(ITEMS, 5), **row}


@pytest.fixture(scope="module")
def corrected(shared_desk):
    """A register was given out, decisions were written down, and the period was built again."""
    desk = shared_desk
    (desk.root / "config" / "people.csv").write_text(
        "工号,姓名,角色\nQ1,班长乙,质检班长\n", "utf-8"
    )
    rows = [
        marked(1, 差错扣分=5, 差错代码="E1", 备注="x"),
        marked(2, 服务态度=2, 差错扣分=4, 差错代码="E1", 备注="x"),
        marked(3, 差错扣分=3, 差错代码="E1", 备注="x"),
        marked(4, 致命错误="是", 差错代码="F21", 备注="x"),
    ]
    write_sheet(desk.inbox / "a.xlsx", rows)
    breaches = [{"条款": NUISANCE, "依据": "D1", "次数": 2}, {"条款": LATER, "依据": "D1"}]
    write_breaches(desk.inbox / "b.xlsx", breaches)
    desk.build()
    desk.before = desk.json("metrics", *PERIOD), exported(desk, "scores")
    desk.json("register", *PERIOD)
    url = sqlite_url(desk.root / "data" / "ledger.sqlite3")
    with Ledger(url) as ledger:
        lines = [event.data["line"] for event in ledger.events()]
    desk.cases = {(line["code"], line["recording"]): line["case"] for line in lines}
    clause = next(line["code"] for line in lines if line["times"] == 2)
    written = {
        ("E1", "R1"): "",
        ("E1", "R2"): "服务态度=4",
        ("F21", "R4"): "好多了",
        (clause, "D1"): "",
    }
    numbers = {line["case"]: line["number"] for line in lines}
    desk.refused = decided(desk, numbers, written)
    desk.again = decided(desk, numbers, {**written, ("F21", "R4"): "不成立"})
    excluded = {"exclusion": "system-outage"}
    draft = Draft(now_text(), desk.cases["E1", "R3"], "dismiss", "Q1", "qa_lead", "断线", excluded)
    with Ledger(url) as ledger, ledger.writing() as writing:
        writing.append([draft])
    desk.report = desk.build()
    return desk


def decided(desk, numbers: dict[str, str], written: dict[tuple[str, str], str]) -> dict:
    """Imports a sheet in which the QA lead dismisses cases; `written` into 更正评分."""
    book = openpyxl.Workbook()
    book.active.append(["凭单号", "状态", "办理", "经办人", "理由 / 意见", "更正评分"])
    for named, cell in written.items():
        number = numbers[desk.cases[named]]
        book.active.append([number, "待认定", "不予认定", "Q1", "听录音", cell])
    book.save(desk.root / "审批.xlsx")
    return desk.json("decisions", "import", str(desk.root / "审批.xlsx"), code=(0, 1))


def exported(desk, what: str) -> dict[str, dict[str, str]]:
    """The rows of an export by recording (marks: the last one of each)."""
    out = desk.root / f"{what}.csv"
    desk.json("export", what, *PERIOD, "--out", str(out))
    rows = csv.DictReader(out.read_text("utf-8-sig").splitlines())
    return {row["recording"]: row for row in rows}


def test_the_export_has_the_new_score_and_the_old_one(corrected):
    """Every kind of breach that was taken back leaves the score; the old score stands beside it."""
    scores = exported(corrected, "scores")
    before = corrected.before[1]
    found = {
        name: (row["final"], row["former_final"], row["deduction"], row["fatal"])
        for name, row in scores.items()
    }
    assert found == {
        "R1": ("100.0", "95.0", "0.0", "False"),
        "R2": ("98.0", "90.0", "0.0", "False"),
        "R3": ("97.0", "", "3.0", "False"),
        "R4": ("100.0", "100.0", "0.0", "False"),
        "D1": ("94.0", "74.0", "0.0", "False"),
    }
    assert scores["R2"]["corrected"].startswith("差错扣分 4 → 0、差错代码 E1 → 无、")
    assert "服务态度 2 → 4（凭单 2026-10-00" in scores["R2"]["corrected"]
    assert f"，{now_text()[:10]}）" in scores["R2"]["corrected"]
    assert {name: row["former_final"] for name, row in scores.items() if row["former_final"]} == {
        name: before[name]["final"] for name in ("R1", "R2", "R4", "D1")
    }
    assert "corrected" not in before["R1"]
    assert exported(corrected, "marks")["R2"]["recording"] == "R2"


def test_what_is_written_into_the_sheet(corrected):
    """A cell that can't be read keeps its row out and is named; entered once, a row changes nothing more."""
    (refused,) = corrected.refused["findings"]
    assert (refused["code"], refused["cell"], refused["column"]) == (
        "correction-unreadable",
        "F4",
        "更正评分",
    )
    assert [corrected.refused[key] for key in ("accepted", "unchanged", "refused")] == [3, 0, 1]
    assert [corrected.again[key] for key in ("accepted", "unchanged", "refused")] == [1, 3, 0]


def test_metrics_are_of_the_corrected_scores(corrected):
    """The keys are the contract's; a corrected recording is one recording."""
    now, before = corrected.json("metrics", *PERIOD), corrected.before[0]
    assert [set(one) for one in now] == [set(one) for one in before]
    wide, former = (
        {one["scheme"]: one for one in side}["monitoring-10x4"] for side in (now, before)
    )
    assert (wide["recordings"], former["recordings"]) == (4, 4)
    assert (wide["mean_final"], former["mean_final"]) == (98.75, 95.5)
    assert (wide["agents"][0]["error_deduction"], wide["agents"][0]["fatal"]) == (3, 0)
    long, former = (
        {one["scheme"]: one for one in side}["service-norm-100"] for side in (now, before)
    )
    assert (long["mean_score"], former["mean_score"]) == (94, 74)
    assert long["recordings"] == former["recordings"] == 1


def test_the_register_keeps_the_case(corrected):
    """It is revoked and not gone: the register looks at what the sheet says."""
    after = {one["case"]: one for one in corrected.json("cases", *PERIOD)}
    assert set(after) == set(corrected.cases.values())
    assert [after[corrected.cases[named]]["state"] for named in (("E1", "R1"), ("F21", "R4"))] == [
        "revoked",
        "revoked",
    ]
    register = corrected.json("register", *PERIOD)
    assert (register["lines"] + register["unpriced"], register["withdrawn"]) == (6, 0)


def test_twice_is_once(corrected):
    """Building again changes nothing."""
    first = Path(corrected.report["files"]["analysis"]).read_bytes()
    again = corrected.build()
    assert again["recordings"]["unchanged"] == again["recordings"]["read"]
    assert Path(corrected.report["files"]["analysis"]).read_bytes() == first


def test_the_workbook_shows_both(corrected):
    """明细 has the old score beside the new one and says by which 凭单; 总览 says how many."""
    path = Path(corrected.report["files"]["analysis"])
    book = openpyxl.load_workbook(path, data_only=True)
    rows = {}
    for sheet in (sheet for sheet in book if sheet.title.startswith("明细")):
        heading, *below = sheet.iter_rows(min_row=5, values_only=True)
        rows |= {row[1]: dict(zip(heading, row, strict=True)) for row in below if row[1]}
    assert (rows["R1"]["最终得分"], rows["R1"]["更正前最终得分"]) == (100, 95)
    assert "凭单 2026-10-" in rows["R1"]["更正"]
    assert rows["R3"]["更正前最终得分"] is None and not rows["R3"]["更正"]
    counts = []
    for sheet in (sheet for sheet in book if sheet.title.startswith("总览·")):
        listed = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
        counts.append(listed["更正的录音"])
    assert sorted(counts) == [1, 3]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_the_live_formulas_agree(corrected, tmp_path):
    """LibreOffice recalculates everything over the corrected 明细: 核对 has no difference."""
    path = Path(corrected.report["files"]["analysis"])
    converted = convert_in_calc(path, "xlsx", tmp_path)
    checks = [
        sheet
        for sheet in openpyxl.load_workbook(converted, data_only=True)
        if sheet.title.startswith("核对")
    ]
    assert len(checks) == 2
    for sheet in checks:
        assert sheet["A3"].value == "全部相符，差异为 0。"


def test_corrected__the_papers_explain_the_new_score_and_name_the_old_one(corrected):
    """Parts of each recording add up to the corrected score; the correction is told beside it."""
    found = corrected.json("papers", *PERIOD, "--agent", "A001", "--kind", "explanation")
    book = openpyxl.load_workbook(found["files"][0]["file"])
    scores = exported(corrected, "scores")
    finals = {name: float(row["final"]) for name, row in scores.items()}
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    head = next(row for row in rows if row[0] == "通话日期")
    listed = {row[1]: row for row in rows[rows.index(head) + 1 :] if row[1]}
    lost = dict.fromkeys(listed, 0.0)
    for row in book.worksheets[1].iter_rows(min_row=6, values_only=True):
        if row[1] in lost:
            lost[row[1]] += row[7]
    for name, row in listed.items():
        assert row[head.index("最终得分")] == finals[name]
        assert abs(row[head.index("起评分")] - lost[name] - finals[name]) < 1e-9
    assert "更正前" in listed["R1"][head.index("说明")]
