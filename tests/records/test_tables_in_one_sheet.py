"""Sheets that several inspectors filled in together, merged, corrected and merged again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.reader import read_paths
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.scheme.loader import load_schemes

CONFIG = Path(__file__).parents[2] / "config"
SCHEMES, _ = load_schemes(CONFIG / "schemes")
VOCABULARY, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
ITEMS = [item.name.zh for item in SCHEMES.latest("monitoring-10x4").items]
HEADINGS = ["录音编号", "通话日期", "工号", "姓名", "班组", "轮次", *ITEMS]
HEADINGS += ["差错扣分", "差错代码", "致命错误", "扣分点", "备注"]

Marks = dict[str, int]
Written = dict[tuple[str, str], int]
Layout = Callable[[dict[str, Marks]], list[list[object]]]


def _row(recording: str, mark: int) -> list[object]:
    agent = f"00{recording[-1]}"
    return [recording, date(2026, 10, 5), agent, f"座席{agent}", "一班", 1, *[mark] * len(ITEMS)]


def blocks(by_inspector: dict[str, Marks]) -> list[list[object]]:
    """A table for each inspector, with the label above its own header."""
    rows: list[list[object]] = [["方案", "monitoring-10x4"], ["质检日期", date(2026, 10, 31)]]
    for inspector, marks in by_inspector.items():
        rows += [["质检员", inspector], list(HEADINGS)]
        rows += [_row(recording, mark) for recording, mark in marks.items()]
    return rows


@dataclass
class Desk:
    """A store and an inbox with one workbook that is filled in again and again."""

    folder: Path
    layout: Layout

    @property
    def store(self) -> RecordStore:
        return RecordStore(self.folder / "records")

    def hand_in(self, by_inspector: dict[str, Marks]) -> MergePlan:
        """Writes the workbook, reads it, merges it, and returns what became of its rows."""
        inbox = self.folder / "inbox"
        inbox.mkdir(exist_ok=True)
        book = openpyxl.Workbook()
        book.active.title = "评分表"
        for row in self.layout(by_inspector):
            book.active.append(row)
        book.save(inbox / "a.xlsx")
        day = date(2026, 11, 20)
        read = read_paths([inbox], IntakeContext(SCHEMES, VOCABULARY, None, day, None, inbox))
        made = self.store.plan(read.tables, read.sheets)
        self.store.commit(made)
        rows = sum(sheet.rows_read for sheet in read.sheets)
        assert rows == made.added + made.replaced + made.unchanged + made.rejected
        return made

    def written(self) -> Written:
        """Recording and inspector → mark of the first item, of every row that counts."""
        found: Written = {}
        for frame in self.store.read().values():
            first = SCHEMES.latest("monitoring-10x4").items[0]
            names = ["recording", "inspector", f"mark.{first.id}"]
            for recording, inspector, mark in frame[names].itertuples(index=False):
                assert (recording, inspector) not in found
                found[recording, inspector] = int(mark)
        return found


@pytest.fixture(params=[blocks])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    return Desk(tmp_path, request.param)


BOTH = {"陈晨": {"LY1": 4, "LY2": 4}, "刘洋": {"LY3": 5, "LY4": 5}}
AS_READ = {("LY1", "陈晨"): 4, ("LY2", "陈晨"): 4, ("LY3", "刘洋"): 5, ("LY4", "刘洋"): 5}


def test_together__correcting_one_inspector_leaves_the_other(desk: Desk) -> None:
    """A mark corrected in one table replaces that row alone; all others are unchanged."""
    desk.hand_in(BOTH)
    made = desk.hand_in({**BOTH, "刘洋": {"LY3": 5, "LY4": 3}})
    assert (made.added, made.replaced, made.unchanged, made.withdrawn) == (0, 1, 3, 0)
    assert desk.written() == {**AS_READ, ("LY4", "刘洋"): 3}


def test_together__a_row_taken_out_is_withdrawn_alone(desk: Desk) -> None:
    """A row that is no more in its table doesn't count any more; the other table is untouched."""
    desk.hand_in(BOTH)
    made = desk.hand_in({**BOTH, "刘洋": {"LY3": 5}})
    assert (made.unchanged, made.withdrawn) == (3, 1)
    assert desk.written() == {key: mark for key, mark in AS_READ.items() if key[0] != "LY4"}


def test_together__another_inspector_of_one_table_takes_its_scores_along(desk: Desk) -> None:
    """Whoever is written above a table has its scores, and nobody has them twice."""
    desk.hand_in(BOTH)
    desk.hand_in({"陈晨": BOTH["陈晨"], "赵敏": BOTH["刘洋"]})
    others = {(recording, "赵敏"): mark for recording, mark in BOTH["刘洋"].items()}
    assert desk.written() == {("LY1", "陈晨"): 4, ("LY2", "陈晨"): 4, **others}


def test_together__one_inspector_alone_in_the_end(desk: Desk) -> None:
    """Where all tables come to one inspector the scores of the other are no longer there."""
    desk.hand_in(BOTH)
    desk.hand_in({"陈晨": {**BOTH["陈晨"], **BOTH["刘洋"]}})
    everything = {**BOTH["陈晨"], **BOTH["刘洋"]}
    assert desk.written() == {(recording, "陈晨"): mark for recording, mark in everything.items()}


def test_together__other_recordings_under_the_name_withdraw_nothing(desk: Desk) -> None:
    """The file filled in anew with other recordings adds them; what it brought before counts on."""
    desk.hand_in(BOTH)
    desk.hand_in({"陈晨": {"LY5": 3, "LY6": 2}, "刘洋": {"LY7": 2, "LY8": 3}})
    assert desk.written().items() >= AS_READ.items()
    assert len(desk.written()) == 8
