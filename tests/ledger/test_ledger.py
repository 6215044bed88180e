"""The ledger keeps what it acknowledged, in one chain, whoever writes and whatever stops them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from examples import examples
from qa_workbook.ledger.event import FIRST, Draft, canonical, parsed
from qa_workbook.ledger.merkle import leaf_hash, root
from qa_workbook.ledger.store import (
    Ledger,
    LedgerBusy,
    LedgerDamaged,
    LedgerNewer,
    LedgerUrlWrong,
    sqlite_url,
)

DRAFT = Draft(
    at="2026-10-09T14:30:00+08:00",
    case="P0123456789ab",
    event="open",
    actor="00017",
    role="inspector",
    reason="漏报工单",
    data={"points": "10", "given": ["甲", 2, None, True]},
)


def drafts(number: int, actor: str = "00017") -> list[Draft]:
    return [replace(DRAFT, case=f"P{n:012d}", actor=actor) for n in range(number)]


def raw(url: str):
    """A door to the database beside the ledger's own."""
    return create_engine(url.replace("postgresql:", "postgresql+pg8000:"))


def test_append__ties_each_event_to_the_one_before(url):
    """seq counts from 1; hash is SHA-256 over the canonical JSON of all other fields (4.3)."""
    with Ledger(url) as ledger:
        with ledger.writing() as writing:
            writing.append(drafts(2))
        with ledger.writing() as writing:
            writing.append([DRAFT])
        found = ledger.events()
    assert [one.seq for one in found] == [1, 2, 3]
    assert [one.previous for one in found] == [FIRST, found[0].hash, found[1].hash]
    for one in found:
        others = {name: value for name, value in one.as_dict.items() if name != "hash"}
        words = json.dumps(others, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert one.hash == sha256(words.encode()).hexdigest()


def test_events__of_one_case(url):
    """What happened to a case is read by its name, and only from after a number on if asked."""
    with Ledger(url) as ledger:
        with ledger.writing() as writing:
            writing.append([*drafts(3), DRAFT])
            assert [one.seq for one in writing.events(DRAFT.case)] == [4]
        assert [one.seq for one in ledger.events(DRAFT.case)] == [4]
        assert [one.seq for one in ledger.events(after=2)] == [3, 4]


def test_mentions__says_whether_an_event_may_be_there(url):
    """Who looks for a kind of event need not read them all: False is certain."""
    with Ledger(url) as ledger:
        assert not ledger.mentions([DRAFT.event])
        with ledger.writing() as writing:
            writing.append([*drafts(3), DRAFT])
        assert ledger.mentions(["revoke", DRAFT.event])
        assert not ledger.mentions(["revoke", DRAFT.event[:-1]])


def test_verify__gives_the_root_of_rfc_6962(url):
    """The root is that of the tree over the canonical bytes of the events, in their order."""
    with Ledger(url) as ledger:
        assert ledger.verify().root == sha256().hexdigest()
        with ledger.writing() as writing:
            found = writing.append(drafts(11))
        verified = ledger.verify()
    bodies = [canonical({k: v for k, v in one.as_dict.items() if k != "hash"}) for one in found]
    assert (verified.events, verified.ok, verified.why) == (11, True, "")
    assert verified.root == root(map(leaf_hash, bodies)).hex()


def test_exception__leaves_nothing(url):
    """What was appended before something went wrong is not there."""
    with Ledger(url) as ledger:
        with pytest.raises(ZeroDivisionError), ledger.writing() as writing:
            writing.append(drafts(5))
            raise ZeroDivisionError
        assert ledger.events() == []


def test_two_writers__wait_for_one_another(url):
    """Many writers at once: every event is there once, in one chain."""
    with Ledger(url) as first:
        pass

    def write(name: str) -> None:
        with Ledger(url) as ledger:
            for _ in range(5):
                with ledger.writing() as writing:
                    writing.append(drafts(3, name))

    threads = [threading.Thread(target=write, args=[f"writer{n}"]) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with Ledger(url) as first:
        verified, found = first.verify(), first.events()
    assert verified.ok and verified.events == 6 * 5 * 3
    assert Counter(one.actor for one in found) == {f"writer{n}": 15 for n in range(6)}


def test_new_ledger__opened_by_many_at_once__has_one_table(url):
    """Who opens it first makes the table; nobody gets an error."""
    faults: list[BaseException] = []

    def open_it() -> None:
        try:
            with Ledger(url) as ledger, ledger.writing() as writing:
                writing.append([DRAFT])
        except Exception as error:  # noqa: BLE001 - told by the main thread
            faults.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    with Ledger(url) as ledger:
        assert ledger.verify().events == 5


def test_writer_in_the_way__is_named(url):
    """Who can't wait any longer is told that another program writes; nothing is changed."""
    with Ledger(url) as first, Ledger(url, wait=0.2) as second, first.writing() as writing:
        writing.append([DRAFT])
        with pytest.raises(LedgerBusy), second.writing():
            pass
        assert second.events() == []


KILLED = """
import os, signal, sys
from qa_workbook.ledger.event import Draft
from qa_workbook.ledger.store import Ledger
with Ledger(sys.argv[1]) as ledger:
    for number in range(100000):
        with ledger.writing() as writing:
            writing.append([Draft("2026-10-09T14:30:00+08:00", f"P{number}", "open", "1", "system")] * 3)
        print(number, flush=True)
"""


def test_killed_writer__lost_nothing_it_acknowledged(url):
    """SIGKILL in the middle: all that was acknowledged is there, each append whole or not at all."""
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, url], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) == 40:
            writer.send_signal(signal.SIGKILL)
            break
    acknowledged = 40 + len(writer.stdout.readlines()) + 1
    writer.wait()
    writer.stdout.close()
    with Ledger(url) as ledger:
        verified = ledger.verify()
        assert verified.ok
        assert verified.events >= acknowledged * 3 and verified.events % 3 == 0
        with ledger.writing() as writing:
            assert writing.append([DRAFT])[0].seq == verified.events + 1


