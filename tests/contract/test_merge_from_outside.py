"""Contract 3.1 and 3.3 from outside: merging, exit codes and what stands on stdout."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sheets import recordings, write_sheet


def _tree(root: Path) -> dict[str, bytes]:
    """Every file but the log, and what was read before, which may be deleted at any time."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".log" and "read" not in path.relative_to(root).parts
    }


def test_second_build__changes_nothing(desk):
    """The same sheets again: all unchanged, and no byte of records and workbooks differs."""
    write_sheet(desk.inbox / "a.xlsx", recordings(30, 1))
    desk.build()
    before = _tree(desk.root)
    report = desk.build()
    assert report["recordings"] == {
        "read": 30,
        "added": 0,
        "replaced": 0,
        "unchanged": 30,
        "rejected": 0,
    }
    assert report["sheets"] == {"read": 1, "unchanged": 1, "rejected": 0}
    assert _tree(desk.root) == before


def test_sheet_with_every_row_rejected__is_unchanged_only_the_second_time(desk):
    """A sheet of which nothing could be used is no unchanged sheet when it comes in; the same file again is one."""
    write_sheet(desk.inbox / "a.xlsx", [row | {"业务能力": 7} for row in recordings(3, 15)])
    assert desk.merge(code=1)["sheets"] == {"read": 1, "unchanged": 0, "rejected": 0}
    assert desk.build(code=1)["sheets"] == {"read": 1, "unchanged": 1, "rejected": 0}


def test_corrected_sheet__replaces_its_own_rows_and_says_so(desk):
    """A corrected sheet replaces the rows that differ, under its own name or beside the old one."""
    rows = recordings(20, 2)
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge()
    rows[3]["服务态度"] = 0
    write_sheet(desk.inbox / "a.xlsx", rows)
    report = desk.merge()
    assert report["recordings"] == {
        "read": 20,
        "added": 0,
        "replaced": 1,
        "unchanged": 19,
        "rejected": 0,
    }
    assert report["findings"]["info"] >= 1
    rows[4]["服务态度"] = 0
    write_sheet(desk.inbox / "b 更正.xlsx", rows)
    report = desk.build()
    assert report["recordings"] == {
        "read": 40,
        "added": 0,
        "replaced": 1,
        "unchanged": 39,
        "rejected": 0,
    }
    again = desk.merge()
    assert again["recordings"]["unchanged"] == 40
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 20


def test_originals__are_never_written_to(desk):
    """An inspector's file has the same bytes and time after every command."""
    path = write_sheet(desk.inbox / "a.xlsx", recordings(5, 3))
    before = path.read_bytes(), path.stat().st_mtime_ns
    desk.json("run", "--period", "2026-10")
    desk.json("validate", str(path))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_rejected_row__is_counted_named_by_its_cell_and_left_out(desk):
    """A mark out of range keeps its row out; exit code 1, finding with the A1 address."""
    rows = recordings(10, 4)
    rows[2]["业务能力"] = 7
    path = write_sheet(desk.inbox / "a.xlsx", rows)
    report = desk.merge(code=1)
    assert report["recordings"]["rejected"] == 1
    found = desk.json("validate", str(path), code=1)["findings"]
    assert [
        (finding["severity"], finding["cell"], finding["column"], finding["value"])
        for finding in found
    ] == [("error", "Q10", "业务能力", "7")]
    assert set(found[0]) == {
        "code",
        "severity",
        "file",
        "sheet",
        "cell",
        "column",
        "value",
        "message",
        "fix",
    }


def test_two_inspectors__are_both_kept_and_one_counts(desk):
    """The same recording by two inspectors: both are added and reported, one counts in the metrics."""
    rows = recordings(10, 5)
    write_sheet(desk.inbox / "a.xlsx", rows, inspector="甲")
    write_sheet(desk.inbox / "b.xlsx", rows[:3], inspector="乙")
    report = desk.build()
    assert report["recordings"]["added"] == 13
    assert report["findings"]["warning"] >= 1
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 10


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("build", "--period", "2026-13"), 2),
        (("build",), 0),
        (("nonsense",), 2),
        (("template", "no-such-scheme"), 2),
        (("validate", "no-such-file.xlsx"), 2),
        (("metrics", "--period", "2026-10"), 0),
        (("schemes",), 0),
        (("schemes", "check"), 0),
    ],
)
def test_exit_codes_and_stdout(desk, arguments, code):
    """Each command ends with the contract's code; with --json stdout is one JSON value, nobody sees a traceback."""
    done = desk.call(*arguments, "--json")
    assert done.returncode == code, done.stderr
    json.loads(done.stdout)
    assert "Traceback" not in done.stdout + done.stderr


