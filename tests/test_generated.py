"""What is generated and committed is what the sources give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qa_workbook.generated import FOLDERS, ROOT, renew, stale


def test_generated_files_are_current():
    """JSON Schemas, tables in the documents and blank sheets are as `make generated` leaves them."""
    assert stale(ROOT) == []


@pytest.mark.slow
def test_a_stale_file_is_named_and_renewed(tmp_path: Path):
    """An edit by hand in a generated part is found, and gone after renewing."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tmp_path / name)
    page = tmp_path / "docs" / "schemes.md"
    page.write_text(page.read_text("utf-8").replace("`band-gap`", "`band-hole`"), "utf-8")
    assert stale(tmp_path) == [Path("docs/schemes.md")]
    renew(tmp_path)
    for name in FOLDERS:
        assert contents(tmp_path / name) == contents(ROOT / name)


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_bytes() for path in files}
