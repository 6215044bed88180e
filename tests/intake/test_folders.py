"""Nothing that can't be read is passed over: not a closed folder, not one behind a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.files import expand

VOCABULARY, _ = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)


def made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_folders_behind_links__are_read_once(tmp_path: Path):
    """A link to a folder is looked into; one that leads back up, or a second one, brings nothing twice."""
    elsewhere = made(tmp_path / "elsewhere" / "b.xlsx").parent
    inbox = made(tmp_path / "inbox" / "a.xlsx").parent
    try:
        (inbox / "linked").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("links can't be made here")
    (inbox / "linked too").symlink_to(elsewhere, target_is_directory=True)
    (inbox / "up").symlink_to(inbox, target_is_directory=True)
    found = expand([inbox], VOCABULARY)
    assert found.read == [inbox / "a.xlsx", inbox / "linked" / "b.xlsx"]
    assert not found.closed


@pytest.mark.parametrize("name", ["inbox", "乙组"])
def test_closed_folders__are_named(tmp_path: Path, monkeypatch, name: str):
    """The inbox itself, or a folder in it, that may not be read is no empty folder."""
    inbox = made(tmp_path / "inbox" / "a.xlsx").parent
    closed = inbox if name == "inbox" else made(inbox / name / "b.xlsx").parent
    look = os.scandir

    def scandir(place: str):
        if Path(place) == closed:
            raise PermissionError(13, "Permission denied", str(closed))
        return look(place)

    monkeypatch.setattr(os, "scandir", scandir)
    found = expand([inbox], VOCABULARY)
    assert [folder for folder, _ in found.closed] == [closed]
    assert found.read == ([] if name == "inbox" else [inbox / "a.xlsx"])
