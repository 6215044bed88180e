"""Long sheets: whose score a row belongs to, and what the rows of one recording do to one another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sheets_for_intake import DAY, LABELS, Reader, codes, totals, write

from qa_workbook.intake.roster import Person, Roster
from qa_workbook.keys import SchemeKey

KEY = SchemeKey("service-norm-100", "2026.1")
HEADINGS = (
    "序号",
    "日期",
    "工号",
    "姓名",
    "班组",
    "条款",
    "次数",
    "加重",
    "依据",
    "登记人",
    "备注",
)
OWN = LABELS | {"方案": "service-norm-100"}
NOBODY = {name: value for name, value in OWN.items() if name != "质检员"}


def breaches(path: Path, *changes: dict[str, Any], labels: dict[str, Any] = OWN) -> Path:
    """A register: by default one breach after the other of agent 1001 in recording R1."""
    clean = {
        "日期": DAY,
        "工号": "1001",
        "姓名": "",
        "班组": "一班",
        "条款": "ten.nuisance",
        "次数": 1,
        "依据": "R1",
    }
    return write(
        path,
        [clean | change for change in changes],
        headings=HEADINGS,
        labels=labels,
        sheet="违规登记",
    )


def test_the_inspector_of_the_sheet_counts(tmp_path: Path, read: Reader) -> None:
    """With 质检员 above the header every row is that inspector's; another 登记人 is kept in the remark."""
    changes = (
        {"登记人": "王敏", "备注": "二次"},
        {"条款": "six.later_steps", "登记人": "李晓"},
        {"条款": "ten.lookup"},
    )
    intake = read(breaches(tmp_path / "a.xlsx", *changes))
    frame = intake.frames[KEY]
    assert codes(intake) == [] and set(frame["inspector"]) == {"李晓"}
    assert list(frame["remark"]) == ["二次；登记人：王敏", "", ""]


def test_two_inspectors_in_one_sheet(tmp_path: Path, read: Reader) -> None:
    """Without 质检员 登记人 is the inspector, and two of them on one recording of one agent are told."""
    changes = ({"登记人": "甲"}, {"登记人": "乙"}, {"登记人": "丙", "工号": "1002"})
    intake = read(breaches(tmp_path / "a.xlsx", *changes, labels=NOBODY))
    assert codes(intake) == [("two-inspectors", "I7")] and totals(intake) == (3, 3, 0)
    assert "甲" in intake.findings[0].message("zh") and "I6" in intake.findings[0].message("zh")


def test_a_clause_again(tmp_path: Path, read: Reader) -> None:
    """Rows of one clause that differ in anything all count; of rows that are equal in everything the first."""
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"备注": "又一次"},
        {"加重": "是"},
        {},
        {"次数": 2},
        {"加重": "是", "备注": "x"},
    )
    intake = read(breaches(tmp_path / "a.xlsx", *changes))
    assert codes(intake) == [("duplicate-in-sheet", "I9")] and totals(intake) == (6, 5, 1)
    name = "ten.nuisance"
    assert list(intake.frames[KEY]["entry"]) == [
        name,
        f"{name}#2",
        f"{name}!",
        f"{name}#3",
        f"{name}!#2",
    ]
    assert intake.sheets[0].rejected_keys == (("R1", "李晓", name, "1001"),)


OTHER = {"条款": "ten.lookup"}
INCOMPLETE = [
    ({"条款": "没有"}, "clause-unknown", "F7", {}),
    ({"次数": 0}, "count-invalid", "G7", {}),
    ({"工号": ""}, "agent-missing", "C7", {}),
    ({"日期": ""}, "date-missing", "B7", {}),
    ({"日期": "", "依据": ""}, "date-missing", "B7", {"依据": ""}),
    ({"工号": "", "姓名": "陈静", "依据": ""}, "agent-missing", "C7", {"依据": "", "姓名": "陈静"}),
    ({"依据": "=1/0"}, "formula-error", "I7", {}),
]


@pytest.mark.parametrize(("fault", "code", "cell", "common"), INCOMPLETE)
def test_an_incomplete_recording(
    tmp_path: Path,
    read: Reader,
    fault: dict[str, Any],
    code: str,
    cell: str,
    common: dict[str, Any],
) -> None:
    """A rejected row takes all rows of its recording with it, or of each that may be its own; others stay."""
    aside = {"工号": "1002", "依据": "R2"}
    intake = read(
        breaches(
            tmp_path / "a.xlsx", OTHER | common, fault, aside, {"条款": "ten.blaming"} | common
        )
    )
    expected = [(code, cell), ("recording-incomplete", "I6"), ("recording-incomplete", "I9")]
    assert sorted(codes(intake, "error")) == sorted(expected) and totals(intake) == (4, 1, 3)
    siblings = [finding for finding in intake.findings if finding.code == "recording-incomplete"]
    assert all(cell in finding.message("zh") and cell in finding.fix("en") for finding in siblings)


def test_other_recordings_stay(tmp_path: Path, read: Reader) -> None:
    """Another 依据, agent or inspector is another recording."""
    changes = (
        {"次数": -1},
        {"依据": "R2"},
        {"工号": "1002"},
        {"登记人": "乙"},
        {"依据": "", "条款": "ten.lookup"},
    )
    data = [{"登记人": "甲", **change} for change in changes]
    intake = read(breaches(tmp_path / "a.xlsx", *data, labels=NOBODY))
    assert codes(intake, "error") == [("count-invalid", "G6")] and totals(intake) == (5, 4, 1)


def test_nobody_knows_whose_row_it_is(tmp_path: Path, read: Reader) -> None:
    """A row of which the agent is in doubt has no key, so that the records withdraw nothing on its account."""
    roster = Roster(
        {"1001": Person("1001", "陈静", "一班"), "1002": Person("1002", "刘洋", "一班")}
    )
    intake = read(
        breaches(tmp_path / "a.xlsx", {"姓名": "刘洋"}, {"工号": "1002", "条款": "ten.lookup"}),
        roster=roster,
    )
    assert codes(intake) == [("name-disagrees", "D6"), ("recording-incomplete", "I7")]
    assert intake.sheets[0].rejected_keys == (("R1", "李晓", "ten.lookup", "1002"),)


def test_dates_disagree(tmp_path: Path, read: Reader) -> None:
    """A recording belongs to one day: rows with several dates are all rejected. Without 依据 the day is the recording."""
    later = date(2026, 10, 4)
    changes = (
        {},
        OTHER,
        {"条款": "six.later_steps", "日期": later},
        {"依据": ""},
        {"依据": "", "日期": later},
    )
    intake = read(breaches(tmp_path / "a.xlsx", *changes))
    disagree = [("dates-disagree", cell) for cell in ("B6", "B7", "B8")]
    assert codes(intake, "error") == disagree and totals(intake) == (5, 2, 3)
    assert "2026-10-04" in intake.findings[0].message("zh")
