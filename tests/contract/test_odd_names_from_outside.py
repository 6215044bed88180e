"""Files in the inbox with names that no text can hold: a build ends well, and its workbooks can be opened."""

from __future__ import annotations

import os
import sys

import openpyxl
import pytest
from sheets import recordings, write_sheet

GBK, CONTROL = os.fsdecode("李检".encode("gbk") + b".xlsx"), "a\x01.xlsx"
LINKS = {"../inbox/%C0%EE%BC%EC.xlsx", "../inbox/a%01.xlsx"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_that_no_text_can_hold(desk):
    """Recordings of such files are added, and the links of findings and analysis lead to the raw names."""
    write_sheet(desk.inbox / GBK, recordings(3, 1))
    write_sheet(
        desk.inbox / CONTROL,
        [
            row | {"业务能力": 7} if number == 0 else row
            for number, row in enumerate(recordings(3, 2))
        ],
    )
    (desk.inbox / "loop.xlsx").symlink_to("loop.xlsx")
    os.mkfifo(desk.inbox / "pipe.xlsx")
    report = desk.build(code=1)
    assert report["recordings"]["added"] == 5
    for name, wanted in (
        ("analysis", LINKS),
        ("findings", LINKS | {"../inbox/loop.xlsx", "../inbox/pipe.xlsx"}),
    ):
        pages = openpyxl.load_workbook(report["files"][name])
        cells = (cell for page in pages for line in page for cell in line if cell.hyperlink)
        links = {
            cell.hyperlink.target.replace("\\", "/") for cell in cells if cell.hyperlink.target
        }
        assert {link for link in links if "inbox" in link} == wanted
    assert desk.merge(code=1)["recordings"]["unchanged"] == 5


def test_results_in_the_inbox__are_called_that(desk):
    """A result dropped into the inbox is one note and no refusal; a spoiled blank sheet is refused as before."""
    write_sheet(desk.inbox / "a.xlsx", recordings(4, seed=1))
    desk.call("run", "--period", "2026-10")
    for file in (desk.root / "output").glob("*.xlsx"):
        (desk.inbox / file.name).write_bytes(file.read_bytes())
    report = desk.build()
    assert report["recordings"]["unchanged"] == 4 and report["sheets"]["rejected"] == 0
    codes = [one["code"] for one in desk.json("validate", str(desk.inbox))["findings"]]
    assert codes == ["own-output"] * 3
    made = desk.json("template", "monitoring-10x4")["files"]["template"]
    book = openpyxl.load_workbook(made)
    book["评分表"].delete_rows(1, 10)
    book["评分表"].title = "草稿"
    book.save(desk.inbox / "b.xlsx")
    assert desk.call("validate", str(desk.inbox)).returncode == 1
