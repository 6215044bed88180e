"""Files appear whole or not at all, the old ones stand until the new ones do, and nothing stays behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from qa_workbook import files
from qa_workbook.books.cloth.style import new_workbook
from qa_workbook.errors import NoPlainFile, OutputReadOnly
from qa_workbook.files import LEFT_BEHIND, refuse_if_open, written, written_together


def aged(path: Path, seconds: float) -> Path:
    """Makes a file that was last changed so long ago."""
    path.write_bytes(b"half")
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))
    return path


def put(path: Path, content: str) -> None:
    with written(path) as beside:
        beside.write_text(content, "utf-8")


def test_what_a_killed_run_left__is_swept_after_a_day(tmp_path: Path):
    """Also the unfinished file of an unfinished one, and the folder of its parts; not what others called so."""
    left = [
        aged(tmp_path / name, LEFT_BEHIND + 60)
        for name in (
            ".a-0123456789abcdef.txt",
            "..a-0123456789abcdef-0123456789abcdef.txt",
            ".a-0123456789abcdee.parts",
        )
    ]
    others = [
        aged(tmp_path / ".a-notes.txt", LEFT_BEHIND + 60),
        aged(tmp_path / ".a-0123456789abcded.txt", LEFT_BEHIND - 60),
    ]
    put(tmp_path / "a.txt", "new")
    assert not any(path.exists() for path in left)
    assert all(path.exists() for path in others)


def test_an_unfinished_file_of_this_run__is_never_swept(tmp_path: Path):
    """However old it looks: a computer sleeps, and the clock of a file server is another."""
    path = tmp_path / "a.txt"
    with written(path) as beside:
        aged(beside, 10 * LEFT_BEHIND)
        put(path, "another writer")
        beside.write_text("mine", "utf-8")
    assert path.read_text("utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_together__there_is_no_moment_without_the_old_or_the_new(tmp_path, monkeypatch):
    """Before and after every single rename each file can be read, and is one of the two."""
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text("old", "utf-8")
    seen = []
    rename = Path.replace

    def watched(source: Path, target: Path) -> Path:
        seen.append([path.read_text("utf-8") for path in paths])
        renamed = rename(source, target)
        seen.append([path.read_text("utf-8") for path in paths])
        return renamed

    monkeypatch.setattr(Path, "replace", watched)
    with written_together() as together:
        for path in paths:
            together.add(path).write_text("new", "utf-8")
        together.publish()
    assert seen == [["old", "old"], ["new", "old"], ["new", "old"], ["new", "new"]]
    assert sorted(tmp_path.iterdir()) == paths


def test_together__what_fails_brings_the_old_files_back(tmp_path: Path):
    """A file that was not there before is gone again; nothing stays beside them."""
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("old", "utf-8")
    with pytest.raises(RuntimeError), written_together() as together:
        for path in (old, new):
            together.add(path).write_text("new", "utf-8")
        together.publish()
        raise RuntimeError
    assert old.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize(("mask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_new_files__have_the_rights_that_the_user_set(tmp_path: Path, mask: int, mode: int):
    """The umask decides who may read a new file; a file that was there keeps its rights."""
    before = os.umask(mask)
    try:
        put(tmp_path / "a.txt", "new")
        with new_workbook(tmp_path / "a.xlsx") as workbook:
            workbook.add_worksheet()
        kept = tmp_path / "b.txt"
        kept.touch()
        kept.chmod(0o640)
        put(kept, "new")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == mode
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == mode
    assert kept.stat().st_mode & 0o777 == 0o640


def test_parts_of_workbooks__are_never_in_the_folder_for_everybody(tmp_path, monkeypatch):
    """Names and marks in TMPDIR would stay there when a run is killed: nothing is written there at all."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is no such folder"))
    path = tmp_path / "a.xlsx"
    with new_workbook(path) as workbook:
        workbook.add_worksheet().write(0, 0, "王佳")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no devices in the file system")
def test_devices_and_read_only_files__are_not_replaced(tmp_path: Path):
    """A pipe is no place for a workbook, and a read-only file is called that, not open elsewhere."""
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(NoPlainFile):
        refuse_if_open(pipe)
    fixed = tmp_path / "fixed.xlsx"
    fixed.touch()
    fixed.chmod(0o444)
    with pytest.raises(OutputReadOnly):
        refuse_if_open(fixed)


def test_a_folder_of_parts__is_for_its_owner_alone(tmp_path: Path):
    """Whatever the umask says."""
    with files.scratch(tmp_path / "a.xlsx") as folder:
        assert folder.is_dir()
        assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.iterdir())


def test_every_file_that_appears_was_flushed_before__and_only_once(monkeypatch, tmp_path: Path):
    """Also one that was itself written beside; after a loss of power no file is there half."""
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.append(os.fstat(handle).st_ino))
    with written_together() as together:
        for name in ("a.txt", "b.txt", "c.txt"):
            put(together.add(tmp_path / name), name)
        assert not flushed
        together.publish()
    appeared = [path.stat().st_ino for path in tmp_path.iterdir()]
    assert sorted(flushed) == sorted(appeared)
    put(tmp_path / "d.txt", "d")
    assert flushed[3:] == [(tmp_path / "d.txt").stat().st_ino]
