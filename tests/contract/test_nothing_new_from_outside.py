"""A build of which nothing is new writes nothing; whatever changes makes a build again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qa_workbook.demo.generator import DemoOptions, generate
from qa_workbook.workspace import Workspace

MONTH = "2026-10"


def stamps(desk) -> dict[str, int]:
    """When the workbooks of the month were written, without copies of what people changed."""
    output = desk.root / "output"
    return {str(one): one.stat().st_mtime_ns for one in output.glob(f"*_{MONTH}.xlsx")}


def built(desk) -> dict:
    """What a build says, without its time."""
    said = desk.json("build", "--period", MONTH, code=(0, 1))
    return {key: value for key, value in said.items() if key != "seconds"}


@pytest.fixture(scope="module")
def settled(shared_desk):
    """A workspace with two sheets that was built, and of which nothing is new."""
    config = Workspace(shared_desk.root).load()
    options = DemoOptions(1, 2, month=MONTH, recordings=5, mistakes=False, extras=False)
    inbox = shared_desk.root / "inbox"
    generate(inbox, config.schemes, config.vocabulary, config.forms, options)
    built(shared_desk)
    return shared_desk


def test_a_second_build_says_the_same_and_writes_nothing(settled):
    """All rows are unchanged, read = added + replaced + unchanged + rejected, no file is touched."""
    before = stamps(settled)
    said = built(settled)
    assert stamps(settled) == before
    rows = said["recordings"]
    assert rows["unchanged"] + rows["rejected"] == rows["read"] > 0
    assert said["sheets"]["unchanged"] + said["sheets"]["rejected"] == said["sheets"]["read"]
    assert built(settled) == said


def test_one_click_makes_the_register_alone_where_nothing_is_new(settled):
    """The workbooks of the build stay as they are, the register is written; a new tariff counts."""
    said = settled.json("run", "--period", MONTH, code=(0, 1))
    before = stamps(settled)
    again = settled.json("run", "--period", MONTH, code=(0, 1))
    after = stamps(settled)
    register = said["files"]["register"]
    assert {one for one in after if after[one] != before.get(one)} == {register}
    assert again["recordings"]["added"] == 0
    assert again["recordings"]["read"] == said["recordings"]["read"]
    assert again["register"]["lines"] == said["register"]["lines"]
    a_sheet_more(settled.root)
    assert settled.json("run", "--period", MONTH, code=(0, 1))["sheets"]["read"] == 3
    assert set(stamps(settled).values()).isdisjoint(after.values())
    next((settled.root / "inbox").rglob("新的.xlsx")).unlink()
    Path(register).unlink()  # builds write none, and the tests below look at all workbooks
    built(settled)


def a_sheet_more(root: Path) -> None:
    sheet = next((root / "inbox").rglob("*.xlsx"))
    sheet.with_name("新的.xlsx").write_bytes(sheet.read_bytes())


def a_sheet_less(root: Path) -> None:
    next((root / "inbox").rglob("*.xlsx")).unlink()


def another_setting(root: Path) -> None:
    file = root / "config" / "settings.yaml"
    file.write_text(file.read_text("utf-8").replace("small_sample: 30", "small_sample: 5"), "utf-8")


def a_workbook_deleted(root: Path) -> None:
    next((root / "output").glob("服务质量分析表*")).unlink()


def a_word_in_the_workbook(root: Path) -> None:
    file = next((root / "output").glob("服务质量分析表*"))
    book = openpyxl.load_workbook(file)
    book.worksheets[1]["A1"] = "改过"
    book.save(file)


def another_ledger(root: Path) -> None:
    (root / "data" / "ledger.sqlite3").touch()


@pytest.mark.parametrize(
    "change",
    [
        *(a_sheet_more, a_sheet_less, another_setting, a_workbook_deleted),
        *(a_word_in_the_workbook, another_ledger),
    ],
)
def test_whatever_changes_makes_a_build_again(settled, change: Callable[[Path], None]):
    """Files, config, the ledger, and what people did with the workbook are all seen."""
    before = stamps(settled)
    change(settled.root)
    built(settled)
    after = stamps(settled)
    assert not {one for one, when in after.items() if before.get(one) == when}
    built(settled)
    assert stamps(settled) == after


@pytest.mark.parametrize(
    ("mistakes", "days"), [(False, 2), (True, 1)], ids=["only new rows", "with mistakes"]
)
def test_what_is_remembered_is_what_a_build_would_say(desk, mistakes: bool, days: int):
    """What is said of nothing new is the same whether it is remembered or worked out again."""
    config = Workspace(desk.root).load()
    options = DemoOptions(1, days, month=MONTH, recordings=5, mistakes=mistakes, extras=False)
    inbox = desk.root / "inbox"
    generate(inbox, config.schemes, config.vocabulary, config.forms, options)
    built(desk)
    remembered = built(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("qa_workbook.app.build.LastBuild.answer", lambda _: None)
        assert built(desk) == remembered
