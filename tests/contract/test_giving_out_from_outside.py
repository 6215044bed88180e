"""A register is given out whole or not at all, whoever writes its workbook meanwhile."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import nullcontext
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from sheets import recordings, write_sheet
from test_penalties_from_outside import NUISANCE, PERIOD, write_breaches

from qa_workbook.app import register as module
from qa_workbook.app import register_rows
from qa_workbook.app.beside import alone
from qa_workbook.errors import OutputLocked

NOW = datetime(2026, 11, 20, 10, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def merged(desk, monkeypatch):
    """A workspace with breaches whose register is to be written, at a time that stands still."""
    rows = [{"条款": NUISANCE, "依据": f"R{number}"} for number in range(5)]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    monkeypatch.setattr(module, "now", lambda: NOW)
    monkeypatch.setattr(module, "now_text", NOW.isoformat)
    monkeypatch.setattr(module, "_MANY", 1)  # as if these were thousands of lines
    return desk


def given_out(root) -> tuple[set[str], list[tuple[int, bytes, str]]]:
    """The digests of the registers in the workspace, and the events of its ledger."""
    books = {
        sha256(path.read_bytes()).hexdigest()
        for folder in ("output", "data/registers/originals")
        for path in (root / folder).rglob("*.xlsx")
        if not path.name.startswith("~")
    }
    if not (root / "data" / "ledger.sqlite3").exists():
        return books, []
    with sqlite3.connect(root / "data" / "ledger.sqlite3") as connection:
        return books, connection.execute("select seq, body, hash from events").fetchall()


def test_a_register__is_the_same_whether_a_copy_of_the_process_writes_it_or_not(merged):
    before = merged.root.with_name("before")
    shutil.copytree(merged.root, before)
    found = []
    for how in (nullcontext, alone):
        shutil.rmtree(merged.root)
        shutil.copytree(before, merged.root)
        with how():
            merged.json("register", *PERIOD)
        found.append(given_out(merged.root))
    assert found[0] == found[1]
    assert len(found[0][1]) == 5


def test_a_workbook_that_can_not_be_written__leaves_nothing_in_the_ledger(merged, monkeypatch):
    """The ledger takes the lines while the workbook is written, and lets go of them again."""
    before = given_out(merged.root)

    def locked(path, *_, **__) -> None:
        path.write_bytes(b"half")
        raise OutputLocked(path)

    monkeypatch.setattr(module, "write_register_book", locked)
    merged.json("register", *PERIOD, code=3)
    assert given_out(merged.root) == (before[0], [])
    monkeypatch.undo()
    merged.json("register", *PERIOD)
    assert len(given_out(merged.root)[1]) == 5


SPANS = ("2026-10", "2026-11", "2026-10-01..2026-11-30")


def write_scores(desk) -> None:
    """Two inspectors, of whom one scored some recordings on another day than the other one did."""
    rows = recordings(12, 1)
    for row in rows[::3]:
        row |= {"差错扣分": None, "差错代码": "F11", "致命错误": "是"}
    days = [date(2026, 10, 31), date(2026, 11, 1)]
    for number, (name, own) in enumerate((("甲", rows[:9]), ("乙", rows[6:]))):
        dated = [row | {"通话日期": days[number]} for row in own]
        head = {"质检日期": date(2026, 11, 3 + number)}
        write_sheet(desk.inbox / f"{name}.xlsx", dated, inspector=name, head=head)
        desk.merge(period="2026-11")


def test_a_register__is_the_same_whether_its_rows_are_read_in_parts_or_at_once(desk, monkeypatch):
    write_scores(desk)
    before = desk.root.with_name("before")
    shutil.copytree(desk.root, before)
    monkeypatch.setattr(module, "now", lambda: NOW)
    monkeypatch.setattr(module, "now_text", NOW.isoformat)
    found = []
    for most in (10**9, 0):
        monkeypatch.setattr(register_rows, "_MANY", most)
        monkeypatch.setattr(register_rows, "_PART", 1)
        shutil.rmtree(desk.root)
        shutil.copytree(before, desk.root)
        told = [desk.json("register", "--period", span) for span in SPANS]
        for one in told:
            del one["seconds"]
        found.append((told, given_out(desk.root)))
    assert found[0] == found[1]
    assert [one["lines"] > 0 for one in found[0][0]] == [True] * len(SPANS)
