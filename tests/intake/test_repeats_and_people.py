"""The same recording twice, and agents that the roster knows or doesn't."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from sheets_for_intake import DAY, LABELS, Reader, codes, row, rows, totals, write

from qa_workbook.findings.finding import Finding
from qa_workbook.intake.roster import Person, Roster
from qa_workbook.keys import SchemeKey

KEY = SchemeKey("monitoring-10x4", "2026.1")
ReadPeople = Callable[[Path], tuple[Roster | None, list[Finding]]]


def test_repeated_row(tmp_path: Path, read: Reader) -> None:
    """Of equal rows in one sheet the first stays and the later ones are rejected, naming the first."""
    intake = read(write(tmp_path / "a.xlsx", [row(1), row(2), row(1, 序号=3), row(1, 序号=4)]))
    assert codes(intake) == [("duplicate-in-sheet", "B8"), ("duplicate-in-sheet", "B9")]
    assert "B6" in intake.findings[0].message("zh") and totals(intake) == (4, 2, 2)
    assert intake.sheets[0].rejected_keys == (("20261005000000001", "李晓", ""),) * 2


def test_rows_pasted_twice__are_one_finding(tmp_path: Path, read: Reader) -> None:
    """Twelve rows below themselves: one line with their range, which says how many; all are counted as rejected."""
    intake = read(write(tmp_path / "a.xlsx", [row(number % 12 + 1) for number in range(24)]))
    assert [(one.code, one.cell, one.count) for one in intake.findings] == [
        ("duplicate-in-sheet", "B18:B29", 12)
    ]
    assert totals(intake) == (24, 12, 12)


def test_conflicting_rows(tmp_path: Path, read: Reader) -> None:
    """Rows of one recording that differ are all rejected, for nobody knows which is right; each names the others."""
    intake = read(write(tmp_path / "a.xlsx", [row(1), row(2), row(1, 服务态度=3)]))
    assert codes(intake) == [("conflicting-rows", "B6"), ("conflicting-rows", "B8")]
    assert "B8" in intake.findings[0].message("en") and totals(intake) == (3, 1, 2)


def test_repeats_between_sheets(tmp_path: Path, read: Reader) -> None:
    """The same recording in two sheets, by one inspector or by two, is reported with both places; nothing is rejected."""
    write(tmp_path / "a.xlsx", rows(2))
    write(tmp_path / "b.xlsx", [row(2)])
    write(tmp_path / "c.xlsx", [row(1)], labels=LABELS | {"质检员": "王敏"})
    intake = read()
    found = [(f.code, f.file, f.cell) for f in intake.findings]
    assert found == [
        ("duplicate-between-sheets", "b.xlsx", "B6"),
        ("two-inspectors", "c.xlsx", "B6"),
    ]
    assert "a.xlsx 评分表!B7" in intake.findings[0].message("zh") and totals(intake) == (4, 4, 0)


def test_inspectors_disagree(tmp_path: Path, read: Reader) -> None:
    """Two inspectors who name different agents or days of one recording: a warning for each, naming both cells."""
    write(tmp_path / "a.xlsx", [row(1), row(2), row(3)])
    other = [row(3), row(2, 工号="2002", 姓名="钱七", 通话日期=DAY - timedelta(days=1))]
    write(tmp_path / "b.xlsx", other, labels=LABELS | {"质检员": "王敏"})
    intake = read()
    assert codes(intake)[-2:] == [("inspectors-disagree", "D7"), ("inspectors-disagree", "C7")]
    assert [code for code, _ in codes(intake)[:-2]] == ["two-inspectors"] * 2 and totals(
        intake
    ) == (5, 5, 0)
    agent, day = intake.findings[-2:]
    assert (
        "a.xlsx 评分表!D7" in agent.message("zh")
        and "1002" in agent.message("en")
        and agent.value == "2002"
    )
    assert (
        "a.xlsx 评分表!C7" in day.message("zh")
        and "2026-10-05" in day.message("en")
        and day.value == "2026-10-04"
    )


@pytest.fixture
def roster() -> Roster:
    people = [
        Person("0101", "陈静", "一班"),
        Person("0102", "刘洋", "二班"),
        Person("12345", "赵磊", "二班"),
    ]
    return Roster({person.agent: person for person in people})


def test_roster(tmp_path: Path, read: Reader, roster: Roster) -> None:
    """Unknown numbers and teams are warnings that offer the nearest; a number and a name that disagree are an error."""
    data = [
        row(1, 工号="0101", 姓名="陈静"),
        row(2, 工号="0109", 姓名="刘洋"),
        row(3, 工号=102, 姓名="刘洋", 班组="二班"),
        row(4, 工号="0101", 姓名="刘洋"),
        row(5, 工号="0102", 姓名="", 班组=""),
        row(6, 工号="12345", 姓名="赵磊", 班组="二组"),
        row(7, 工号="12345", 姓名="赵磊", 班组="一班"),
    ]
    intake = read(write(tmp_path / "a.xlsx", data), roster=roster)
    assert sorted(codes(intake)) == [
        ("agent-unknown", "D7"),
        ("id-leading-zeros", "D8"),
        ("name-disagrees", "E9"),
        ("team-disagrees", "F12"),
        ("team-unknown", "F11"),
    ]
    by_code = {finding.code: finding for finding in intake.findings}
    assert "0102 刘洋" in by_code["agent-unknown"].message("zh") and "二班" in by_code[
        "team-unknown"
    ].message("en")
    frame = intake.frames[KEY].set_index("recording")
    assert totals(intake) == (7, 6, 1)
    assert frame["agent"].iloc[2] == "0102" and tuple(frame.iloc[3][["name", "team"]]) == (
        "刘洋",
        "二班",
    )


def test_one_number_two_names(tmp_path: Path, read: Reader) -> None:
    """Without a roster, one number with two names in a sheet is a warning."""
    intake = read(write(tmp_path / "a.xlsx", [row(1), row(2, 工号="1001", 姓名="别人")]))
    assert codes(intake) == [("name-differs", "E7")]


def test_read_roster(tmp_path: Path, read_people: ReadPeople) -> None:
    """A roster may be in GBK; a repeated number is reported, the first entry counts; no file is no roster."""
    assert read_people(tmp_path) == (None, [])
    (tmp_path / "roster.csv").write_bytes(
        "工号,姓名,班组\n0101,陈静,一班\n0102,刘洋,二班\n0102,刘阳,二班\n".encode("gb18030")
    )
    roster, findings = read_people(tmp_path)
    assert roster is not None and roster.people["0102"] == Person("0102", "刘洋", "二班")
    assert [(finding.code, finding.cell) for finding in findings] == [("roster-repeated", "A4")]
    (tmp_path / "roster.csv").write_text("a,b\n1,2\n")
    assert [finding.code for finding in read_people(tmp_path)[1]] == ["roster-unreadable"]


def test_a_roster_with_a_far_cell(tmp_path: Path, read_people: ReadPeople) -> None:
    """The roster is read behind the same guard as score sheets: what is wrong with it is one finding."""
    book = openpyxl.Workbook()
    book.active.append(["工号", "姓名", "班组"])
    book.active["XFD1048576"] = 1
    book.save(tmp_path / "roster.xlsx")
    roster, findings = read_people(tmp_path)
    assert roster is None
    assert [finding.code for finding in findings] == ["roster-unreadable"]


def test_folders_and_paths(tmp_path: Path, read: Reader) -> None:
    """Folders are searched to any depth in order; paths in findings are relative with slashes."""
    (tmp_path / "十月" / "一周").mkdir(parents=True)
    (tmp_path / ".cache").mkdir()
    for name in ("b.xlsx", "十月/一周/a.XLSX", ".cache/x.xlsx"):
        path = tmp_path / name
        write(path.with_suffix(".xlsx"), [row(1, 录音编号=name, 通话日期=DAY)])
        path.with_suffix(".xlsx").rename(path)
    intake = read()
    assert [sheet.file for sheet in intake.sheets] == ["b.xlsx", "十月/一周/a.XLSX"]
