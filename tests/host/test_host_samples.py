"""抽检与校正 behind the buttons: which call list, which draft, what is read from the console."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from qa_workbook.app.call_files import ManyCallFilesError, NoCallFileError, call_file
from qa_workbook.app.drafts import draft_of
from qa_workbook.config.faults import ConfigError
from qa_workbook.host import session_sheet
from qa_workbook.host.session_sheet import LostDigitsError, NoSessionDayError, typed_session
from qa_workbook.numbers import period

SCHEMES = Path(__file__).parents[2] / "config" / "schemes"


def test_one_call_list_is_the_one_and_of_several_the_one_of_the_period(tmp_path):
    """Nothing is guessed: without a list, or with several of the same month, people are asked."""
    folder = tmp_path / "calls"
    with pytest.raises(NoCallFileError):
        call_file(folder, period("2026-10"))
    folder.mkdir()
    (folder / "~$话单.xlsx").touch()
    (folder / "说明.txt").touch()
    (folder / "话单.CSV").touch()
    assert call_file(folder, period("2026-10")).name == "话单.CSV"
    (folder / "话单_2026-10.csv").touch()
    assert call_file(folder, period("2026-10-05")).name == "话单_2026-10.csv"
    (folder / "外包_2026-10.csv").touch()
    with pytest.raises(ManyCallFilesError) as wrong:
        call_file(folder, period("2026-10"))
    assert "外包_2026-10.csv" in wrong.value.say("zh")


def test_the_latest_draft_of_the_scheme_is_tried(tmp_path):
    """Other schemes' drafts are left alone; one that can't be read stops it."""
    assert draft_of(tmp_path, "monitoring-10x4") is None
    source = (SCHEMES / "monitoring-10x4.yaml").read_text("utf-8")
    for name, first in (("a", "2027-01-01"), ("b", "2027-04-01"), ("c", "2026-12-01")):
        text = source.replace("valid_from: 2026-01-01", f"valid_from: {first}")
        assert text != source
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    other = (SCHEMES / "dial-test-2011.yaml").read_text("utf-8")
    (tmp_path / "z.yaml").write_text(other, "utf-8")
    assert draft_of(tmp_path, "monitoring-10x4") == tmp_path / "b.yaml"
    (tmp_path / "y.yaml").write_text("id: [", "utf-8")
    with pytest.raises(ConfigError):
        draft_of(tmp_path, "monitoring-10x4")


def typed(monkeypatch, day, *columns):
    """A console whose sheet 校正会 holds a day and lists."""
    count = max(map(len, columns))
    cells = {
        number: [*column, *[None] * (count - len(column))]
        for number, column in enumerate(columns, 1)
    }

    def block(first, last):
        assert (first[0], last[0]) == (9, 8 + count)
        values = SimpleNamespace(value=cells[first[1]])
        return SimpleNamespace(options=lambda **_: values)

    last_cell = SimpleNamespace(row=8 + count)
    sheet = SimpleNamespace(range=block, used_range=SimpleNamespace(last_cell=last_cell))
    monkeypatch.setattr(session_sheet, "sheet_of", lambda *_: sheet)
    single = {"qa_session_day": day}
    return SimpleNamespace(book=None, cell=lambda name: SimpleNamespace(value=single.get(name)))


def test_a_session_is_read_as_it_was_typed(monkeypatch):
    """Gaps are skipped, short numbers stay numbers; the day must be one day."""
    rows = (["2026100511", None, 7.0, " x "], ["王佳"])
    found = typed_session(typed(monkeypatch, "2026-10-20", *rows))
    assert found.day == date(2026, 10, 20)
    assert found.recordings == ("2026100511", "7", "x")
    assert found.inspectors == ("王佳",)
    for day in (None, "2026-10"):
        with pytest.raises(NoSessionDayError):
            typed_session(typed(monkeypatch, day, *rows))


def test_a_recording_that_lost_its_digits_is_refused(monkeypatch):
    """A spreadsheet program that took 17 digits for a number has rounded them."""
    with pytest.raises(LostDigitsError, match="10"):
        typed_session(typed(monkeypatch, "2026-10-20", ["a", 2.0261005093015e16], []))
