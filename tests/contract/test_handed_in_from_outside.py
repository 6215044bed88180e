"""Who has handed in what, and who has not: by the list of people, the quotas, the inbox and the records."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from sheets import recordings, write_sheet

PEOPLE = """工号,姓名,班组,角色,项目,任职起,任职止
Q1,陈晨,一组,质检员,,,
Q2,罗诗涵,二组,质检员,,,
Q3,孙悦,三组,质检员,,,
Q4,周敏,四组,质检员,,,
Q5,同名,五组,质检员,,,
Q6,同名,六组,质检员,,,
Q7,旧人,一组,质检员,,,2026-09-30
L1,班长甲,一组,质检班长,,,
"""


def handed_in(desk, *more: str, period: str = "2026-10", code: int = 1):
    """The list of a period, and by inspector what it says of each."""
    report = desk.json("handed-in", "--period", period, *more, code=code)
    return report, {one["inspector"]: one for one in report["inspectors"]}


def fill(desk) -> None:
    """Ten a month are due; some hand in, in ways that people do."""
    config = desk.root / "config"
    (config / "people.csv").write_text(PEOPLE, "utf-8")
    rules = (config / "analysis.yaml").read_text("utf-8")
    few = rules.replace("inspector, count: 60, per: day", "inspector, count: 10, per: month")
    (config / "analysis.yaml").write_text(few, "utf-8")
    inbox = desk.inbox
    write_sheet(inbox / "a.xlsx", recordings(10, 1), inspector="陈晨")
    write_sheet(inbox / "b.xlsx", recordings(3, 2), inspector="Q2")  # by number
    rows = recordings(3, 3)
    write_sheet(inbox / "c.xlsx", [rows[0] | {"业务能力": 7}, *rows[1:]], inspector="孙悦")
    (inbox / "子 周敏").mkdir()
    (inbox / "子 周敏" / "坏.xlsx").write_bytes(b"no workbook")
    write_sheet(inbox / "e.xlsx", recordings(2, 5), inspector="同名")
    write_sheet(inbox / "f.xlsx", recordings(2, 6), inspector="班长甲")
    write_sheet(inbox / "g.xlsx", recordings(1, 7), inspector="外人")
    write_sheet(inbox / "h.xlsx", recordings(4, 8, month=(2026, 9)), inspector="陈晨")
    (inbox / "坏.xlsx").write_bytes(b"no workbook")


def test_handed_in__tells_who_is_missing_and_what_has_to_be_mended(desk):
    """Inbox or records, the answer is the same; a name of two people, or of nobody, counts for nobody."""
    fill(desk)
    report, found = handed_in(desk)
    told = {name: (one["state"], one["recordings"], one["files"]) for name, one in found.items()}
    assert told == {
        "陈晨": ("handed_in", 10, 1),
        "罗诗涵": ("partial", 3, 1),
        "孙悦": ("faulty", 2, 1),
        "周敏": ("faulty", 0, 1),
        "同名 Q5": ("missing", 0, 0),
        "同名 Q6": ("missing", 0, 0),
    }
    assert (found["孙悦"]["rejected"], found["孙悦"]["errors"]) == (1, 1)
    assert (found["陈晨"]["last"], found["同名 Q5"]["last"]) == ("2026-10-31", None)
    assert 0 < found["陈晨"]["expected"] <= 10
    assert {one["inspector"]: one["recordings"] for one in report["unknown"]} == {
        "同名": 2,
        "外人": 1,
    }
    assert [one["inspector"] for one in report["others"]] == ["班长甲"]
    assert report["unattributed"] == ["坏.xlsx"]

    book = openpyxl.load_workbook(report["files"]["handed_in"])
    states = {row[0].value: row[1].value for row in book["缺交名单"].iter_rows(min_row=6)}
    assert (states["罗诗涵"], states["同名 Q6"]) == ("部分", "未交")
    links = {cell.value: cell.hyperlink for cell in book["收到的文件"]["A"] if cell.hyperlink}
    assert links["a.xlsx"].target.endswith("a.xlsx")

    desk.build(code=1)
    once = Path(report["files"]["handed_in"]).read_bytes()
    again, _ = handed_in(desk)
    assert again == report
    assert Path(report["files"]["handed_in"]).read_bytes() == once


def test_handed_in__does_not_know_what_nobody_wrote_down(desk):
    """Without a calendar the number due is unknown, not 0; without a list of people all are strangers."""
    fill(desk)
    report, found = handed_in(desk, period="2031-01")
    assert [one["expected"] for one in found.values()] == [None] * 6
    (desk.root / "config" / "people.csv").unlink()
    report, found = handed_in(desk)
    assert found == {}
    assert len(report["unknown"]) == 6
