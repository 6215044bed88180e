"""Where the day of a recording comes from, and what completes days that are written short."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from qa_workbook.adopt.asking import Asked, question, said
from qa_workbook.adopt.found import Unknown
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.said_years import PERIOD, places_of_year
from qa_workbook.adopt.values import day_and_month, day_of, filled, is_day, mostly
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import words
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.days import completed
from qa_workbook.layouts.model import FieldSource

Sources = dict[str, tuple[FieldSource, ...]]
SHEET_NAME = r"^\s*(.+?)\s*$"
"""The whole name of a sheet that is a day or a person."""
_RANK_DAY, _RANK_YEAR = 77, 79
_YEAR_MONTH = re.compile(r"(20\d\d)\s*(?:年|[-_.])?\s*(\d{1,2})?\s*月?")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*月")
_MONTHS = 12
_CALLED_DAY = re.compile(r"(?:时间|日期|日|date|time)\s*$", re.IGNORECASE)
_OTHER_DAY = re.compile(
    r"录入|登记|提交|反馈|辅导|入职|导出|复核|审核|申诉|更新|创建|处理|回复|生日|结束"
)
"""Columns of days that are not those of the calls, or maybe not."""
_ANY_MONTH = (2000, 1)
_TOP = 6
"""Rows in which the month of a sheet is looked for."""


def settle_day(kind: Kind, sources: Sources, asked: Asked) -> None:
    """Takes the day of the call from wherever it is said, and asks what it lacks."""
    names = [sheet.sample.sheet for sheet in kind.sheets]
    if "call_date" not in sources and all(is_day(name) or _is_short_day(name) for name in names):
        sources["call_date"] = (FieldSource(sheet_name=SHEET_NAME),)
    if "call_date" not in sources and not _take_column(kind, sources, asked):
        return
    values = [v for one in kind.fields_of("call_date") for v in filled(one.cells.values)]
    headings = {source.heading for source in sources["call_date"]}
    values += [v for u in kind.unknown if u.heading in headings for v in filled(u.cells.values)]
    values += names if any(one.sheet_name for one in sources["call_date"]) else []
    unclear = [pair for value in values if (pair := day_and_month(value))]
    if unclear and any(day_of(value) is None for value in values):
        _ask_order(kind, sources, unclear, asked)
    lacking = [v for v in values if _lacks_year(v)]
    if lacking:
        sources["call_date"] = _in_year(kind, sources, lacking, asked)


def _lacks_year(value: CellValue) -> bool:
    """Whether a value is a day once its year (and month) are known."""
    if day_of(value) is not None or day_and_month(value):
        return False
    return completed(value, _ANY_MONTH) != value


def _ask_order(kind: Kind, sources: Sources, days: Sequence[tuple[int, int]], asked: Asked) -> None:
    """Days such as 5/10/2026: whether the day or the month stands first. Another day of the column
    may say it; else it is never guessed.
    """
    first, second = (any(day[place] > _MONTHS for day in days) for place in (0, 1))
    evident = ""
    if first != second:
        evident = "day" if first else "month"
    one = next(iter(days))
    asks = question(
        "day_order",
        "day_order",
        ["day", "month"],
        proposed=evident,
        about=kind.about_field("call_date"),
        why="day_order.evident" if evident else "day_order.why",
        example=f"{one[0]}/{one[1]}",
        first=one[0],
        second=one[1],
    )
    answer = asked.ask(_RANK_DAY, asks)
    update = {"day_first": answer == "day"} if answer else {}
    sources["call_date"] = _completed(sources["call_date"], update)


def _is_short_day(name: str) -> bool:
    return re.fullmatch(r"\d{1,2}[.\-]\d{1,2}", name.strip()) is not None


def _take_column(kind: Kind, sources: Sources, asked: Asked) -> bool:
    """Takes the day from a column that nobody knows; False where there is none, or none is chosen.

    The only one that is called a day or time holds the calls; of others it is asked.
    """
    columns = [one.heading for one in day_columns(kind)]
    named = [one for one in columns if _CALLED_DAY.search(one) and not _OTHER_DAY.search(one)]
    taken = named[0] if len(named) == 1 else _ask_day(kind, sources, columns, bool(named), asked)
    if taken:
        sources["call_date"] = (FieldSource(heading=taken),)
    return bool(taken)


def day_columns(kind: Kind) -> list[Unknown]:
    """Returns the columns that nobody knows and that hold days."""
    if kind.first.shape == "forms":
        return []
    return [one for one in kind.unknown if mostly(filled(one.cells.values), _may_be_day)]


def _may_be_day(value: CellValue) -> bool:
    return is_day(value) or day_and_month(value) is not None


def _ask_day(
    kind: Kind, sources: Sources, columns: Sequence[str], several: bool, asked: Asked
) -> str:
    """No day of the call: a column of days, or that of the inspection, may stand for it. Returns
    the column that is chosen, "" for none. One day for all is only asked where no column has days.
    """
    inspected = "inspected_on" in sources
    offered: list[Answer | str] = [
        Answer(f"column:{one}", said("call_date.column", column=one)) for one in columns
    ]
    offered += ["inspected_on"] if inspected else []
    why = "call_date.why"
    if columns or inspected:
        why = "call_date.columns" if columns else "call_date.inspected"
    asks = question(
        "call_date",
        "call_date",
        offered,
        kind="choice" if columns else "day",
        proposed="inspected_on" if inspected and not several else "",
        about=kind.about_field("inspected_on"),
        why=why,
    )
    answer = asked.ask(_RANK_DAY, asks)
    if answer.startswith("column:"):
        return answer.removeprefix("column:")
    if answer == "inspected_on":
        sources["call_date"] = sources["inspected_on"]
    else:
        sources["call_date"] = (FieldSource(constant=answer or "？"),)
    return ""


def _in_year(
    kind: Kind, sources: Sources, lacking: Sequence[object], asked: Asked
) -> tuple[FieldSource, ...]:
    """Sources of days that are written without their year, with the year or what says it."""
    whole = [v for one in kind.fields_of("inspected_on") for v in filled(one.cells.values)]
    if whole and all(map(day_of, whole)):
        return _completed(sources["call_date"], {"within": "inspected_on"})
    year, month = _said_month(kind)
    needs_month = any(_is_day_alone(value) for value in lacking)
    about = kind.about_field("call_date")
    first = f"{year}-{month:02}" if year and needs_month and month else str(year or "")
    places = places_of_year(kind, needs_month)
    named = Text(zh=first, en=first) if first else None
    spoken = said("year.said", period=first) if places else named
    offered = [Answer(first, spoken)] if first and spoken else []
    name = "month" if needs_month else "year"
    asks = question(
        "year", name, offered, kind=name, proposed=first, about=about, example=words(lacking[0])
    )
    answer = asked.ask(_RANK_YEAR, asks)
    if places and answer == first:
        sources[PERIOD] = places
        return _completed(sources["call_date"], {"within": PERIOD})
    found = re.match(r"(20\d\d)(?:-(\d{1,2}))?", answer)
    update: dict[str, object] = {"year": int(found[1])} if found else {}
    if found and found[2]:
        update["month"] = int(found[2])
    return _completed(sources["call_date"], update)


def _is_day_alone(value: object) -> bool:
    """Whether a value doesn't say its month: 8号, 8; but not 1008."""
    return not re.search(r"[月.\-/]|^\s*\d{3,4}(?!\d)", words(value))


def _completed(
    sources: Sequence[FieldSource], update: Mapping[str, object]
) -> tuple[FieldSource, ...]:
    return tuple(source.model_copy(update=update) for source in sources)


def _said_month(kind: Kind) -> tuple[int | None, int | None]:
    """Year and month that title, names of sheets or files say."""
    first = kind.first
    rows = first.sample.grid.rows[:_TOP]
    above = [cell for cells in rows for cell in cells if isinstance(cell, str)]
    texts = [first.title, *(s.sample.sheet for s in kind.sheets), PurePath(first.sample.file).stem]
    texts += above
    found = next((match for text in texts if (match := _YEAR_MONTH.search(text))), None)
    month = next((match for text in texts if (match := _MONTH.search(text))), None)
    year = int(found[1]) if found else None
    if found and found[2]:
        return year, int(found[2])
    return year, int(month[1]) if month else None
