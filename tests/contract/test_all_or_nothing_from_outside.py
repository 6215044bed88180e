"""What is said about "nothing changed" is true wherever a run fails; the old workbooks stand until the new do."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import recordings, write_sheet

from qa_workbook.app import register as register_case
from qa_workbook.records import RecordStore
from qa_workbook.records import store as record_store


def contents(root: Path) -> dict[str, bytes]:
    """Everything of a workspace that a run may change, but batches that no manifest names, and what
    was read before, which may be deleted at any time.
    """
    manifest = (root / "data" / "records" / "manifest.json").read_text("utf-8")
    found = {}
    for path in sorted([*(root / "output").rglob("*"), *(root / "data").rglob("*")]):
        unnamed = path.suffix == ".parquet" and path.name not in manifest
        may_go = root / "data" / "read" in path.parents or path.suffix in {".lock", ".log"}
        if path.is_file() and not may_go and not unnamed:
            found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


@pytest.fixture(scope="module")
def ready(shared_desk):
    """A workspace whose inbox has changed since its last run."""
    desk = shared_desk
    write_sheet(desk.inbox / "a.xlsx", recordings(6, seed=1))
    assert desk.call("run", "--period", "2026-10").returncode == 0
    write_sheet(desk.inbox / "b.xlsx", recordings(15, seed=2), inspector="刘洋")
    return desk


@pytest.fixture
def changed(ready, tmp_path):
    """A copy of it."""
    return ready.copied(tmp_path)


@pytest.mark.parametrize("place", ["book", "memory", "commit"])
def test_run__a_failure_in_any_half_changes_nothing(changed, monkeypatch, place: str):
    """A register that can't be written takes the build back with it, and the next run does it all."""

    def full(*_args: object, **_details: object) -> None:
        raise OSError(28, "No space left", "x.xlsx")

    before = contents(changed.root)
    with monkeypatch.context() as patch:
        if place == "book":
            patch.setattr(register_case, "write_register_book", full)
        elif place == "memory":
            patch.setattr(register_case, "drafts_of", full)
        else:
            patch.setattr(record_store, "write_manifest", full)
        done = changed.call("run", "--period", "2026-10", "--json")
    assert done.returncode == 4
    assert "磁盘已满" in done.stderr
    assert contents(changed.root) == before
    report = changed.json("run", "--period", "2026-10")
    assert report["recordings"]["added"] == 15


def test_build__interrupted_after_the_commit_keeps_its_workbooks(changed, monkeypatch):
    """The records are new then, so workbooks of the old ones would be wrong."""

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    before = contents(changed.root)
    with monkeypatch.context() as patch:
        patch.setattr(RecordStore, "_sweep", interrupted)
        changed.call("build", "--period", "2026-10")
    after = contents(changed.root)
    books = [name for name in before if name.startswith("output/") and "扣罚" not in name]
    assert len(books) == 2
    assert all(after[name] != before[name] for name in books)
    again = changed.build()
    assert again["recordings"]["unchanged"] == again["recordings"]["read"]
    assert {name: contents(changed.root)[name] for name in books} == {
        name: after[name] for name in books
    }


def test_build__what_fails_after_the_commit_is_no_failure(changed, monkeypatch):
    """Only the sweeping is left then: the next run does it."""

    def failing(*_args: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(RecordStore, "_sweep", failing)
    assert changed.build()["recordings"]["added"] == 15


def test_records_without_the_right_to_read__are_not_called_damaged(changed, monkeypatch):
    """The advice to move a damaged store away would lose what was corrected and withdrawn."""
    [batch] = (changed.root / "data" / "records").glob("*.parquet")
    reading = Path.read_bytes

    def forbidden(path: Path) -> bytes:
        if path.name == batch.name:
            raise PermissionError(13, "Permission denied", str(path))
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    done = changed.call("metrics", "--period", "2026-10")
    assert done.returncode == 4
    assert "没有权限" in done.stderr
    assert "损坏，" not in done.stderr
