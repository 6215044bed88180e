"""Score sheets as contact centres have used them for years, each with the truth about it.

`CASES` has a function per workbook, some of them for several files of one layout; `BLANKS` the same
sheets before anybody has filled them in. None reads anything of the project.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from foreign import form_sheets, many_sheets, notations, odd_sheets, plain_rows
from foreign.kit import Foreign

CASES: dict[str, Callable[[], Foreign]] = {
    "one_level": plain_rows.one_level,
    "two_level_weights": plain_rows.two_level_weights,
    "three_level": plain_rows.three_level,
    "repeated_header": plain_rows.repeated_header,
    "mark_and_reason": plain_rows.mark_and_reason,
    "standard_deducted_mark": plain_rows.standard_deducted_mark,
    "deductions": notations.deductions,
    "grades": notations.grades,
    "ticks": notations.ticks,
    "yes_no_na": notations.yes_no_na,
    "pass_and_numbers": notations.pass_and_numbers,
    "text_numbers": notations.text_numbers,
    "percents": notations.percents,
    "across": form_sheets.across,
    "form_per_sheet": form_sheets.form_per_sheet,
    "forms_below": form_sheets.forms_below,
    "forms_beside": form_sheets.forms_beside,
    "tick_in_columns": form_sheets.tick_in_columns,
    "people_across_by_day": form_sheets.people_across_by_day,
    "sheet_per_day": many_sheets.sheet_per_day,
    "sheet_per_agent": many_sheets.sheet_per_agent,
    "agent_book_1": partial(many_sheets.agent_book, 0),
    "agent_book_2": partial(many_sheets.agent_book, 1),
    "agent_book_3": partial(many_sheets.agent_book, 2),
    "sheet_per_inspector": many_sheets.sheet_per_inspector,
    "date_group_rows": many_sheets.date_group_rows,
    "agent_merged_down": many_sheets.agent_merged_down,
    "question_rows": odd_sheets.question_rows,
    "plus_minus": odd_sheets.plus_minus,
    "fatal_two_dates": odd_sheets.fatal_two_dates,
    "no_recording_number": odd_sheets.no_recording_number,
    "english": odd_sheets.english,
    "gbk_csv": odd_sheets.gbk_csv,
}

NEEDS_OFFICE: dict[str, Callable[[], Foreign]] = {"old_xls": odd_sheets.old_xls}

BLANKS: dict[str, Callable[[], Foreign]] = {
    "one_level": partial(plain_rows.one_level, blank=True),
    "two_level_weights": partial(plain_rows.two_level_weights, blank=True),
    "three_level": partial(plain_rows.three_level, blank=True),
    "mark_and_reason": partial(plain_rows.mark_and_reason, blank=True),
    "standard_deducted_mark": partial(plain_rows.standard_deducted_mark, blank=True),
    "deductions": partial(notations.deductions, blank=True),
    "grades": partial(notations.grades, blank=True),
    "across": partial(form_sheets.across, blank=True),
    "form_per_sheet": partial(form_sheets.form_per_sheet, blank=True),
    "tick_in_columns": partial(form_sheets.tick_in_columns, blank=True),
    "sheet_per_day": partial(many_sheets.sheet_per_day, blank=True),
    "fatal_two_dates": partial(odd_sheets.fatal_two_dates, blank=True),
}


def blank(layout: str) -> Foreign:
    """Returns the sheet of a layout before anybody has filled it in; its truth has no recordings."""
    return BLANKS[layout]()
