"""What is older than its term goes for good; hashes stay, and nothing that may still move money goes."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sheets import recordings, write_breaches, write_sheet
from test_penalties_from_outside import LATER, NUISANCE, wages

OLD, NEW = "2023-05", "2026-10"


def aged(desk, cases: set[str], state: str) -> None:
    """Writes the ledger anew as it would be if those cases had been opened and ended long ago."""
    from qa_workbook.ledger.event import Draft
    from qa_workbook.ledger.store import Ledger, sqlite_url

    file = desk.root / "data" / "ledger.sqlite3"
    with Ledger(sqlite_url(file)) as ledger:
        events = ledger.events()
    for path in file.parent.glob("ledger.sqlite3*"):
        path.unlink()
    drafts = []
    for event in events:
        at = "2023-06-01T10:00:00+08:00" if event.case in cases else event.at
        fields = {
            name: value
            for name, value in event.as_dict.items()
            if name in vars(Draft("", "", "", "", ""))
        }
        drafts.append(Draft(**{**fields, "at": at}))
    ended = Draft("2023-06-02T10:00:00+08:00", "", state, "50001", "qa_lead", reason="旧案")
    drafts += [Draft(**{**vars(ended), "case": case}) for case in sorted(cases)]
    with Ledger(sqlite_url(file)) as ledger, ledger.writing() as writing:
        writing.append(drafts)


@pytest.fixture
def old(desk) -> set[str]:
    """Two months with penalties, of which the older one was given out; its cases."""
    wages(desk, A001=9000)
    day = {"日期": date(2023, 5, 8), "姓名": "旧名字", "备注": "旧备注"}
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    early = [
        (desk.root / "config" / "schemes").glob("*.yaml"),
        [tariff, desk.root / "config" / "procedure.yaml"],
    ]
    for path in (one for paths in early for one in paths):
        path.write_text(
            path.read_text("utf-8").replace("valid_from: 2026-01-01", "valid_from: 2020-01-01"),
            "utf-8",
        )
    write_breaches(
        desk.inbox / "old.xlsx", [{"条款": NUISANCE, "依据": f"OLD{n}", **day} for n in range(2)]
    )
    write_breaches(desk.inbox / "new.xlsx", [{"条款": LATER, "依据": "NEW1"}])
    write_sheet(desk.inbox / "wide.xlsx", recordings(4, 1))
    desk.merge(period=OLD)
    for month in (OLD, NEW):
        desk.json("register", "--period", month)
    (desk.inbox / "old.xlsx").unlink()
    return {one["case"] for one in desk.json("cases", "--period", OLD)}


def everything(folder: Path) -> bytes:
    """All bytes below a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_retention__says_first_and_deletes_then(desk, old):
    """A dry run changes nothing; --apply takes rows, contents and files, and numbers stay used."""
    aged(desk, old, "dismiss")
    before = everything(desk.root / "data")
    said = desk.json("retention")
    assert (said["applied"], said["cases"], said["events"], said["records"]) == (False, 2, 4, 2)
    assert everything(desk.root / "data") == before
    new = desk.json("cases", "--period", NEW)

    done = desk.json("retention", "--apply")
    assert (done["applied"], done["cases"], done["records"]) == (True, 2, 2)
    assert not list((desk.root / "output").glob(f"*{OLD}*"))
    found = desk.json("ledger", "verify")
    assert (found["ok"], found["pruned"]) == (True, 4)
    with sqlite3.connect(desk.root / "data" / "ledger.sqlite3") as connection:
        left = connection.execute("select count(*) from events where body is null").fetchone()
    assert left == (4,)
    assert "旧名字".encode() not in (desk.root / "data" / "ledger.sqlite3").read_bytes()
    assert desk.json("cases", "--period", OLD) == []
    assert desk.json("cases", "--period", NEW) == new
    again = desk.json("retention", "--apply")
    assert (again["cases"], again["records"], again["events"]) == (0, 0, 0)
    assert desk.json("ledger", "verify")["events"] == found["events"]
    gone = desk.json("register", "--period", OLD, code=2)
    assert OLD in gone["error"]["message"]


def test_retention__leaves_what_may_still_move_money(desk, old):
    """Cases nobody has decided stay with their whole month, and that is said."""
    said = desk.json("retention", "--apply")
    assert (said["cases"], said["events"], said["held"]) == (0, 0, {OLD: 2})
    assert {one["case"] for one in desk.json("cases", "--period", OLD)} == old
    assert desk.json("ledger", "verify")["ok"]


def test_retention__never_below_two_years(desk):
    """Wage records are kept 24 months at least, whatever is asked for."""
    assert "24" in desk.json("retention", "--older-than", "23", code=2)["error"]["message"]
    said = desk.json("retention", "--older-than", "24", "--apply")
    assert (said["cases"], said["records"], said["files"]) == (0, 0, [])


def test_retention__takes_old_samples_sessions_and_their_disputes(desk):
    """Lists, draws and sessions name people; so do marks that a session left to arbitration."""
    import os

    from qa_workbook.ledger.event import Draft
    from qa_workbook.ledger.store import Ledger, sqlite_url

    long_ago = 1_600_000_000  # 2020
    files = [desk.root / "data" / name / "x.json" for name in ("lists", "draws", "calibration")]
    for file in files:
        file.parent.mkdir(parents=True)
        file.write_text('{"format": 1, "issue": "x", "about": {}, "lists": []}')
        os.utime(file, (long_ago, long_ago))
    events = [
        Draft(f"{year}-03-02T10:00:00+08:00", "J0123456789ab", kind, "陈晨", "qa_lead", "争议")
        for year, kind in ((2020, "calibration_disputed"), (2026, "calibration_ruled"))
    ]
    url = sqlite_url(desk.root / "data" / "ledger.sqlite3")
    with Ledger(url) as ledger, ledger.writing() as writing:
        writing.append(events)
    said = desk.json("retention", "--apply")
    assert (said["events"], said["traces"]) == (1, 3)
    assert not any(file.exists() for file in files)
    assert desk.json("ledger", "verify")["pruned"] == 1