@pytest.mark.parametrize(
    "change", ["update events set hash = 'x' where seq = 1", "delete from events where seq = 1"]
)
def test_database__refuses_changes(url, change):
    """The table itself refuses what is no new event."""
    with Ledger(url) as ledger, ledger.writing() as writing:
        writing.append([DRAFT])
    with raw(url).connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(change))


FREE = {
    "sqlite": ["drop trigger events_stay", "drop trigger events_unchanged"],
    "postgresql": [
        "drop trigger events_unchanged on events",
        "drop trigger events_kept on events",
    ],
}


@pytest.mark.parametrize(
    ("change", "first_bad", "why"),
    [
        ("update events set body = replace_in(body) where seq = 3", 3, "hash"),
        ("delete from events where seq = 2", 3, "gap"),
        ("update events set \"case\" = 'P0' where seq = 4", 4, "case"),
        ("update events set leaf = hash where seq = 2", 2, "leaf"),
        ("update events set hash = leaf where seq = 5", 5, "hash"),
        ("update events set body = null, hash = leaf where seq = 2", 3, "link"),
    ],
)
def test_verify__names_the_first_that_does_not_fit(url, change, first_bad, why):
    """Whoever gets round the database's own guard is found out, with the event and the reason."""
    with Ledger(url) as ledger, ledger.writing() as writing:
        writing.append(drafts(6))
    kind = url.partition(":")[0]
    other = {"sqlite": "cast('{}' as blob)", "postgresql": "'{}'::bytea"}[kind]
    engine = raw(url)
    with engine.begin() as connection:
        for statement in [*FREE[kind], change.replace("replace_in(body)", other)]:
            connection.execute(text(statement))
    engine.dispose()
    with Ledger(url) as ledger:
        verified = ledger.verify()
    assert (verified.ok, verified.first_bad, verified.why) == (False, first_bad, why)


def test_events__that_can_t_be_read__are_named(tmp_path):
    """A body that is no event stops whoever reads it, in words; `verify` finds it, too."""
    url = sqlite_url(tmp_path / "ledger.sqlite3")
    with Ledger(url) as ledger, ledger.writing() as writing:
        writing.append(drafts(3))
    engine = raw(url)
    with engine.begin() as connection:
        connection.execute(text("drop trigger events_unchanged"))
        connection.execute(text("update events set body = 'words' where seq = 2"))
    engine.dispose()
    with Ledger(url) as ledger:
        with pytest.raises(LedgerDamaged, match="2"):
            ledger.events()
        assert (ledger.verify().first_bad, ledger.verify().why) == (2, "hash")


def test_newer_ledger__is_refused(url):
    """A ledger of a later version of the program isn't touched."""
    with Ledger(url):
        pass
    engine = raw(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LedgerNewer):
        Ledger(url)


@pytest.mark.parametrize("wrong", ["mysql://a:secret@b/c", "not a url", ""])
def test_other_databases__are_refused(wrong):
    """Only SQLite and PostgreSQL are; a password is never repeated."""
    with pytest.raises(LedgerUrlWrong) as raised:
        Ledger(wrong)
    assert "secret" not in raised.value.say("zh")


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(), parts),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), PLAIN))
@examples(40)
def test_canonical__is_the_spelling_of_the_contract(value):
    """UTF-8, keys sorted, no blanks: what Python's own JSON writes with these options (4.3)."""
    words = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value) == words.encode()
    assert parsed(words.encode()) == value


@pytest.mark.parametrize(
    "data", [{"a": 1.5}, {"a": {1: 2}}, {"a": "\ud800"}, {"a": {1, 2}}, {"a": 2**70}]
)
def test_data_without_one_spelling__is_refused(data):
    """Floats and the like have several spellings, so their hash would prove nothing."""
    with pytest.raises(ValueError):
        canonical(data)


def test_the_root_while_writing__is_that_of_all_events_so_far(url):
    """What a close prints is what `verify` finds up to there."""
    draft = Draft("2026-10-01T09:00:00+08:00", "P1", "open", "system", "system")
    with Ledger(url) as ledger:
        with ledger.writing() as writing:
            empty = writing.root()
            writing.append([draft, draft, draft])
            found = writing.root()
            writing.append([])
        assert empty == root([]).hex()
        assert found == ledger.verify().root
