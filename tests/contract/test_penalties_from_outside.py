"""What finance and agents rely on, seen from outside: files in, commands, workbooks and exports out."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sheets import recordings, write_breaches, write_sheet

from qa_workbook import files
from qa_workbook.errors import OutputLocked

PERIOD = ("--period", "2026-10")
NUISANCE, LATER = "骚扰电话处理不当", "登记错误影响后续处理"
INVENTED = "A001@2026-10-05@质检甲"


def words_of(path: Path) -> list[str]:
    """Every text of a workbook, sheet names and links included."""
    book = openpyxl.load_workbook(path)
    found = list(book.sheetnames)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                found.append(str(cell.value))
                if cell.hyperlink:
                    found.append(f"{cell.hyperlink.target} {cell.hyperlink.location}")
    return found


def rows_of(desk, what: str) -> list[dict[str, str]]:
    """The rows of an export as a program reads them."""
    out = desk.root / f"{what}.csv"
    desk.json("export", what, *PERIOD, "--out", str(out))
    return list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))


def test_a_breach_without_basis__is_told_and_no_id_is_invented(desk):
    """An empty 依据 is a warning in its cell; the id that stands in for it appears nowhere that people look."""
    rows = [{"条款": NUISANCE, "依据": ""}, {"条款": LATER, "依据": "R7"}]
    file = write_breaches(desk.inbox / "a.xlsx", rows)
    checked = desk.json("validate", str(desk.inbox), code=0)
    told = [found for found in checked["findings"] if found["code"] == "basis-missing"]
    assert [(found["severity"], found["column"]) for found in told] == [("warning", "依据")]
    sheet = openpyxl.load_workbook(file).active
    assert sheet[told[0]["cell"]].value is None

    report = desk.json("run", *PERIOD, code=0)
    for path in report["files"].values():
        assert [text for text in words_of(Path(path)) if INVENTED in text] == []
    for what in ("scores", "marks", "penalties"):
        exported = rows_of(desk, what)
        assert {row["recording"] for row in exported} == {"", "R7"}
    for shown in (checked, report, desk.json("metrics", *PERIOD)):
        assert INVENTED not in json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("repeat", [{}, {"次数": 2}])
def test_repeated_breaches_without_basis__name_agent_and_day(desk, repeat):
    """What the sheets say about the row again, they say with agent and day."""
    for name in ("a", "b"):
        write_breaches(desk.inbox / f"{name}.xlsx", [{"条款": NUISANCE, "依据": ""} | repeat] * 2)
    found = desk.json("validate", str(desk.inbox), code=1)["findings"]
    assert any("A001 2026-10-05" in one["message"] for one in found)
    assert INVENTED not in json.dumps(found, ensure_ascii=False)


# --- the number of a line, and what was given out ------------------------------------------------


def wages(desk, **amounts: int) -> None:
    """Writes the list of wages; all of them are floating, so that only the wage caps cut."""
    rows = "".join(f"{agent},{amount},{amount}\n" for agent, amount in amounts.items())
    (desk.root / "config" / "wages.csv").write_text(f"工号,月工资,绩效工资\n{rows}", "utf-8")


def cases(desk) -> dict[tuple[str, str], dict[str, str]]:
    """The exported lines by recording and code."""
    return {(row["recording"], row["code"]): row for row in rows_of(desk, "penalties")}


def case_of(row: dict[str, str], n: int = 1) -> str:
    """The case as contract 4.3 defines it."""
    names = ("scheme", "recording", "inspector", "agent", "cause", "code")
    words = "\x1f".join([*(row[name] for name in names), str(n)])
    return "P" + hashlib.sha256(words.encode("utf-8")).hexdigest()[:12]


def test_the_case__is_the_same_in_export_register_and_slip_whatever_happens(desk):
    """The contract's digest; it survives a second build, re-sorted rows, a moved file and a late sheet."""
    wages(desk, A001=9000)
    rows = [{"条款": NUISANCE, "依据": f"R{n}"} for n in range(1, 5)]
    path = write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    before = cases(desk)
    assert all(row["case"] == case_of(row) for row in before.values())
    report = desk.json("register", *PERIOD)
    book = openpyxl.load_workbook(report["files"]["register"])
    for sheet in (book["扣罚登记"], book.worksheets[-1]):
        shown = {cell.value for row in sheet.iter_rows() for cell in row}
        assert {row["case"] for row in before.values()} <= shown
        assert {"2026-10-0001", "2026-10-0004"} <= shown

    path.unlink()
    write_breaches(desk.inbox / "neu" / "b.xlsx", rows[::-1])
    write_breaches(desk.inbox / "late.xlsx", [{"条款": LATER, "依据": "R0"}])
    for _ in range(2):
        desk.merge()
        after = cases(desk)
        assert {key: row["case"] for key, row in after.items() if key in before} == {
            key: row["case"] for key, row in before.items()
        }
        assert len(after) == 5


