"""Working days follow the notices of the State Council; a year without a notice is refused."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.procedure.rules import Window, load_procedure
from qa_workbook.procedure.working_days import Calendar, CalendarNotCovered

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def china() -> Calendar:
    """The shipped calendar."""
    calendar, faults = read_model(CONFIG / "calendar" / "china.yaml", Calendar)
    assert calendar is not None, faults
    return calendar


@pytest.mark.parametrize("day", ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"])
def test_make_up_days_of_2026_are_worked(china: Calendar, day: str):
    """国办发明电〔2025〕7号: these weekend days of 2026 are worked."""
    when = date.fromisoformat(f"2026-{day}")
    assert when.isoweekday() > 5 and china.is_worked(when)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("01-01", "01-03"),
        ("02-15", "02-23"),
        ("04-04", "04-06"),
        ("05-01", "05-05"),
        ("06-19", "06-21"),
        ("09-25", "09-27"),
        ("10-01", "10-07"),
    ],
)
def test_holidays_of_2026_are_free(china: Calendar, first: str, last: str):
    """国办发明电〔2025〕7号: the seven holidays of 2026, both ends included."""
    begin, end = (date.fromisoformat(f"2026-{day}") for day in (first, last))
    for ordinal in range(begin.toordinal(), end.toordinal() + 1):
        assert not china.is_worked(date.fromordinal(ordinal))


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(china: Calendar, year: int, days: int):
    """A whole year has as many working days as its notice gives."""
    first, after = date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()
    assert sum(china.is_worked(date.fromordinal(n)) for n in range(first, after)) == days


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-09-30T18:00:00", 2, "2026-10-09T23:59:59"),
        ("2026-10-08T09:00:00", 2, "2026-10-10T23:59:59"),
        ("2026-10-09T09:00:00", 2, "2026-10-12T23:59:59"),
        ("2026-02-13T23:59:59", 1, "2026-02-14T23:59:59"),
        ("2026-02-14T00:00:00", 1, "2026-02-24T23:59:59"),
    ],
)
def test_windows_in_working_days(china: Calendar, start: str, length: int, end: str):
    """The day it begins on isn't counted; make-up days are; it ends with the last day."""
    window = Window(length=length, unit="working_days", source="S7")
    begun = datetime.fromisoformat(f"{start}+08:00")
    assert window.end(begun, china).isoformat() == f"{end}+08:00"


def test_windows_in_hours_run_through_holidays(china: Calendar):
    """48 hours are 48 hours by the clock, and need no calendar."""
    window = Window(length=48, unit="hours", source="S7")
    begun = datetime.fromisoformat("2031-10-01T10:00:00.7+08:00")
    assert window.end(begun, china).isoformat() == "2031-10-03T10:00:00+08:00"


@pytest.mark.parametrize("day", ["2023-12-31", "2027-01-01"])
def test_years_without_a_notice_are_refused(china: Calendar, day: str):
    """Nobody guesses which days of an unknown year are worked."""
    with pytest.raises(CalendarNotCovered) as caught:
        china.is_worked(date.fromisoformat(day))
    assert caught.value.year == int(day[:4])
    with pytest.raises(CalendarNotCovered):
        china.after(date(2026, 12, 31), 1)


BAD = [
    ("calendar/china.yaml", "to: 2026-01-03", "to: 2025-12-31", "calendar-reversed"),
    ("calendar/china.yaml", "to: 2026-01-03", "to: 2027-01-03", "calendar-other-year"),
    ("calendar/china.yaml", "[2026-01-04", "[2027-01-04", "calendar-other-year"),
    ("calendar/china.yaml", "[2026-01-04", "[2026-01-01", "calendar-both"),
    ("calendar/china.yaml", "year: 2025", "year: 2026", "calendar-year-twice"),
    ("procedure.yaml", "calendar: china", "calendar: mars", "calendar-unknown"),
    ("procedure.yaml", "48, unit: hours", "48, unit: days", "bad-choice"),
    ("procedure.yaml", "length: 48", "length: 0", "out-of-range"),
    ("procedure.yaml", "quorum:", "quorums:", "unknown-key"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), BAD)
def test_a_fault_is_named_with_its_line(tmp_path: Path, file: str, old: str, new: str, code: str):
    """Whatever is wrong with rules or calendar is a fault with file and line."""
    (tmp_path / "calendar").mkdir()
    for name in ("calendar/china.yaml", "procedure.yaml"):
        words = (CONFIG / name).read_text("utf-8")
        if name == file:
            line = words.partition(old)[0].count("\n") + 1
            assert old in words
            words = words.replace(old, new, 1)
        (tmp_path / name).write_text(words, "utf-8")
    procedure, faults = load_procedure(tmp_path)
    assert procedure is None
    found = [fault for fault in faults if fault.code == code]
    assert found and found[0].file == tmp_path / file
    assert code == "calendar-year-twice" or line - 1 <= found[0].line <= line + 1


def test_two_versions_of_one_name_or_day_are_a_fault(tmp_path: Path):
    """Which version a case is decided under must be clear."""
    (tmp_path / "calendar").mkdir()
    words = (CONFIG / "calendar" / "china.yaml").read_text("utf-8")
    (tmp_path / "calendar" / "more.yaml").write_text(words, "utf-8")
    (tmp_path / "calendar" / "china.yaml").write_text(words, "utf-8")
    head, versions = (CONFIG / "procedure.yaml").read_text("utf-8").split("versions:\n")
    (tmp_path / "procedure.yaml").write_text(f"{head}versions:\n{versions}{versions}", "utf-8")
    _, faults = load_procedure(tmp_path)
    codes = [fault.code for fault in faults]
    assert codes == ["calendar-id-twice", "procedure-twice", "procedure-twice"]
