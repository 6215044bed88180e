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
    assert desk.build(code=1)["recordings"]["unchanged"] == 5
