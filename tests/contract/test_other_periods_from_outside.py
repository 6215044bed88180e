"""Sheets of other months stay in the inbox: they neither drown what is new nor vanish."""

from __future__ import annotations

from sheets import recordings, write_sheet


def test_sheets_of_closed_months__are_one_line(desk):
    """A November run with October's sheets in the inbox is about November: one note tells of October, exit 0."""
    rows = recordings(10, 2)
    rows[3]["业务能力"] = 7
    write_sheet(desk.inbox / "十月.xlsx", rows)
    first = desk.merge(code=1)
    assert first["recordings"]["rejected"] == 1
    write_sheet(
        desk.inbox / "十一月.xlsx",
        recordings(5, 3, month=(2026, 11)),
        head={"质检日期": "2026-11-28"},
    )
    november = desk.build(period="2026-11")
    assert november["recordings"]["added"] == 5
    assert (november["recordings"]["rejected"], november["findings"]["error"]) == (0, 0)
    assert november["other_periods"] == {
        "period": "2026-10",
        "sheets": 1,
        "error": 1,
        "warning": 0,
        "info": 0,
    }
    october = desk.build(code=1)
    assert (october["recordings"]["rejected"], october["findings"]["error"]) == (1, 1)


def test_sheets_of_other_months__are_told_when_they_come_or_change(desk):
    """What is new is checked and told in full, whatever the period: nothing comes in unseen."""
    rows = recordings(10, 2)
    rows[3]["业务能力"] = 7
    write_sheet(desk.inbox / "十月.xlsx", rows)
    assert desk.merge(code=1, period="2026-11")["recordings"]["rejected"] == 1
    assert desk.merge(period="2026-11")["recordings"]["rejected"] == 0
    rows[4]["业务能力"] = 8
    write_sheet(desk.inbox / "十月.xlsx", rows)
    assert desk.build(code=1, period="2026-11")["recordings"]["rejected"] == 2


def test_a_sheet_that_nobody_can_read__is_of_every_month(desk):
    """Of a sheet without one usable row nobody knows the month: it is told until it is mended."""
    write_sheet(desk.inbox / "a.xlsx", [row | {"业务能力": 7} for row in recordings(3, 2)])
    for _ in range(2):
        assert desk.merge(code=1, period="2026-11")["recordings"]["rejected"] == 3


def test_day_periods__leave_the_other_days_alone(desk):
    """A run for a day tells once that a sheet has rows of other days, not every time."""
    write_sheet(desk.inbox / "a.xlsx", recordings(30, 2))
    assert desk.merge(period="2026-10-05")["findings"]["warning"] > 0
    assert desk.build(period="2026-10-05")["findings"]["warning"] == 0
