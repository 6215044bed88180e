"""Where the fields come from that no column or label says: names of sheets and files, or people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from qa_workbook.adopt.asking import Asked, question, said
from qa_workbook.adopt.found import FoundField, Looked
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.off import Effects
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.values import day_and_month, day_of, filled, is_day
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import words
from qa_workbook.layouts.model import FieldSource

_RANK_RECORDING, _RANK_AGENT, _RANK_DAY, _RANK_INSPECTOR, _RANK_YEAR = 75, 76, 77, 78, 79
_RANK_COLUMNS = 90
_MONTHS = 12
_TOP = 6
"""Rows in which the month of a sheet is looked for."""
_YEAR_MONTH = re.compile(r"(20\d\d)\s*(?:年|[-_.])?\s*(\d{1,2})?\s*月?")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*月")
SHEET_DAY = r"^\s*(.+?)\s*$"
"""The whole name of a sheet that is a day or a person."""
_HAN = r"([\u4e00-\u9fff]{2,4})"
_END = r"(?=[_\-\s(（)）]|$)"
FILE_NAMES = (
    rf"[A-Za-z]{{0,3}}\d{{2,10}}[_\-\s]?{_HAN}{_END}",
    rf"{_HAN}[_\-\s(（]?[A-Za-z]{{0,3}}\d{{2,10}}{_END}",
    rf"^{_HAN}[_\-\s]",
    rf"[_\-\s]{_HAN}$",
    rf"[_\-\s]{_HAN}[_\-\s]",
)
"""Names of people in names of files: 质检_001王佳_2026-10, 王佳001, 王佳-10月, 质检-王佳."""
FILE_NUMBERS = (
    rf"(?:^|[_\-\s])([A-Za-z]{{0,3}}\d{{2,10}})[_\-\s]?[\u4e00-\u9fff]{{2,4}}{_END}",
    rf"[\u4e00-\u9fff]{{2,4}}[_\-\s(（]?([A-Za-z]{{0,3}}\d{{2,10}}){_END}",
)
"""Numbers of agents before or behind those names."""
Sources = dict[str, tuple[FieldSource, ...]]


@dataclass
class SettledFields:
    """The sources of all fields, and columns that nothing is read from after all."""

    sources: Sources = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def settle_fields(
    kind: Kind, looked: Looked, effects: Effects, known: frozenset[str], asked: Asked
) -> SettledFields:
    """Returns where each field comes from; `known` are the fields that the scheme's form has."""
    settled = SettledFields()
    _take_found(kind, known, effects, settled)
    _settle_agent(kind, looked, settled, asked)
    _settle_day(kind, settled, asked)
    _settle_inspector(kind, looked, settled, asked)
    if "recording" in known:
        _settle_recording(kind, settled, asked)
    _settle_unknown(kind, settled, asked)
    return settled


def _take_found(
    kind: Kind, known: frozenset[str], effects: Effects, settled: SettledFields
) -> None:
    for one in kind.fields:
        key = _key_in(known, one.key)
        if key == "fatal" and key in known:
            _take_fatal(one, effects, settled)
        elif key in known:
            settled.sources[key] = (*settled.sources.get(key, ()), one.source)
        elif key in ("points", "reason") and not kind.fields_of("remark"):
            settled.sources["remark"] = (one.source,)
        elif one.source.heading:
            settled.ignored.append(one.source.heading)


def _key_in(known: frozenset[str], key: str) -> str:
    """The id of a field in the scheme's form: the number of a recording is the 依据 of a breach."""
    names = {"basis": "recording", "recording": "basis"}
    return names[key] if key in names and key not in known else key


def _take_fatal(one: FoundField, effects: Effects, settled: SettledFields) -> None:
    """The column of fatal errors; where it names them it says yes and the code as well."""
    if not effects.named:
        settled.sources["fatal"] = (one.source,)
        return
    names = {code: f"F{number}" for number, code in enumerate(effects.codes, 1)}
    yes = one.source.model_copy(update={"words": dict.fromkeys(effects.codes, "是")})
    settled.sources["fatal"] = (yes,)
    settled.sources["error_codes"] = (one.source.model_copy(update={"words": names}),)


# --- who -----------------------------------------------------------------------------------------


def _settle_agent(kind: Kind, looked: Looked, settled: SettledFields, asked: Asked) -> None:
    sources = settled.sources
    if "agent" in sources:
        if "name" not in sources and "inspector" in sources:
            _name_from_sheets(kind, looked, sources)
        return
    if "name" not in sources and not _name_from_sheets(kind, looked, sources):
        asks = question("agent", "agent_unknown", kind="text")
        answer = asked.ask(_RANK_AGENT, asks)
        sources["name"] = (FieldSource(constant=answer or "？"),)
        return
    if "agent" in sources:
        return
    about = kind.about_field("name")
    asks = question("agent", "agent", ["roster", "name"], proposed="roster", about=about)
    if asked.ask(_RANK_AGENT, asks) == "name":
        sources["agent"] = sources["name"]


def _name_from_sheets(kind: Kind, looked: Looked, sources: Sources) -> bool:
    """Takes the agent from the names of sheets or files that are names of people."""
    names = [sheet.sample.sheet for sheet in kind.sheets]
    if all(looked.vocabulary.is_person(name) for name in names):
        sources["name"] = (FieldSource(sheet_name=SHEET_DAY),)
        return True
    stems = [PurePath(sheet.sample.file).stem for sheet in kind.sheets]
    for place, expression in enumerate(FILE_NAMES):
        if all(_is_person_in(stem, expression, looked) for stem in stems):
            sources["name"] = (FieldSource(file_name=expression),)
            if place < len(FILE_NUMBERS):
                sources["agent"] = (FieldSource(file_name=FILE_NUMBERS[place]),)
            return True
    return False


