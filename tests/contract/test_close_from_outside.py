"""`close`, `payroll`, `verify`: what finance pays from, and how it is defended (4.3)."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from test_ledger_from_outside import merkle
from test_penalties_from_outside import LATER, NUISANCE, wages, write_breaches

from qa_workbook import clock
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.casework.case_files import case_files
from qa_workbook.files import Together
from qa_workbook.ledger.event import Draft
from qa_workbook.procedure.decide import decide
from qa_workbook.procedure.request import Request
from qa_workbook.workspace import Workspace

PERIOD = ("--period", "2026-10")
PEOPLE = """工号,姓名,班组,角色,项目
Q1,班长乙,,质检班长,
T1,组长丙,,班长,
D1,经理壬,,部门经理,
A001,座席1,,座席,
"""


class Clock(datetime):
    """The wall clock, which a test sets."""

    time = datetime.fromisoformat("2026-11-10T09:00:00+08:00")

    @classmethod
    def now(cls, tz=None):
        """Returns what the test says."""
        return cls.time.astimezone(tz)


def set_to(day: str) -> datetime:
    """Sets the clock."""
    Clock.time = datetime.fromisoformat(f"{day}T09:00:00+08:00")
    return Clock.time


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of everything that is written down."""
    monkeypatch.setattr(clock, "datetime", Clock)
    set_to("2026-11-10")
    return set_to


def decides(desk, case: str, event: str, actor: str, **more) -> None:
    """Somebody decides; written as the import of decisions writes it."""
    workspace = Workspace(desk.root)
    config = workspace.load()
    procedure, people = workspace.load_procedure(config)
    with WorkspaceLedger(workspace, config.settings).open() as ledger:
        state = case_files(ledger.events())[case].state
        request = Request(event, actor, reason="因为", **more)
        draft = decide(state, request, people, procedure, Clock.time)
        assert isinstance(draft, Draft), draft
        with ledger.writing() as writing:
            writing.append([draft])


