"""Scores that were made for another purpose than the figures are read, kept and never counted (S8, S9)."""

from __future__ import annotations

import json
from datetime import date

import openpyxl
import pytest
from sheets import recordings, write_sheet

from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.sampling.lists import Issue, ListEntry, list_number

SCHEME = "monitoring-10x4"
PERIOD = ("--period", "2026-10")


def issue(desk, purpose: Purpose, recordings: list[str], repeats: list[str] = ()) -> str:
    """Hands out one list, as drawing and calibration do, and returns its number."""
    number = list_number(f"{purpose}", "质检甲")
    entry = ListEntry(number, purpose, SCHEME, "质检甲", tuple(recordings), "1", tuple(repeats))
    Issue(f"issue-{purpose}", (entry,)).write(desk.root / "data" / "lists")
    return number


def counted(desk) -> set[str]:
    """The recordings of the exported scores."""
    file = desk.root / "out.csv"
    desk.json("export", "scores", *PERIOD, "--out", str(file))
    lines = file.read_text("utf-8-sig").splitlines()
    at = lines[0].split(",").index("recording")
    return {line.split(",")[at] for line in lines[1:]}


def stored(desk, purpose: Purpose) -> set[str]:
    """The recordings that the records hold for a purpose."""
    from qa_workbook.app.purposes import rows_of_purpose
    from qa_workbook.records import RecordStore

    frames = rows_of_purpose(RecordStore(desk.root / "data" / "records"), purpose)
    assert set(frames) <= {SchemeKey(SCHEME, "2026.1")}
    return {name for frame in frames.values() for name in frame["recording"]}


