"""Slips, explained scores and the list for finance: complete, adding up, and nothing of anybody else."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sheets import recordings, write_breaches, write_sheet
from test_penalties_from_outside import LATER, NUISANCE, PERIOD, wages

FORMULA = "=1+1 骂了客户"


def as_text(path: Path) -> None:
    """Makes the remark that looks like a formula the text that an inspector typed."""
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows():
        for cell in row:
            if cell.value == FORMULA:
                cell.data_type = "s"
    book.save(path)


@pytest.fixture(scope="module")
def desk(shared_desk):
    """Two inspectors' sheets of five agents, and a clause sheet; a register that was given out."""
    made = shared_desk
    wages(made, A001=9000, A002=300)
    rows = recordings(20, 3)
    for number, row in enumerate(rows):
        row["工号"], row["姓名"] = f"A00{number % 5 + 1}", f"座席{number % 5 + 1}"
        row["备注"] = f"备注{number % 5 + 1}号的内容，与座席{(number + 1) % 5 + 1}"
    rows[0] |= {"致命错误": "是", "差错扣分": None, "差错代码": "F21", "备注": FORMULA}
    as_text(write_sheet(made.inbox / "甲" / "十月.xlsx", rows[:10]))
    write_sheet(made.inbox / "乙" / "十月.xlsx", rows[10:], inspector="质检乙")
    breaches = [{"条款": NUISANCE, "依据": f"V{n}"} for n in range(3)]
    other = {"工号": "A002", "姓名": "座席2", "条款": LATER, "依据": "V9", "备注": "说明二"}
    write_breaches(made.inbox / "违规.xlsx", [*breaches, other])
    made.merge()
    made.json("register", *PERIOD)
    return made


@pytest.fixture(scope="module")
def written(desk) -> dict[tuple[str, str], Path]:
    """The files of penalties, by kind and agent ("" for finance)."""
    files = {}
    for kind in ("slips", "explanation", "finance"):
        found = desk.json("papers", *PERIOD, "--kind", kind)
        assert list(found) == ["files"]
        for one in found["files"]:
            assert one["kind"] == kind and {"kind", "to", "cc", "file"} <= set(one)
            files[kind, "" if kind == "finance" else one["to"][0]] = Path(one["file"])
    return files


def everything_in(path: Path) -> str:
    """All parts of a workbook, its properties and names too, as one text."""
    with zipfile.ZipFile(path) as parts:
        return "\n".join(
            [*parts.namelist(), *(parts.read(name).decode("utf-8") for name in parts.namelist())]
        )


def cells(path: Path, sheet: int = 0) -> list[list[object]]:
    """The rows of one sheet."""
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]


def test_papers__every_agent_with_a_case_has_a_slip_of_each(desk, written):
    """A list first, then a sheet per case called by its number, with clause, amounts and deadline."""
    cases = defaultdict(list)
    for one in desk.json("cases", *PERIOD):
        cases[one["agent"]].append(one)
    assert {agent for kind, agent in written if kind == "slips"} == set(cases)
    for agent, own in cases.items():
        book = openpyxl.load_workbook(written["slips", agent])
        numbers = sorted(one["number"] for one in own)
        assert book.sheetnames == ["目录", *numbers]
        for one in own:
            said = {str(cell.value) for row in book[one["number"]].iter_rows() for cell in row}
            assert any(one["case"] in words for words in said)
            assert any(
                one["deadline"] is None or "之前通过班长提出复议申请" in words for words in said
            )
            assert {"扣罚金额（元）", "法律性质", "座席签字", "仲裁"} <= said


