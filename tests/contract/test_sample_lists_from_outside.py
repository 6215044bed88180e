"""Lists of a draw come back scored; begun ones stay; repeats, replacements and targeted samples (S9)."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from sheets import recordings, write_sheet

PERIOD = ("--period", "2026-10")
SCHEME = "monitoring-10x4"
PEOPLE = """工号,姓名,角色,班组
Q1,质检甲,质检员,
Q2,质检乙,质检员,
A1,王佳,座席,一班
A2,赵敏,座席,二班
"""


def call_list(folder: Path, each: int = 20) -> Path:
    """Calls of A1 and A2 in October."""
    begin = datetime(2026, 10, 1, 8)  # noqa: DTZ001 - the clock of the centre
    path = folder / "calls.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["录音编号", "工号", "通话时间"])
        for agent in ("A1", "A2"):
            for number in range(each):
                started = begin + timedelta(hours=29 * number)
                rows.writerow([f"LY{agent}{number:03d}", agent, f"{started:%Y-%m-%d %H:%M:%S}"])
    return path


@pytest.fixture
def drawn(desk, tmp_path):
    """A workspace with two inspectors and a draw of four calls of each agent."""
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")

    def draw(*more: str, code: int = 0):
        calls = str(call_list(tmp_path))
        words = ("--calls", calls, *PERIOD, "--seed", "骰子 4 1 6", "--scheme", SCHEME)
        return desk.json(
            "sample", "draw", *words, "--per-agent", "4", "--rounds", "4", *more, code=code
        )

    return draw


def fill(file: Path, inbox: Path, only: set[str] | None = None) -> set[str]:
    """Scores the rows of a list with full marks and hands it in; returns the recordings."""
    book = openpyxl.load_workbook(file)
    sheet = book["评分表"]
    headings = {cell.value: cell.column for cell in sheet[6] if cell.value}
    marked = [column for column in headings.values() if column > headings["轮次"]]
    done = set()
    for row in range(7, sheet.max_row + 1):
        name = sheet.cell(row, headings["录音编号"]).value
        if name and (only is None or name in only):
            for column in marked[: marked.index(headings["差错扣分"])]:
                sheet.cell(row, column).value = 5
            sheet.cell(row, headings["差错代码"]).value = None
            done.add(name)
    book.save(inbox / file.name)
    return done


def counted(desk) -> set[str]:
    """The recordings that count."""
    file = desk.root / "out.csv"
    desk.json("export", "scores", *PERIOD, "--out", str(file))
    lines = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    return {line["recording"] for line in lines}


def test_lists__are_filled_in_handed_in_and_counted(desk, drawn):
    """Every drawn call is on one list; scored lists count; a begun list is never written over."""
    made = drawn()
    lists = made["handed_out"]["lists"]
    assert [(one["inspector"], one["day"], one["rounds"]) for one in lists] == [
        ("质检甲", 1, "1-4"),
        ("质检乙", 1, "1-4"),
    ]
    scored = {name for one in lists for name in fill(Path(one["file"]), desk.inbox)}
    assert scored == set(json.loads(Path(made["files"]["certificate"]).read_text())["drawn"])
    report = desk.json("build", *PERIOD)
    assert report["recordings"]["added"] == 8
    assert counted(desk) == scored
    begun = Path(lists[0]["file"])
    begun.write_bytes((desk.inbox / begun.name).read_bytes())
    again = drawn()
    assert [one["state"] for one in again["handed_out"]["lists"]] == ["kept", "unchanged"]
    assert begun.read_bytes() == (desk.inbox / begun.name).read_bytes()


def test_repeats__come_back_and_are_kept_apart(desk, drawn):
    """What the inspector scored weeks ago stands on the list; the certificate has the number alone."""
    old = [row | {"工号": "A1"} for row in recordings(4, 1)]
    write_sheet(desk.inbox / "old.xlsx", old, inspector="质检甲")
    desk.json("build", *PERIOD)
    made = drawn("--repeats", "2")
    assert made["handed_out"]["repeats"] == 2
    text = Path(made["files"]["certificate"]).read_text("utf-8")
    certificate, names = json.loads(text), {row["录音编号"] for row in old}
    assert certificate["hidden_repeats"] == 2
    shown = {key: value for key, value in certificate.items() if key != "excluded"}
    assert not any(name in json.dumps(shown) for name in names)
    scored = set()
    for one in made["handed_out"]["lists"]:
        scored |= fill(Path(one["file"]), desk.inbox)
    assert len(scored & names) == 2
    report = desk.json("build", *PERIOD)
    assert (report["recordings"]["added"], report["recordings"]["read"]) == (10, 14)
    assert counted(desk) == scored | names
    assert drawn("--repeats", "2")["handed_out"]["unchanged"] == 2