def test_a_process_of_its_own__gives_the_same(desk):
    """Started as a stranger starts it, the program has the code and the object of a call in this process."""
    arguments = ("metrics", "--period", "2026-10", "--json")
    done, called = desk.process(*arguments), desk.call(*arguments)
    assert (done.returncode, json.loads(done.stdout)) == (0, json.loads(called.stdout))
    assert done.stderr == called.stderr


def test_output_open_elsewhere__is_exit_3_and_nothing_changes(desk):
    """While another program holds the analysis workbook open, a build refuses before it changes anything."""
    write_sheet(desk.inbox / "a.xlsx", recordings(5, 6))
    output = Path(desk.build()["files"]["analysis"])
    (output.with_name(f".~lock.{output.name}#")).write_text("somebody")
    write_sheet(desk.inbox / "b.xlsx", recordings(5, 7))
    before = _tree(desk.root)
    assert desk.call("build", "--period", "2026-10").returncode == 3
    assert _tree(desk.root) == before


def test_failure_while_writing__leaves_the_old_state(desk):
    """Where the output can't be written the records stay as they were (exit 4)."""
    write_sheet(desk.inbox / "a.xlsx", recordings(5, 8))
    desk.merge()
    before = _tree(desk.root / "data")
    write_sheet(desk.inbox / "b.xlsx", recordings(5, 9))
    shutil.rmtree(desk.root / "output")
    (desk.root / "output").write_text("a file where the folder should be")
    assert desk.call("build", "--period", "2026-10").returncode == 4
    assert {
        name: data for name, data in _tree(desk.root / "data").items() if not name.endswith(".log")
    } == before


def test_period__a_day_or_a_span(desk):
    """A recording belongs to the day of its 通话日期; periods are months, days or A..B."""
    rows = recordings(40, 10)
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge()
    day = rows[0]["通话日期"].isoformat()
    assert desk.json("metrics", "--period", day)["recordings"] == sum(
        row["通话日期"].isoformat() == day for row in rows
    )
    early = sum(row["通话日期"].day <= 10 for row in rows)
    assert desk.json("metrics", "--period", "2026-10-01..2026-10-10")["recordings"] == early


def test_out__never_overwrites_inputs_or_records(desk):
    """--out refuses an input file, anything in the records or the config, and what lies in the inbox already."""
    path = write_sheet(desk.inbox / "a.xlsx", recordings(3, 11))
    desk.merge()
    before = _tree(desk.root)
    batch = next((desk.root / "data" / "records").glob("*.parquet"))
    for arguments in (
        ("validate", str(path), "--out", str(path)),
        ("validate", str(desk.inbox), "--out", str(desk.inbox / "b.xlsx")),
        ("template", "monitoring-10x4", "--out", str(path)),
        ("export", "scores", "--period", "2026-10", "--out", str(batch)),
        ("template", "monitoring-10x4", "--out", str(desk.root / "config" / "schemes" / "x.xlsx")),
    ):
        assert desk.call(*arguments).returncode == 2, arguments
    assert _tree(desk.root) == before


def test_output_opened_during_the_build__leaves_everything_as_it_was(desk, monkeypatch):
    """When a workbook can't be renamed at the very end, exit 3 means what it says: records and the other workbook stay."""
    write_sheet(desk.inbox / "a.xlsx", recordings(5, 12))
    desk.build()
    write_sheet(desk.inbox / "b.xlsx", recordings(5, 13))
    before = _tree(desk.root)
    rename = Path.replace

    def refuse(self, target):
        if Path(target).name.startswith("服务质量分析表"):
            monkeypatch.undo()  # once: putting the old one back is possible again
            raise PermissionError(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    assert desk.call("build", "--period", "2026-10").returncode == 3
    assert _tree(desk.root) == before
    assert desk.build()["recordings"]["added"] == 5


def test_run__tells_a_faulty_tariff_before_it_merges(desk):
    """A fault in the tariff is exit 2, and nothing has been merged."""
    write_sheet(desk.inbox / "a.xlsx", recordings(5, 14))
    (desk.root / "config" / "penalties" / "service-quality.yaml").write_text(
        "format: 1\n", encoding="utf-8"
    )
    before = _tree(desk.root)
    assert desk.call("run", "--period", "2026-10").returncode == 2
    assert _tree(desk.root) == before


def test_init__makes_the_console_and_twice_is_once(desk):
    """init gives qa_workbook.xlsm and the folders; a second init changes nothing."""
    assert {path.name for path in desk.root.iterdir()} == {
        "qa_workbook.xlsm",
        "config",
        "templates",
        "inbox",
        "output",
        "data",
    }
    before = _tree(desk.root)
    assert desk.call("init", str(desk.root)).returncode == 0
    assert _tree(desk.root) == before