def test_papers__an_agent_s_file_holds_nothing_of_others(desk, written):
    """No number, name, recording, remark, case or folder of anybody else is in any part of the zip."""
    records = desk.root / "all.csv"
    desk.json("export", "scores", *PERIOD, "--out", str(records))
    lines = records.read_text("utf-8-sig").splitlines()
    recordings_of = defaultdict(set)
    header = lines[0].split(",")
    for line in lines[1:]:
        row = dict(zip(header, line.split(","), strict=False))
        recordings_of[row["agent"]].add(row["recording"])
    cases = {one["case"]: one["agent"] for one in desk.json("cases", *PERIOD)}
    agents = [f"A00{number}" for number in range(1, 6)]
    for (kind, agent), path in written.items():
        if kind == "finance":
            continue
        whole = everything_in(path)
        assert agent in whole
        for other in (one for one in agents if one != agent):
            assert other not in whole and f"座席{other[-1]}" not in whole
            assert f"备注{other[-1]}号" not in whole
            assert not [
                one for one in recordings_of[other] - recordings_of[agent] if one and one in whole
            ]
        assert not [case for case, owner in cases.items() if owner != agent and case in whole]
        assert str(desk.root) not in whole


def test_papers__finance_sees_no_recording_remark_or_mark(desk, written):
    """Who, nature, points, money, cap, carried, state, payable: no content of any call."""
    whole = everything_in(written["finance", ""])
    for forbidden in ("备注", "骂了客户", "录音", "业务能力", "质检甲", "V9", "R03", ".xlsx"):
        assert forbidden not in whole.replace("workbook.xml", "")
    rows = cells(written["finance", ""])
    found = [row for row in rows if str(row[0]).startswith("2026-10-")]
    cases = desk.json("cases", *PERIOD)
    assert len(found) == len(cases)
    assert sum(Decimal(str(row[7])) for row in found) == sum(Decimal(one["money"]) for one in cases)
    assert [row[11] for row in found] == [0] * len(found)


def test_papers__explained_scores_add_up_to_the_metrics(desk, written):
    """Parts of a recording = start − final; the mean of the finals = that of `metrics`."""
    metrics = desk.json("metrics", *PERIOD)
    monitoring = next(one for one in metrics if one["scheme"] == "monitoring-10x4")
    means = {one["agent"]: one for one in monitoring["agents"]}
    cases = desk.json("cases", *PERIOD)
    for (kind, agent), path in written.items():
        if kind != "explanation":
            continue
        rows = cells(path)
        head = next(row for row in rows if row[0] == "通话日期")
        place = {
            name: head.index(name) for name in ("录音编号 / 依据", "起评分", "最终得分", "共失分")
        }
        listed = [row for row in rows[rows.index(head) + 1 :] if row[1]]
        parts = defaultdict(Decimal)
        for row in cells(path, 1):
            if row[1] and row[1] != "录音编号 / 依据":
                parts[row[1]] += Decimal(str(row[7]))
        for row in listed:
            lost = Decimal(str(row[place["起评分"]])) - Decimal(str(row[place["最终得分"]]))
            assert lost == Decimal(str(row[place["共失分"]])) == parts[row[1]]
        finals = [
            Decimal(str(row[place["最终得分"]])) for row in listed if str(row[1]).startswith("R03")
        ]
        shown = means[agent]["mean_final"]
        assert abs(float(sum(finals)) / len(finals) - shown) < 1e-9
        money = (
            [row for row in cells(path, 2) if str(row[0]).startswith("2026-10-")]
            if len(openpyxl.load_workbook(path).sheetnames) > 2
            else []
        )
        own = [one for one in cases if one["agent"] == agent]
        assert sum(Decimal(str(row[7])) for row in money) == sum(
            Decimal(one["money"]) for one in own
        )


def test_papers__text_never_becomes_a_formula(written):
    """A remark that begins with = is text, and no part of a slip has a formula."""
    whole = everything_in(written["slips", "A001"])
    assert FORMULA in whole and "<f>" not in whole


def test_papers__twice_is_once_and_what_was_typed_stays(desk, written, tmp_path):
    """Same input, same bytes; a slip that somebody signed is copied beside before it is renewed."""
    file = written["slips", "A001"]
    before = file.read_bytes()
    desk.json("papers", *PERIOD, "--agent", "a001", "--kind", "slips")
    assert file.read_bytes() == before
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    row = next(row for row in sheet.iter_rows() if row[0].value == "座席签字")
    row[1].value = "座席1 已阅"
    book.save(file)
    assert desk.json("verify", str(file))["ok"]
    points = next(row for row in sheet.iter_rows() if row[2].value == "扣罚金额（元）")
    points[3].value = 1
    forged = tmp_path / "forged.xlsx"
    book.save(forged)
    (cell,) = desk.json("verify", str(forged), code=1)["cells"]
    assert (cell["sheet"], cell["cell"], cell["found"]) == (sheet.title, points[3].coordinate, "1")
    (one,) = desk.json("papers", *PERIOD, "--agent", "A001", "--kind", "slips")["files"]
    assert "座席1 已阅" in {value for row in cells(Path(one["kept"]), 1) for value in row}
    assert file.read_bytes() == before


