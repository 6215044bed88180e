"""Forms from outside (contract 4.1): list, check, blank sheet, validate, build, export."""

# ruff: noqa: DTZ001 - sheets know no time zones

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROWS = [
    {
        "工单编号": "00120261005001",
        "受理时间": datetime(2026, 10, 5, 9, 30),
        "类型": "投诉",
        "来源": "集团总部",
        "工号": "0017",
        "是否成立": "成立",
        "责任类别": "服务",
        "要求时限": 2,
        "答复时间": datetime(2026, 10, 5, 11, 0),
        "备注": "=态度",
    },
    {
        "工单编号": "00120261006002",
        "受理时间": datetime(2026, 10, 6, 14, 0),
        "类型": "表扬",
        "来源": "本中心",
    },
]
COUNTS = ("read", "added", "replaced", "unchanged", "rejected")


def fill(file: Path, rows: list[dict[str, Any]], **labels: Any) -> None:
    """Fills a blank sheet as a person does, with openpyxl."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "工单编号" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    for row in sheet.iter_rows(max_row=header[0].row - 1):
        for cell in row:
            if cell.value in labels:
                sheet.cell(cell.row, cell.column + 1, labels[cell.value])
    for number, values in enumerate(rows, header[0].row + 1):
        for heading, column in columns.items():
            if heading != "序号":
                cell = sheet.cell(number, column)
                cell.value = values.get(heading)
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    book.save(file)


@pytest.fixture
def blank(desk: Any) -> Path:
    """A blank sheet in the inbox."""
    file = desk.inbox / "投诉.xlsx"
    desk.json("template", "complaints", "--out", str(file))
    return file


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    found = report["forms"]["complaints"]
    assert found["read"] == sum(found[name] for name in COUNTS[1:])
    return tuple(found[name] for name in COUNTS)


def exported(desk: Any, period: str = "2026-10") -> list[dict[str, str]]:
    file = desk.root / "output" / "out.csv"
    desk.json("export", "complaints", "--period", period, "--out", str(file))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_blank_sheet_is_read_without_findings(desk: Any, blank: Path) -> None:
    """What the blank sheet offers, filled in as it asks, has nothing wrong with it."""
    fill(blank, ROWS, 登记月份="2026-10")
    assert desk.json("validate", str(blank)) == {"findings": []}


def test_rows_are_kept_and_exported(desk: Any, blank: Path) -> None:
    """Accepted rows are in the export of their month with their values, and in no other month."""
    fill(blank, ROWS, 登记月份="2026-10")
    assert counts(desk.merge()) == (2, 2, 0, 0, 0)
    first, second = exported(desk)
    assert (first["ticket"], first["received"], first["agent"]) == (
        "00120261005001",
        "2026-10-05T09:30:00",
        "0017",
    )
    assert (first["kind"], first["source"], first["upheld"]) == ("complaint", "group", "yes")
    assert (first["hours"], first["remark"], first["month"]) == ("2", "'=态度", "2026-10")
    assert (second["upheld"], second["answered"], second["hours"]) == ("", "", "")  # praise
    assert (first["file"], first["sheet"], first["version"]) == (
        "投诉.xlsx",
        "投诉表扬登记",
        "2026.1",
    )
    assert exported(desk, "2026-11") == []


def test_an_export_to_a_workbook_has_real_values(desk: Any, blank: Path) -> None:
    """In a workbook days are days and numbers numbers."""
    fill(blank, ROWS, 登记月份="2026-10")
    desk.merge()
    file = desk.root / "output" / "out.xlsx"
    desk.json("export", "complaints", "--period", "2026-10", "--out", str(file))
    sheet = openpyxl.load_workbook(file).worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    row = dict(zip(headings, [cell.value for cell in sheet[2]], strict=True))
    assert row["received"] == datetime(2026, 10, 5, 9, 30)
    assert (row["hours"], row["ticket"]) == (2, "00120261005001")


def test_twice_is_once(desk: Any, blank: Path) -> None:
    """The same file brings nothing new; a corrected row replaces its older version, a deleted one goes."""
    fill(blank, ROWS, 登记月份="2026-10")
    desk.merge()
    assert counts(desk.merge()) == (2, 0, 0, 2, 0)
    fill(blank, [ROWS[0] | {"责任类别": "业务"}, {}], 登记月份="2026-10")
    report = desk.build()
    assert counts(report) == (1, 0, 1, 0, 0)
    assert [row["cause"] for row in exported(desk)] == ["business"]
    assert report["findings"]["warning"] == 1  # the withdrawn row


def test_a_key_in_another_spelling_is_the_same_row(desk: Any, blank: Path) -> None:
    """TK 1 and tk1 are one ticket, in one sheet, in two, and against the records; 0012 and 12 are two, and it is told."""
    blank_bytes = blank.read_bytes()
    fill(blank, [ROWS[1] | {"工单编号": "TK1"}, ROWS[1] | {"工单编号": "0012"}])
    assert counts(desk.json("build", "--period", "2026-10")) == (2, 2, 0, 0, 0)
    other = desk.inbox / "另一份.xlsx"
    other.write_bytes(blank_bytes)
    fill(other, [ROWS[1] | {"工单编号": "tk 1"}, ROWS[1] | {"工单编号": "12"}])
    assert counts(desk.json("build", "--period", "2026-10")) == (4, 1, 0, 3, 0)
    found = desk.json("validate", str(desk.inbox))["findings"]
    told = {one["code"]: one["message"] for one in found}
    assert {"id-spelling", "id-zeros-differ"} <= told.keys()
    assert "0012" in told["id-zeros-differ"] and "xlsx" in told["id-spelling"]


def test_a_new_version_of_a_form_may_have_another_number(desk: Any, blank: Path) -> None:
    """What is stored by the older version has no such column; the next build reads on."""
    fill(blank, ROWS)
    desk.json("build", "--period", "2026-10")
    form = desk.root / "config" / "forms" / "complaints.yaml"
    text = form.read_text("utf-8")
    column = "  - {id: recording, kind: id, width: 22}"
    more = f"{column}\n  - {{id: caller, headings: [来电号码], kind: id}}"
    assert column in text
    text = text.replace(column, more).replace('version: "2026.1"', 'version: "2026.2"')
    form.write_text(text, "utf-8")
    assert counts(desk.json("build", "--period", "2026-10"))[0] == 2


def test_a_faulty_row_is_kept_out(desk: Any, blank: Path) -> None:
    """A row that can't be read is a finding in its cell; the others are kept."""
    fill(blank, [ROWS[0], ROWS[1] | {"来源": "路人"}], 登记月份="2026-10")
    (found,) = desk.json("validate", str(blank), code=1)["findings"]
    assert (found["code"], found["cell"], found["column"]) == ("choice-unknown", "E7", "来源")
    assert counts(desk.merge(code=1)) == (2, 1, 0, 0, 1)


