"""What the user types into the console: read kindly, refused in one sentence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from qa_workbook.console.buttons import button_of
from qa_workbook.errors import UnknownPeriod
from qa_workbook.host.buttons import open_output
from qa_workbook.host.click import Click
from qa_workbook.host.settings import (
    InboxMissingError,
    NothingNamedError,
    OutputNotFolderError,
    SchemeMissingError,
    Settings,
    language_of,
    period_text,
)
from qa_workbook.numbers import last_month


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-10", "2026-10"),
        (" 2026-10-05 ", "2026-10-05"),
        ("2026年10月", "2026-10"),
        ("2026年1月5日", "2026-01-05"),
        ("2026/10/5", "2026-10-05"),
        ("2026.10", "2026-10"),
        ("２０２６-１０", "2026-10"),
        ("2026-10-01..2026-10-15", "2026-10-01..2026-10-15"),
        ("2026.10.1～2026.10.15", "2026-10-01..2026-10-15"),
        ("2026年10月1日至2026年10月15日", "2026-10-01..2026-10-15"),
        (202610.0, "2026-10"),
    ],
)
def test_a_period_is_understood_as_people_write_it(typed, meant):
    """Months, days and spans in the usual Chinese spellings become the command line's spelling."""
    assert period_text(typed) == meant


def test_an_empty_period_is_the_last_month():
    """Who types nothing means the month that has just ended."""
    assert period_text(None) == period_text(" ") == last_month().text


@pytest.mark.parametrize("typed", ["下个月", "2026", "2026-13", "2026-10-15..2026-10-01", 2026.0])
def test_a_period_is_never_guessed(typed):
    """What is no period is refused."""
    with pytest.raises(UnknownPeriod):
        period_text(typed)


@pytest.mark.parametrize(
    ("shown", "meant"),
    [("yyyy-mm", "2026-10"), ("mmm-yy", "2026-10"), ("yyyy-mm-dd", "2026-10-01")],
)
def test_a_cell_turned_into_a_date_is_what_it_shows(shown, meant):
    """A month that Excel made a date of stays a month, a shown day stays a day."""
    assert period_text(datetime(2026, 10, 1), shown) == meant  # noqa: DTZ001 - as a cell gives it


def test_folders_are_relative_to_the_workbook_or_absolute(tmp_path):
    """Empty means the workspace's own; quotes from "copy as path" are taken off."""
    (tmp_path / "inbox").mkdir()
    other = tmp_path / "别处"
    other.mkdir()
    assert Settings(tmp_path, {}).inbox == tmp_path / "inbox"
    assert Settings(tmp_path, {"qa_inbox": "别处"}).inbox == other
    assert Settings(tmp_path / "x", {"qa_inbox": f'"{other}"'}).inbox == other
    assert Settings(tmp_path, {"qa_output": "还/没有"}).output == tmp_path / "还" / "没有"


def test_each_wrong_setting_has_its_sentence(tmp_path):
    """A missing inbox, a file as output folder and no scheme each say what to do."""
    (tmp_path / "output").write_text("a file")
    settings = Settings(tmp_path, {"qa_scheme": "  "})
    with pytest.raises(InboxMissingError) as inbox:
        _ = settings.inbox
    with pytest.raises(OutputNotFolderError) as output:
        _ = settings.output
    with pytest.raises(SchemeMissingError) as scheme:
        _ = settings.scheme
    for failure, where in (
        (inbox, str(tmp_path / "inbox")),
        (output, str(tmp_path / "output")),
        (scheme, "方案"),
    ):
        assert where in failure.value.say("zh")
        assert failure.value.exit_code == 2


def test_without_a_file_manager_the_path_is_said(tmp_path, monkeypatch):
    """Whoever can't have the folder opened can open it himself; what the last run came to stays."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    click = Click(button_of("open_output"), None, Settings(tmp_path, {}))  # type: ignore[arg-type]
    outcome = open_output(click)
    assert str(tmp_path / "output") in outcome.message
    assert (outcome.state, outcome.logged) == ("attention", False)


def test_the_language_is_chinese_unless_english_is_chosen():
    """Anything but zh and en is Chinese."""
    assert [language_of(value) for value in ("zh", "EN ", "", None, "français", 3.0)] == [
        "zh",
        "en",
        "zh",
        "zh",
        "zh",
        "zh",
    ]


def test_the_log_of_the_buttons_is_that_of_the_workspace():
    """Buttons and commands write to the same log."""
    from qa_workbook.host.failure_log import LOG
    from qa_workbook.workspace import Workspace

    assert Workspace(Path("x")).log == Path("x") / LOG


def test_what_to_withdraw_is_named_with_its_reason():
    """Several files are set apart by a semicolon, the reason follows a number sign; an empty cell is told."""
    typed = {"qa_withdraw": " 张三.xlsx；子/李四.xlsx;# 试填 "}
    assert Settings(Path(), typed).withdrawn == (["张三.xlsx", "子/李四.xlsx"], "试填")
    with pytest.raises(NothingNamedError):
        _ = Settings(Path(), {}).withdrawn
