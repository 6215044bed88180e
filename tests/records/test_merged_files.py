"""What the store knows of merged files, read from the parts in which it is written."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.keys import SchemeKey
from qa_workbook.records.merged_files import Merged, MergedFile, MergedSheet, read_merged, with_part

SHEETS = {"评分表": MergedSheet(SchemeKey("a", "2026.1"), {}, {"recording": "A"})}


def test_the_newest_part_that_names_a_file__says_what_it_is(tmp_path: Path):
    """Also where the files that stood beside it in an older part were asked for first."""
    old = {f"{number}.xlsx": MergedFile(f"old {number}", 1, number, SHEETS) for number in range(9)}
    new = {"3.xlsx": MergedFile("new 3", 2, 3, SHEETS)}
    parts = with_part(tmp_path, 1, (), None, Merged(old))
    parts = with_part(tmp_path, 2, parts, None, Merged(new))
    assert len(parts) == 2
    found = read_merged(tmp_path, parts, (2, 9)).files
    assert [found[name] for name in old] == list((old | new).values())
    assert "9.xlsx" not in found
