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


def test_replaced__the_next_call_takes_the_place_and_the_old_one_counts_no_more(
    desk, drawn, tmp_path
):
    """The trace is verified by a stranger; a score of the old one is refused; a begun sheet gets a small one."""
    made = drawn()
    first = made["handed_out"]["lists"][0]
    certificate = Path(made["files"]["certificate"])
    content = json.loads(certificate.read_text("utf-8"))
    old = content["assignment"][0]["recordings"][0]
    after = content["reserves"][old[2:4]][0]
    words = ("sample", "replace", first["list"].lower(), old)
    desk.json(*words, "--reason", "不想听", code=2)
    done = desk.json(*words, "--reason", "没有录音", "--by", "班长")
    assert (done["by"], done["reason"], done["begun"]) == (after, "no_recording", False)
    assert Path(done["files"]["list"]) == Path(first["file"])
    desk.json(*words, "--reason", "cut_off", code=2)  # it stands there no more
    scored = fill(Path(first["file"]), desk.inbox)
    assert after in scored
    assert old not in scored
    late = [recordings(1, 1)[0] | {"录音编号": old, "工号": "A1"}]
    write_sheet(desk.inbox / "late.xlsx", late)
    report = desk.json("build", *PERIOD, code=1)
    assert (report["recordings"]["added"], report["recordings"]["rejected"]) == (4, 1)
    found = desk.json("validate", str(desk.inbox), code=1)["findings"]
    assert "recording-taken-off" in {one["code"] for one in found}
    desk.json(
        "sample", "replace", first["list"], after, "--reason", "cut_off", code=2
    )  # has a score
    other = made["handed_out"]["lists"][1]
    kept = content["assignment"][1]["recordings"]
    Path(other["file"]).write_bytes(Path(other["file"]).read_bytes() + b" ")
    more = desk.json("sample", "replace", other["list"], kept[0], "--reason", "cut_off")
    assert more["begun"]
    assert more["by"] == fill(Path(more["files"]["list"]), tmp_path).pop()
    verify = ("sample", "verify", str(certificate), "--calls", str(call_list(tmp_path)))
    assert desk.json(*verify)["replacements"] == {"lines": 2, "faults": []}
    trace = Path(more["files"]["trace"])
    trace.write_text(trace.read_text("utf-8").replace(after, "LYA1999"), "utf-8")
    faults = [one["what"] for one in desk.json(*verify, code=1)["replacements"]["faults"]]
    assert faults[:1] == ["not_next"]
    assert "chain" in faults


def test_status__tells_scored_missing_replaced_and_undrawn(desk, drawn):
    """Per list and agent; what was scored without being drawn is named."""
    made = drawn()
    first, second = made["handed_out"]["lists"]
    drawn_calls = json.loads(Path(made["files"]["certificate"]).read_text("utf-8"))["assignment"]
    gone = drawn_calls[1]["recordings"][0]
    desk.json("sample", "replace", second["list"], gone, "--reason", "cut_off")
    done = fill(Path(first["file"]), desk.inbox, only=set(drawn_calls[0]["recordings"][:3]))
    extra = [recordings(1, 1)[0] | {"工号": "A1", "录音编号": "R-extra"}]
    write_sheet(desk.inbox / "extra.xlsx", extra)
    desk.json("build", *PERIOD)
    told = desk.json("sample", "status", *PERIOD)
    found = told["schemes"][0]
    assert (found["calls"], found["scored"], found["replaced"]) == (8, len(done), 1)
    counts = [(one["scored"], one["missing"], one["replaced"]) for one in found["lists"]]
    assert counts == [(3, 1, 0), (0, 4, 1)]
    sums = (
        openpyxl.load_workbook(told["files"]["status"])
        .worksheets[0]
        .iter_rows(min_row=6, max_row=7, min_col=2, values_only=True)
    )
    assert list(sums) == [(1, 4, 3, 1, 0), (1, 4, 0, 4, 1)]  # the first sheet, by inspector
    assert [one["recording"] for one in found["undrawn"]] == ["R-extra"]
    agents = {one["agent"]: one for one in found["agents"]}
    assert sum(one["scored"] for one in agents.values()) == 3
    assert [agents[key]["undrawn"] for key in ("A1", "A2")] == [1, 0]
    assert not {one["recording"] for one in found["missing"]} & (done | {gone})
    desk.json("sample", "status", "--period", "2026-09", code=2)


def test_targeted__are_scored_kept_and_told_apart(desk, drawn):
    """Chosen recordings get a list that says 定向; their scores are exported only when asked for."""
    drawn  # noqa: B018 - the list of people
    rows = recordings(3, 1)
    names = [row["录音编号"] for row in rows]
    words = ("sample", "targeted", "--scheme", SCHEME, "--inspector", "q1", "--reason", "投诉")
    made = desk.json(*words, "--recordings", "，".join(names))
    assert (made["inspector"], made["recordings"]) == ("质检甲", names)
    assert desk.json(*words, "--recordings", ",".join(names))["state"] == "unchanged"
    desk.json(*words, code=2)
    assert len(desk.json(*words, "--calls", str(call_list(desk.root)))["recordings"]) == 40
    book = openpyxl.load_workbook(made["files"]["list"])
    assert "定向" in {cell.value for row in book["评分表"]["A1:Z6"] for cell in row}
    write_sheet(desk.inbox / "a.xlsx", rows, head={"清单编号": made["list"]})
    assert desk.json("build", *PERIOD)["recordings"]["added"] == 3
    assert counted(desk) == set()
    file = desk.root / "out.csv"
    desk.json("export", "scores", *PERIOD, "--out", str(file), "--purpose", "targeted")
    lines = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    found = sorted((line["recording"], line["list"]) for line in lines)
    assert found == [(name, made["list"]) for name in names]
    assert all(float(line["final"]) > 0 for line in lines)