def test_papers__inspectors_are_kept_back_where_the_settings_say_so(desk, written):
    """With agents_see_inspector: false neither inspector nor file nor folder is in the file."""
    settings = desk.root / "config" / "settings.yaml"
    shown = settings.read_text("utf-8")
    assert "质检甲" in everything_in(written["slips", "A001"])
    settings.write_text(
        shown.replace("agents_see_inspector: true", "agents_see_inspector: false"), "utf-8"
    )
    try:
        found = desk.json("papers", *PERIOD, "--agent", "A001")["files"]
        for one in found:
            whole = everything_in(Path(one["file"]))
            assert "质检甲" not in whole and "质检乙" not in whole and "十月.xlsx" not in whole
    finally:
        settings.write_text(shown, "utf-8")


def test_papers__refuses_what_there_is_not(desk):
    """An unknown agent or kind is wrong usage, in words."""
    wrong = desk.json("papers", *PERIOD, "--agent", "A999", code=2)
    assert "A999" in wrong["error"]["message"]
    assert "slips" in desk.json("papers", *PERIOD, "--kind", "poems", code=2)["error"]["message"]
    assert desk.json("papers", "--period", "2026-01", "--kind", "slips") == {"files": []}


def test_evidence__can_be_checked_with_sha256sum_and_holds_nobody_else(desk, tmp_path):
    """Every sum fits, the recipe leads to the root of the ledger, the same input gives the same zip."""
    out, again = tmp_path / "a.zip", tmp_path / "b.zip"
    told = desk.json("evidence", "--agent", "A002", *PERIOD, "--out", str(out))
    desk.json("evidence", "--agent", "a002", *PERIOD, "--out", str(again))
    assert out.read_bytes() == again.read_bytes()
    folder = tmp_path / "open"
    with zipfile.ZipFile(out) as bundle:
        assert bundle.namelist()[0] == "index.html"
        bundle.extractall(folder)
    for sums in ("SHA256SUMS", "events.sha256"):
        run = subprocess.run(["sha256sum", "-c", "--quiet", sums], cwd=folder, check=False)
        assert run.returncode == 0
    recipe = (folder / "README.txt").read_text("utf-8")
    commands = [line for line in recipe.splitlines() if line.startswith(("H=", "echo "))]
    made = subprocess.run(
        ["bash", "-c", "\n".join(commands)], cwd=folder, capture_output=True, check=True
    )
    root = desk.json("ledger", "verify")["root"]
    assert made.stdout.decode().strip() == root == told["root"]
    events = [
        json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()
    ]
    cases = {one["case"]: one["agent"] for one in desk.json("cases", *PERIOD)}
    assert {one["case"] for one in events} == {
        case for case, agent in cases.items() if agent == "A002"
    }
    for path in (path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".xlsx":
            whole = everything_in(path)
        else:  # proof has the agent's own remarks as they were typed
            whole = path.read_text("utf-8").replace("，与座席3", "")
        for other in ("A001", "A003", "A004", "A005"):
            assert other not in whole and f"座席{other[-1]}" not in whole
            assert f"备注{other[-1]}号" not in whole
    sources = (folder / "sources.csv").read_text("utf-8-sig")
    original = desk.inbox / "甲" / "十月.xlsx"
    assert hashlib.sha256(original.read_bytes()).hexdigest() in sources
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    assert all(one["tariff"]["rule"]["legal_nature"] for one in rules.values())
    assert all(one["procedure"]["version"] and one["law"]["source"] for one in rules.values())