def test_a_late_sheet__changes_no_line_that_was_given_out(desk):
    """20 % of 500 yuan are used up by two lines; a third one with an earlier date gets nothing."""
    wages(desk, A001=400)
    write_breaches(
        desk.inbox / "a.xlsx", [{"条款": NUISANCE, "依据": "R1"}, {"条款": LATER, "依据": "R2"}]
    )
    desk.merge()
    first = desk.json("register", *PERIOD)
    assert (first["lines"], first["new"], first["money"]) == (2, 2, "80.00")
    before = cases(desk)
    late = [{"条款": NUISANCE, "依据": "R0", "日期": date(2026, 10, 1)}]
    write_breaches(desk.inbox / "late.xlsx", late, inspector="质检乙")
    desk.merge()
    for new in (1, 0):
        second = desk.json("register", *PERIOD)
        assert (second["lines"], second["new"], second["money"]) == (3, new, "80.00")
        assert (second["differing"], second["withdrawn"]) == (0, 0)
    after = cases(desk)
    for key, row in before.items():
        assert (after[key]["case"], after[key]["money"]) == (row["case"], row["money"])
    assert (after["R0", "ten.nuisance"]["money"], after["R0", "ten.nuisance"]["cap"]) == (
        "0.00",
        "wage_percent",
    )


def test_a_withdrawn_line__is_told_in_the_register(desk):
    """A breach that its corrected sheet no longer has is shown with what was given out for it."""
    wages(desk, A001=9000)
    rows = [{"条款": NUISANCE, "依据": "R1"}, {"条款": LATER, "依据": "R2"}]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    desk.json("register", *PERIOD)
    write_breaches(desk.inbox / "a.xlsx", rows[1:])
    desk.merge()
    report = desk.json("register", *PERIOD)
    assert (report["lines"], report["withdrawn"], report["money"]) == (1, 1, "30.00")
    assert "评分记录中已无此项" in words_of(Path(report["files"]["register"]))


# --- wages, codes, examples ----------------------------------------------------------------------


def test_an_unknown_wage_or_code__charges_nothing(desk):
    """Without a wage no money where a cap needs it; an unknown code neither points nor money."""
    rows = recordings(3, seed=1)
    rows[0] |= {"差错扣分": 3, "差错代码": "E77", "致命错误": None}
    rows[1] |= {"差错扣分": 4, "差错代码": "E1", "致命错误": None}
    rows[2] |= {"差错扣分": 2, "差错代码": "E2;E1", "致命错误": None}
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge()
    names = ("points", "money", "cap", "why")
    ids = [row["录音编号"] for row in rows]
    found = {key: tuple(row[name] for name in names) for key, row in cases(desk).items()}
    assert found[ids[0], "E77"] == ("0", "0.00", "", "unknown-code")
    assert found[ids[1], "E1"] == ("4", "0.00", "wage-missing", "")
    assert found[ids[2], "E2"] == ("2", "0.00", "wage-missing", "")
    assert found[ids[2], "E1"] == ("0", "0.00", "", "shared")
    report = desk.json("register", *PERIOD)
    assert (float(report["money"]), report["points"]) == (0, "6")
    assert report["agents_without_wage"] == len({row["工号"] for row in rows[1:]})
    shown = words_of(Path(report["files"]["register"]))
    assert "工资缺失，未扣款" in shown and "代码不在方案中，改正前不扣罚" in shown
    wages(desk, **{row["工号"]: 9000 for row in rows})
    mended = desk.json("register", *PERIOD)
    assert (mended["money"], mended["differing"]) == ("30.00", 0)


