"""Contents are deleted after their term; chain and root can still be checked, tampering still shows."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from qa_workbook.ledger.chain import RETENTION
from qa_workbook.ledger.event import Draft
from qa_workbook.ledger.store import Ledger, sqlite_url

AT = "2026-10-09T14:30:00+08:00"
WORDS = "漏报工单的王小明"


def drafts(count: int) -> list[Draft]:
    """Events of three cases, in turn."""
    return [
        Draft(AT, f"P{n % 3:012d}", "open", "00017", "inspector", reason=f"{WORDS}{n}")
        for n in range(count)
    ]


def deleted() -> Draft:
    """What says that contents were deleted."""
    return Draft(AT, "", RETENTION, "admin", "system", data={"before": "2024-11-01"})


def test_pruned__the_content_goes_and_everything_can_still_be_checked(url):
    """Root and hashes are as before, later events go on, and nothing of the text is read again."""
    with Ledger(url) as ledger:
        with ledger.writing() as writing:
            written = writing.append(drafts(9))
        before = ledger.verify()
        with ledger.writing() as writing:
            said = writing.prune(deleted(), {1, 2, 3, 7})
        ledger.tidy()
        with ledger.writing() as writing:
            writing.append(drafts(1))
            root = writing.root()
        found = ledger.verify()
        assert (found.ok, found.events, found.pruned, found.root) == (True, 11, 4, root)
        assert before.pruned == 0
        assert said.data["events"] == [[1, 3], [7, 7]]
        assert [row.hash for row in ledger.rows()][:9] == [one.hash for one in written]
        assert [one.seq for one in ledger.events()] == [4, 5, 6, 8, 9, 10, 11]
        assert all(one.seq not in (1, 2, 3, 7) for one in ledger.events())


def test_pruned__nothing_is_left_in_the_file(tmp_path):
    """What was deleted is overwritten in the file of SQLite."""
    file = tmp_path / "ledger.sqlite3"
    with Ledger(sqlite_url(file)) as ledger:
        with ledger.writing() as writing:
            writing.append(drafts(40))
        assert WORDS.encode() in file.read_bytes()
        with ledger.writing() as writing:
            writing.prune(deleted(), set(range(1, 41)))
    assert WORDS.encode() not in file.read_bytes()


def without_guard(url: str):
    """A connection of somebody who has switched the triggers off."""
    engine = create_engine(url.replace("postgresql:", "postgresql+pg8000:"))
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        connection.execute(text("drop trigger events_unchanged"))
    else:
        connection.execute(text("alter table events disable trigger all"))
    return connection


@pytest.mark.parametrize("how", ["quietly", "leaf", "hash"])
def test_pruned__tampering_is_still_named(url, how):
    """Emptying an event quietly, or changing hash or leaf of an emptied one, is found by its number."""
    with Ledger(url) as ledger:
        with ledger.writing() as writing:
            writing.append(drafts(6))
        with ledger.writing() as writing:
            writing.prune(deleted(), {2, 3})
        change = {
            "quietly": "update events set body = null where seq = 5",
            "leaf": "update events set leaf = :zeros where seq = 3",
            "hash": "update events set hash = :zeros where seq = 3",
        }[how]
        zeros = {} if how == "quietly" else {"zeros": "0" * 64}
        with without_guard(url) as connection:
            connection.execute(text(change), zeros)
            connection.commit()
        found = ledger.verify()
        expected = {"quietly": (5, "gone"), "leaf": (2, "gone"), "hash": (4, "link")}
        assert (found.first_bad, found.why) == expected[how]