@pytest.mark.parametrize("word", ["定向", "专项抽检", "校正"])
def test_sample__what_the_sheet_calls_targeted_or_calibration_never_counts(desk, word):
    """It is accepted and told, and neither figures nor penalties see it."""
    rows = recordings(6, 1)
    rows[0] |= {"致命错误": "是", "差错代码": "F11"}
    write_sheet(desk.inbox / "a.xlsx", recordings(4, 2), inspector="质检乙")
    write_sheet(desk.inbox / "b.xlsx", rows, head={"抽检方式": word})
    report = desk.json("build", *PERIOD)
    assert report["recordings"] == {
        "read": 10,
        "added": 10,
        "replaced": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    metrics = desk.json("metrics", *PERIOD)
    assert metrics["recordings"] == 4
    assert counted(desk) == {row["录音编号"] for row in recordings(4, 2)}
    register = desk.json("register", *PERIOD)
    assert register["recordings"] == 4
    assert desk.merge()["recordings"]["unchanged"] == 10


def test_sample__an_unknown_word_or_number_keeps_the_sheet_out(desk):
    """Whether scores feed pay is not guessed."""
    write_sheet(desk.inbox / "a.xlsx", recordings(3, 1), head={"抽检方式": "看心情"})
    write_sheet(desk.inbox / "b.xlsx", recordings(3, 2), head={"清单编号": "QD-01234567"})
    report = desk.merge(code=1)
    assert (report["recordings"]["rejected"], report["recordings"]["added"]) == (6, 0)
    found = desk.json("validate", str(desk.inbox), code=1)["findings"]
    assert {(one["code"], one["cell"]) for one in found if one["severity"] == "error"} == {
        ("sample-unknown", "B6"),
        ("list-unknown", "B6"),
    }


def test_list__decides_whatever_the_sheet_says(desk):
    """A calibration pack stays one when somebody writes 随机 on it; rows without marks are left alone."""
    rows = recordings(4, 1)
    number = issue(desk, Purpose.CALIBRATION, [row["录音编号"] for row in rows])
    empty = {key: rows[3][key] for key in ("录音编号", "通话日期", "工号", "姓名", "轮次")}
    head = {"清单编号": number.lower(), "抽检方式": "随机"}
    write_sheet(desk.inbox / "a.xlsx", [*rows[:3], empty], head=head)
    report = desk.json("build", *PERIOD)
    assert (report["recordings"]["read"], report["recordings"]["added"]) == (3, 3)
    assert desk.json("metrics", *PERIOD) == []
    assert stored(desk, Purpose.CALIBRATION) == {row["录音编号"] for row in rows[:3]}


def test_repeats__stand_in_a_random_list_and_do_not_replace_the_first_score(desk):
    """The first score counts; the second is kept for the repeatability, and nobody is told."""
    first = recordings(5, 1)
    write_sheet(desk.inbox / "a.xlsx", first)
    desk.merge()
    before = desk.json("metrics", *PERIOD)
    again = [row | {"服务态度": 0} for row in first[:2]]
    more = recordings(3, 2)
    names = [row["录音编号"] for row in (*again, *more)]
    number = issue(desk, Purpose.RANDOM, names, repeats=names[:2])
    wrong = recordings(1, 3)[0] | {"服务态度": 9}
    write_sheet(desk.inbox / "b.xlsx", [*again, *more, wrong], head={"清单编号": number})
    report = desk.json("build", *PERIOD, code=1)
    assert report["recordings"] == {
        "read": 11,
        "added": 5,
        "replaced": 0,
        "unchanged": 5,
        "rejected": 1,
    }
    assert stored(desk, Purpose.REPEAT) == set(names[:2])
    metrics = desk.json("metrics", *PERIOD)
    assert metrics["recordings"] == before["recordings"] + 3
    codes = {one["code"] for one in desk.json("validate", str(desk.inbox), code=1)["findings"]}
    assert "kept-apart" not in codes


def test_targeted__handed_out_so_stays_so_on_any_sheet_unless_it_was_drawn(desk):
    """The label may be lost; a recording that was drawn at random is random wherever it stands."""
    rows = recordings(3, 1)
    names = [row["录音编号"] for row in rows]
    issue(desk, Purpose.TARGETED, names)
    issue(desk, Purpose.RANDOM, names[:1])
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge()
    assert counted(desk) == set(names[:1])
    assert stored(desk, Purpose.TARGETED) == set(names[1:])


def test_sample__a_sheet_that_turns_out_to_be_targeted_takes_its_rows_back(desk):
    """The corrected sheet withdraws what it brought as random, and the other way round."""
    rows = recordings(4, 1)
    file = desk.inbox / "a.xlsx"
    write_sheet(file, rows)
    desk.merge()
    write_sheet(file, rows, head={"抽检方式": "定向"})
    assert desk.json("build", *PERIOD)["withdrawn"] == 4
    assert desk.json("metrics", *PERIOD) == []
    write_sheet(file, rows)
    assert desk.merge()["withdrawn"] == 4
    assert counted(desk) == {row["录音编号"] for row in rows}


def test_lists__damaged_stop_the_work(desk):
    """Without the lists targeted scores would count."""
    folder = desk.root / "data" / "lists"
    folder.mkdir(parents=True)
    (folder / "x.json").write_text(json.dumps({"format": 9}))
    write_sheet(desk.inbox / "a.xlsx", recordings(2, 1))
    desk.json("build", *PERIOD, code=4)
    assert not (desk.root / "output").exists() or not list((desk.root / "output").glob("*.xlsx"))


def test_blank_list__is_filled_in_and_read_again(desk):
    """A blank sheet takes number and purpose; both stand where the reader looks."""
    from qa_workbook.books.score_sheet.sheet import write_score_sheet
    from qa_workbook.books.score_sheet.template import Filled, Head, Template
    from qa_workbook.workspace import Workspace

    config = Workspace(desk.root).load()
    number = issue(desk, Purpose.TARGETED, ["R1"])
    head = Head("质检甲", date(2026, 10, 31), "", number, Purpose.TARGETED)
    template = Template(config.schemes.latest(SCHEME), config.vocabulary, "zh", head, 10)
    known = {"recording": "R1", "call_date": date(2026, 10, 5), "agent": "A1", "round": "1"}
    file = desk.inbox / "a.xlsx"
    write_score_sheet(file, template, Filled([known], ahead=frozenset(known)))
    report = desk.merge()
    assert report["recordings"]["read"] == 0
    book = openpyxl.load_workbook(file)
    sheet = book["评分表"]
    assert (sheet["J3"].value, sheet["J4"].value) == (number, "定向")
    items = {cell.value: cell.column for cell in sheet[6]}
    for node in config.schemes.latest(SCHEME).graded:
        if node.name.zh in items:
            sheet.cell(7, items[node.name.zh]).value = 5
    book.save(file)
    report = desk.merge()
    assert report["recordings"]["added"] == 1
    assert stored(desk, Purpose.TARGETED) == {"R1"}