@pytest.fixture(scope="module")
def decided(shared_desk):
    """Two lines of October, signed by everybody."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Clock)
        set_to("2026-11-10")
        return all_signed(shared_desk)


@pytest.fixture
def signed(decided, tmp_path, at):
    """A copy of them; the clock stands after the time for a review."""
    at("2026-11-20")
    return decided.copied(tmp_path)


def all_signed(desk):
    """Fills the workspace, and has everybody sign."""
    wages(desk, A001=9000)
    (desk.root / "config" / "people.csv").write_text(PEOPLE, "utf-8")
    tariff = desk.root / "config" / "penalties" / "service-quality.yaml"
    words = tariff.read_text("utf-8")
    tariff.write_text(f"{words}\nconfirmed: {{by: 王经理, on: 2026-10-01}}\n", "utf-8")
    rows = [{"条款": NUISANCE, "依据": "R1"}, {"条款": LATER, "依据": "R2"}]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    desk.json("register", *PERIOD)
    for one in desk.json("cases", *PERIOD):
        for event, actor in (("judge", "Q1"), ("agree", "T1"), ("sign", "A001")):
            decides(desk, one["case"], event, actor)
    return desk


def test_a_month__closed_paid_proved_and_reversed(signed, at, tmp_path):
    """Close, payroll, root against the export, tampered payroll, reversal in the next month."""
    desk = signed
    refused = desk.call("payroll", *PERIOD, "--out", str(tmp_path / "p.csv"))
    assert refused.returncode == 2 and "没有结账" in refused.stderr

    closed = desk.json("close", *PERIOD)
    assert set(closed) == {"period", "cases", "points", "money", "contra", "root", "file"}
    assert (closed["cases"], closed["points"], closed["money"]) == (2, "16", "80.00")
    assert closed["contra"] == {"cases": 0, "points": "0", "money": "0.00"}
    found = desk.json("cases", *PERIOD)
    assert {one["state"] for one in found} == {"settled"}
    assert sorted(one["payable"] for one in found) == ["30.00", "50.00"]

    before = desk.json("ledger", "verify")
    assert desk.json("close", *PERIOD) == closed
    desk.json("register", *PERIOD)
    assert desk.json("ledger", "verify") == before
    assert desk.json("verify", closed["file"])["ok"]

    out = tmp_path / "F.jsonl"
    desk.json("ledger", "export", "--out", str(out))
    lines = out.read_text("utf-8").splitlines()
    last = event_of(lines[-1])
    assert last["event"] == "month-closed" and last["data"]["root"] == closed["root"]
    bodies = [canonical(event_of(line)) for line in lines[: last["data"]["events"]]]
    assert merkle(bodies).hex() == closed["root"]
    assert by_the_recipe(out, last["data"]["events"]) == closed["root"]

    for suffix in (".csv", ".xlsx"):
        file = tmp_path / f"p{suffix}"
        report = desk.json("payroll", *PERIOD, "--out", str(file))
        assert (report["rows"], report["cases"], report["taken"]) == (1, 2, "80.00")
        assert report["root"] == closed["root"]
        assert desk.json("verify", str(file)) == {"file": str(file), "ok": True, "cells": []}
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert list(row) == ["工号", "姓名", "月份", "性质", "应扣", "上限", "实扣", "结转", "案件数"]
    assert (row["工号"], row["月份"], row["性质"]) == ("A001", "2026-10", "绩效扣减")
    assert (row["应扣"], row["上限"], row["实扣"], row["案件数"]) == (
        "80.00",
        "1800.00",
        "80.00",
        "2",
    )

    changed = tmp_path / "changed.csv"
    words = (tmp_path / "p.csv").read_text("utf-8-sig").replace("80.00,0.00", "08.00,0.00")
    changed.write_text(words, "utf-8-sig")
    (cell,) = desk.json("verify", str(changed), code=1)["cells"]
    assert (cell["cell"], cell["expected"], cell["found"]) == ("G2", "80.00", "08.00")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book.worksheets[0]["G6"] = 8
    book.save(tmp_path / "changed.xlsx")
    cells = desk.json("verify", str(tmp_path / "changed.xlsx"), code=1)["cells"]
    assert [cell["cell"] for cell in cells] == ["G6"]

    reversed_in_november(desk, at, found, tmp_path)


def reversed_in_november(desk, at, found: list[dict], tmp_path: Path) -> None:
    """The contra entry of the next month takes back exactly what was booked."""
    decides(desk, found[0]["case"], "reverse", "D1")
    at("2026-12-05")
    desk.json("register", "--period", "2026-11")
    later = desk.json("close", "--period", "2026-11")
    assert later["contra"] == {"cases": 1, "points": "-10", "money": "-50.00"}
    paid = {one["number"]: (one["state"], one["payable"]) for one in desk.json("cases", *PERIOD)}
    assert paid == {
        found[0]["number"]: ("reversed", "0.00"),
        found[1]["number"]: ("settled", "30.00"),
    }
    report = desk.json("payroll", "--period", "2026-11", "--out", str(tmp_path / "q.csv"))
    assert report["taken"] == "-50.00"


def by_the_recipe(export: Path, events: int) -> str:
    """What the lines of Python in the page for finance print."""
    page = Path(__file__).parents[2] / "docs" / "payroll.md"
    (lines,) = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    command = [sys.executable, "-c", lines, str(export), str(events)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def canonical(event: dict) -> bytes:
    """The bytes that hashes and tree are made of: JSON without blanks, keys sorted, no `hash`."""
    others = {name: value for name, value in event.items() if name != "hash"}
    return json.dumps(others, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def event_of(line: str) -> dict:
    """An event of the export."""
    return json.loads(line)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_stops_a_close__leaves_nothing(signed, at, request, monkeypatch, database):
    """A month that isn't over or not one month, an older month, news, typed cells, a full disk: said, and
    neither ledger nor register is touched. Then it closes as if nothing had been. On both databases."""
    desk = signed
    if database == "postgresql":
        into_postgresql(desk, request.getfixturevalue("postgresql"))
    register = next((desk.root / "output").glob("*扣罚登记表*"))
    before = desk.json("ledger", "verify"), register.read_bytes()
    for period in ("2026-11", "2026-10-05", "2026-09..2026-10"):
        desk.json("close", "--period", period, code=2)

    rows = [{"条款": NUISANCE, "依据": f"R{n}"} for n in (1, 3)] + [{"条款": LATER, "依据": "R2"}]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    assert "register" in desk.call("close", *PERIOD).stderr
    desk.json("close", *PERIOD, code=3)
    assert (desk.json("ledger", "verify"), register.read_bytes()) == before

    desk.json("register", *PERIOD)
    before = desk.json("ledger", "verify"), register.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Together, "publish", no_space)
        desk.json("close", *PERIOD, code=4)
    book = openpyxl.load_workbook(register)
    book["说明"]["A1"] = "不是我写的"
    book.save(register)
    desk.json("close", *PERIOD, code=3)
    register.write_bytes(before[1])
    at("2026-12-05")
    assert "2026-10" in desk.call("close", "--period", "2026-11").stderr
    desk.json("close", "--period", "2026-11", code=2)
    assert (desk.json("ledger", "verify"), register.read_bytes()) == before

    with monkeypatch.context() as patch:
        killed_before_the_ledger_is_written(patch)
        desk.json("close", *PERIOD, code=4)
    assert register.read_bytes() != before[1] and desk.json("ledger", "verify") == before[0]
    closed = desk.json("close", *PERIOD)
    assert (closed["cases"], closed["money"]) == (2, "80.00")
    assert "待认定" in desk.call("close", *PERIOD).stderr
    assert desk.json("ledger", "verify")["ok"]


def killed_before_the_ledger_is_written(patch: pytest.MonkeyPatch) -> None:
    """The worst moment: the register is in place, its events aren't, and nobody puts it back."""
    publish = Together.publish

    def dies(together: Together) -> None:
        publish(together)
        raise SystemError

    patch.setattr(Together, "publish", dies)
    patch.setattr(Together, "undo", lambda _together: None)


def no_space(_together) -> None:
    """What a full disk says."""
    raise OSError(28, "No space left on device", "x")


def into_postgresql(desk, url: str) -> None:
    """The same events in a PostgreSQL that the settings name."""
    with WorkspaceLedger.of(Workspace(desk.root)).open() as ledger:
        known = ledger.events()
    settings = desk.root / "config" / "settings.yaml"
    words = settings.read_text("utf-8").replace('ledger: ""', f'ledger: "{url}"')
    settings.write_text(words, "utf-8")
    fields = ("at", "case", "event", "actor", "role", "reason", "data")
    drafts = [Draft(**{name: getattr(one, name) for name in fields}) for one in known]
    with WorkspaceLedger.of(Workspace(desk.root)).open() as ledger, ledger.writing() as writing:
        writing.append(drafts)