def test_a_refused_row_of_a_form__is_no_refused_recording(desk: Any, blank: Path) -> None:
    """Page one of the analysis speaks of score sheets alone: a form has counts of its own."""
    fill(blank, [{**ROWS[0], "类型": "骂人"}])
    report = desk.json("build", "--period", "2026-10", code=1)
    page = openpyxl.load_workbook(report["files"]["analysis"]).worksheets[0]
    assert page["A3"].value == "本期读入 0 条，没有拒收。"


def test_score_sheets_are_counted_apart(desk: Any, blank: Path) -> None:
    """Rows of forms are no recordings, and the analysis doesn't see them."""
    fill(blank, ROWS, 登记月份="2026-10")
    report = desk.build()
    assert set(report["recordings"].values()) == {0}
    assert desk.json("metrics", "--period", "2026-10") == []


def test_forms_are_listed(desk: Any) -> None:
    """`forms` names every form with its version, place and columns."""
    listed = {form["id"]: form for form in desk.json("forms", "--lang", "en")["forms"]}
    assert {"complaints", "roster", "wages"} <= set(listed)
    assert listed["complaints"]["place"] == "inbox" and "ticket" in listed["complaints"]["columns"]


def test_a_faulty_form_is_named_with_its_line(desk: Any) -> None:
    """`forms check` names file, line and path, and nothing is built with a faulty form."""
    file = desk.root / "config" / "forms" / "complaints.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("key: [ticket]", "key: [tickets]"), "utf-8")
    line = text[: text.index("key: [ticket]")].count("\n") + 1
    faults = desk.json("forms", "check", code=2)["faults"]
    assert ("unknown-column", line, "key.0") in [
        (fault["code"], fault["line"], fault["path"]) for fault in faults
    ]
    assert desk.call("build", "--period", "2026-10").returncode == 2
    assert desk.json("schemes", "check", code=2)["faults"] == faults


def test_a_list_has_no_records(desk: Any, tmp_path: Path) -> None:
    """Only forms of the inbox are exported; what else there is is named."""
    out = str(tmp_path / "o.csv")
    assert desk.call("export", "roster", "--period", "2026-10", "--out", out).returncode == 2
    done = desk.call("export", "nonsense", "--period", "2026-10", "--out", out)
    assert done.returncode == 2 and "complaints" in done.stderr


def test_a_workspace_without_forms_still_reads_its_lists(desk: Any) -> None:
    """A workspace made before there were forms has its roster read by the shipped form."""
    for file in (desk.root / "config" / "forms").iterdir():
        file.unlink()
    (desk.root / "config" / "roster.csv").write_text("工号,姓名,班组\n0017,王一,一班\n", "utf-8")
    (desk.root / "config" / "wages.csv").write_text("工号,月工资\n0017,多\n", "utf-8")
    assert desk.json("schemes", "check", code=2)["faults"][0]["code"] == "wages-amount"