def _is_person_in(stem: str, expression: str, looked: Looked) -> bool:
    found = re.search(expression, stem)
    return found is not None and looked.vocabulary.is_person(found[1])


def _settle_inspector(kind: Kind, looked: Looked, settled: SettledFields, asked: Asked) -> None:
    sources = settled.sources
    if "inspector" in sources or "registrar" in sources:
        return
    by_sheet = sources.get("name", (FieldSource(),))[0].sheet_name
    names = [sheet.sample.sheet for sheet in kind.sheets]
    if not by_sheet and all(looked.vocabulary.is_person(name) for name in names):
        sources["inspector"] = (FieldSource(sheet_name=SHEET_DAY),)
        return
    signed = {name: word for sheet in kind.sheets for word, name, _ in sheet.signed}
    offered = [
        Answer(name, Text(zh=f"{name}（{word}）", en=f"{name} ({word})"))
        for name, word in signed.items()
    ]
    asks = question("inspector", "inspector", offered[:6], kind="text")
    answer = asked.ask(_RANK_INSPECTOR, asks)
    if answer in signed:
        sources["inspector"] = (FieldSource(label=signed[answer]),)
    else:
        sources["inspector"] = (FieldSource(constant=answer or "？"),)


# --- when ----------------------------------------------------------------------------------------


def _settle_day(kind: Kind, settled: SettledFields, asked: Asked) -> None:
    sources = settled.sources
    names = [sheet.sample.sheet for sheet in kind.sheets]
    if "call_date" not in sources and all(is_day(name) or _is_short_day(name) for name in names):
        sources["call_date"] = (FieldSource(sheet_name=SHEET_DAY),)
    if "call_date" not in sources:
        _ask_day(kind, settled, asked)
        return
    values = [v for one in kind.fields_of("call_date") for v in filled(one.cells.values)]
    values += names if any(one.sheet_name for one in sources["call_date"]) else []
    unclear = [pair for value in values if (pair := day_and_month(value))]
    if unclear and any(day_of(value) is None for value in values):
        _ask_order(kind, sources, unclear, asked)
    lacking = [v for v in values if day_of(v) is None and not day_and_month(v)]
    if lacking:
        sources["call_date"] = _in_year(kind, sources, lacking, asked)


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


def _ask_day(kind: Kind, settled: SettledFields, asked: Asked) -> None:
    """No day of the call: that of the inspection may stand for it."""
    sources = settled.sources
    inspected = "inspected_on" in sources
    asks = question(
        "call_date",
        "call_date",
        ["inspected_on"] if inspected else [],
        kind="day",
        proposed="inspected_on" if inspected else "",
        about=kind.about_field("inspected_on"),
        why="call_date.inspected" if inspected else "call_date.why",
    )
    answer = asked.ask(_RANK_DAY, asks)
    if answer == "inspected_on":
        sources["call_date"] = sources["inspected_on"]
    else:
        sources["call_date"] = (FieldSource(constant=answer or "？"),)


def _in_year(
    kind: Kind, sources: Sources, lacking: Sequence[object], asked: Asked
) -> tuple[FieldSource, ...]:
    """Sources of days that are written without their year, with the year or what says it."""
    whole = [v for one in kind.fields_of("inspected_on") for v in filled(one.cells.values)]
    if whole and all(map(day_of, whole)):
        return _completed(sources["call_date"], {"within": "inspected_on"})
    year, month = _said_month(kind)
    needs_month = any(not re.search(r"[月.\-/]", words(value)) for value in lacking)
    about = kind.about_field("call_date")
    first = f"{year}-{month:02}" if year and needs_month and month else str(year or "")
    offered = [Answer(first, Text(zh=first, en=first))] if first else []
    name = "month" if needs_month else "year"
    asks = question(
        "year", name, offered, kind=name, proposed=first, about=about, example=words(lacking[0])
    )
    found = re.match(r"(20\d\d)(?:-(\d{1,2}))?", asked.ask(_RANK_YEAR, asks))
    update: dict[str, object] = {"year": int(found[1])} if found else {}
    if found and found[2]:
        update["month"] = int(found[2])
    return _completed(sources["call_date"], update)


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


# --- which recording, and what is left -----------------------------------------------------------


def _settle_recording(kind: Kind, settled: SettledFields, asked: Asked) -> None:
    sources = settled.sources
    if "recording" in sources or "basis" in sources:
        return
    parts = ["agent" if "agent" in sources else "name", "call_date"]
    texts = [one.heading for one in kind.unknown if len(set(map(words, one.cells.values))) > 1]
    offered = [Answer(f"column:{one}", said("recording.column", column=one)) for one in texts[:3]]
    asks = question("recording", "recording", ["made_of", *offered], proposed="made_of")
    answer = asked.ask(_RANK_RECORDING, asks)
    if answer.startswith("column:"):
        sources["recording"] = (FieldSource(heading=answer.removeprefix("column:")),)
    else:
        sources["recording"] = (FieldSource(made_of=tuple(parts)),)


def _settle_unknown(kind: Kind, settled: SettledFields, asked: Asked) -> None:
    """Columns that nobody knows: passed over, or kept in the remark."""
    used = {s.heading for several in settled.sources.values() for s in several}
    left = [one for one in kind.unknown if one.heading not in used]
    if not left:
        return
    names = "、".join(one.heading for one in left)
    answers = ["ignore"] if "remark" in settled.sources or len(left) > 1 else ["ignore", "remark"]
    asks = question("columns", "columns", answers, proposed="ignore", columns=names)
    if asked.ask(_RANK_COLUMNS, asks) == "remark":
        settled.sources["remark"] = (FieldSource(heading=left[0].heading),)
    else:
        settled.ignored += [one.heading for one in left]
