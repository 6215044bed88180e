"""The ledger from outside: what a register gives out stands in it, and a stranger can check it."""

from __future__ import annotations

import json
import sqlite3
from hashlib import sha256

from test_penalties_from_outside import NUISANCE, PERIOD, write_breaches


def merkle(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if not entries:
        return sha256().digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + merkle(entries[:split]) + merkle(entries[split:])).digest()


def given_out(desk, *numbers: str) -> None:
    rows = [{"条款": NUISANCE, "依据": number} for number in numbers]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    desk.json("register", *PERIOD)


def test_the_export__proves_itself_to_a_stranger(desk, tmp_path):
    """Hash over the other fields, previous of the event before, and the root that `verify` prints (4.3)."""
    given_out(desk, "R1", "R2", "R3")
    out = tmp_path / "F.jsonl"
    assert desk.json("ledger", "export", "--out", str(out))["events"] == 3
    events = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    previous, bodies = "0" * 64, []
    for number, event in enumerate(events, 1):
        assert set(event) == {
            "seq", "at", "case", "event", "actor", "role", "reason", "data", "previous", "hash"
        }  # fmt: skip
        others = {name: value for name, value in event.items() if name != "hash"}
        words = json.dumps(others, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        bodies.append(words.encode())
        assert (event["seq"], event["previous"]) == (number, previous)
        previous = sha256(bodies[-1]).hexdigest()
        assert event["hash"] == previous
        assert event["at"].endswith("+08:00")
    found = desk.json("ledger", "verify")
    root = merkle(bodies).hex()
    assert found == {"events": 3, "ok": True, "first_bad": None, "why": "", "root": root}


def test_a_changed_ledger__is_found_out(desk):
    """Somebody gets round the database's guard: the first event that doesn't fit is named, exit 1."""
    given_out(desk, "R1", "R2", "R3")
    with sqlite3.connect(desk.root / "data" / "ledger.sqlite3") as connection:
        connection.execute("drop trigger events_unchanged")
        connection.execute("update events set body = replace(body, '50.00', '05.00') where seq = 2")
    found = desk.json("ledger", "verify", code=1)
    assert (found["ok"], found["first_bad"], found["why"]) == (False, 2, "hash")
    assert "第 2 条" in desk.call("ledger", "verify").stderr


def test_the_same_register_again__adds_no_event(desk):
    """Twice is once."""
    given_out(desk, "R1")
    before = desk.json("ledger", "verify")
    given_out(desk, "R1")
    assert desk.json("ledger", "verify") == before


def test_looking__makes_no_ledger(desk):
    """Export and metrics of penalties nobody gave out write nothing."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}])
    desk.merge()
    desk.json("export", "penalties", *PERIOD, "--out", str(desk.root / "p.csv"))
    assert desk.json("ledger", "verify")["events"] == 0
    assert not (desk.root / "data" / "ledger.sqlite3").exists()


def test_a_ledger_in_postgresql__holds_the_same_events(desk, postgresql, tmp_path):
    """With a URL in the settings the events stand there, with the same hashes but for the time."""
    settings = desk.root / "config" / "settings.yaml"
    words = settings.read_text("utf-8")
    assert 'ledger: ""' in words
    settings.write_text(words.replace('ledger: ""', f'ledger: "{postgresql}"'), "utf-8")
    given_out(desk, "R1", "R2")
    given_out(desk, "R1", "R2")
    assert not (desk.root / "data" / "ledger.sqlite3").exists()
    found = desk.json("ledger", "verify")
    assert (found["events"], found["ok"]) == (2, True)
    out = tmp_path / "F.jsonl"
    desk.json("ledger", "export", "--out", str(out))
    numbers = [json.loads(line)["data"]["line"]["number"] for line in out.read_text().splitlines()]
    assert numbers == ["2026-10-0001", "2026-10-0002"]
    settings.write_text(
        words.replace('ledger: ""', 'ledger: "postgresql://a:geheim@127.0.0.1:1/b"'), "utf-8"
    )
    refused = desk.call("register", *PERIOD)
    assert refused.returncode == 4
    assert "无法读写台账" in refused.stderr and "geheim" not in refused.stderr