MARKS = {"zh": "示例金额，不得用于发薪", "en": "Example amounts, not for payroll"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_example_amounts__are_marked_on_every_page_until_confirmed(desk, language):
    """On screen above every sheet and in print on every page; once somebody confirmed them, nowhere."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}])
    desk.merge()
    report = desk.json("register", *PERIOD, "--lang", language)
    assert report["examples"] is True
    for sheet in openpyxl.load_workbook(report["files"]["register"]):
        top = [str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row]
        assert any(MARKS[language] in words for words in top), sheet.title
        assert MARKS[language] in str(sheet.oddHeader.center.text), sheet.title
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    words = tariff.read_text("utf-8") + "confirmed: {by: 王经理, on: 2026-11-01}\n"
    tariff.write_text(words, "utf-8")
    report = desk.json("register", *PERIOD, "--lang", language)
    assert report["examples"] is False
    book = openpyxl.load_workbook(report["files"]["register"])
    assert not [
        words for words in words_of(Path(report["files"]["register"])) if MARKS[language] in words
    ]
    assert {str(sheet.oddHeader.center.text) for sheet in book} == {"None"}


# --- what people write into a register -----------------------------------------------------------


@pytest.fixture
def signed(desk):
    """A register into which somebody wrote, its path and its bytes."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}])
    file = Path(desk.json("run", *PERIOD)["files"]["register"])
    book = openpyxl.load_workbook(file)
    sheet = book["扣罚登记"]
    column = next(cell.column for cell in sheet[5] if cell.value == "质检班长认定")
    cell = sheet.cell(6, column, "属实，同意")
    book.save(file)
    return desk, file, file.read_bytes(), cell.coordinate


@pytest.mark.parametrize("command", ["register", "run"])
def test_a_register_somebody_wrote_into__stays(signed, command):
    """Exit 3, nothing changed, and the message names the cell; also when there is new input."""
    desk, file, content, cell = signed
    write_breaches(desk.inbox / "b.xlsx", [{"条款": LATER, "依据": "R9"}])
    state = snapshot(desk.root)
    refused = desk.json(command, *PERIOD, code=3)
    assert refused["error"]["code"] == "typed_into_register"
    assert f"扣罚登记!{cell}" in refused["error"]["message"]
    assert file.read_bytes() == content
    assert snapshot(desk.root) == state


@pytest.mark.parametrize("command", ["register", "run"])
def test_keep_copy__keeps_it_beside_and_says_where(signed, command):
    """The copy is the file as it was; the new register is a fresh one, and the next run is free."""
    desk, file, content, _ = signed
    report = desk.json(command, *PERIOD, "--keep-copy")
    kept = Path((report.get("register") or report)["files"]["kept"])
    assert kept.parent == file.parent and kept != file
    assert kept.read_bytes() == content and file.read_bytes() != content
    assert "kept" not in desk.json("register", *PERIOD)["files"]
    assert "kept" not in desk.json("register", *PERIOD, "--keep-copy")["files"]


def test_a_register_of_unknown_origin__is_kept_beside(desk):
    """Where nobody knows what was written, the file that is there is copied before it is replaced."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}])
    file = Path(desk.json("run", *PERIOD)["files"]["register"])
    content = file.read_bytes()
    shutil.rmtree(desk.root / "data" / "registers")
    report = desk.json("register", *PERIOD)
    assert Path(report["files"]["kept"]).read_bytes() == content
    file.write_text("no workbook at all")
    refused = desk.json("register", *PERIOD, code=3)
    assert refused["error"]["code"] == "register_unreadable"
    report = desk.json("register", *PERIOD, "--keep-copy")
    assert Path(report["files"]["kept"]).read_text() == "no workbook at all"


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a workspace but locks and logs."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
    return {str(path): path.read_bytes() for path in files if path.name != ".lock"}


# --- clauses that are counted on a wide sheet ----------------------------------------------------

WIDE = """
format: 1
id: desk-service
version: "1"
valid_from: 2026-01-01
name: 前台服务
source: test
sheet: {layout: wide, entry: items}
scales:
  five: {full: 5, lowest: 0, step: 1, unit: mark, source: test}
score: {aggregate: sum, full: 100, floor: 0, ceiling: 105, decimals: 2, unit: points, source: test}
indicators:
  - {id: greeting, name: 问候, weight: 100, scale: five}
  - {id: late, name: 迟到, count: {points: 2, direction: deduct, unit: points, source: test}}
  - {id: badge, name: 未戴工牌, count: {points: 2, direction: deduct, cap: 3, unit: points, source: test}}
  - {id: praise, name: 表扬, count: {points: 5, direction: bonus, cap: 5, unit: points, source: test}}
"""


def test_counts_of_a_wide_sheet__are_priced_in_their_cells(desk):
    """Template, run and export: what is counted in a column of its own costs as the scheme takes off."""
    (desk.root / "config" / "schemes" / "desk-service.yaml").write_text(WIDE, "utf-8")
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    old = "  - id: clause-other"
    rule = (
        "  - id: desk\n    name: 前台\n    cause: clause\n    scheme: [desk-service]\n"
        "    clause_points: [2]\n"
        "    points: {amount: scheme, per: occurrence, unit: points, source: test}\n"
        "    money: {amount: 10, per: occurrence, unit: yuan, source: test}\n"
        "    legal_nature: performance\n\n"
    )
    tariff.write_text(tariff.read_text("utf-8").replace(old, rule + old), "utf-8")
    wages(desk, A001=9000)
    made = desk.json("template", "desk-service", "--inspector", "质检甲", "--date", "2026-10-31")
    book = openpyxl.load_workbook(made["files"]["template"])
    sheet = book["评分表"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "录音编号" for cell in row))
    columns = {cell.value: cell.column for cell in header if cell.value}
    row = header[0].row + 1
    filled = {"录音编号": "R1", "通话日期": date(2026, 10, 5), "工号": "A001", "问候": 5}
    for name, value in (filled | {"迟到": 3, "未戴工牌": 2, "表扬": 1}).items():
        sheet.cell(row, columns[name], value)
    book.save(desk.inbox / "a.xlsx")
    desk.json("run", *PERIOD)
    found = {row["code"]: row for row in rows_of(desk, "penalties")}
    shown = {
        code: (one["times"], one["points"], one["money"], one["rule"])
        for code, one in found.items()
    }
    assert shown == {"late": ("3", "6", "30.00", "desk"), "badge": ("2", "3", "20.00", "desk")}
    for code, name in (("late", "迟到"), ("badge", "未戴工牌")):
        assert found[code]["cell"] == sheet.cell(row, columns[name]).coordinate
        assert found[code]["case"] == case_of(found[code])


def test_a_register_that_can_t_be_put_in_place__is_not_given_out(desk, monkeypatch):
    """When another program holds the file at the last moment nothing is remembered, and exit is 3."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}])
    desk.merge()
    put_in_place = files._rename

    def held(source: Path, target: Path) -> None:
        if target.parent.name == "output" and not target.name.startswith("."):
            raise OutputLocked(target)
        put_in_place(source, target)

    def refused() -> None:
        before = desk.json("ledger", "verify")
        with monkeypatch.context() as patched:
            patched.setattr(files, "_rename", held)
            desk.json("register", *PERIOD, code=3)
        assert desk.json("ledger", "verify") == before

    refused()
    assert desk.json("register", *PERIOD)["new"] == 1
    write_breaches(desk.inbox / "b.xlsx", [{"条款": LATER, "依据": "R9"}])
    desk.merge()
    refused()
    assert desk.json("register", *PERIOD)["new"] == 1


def test_what_was_refused__stands_on_page_one_of_every_workbook(desk):
    """Who gets the workbook knows what isn't in it; a register made later says it, too."""
    write_breaches(
        desk.inbox / "a.xlsx", [{"条款": NUISANCE}, {"条款": "没有这一条", "依据": "R2"}]
    )
    write_breaches(desk.inbox / "b.xlsx", [{"条款": LATER, "依据": "R3"}], inspector="质检乙")
    desk.json("run", *PERIOD, code=1)
    output = desk.root / "output"
    register = next(output.glob("*登记表*.xlsx"))
    for file in (next(output.glob("*分析表*.xlsx")), register):
        words = openpyxl.load_workbook(file).worksheets[0]["A3"].value
        assert (
            "本期读入 3 条，其中 1 条被拒收" in words and "a.xlsx" in words and "校验结果" in words
        )
        assert "b.xlsx" not in words
    register.unlink()
    desk.json("register", *PERIOD)
    assert "其中 1 条被拒收" in openpyxl.load_workbook(register).worksheets[0]["A3"].value
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}])
    desk.json("run", *PERIOD)
    assert (
        openpyxl.load_workbook(register)
        .worksheets[0]["A3"]
        .value.endswith("本期读入 2 条，没有拒收。")
    )


def test_export__spells_every_amount_one_way(desk, tmp_path):
    """Money has the places of its currency, cut by a cap or not; points have no zeros at their end."""
    rows = [{"条款": NUISANCE, "依据": f"R{number}"} for number in range(3)]
    write_breaches(desk.inbox / "a.xlsx", rows)
    wages(desk, A001=400)
    desk.merge()
    out = tmp_path / "p.csv"
    desk.json("export", "penalties", *PERIOD, "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["money"] for line in lines] == ["50.00", "30.00", "0.00"]
    assert {line["money_before_cap"] for line in lines} == {"50.00"}
    assert {line["points"] for line in lines} == {"10"}
