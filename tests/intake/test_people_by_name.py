"""Whose row it is where the number is missing, or stands beside the name, or is no count at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets_for_intake import FIXED, ITEMS, LAST, Reader, codes, row, totals, write

from qa_workbook.findings.finding import Finding
from qa_workbook.intake.roster import Person, Roster

PEOPLE = [
    Person("001", "王佳", "一班"),
    Person("002", "李敏", "一班"),
    Person("003", "李敏", "二班"),
]
ROSTER = Roster({person.agent: person for person in PEOPLE})


def agents(read: Reader, **more: object) -> list[str]:
    return [agent for frame in read(**more).frames.values() for agent in frame["agent"]]


@pytest.mark.parametrize(
    "headings", [(*FIXED, *ITEMS, *LAST), (*FIXED[:3], *FIXED[4:], *ITEMS, *LAST)]
)
def test_the_roster_knows_a_name(tmp_path: Path, read: Reader, headings: tuple[str, ...]) -> None:
    """Without numbers, or without their column, a name that one person has is enough, and it is told."""
    data = [
        row(number, 工号="", 姓名=name) for number, name in enumerate(("王佳", "李敏", "赵六"), 1)
    ]
    write(tmp_path / "a.xlsx", data, headings=headings)
    intake = read(roster=ROSTER)
    assert agents(read, roster=ROSTER) == ["001"] and totals(intake) == (3, 1, 2)
    by_code: dict[str, list[Finding]] = {}
    for found in intake.findings:
        by_code.setdefault(found.code, []).append(found)
    assert [found.details["read"] for found in by_code["agent-from-name"]] == ["001"]
    shared, unknown = (found.message("zh") for found in by_code["agent-missing"])
    assert "002, 003" in shared and "赵六" in unknown


def test_without_a_roster_numbers_are_required(tmp_path: Path, read: Reader) -> None:
    """Nobody can tell then whose row it is."""
    write(tmp_path / "a.xlsx", [row(1)], headings=(*FIXED[:3], *FIXED[4:], *ITEMS, *LAST))
    assert codes(read(), "error") == [("column-missing", "A5:U5")]


@pytest.mark.parametrize(
    ("typed", "name", "agent", "code"),
    [
        ("王佳(001)", "王佳", "001", "agent-with-name"),
        ("王佳（001）", "", "001", "agent-with-name"),
        ("001 王佳", "王佳", "001", "agent-with-name"),
        ("001王佳", "王佳", "001", "agent-with-name"),
        ("001-王佳", "李敏", None, "agent-name-unclear"),
        ("客服001", "王佳", "客服001", ""),
        ("客服001", "", "客服001", ""),
    ],
)
def test_a_name_beside_the_number(
    tmp_path: Path, read: Reader, typed: str, name: str, agent: str | None, code: str
) -> None:
    """A name in the cell of the number is taken off where it is plainly the agent's."""
    write(tmp_path / "a.xlsx", [row(1, 工号=typed, 姓名=name)])
    assert agents(read) == ([agent] if agent else [])
    assert [found.code for found in read().findings if found.code != "id-full-width"] == (
        [code] if code else []
    )


@pytest.mark.parametrize("heading", ["坐席", "姓名", "工号/姓名", "座席姓名（工号）"])
@pytest.mark.parametrize("said", ["王佳(001)", "001王佳", "王佳-001", "王佳001"])
def test_one_column_of_names_and_numbers(
    tmp_path: Path, read: Reader, heading: str, said: str
) -> None:
    """Without 工号 a column that is called after people holds their numbers, and their names beside."""
    headings = (*FIXED[:3], heading, *FIXED[5:], *ITEMS, *LAST)
    data = [row(1) | {heading: said}, row(2) | {heading: "李敏002"}, row(3) | {heading: "张伟"}]
    write(tmp_path / "a.xlsx", data, headings=headings)
    intake = read()
    [frame] = intake.frames.values()
    assert frame[["agent", "name"]].to_numpy().tolist() == [["001", "王佳"], ["002", "李敏"]]
    assert codes(intake, "error") == [("agent-missing", "D8")]


def test_one_column_of_names_alone(tmp_path: Path, read: Reader) -> None:
    """坐席 over names only is 姓名: the roster has the numbers."""
    headings = (*FIXED[:3], "坐席", *FIXED[5:], *ITEMS, *LAST)
    write(tmp_path / "a.xlsx", [row(1) | {"坐席": "王佳"}], headings=headings)
    assert agents(read, roster=ROSTER) == ["001"]


def test_numbers_are_looked_up_in_any_spelling(tmp_path: Path, read: Reader) -> None:
    """The roster's spelling holds."""
    roster = Roster({"A001": Person("A001", "王佳", "一班")})
    write(tmp_path / "a.xlsx", [row(1, 工号="a 001", 姓名="王佳")])
    assert agents(read, roster=roster) == ["A001"]
    assert codes(read(roster=roster)) == [("id-spelling", "D6")]


def test_a_name_beside_rows_that_are_kept_out_is_told_once(tmp_path: Path, read: Reader) -> None:
    """A number that can't be read is told as such, not as missing."""
    write(tmp_path / "a.xlsx", [row(1, 工号=12.5, 姓名="王佳")])
    assert codes(read(roster=ROSTER)) == [("id-not-text", "D6")]
