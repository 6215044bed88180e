"""Where the fields come from that no column or label says: names of sheets and files, or people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from qa_workbook.adopt.asking import Asked, question, said
from qa_workbook.adopt.found import FoundField, Looked
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.off import Effects
from qa_workbook.adopt.proposal import Answer
from qa_workbook.adopt.values import day_of, filled, is_day
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import words
from qa_workbook.layouts.model import FieldSource

_RANK_RECORDING, _RANK_AGENT, _RANK_DAY, _RANK_INSPECTOR, _RANK_YEAR = 75, 76, 77, 78, 79
_RANK_COLUMNS = 90
_YEAR_MONTH = re.compile(r"(20\d\d)\s*(?:年|[-_.])?\s*(\d{1,2})?\s*月?")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*月")
SHEET_DAY = r"^\s*(.+?)\s*$"
"""The whole name of a sheet that is a day."""
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
    _settle_recording(kind, settled, asked)
    _settle_unknown(kind, settled, asked)
    return settled


def _take_found(
    kind: Kind, known: frozenset[str], effects: Effects, settled: SettledFields
) -> None:
    for one in kind.fields:
        key = "recording" if one.key == "basis" and "basis" not in known else one.key
        if key == "fatal" and key in known:
            _take_fatal(one, effects, settled)
        elif key in known:
            settled.sources[key] = (*settled.sources.get(key, ()), one.source)
        elif key in ("points", "reason") and not kind.fields_of("remark"):
            settled.sources["remark"] = (one.source,)
        elif one.source.heading:
            settled.ignored.append(one.source.heading)


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
        return
    if "name" not in sources and not _name_from_sheets(kind, looked, sources):
        asks = question("agent", "agent_unknown", kind="text")
        answer = asked.ask(_RANK_AGENT, asks)
        sources["name"] = (FieldSource(constant=answer or "？"),)
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
    parts = [_person_in(sheet.sample.file, looked) for sheet in kind.sheets]
    if not all(parts):
        return False
    place = {part[1] for part in parts if part}
    if len(place) != 1:
        return False
    before = r"(?:[^_\-\s]+[_\-\s]+)" + f"{{{place.pop()}}}"
    sources["name"] = (FieldSource(file_name=rf"^{before}([^_\-\s\d]+)"),)
    return True


def _person_in(file: str, looked: Looked) -> tuple[str, int] | None:
    parts = re.split(r"[_\-\s]+", PurePath(file).stem)
    found = [(part, n) for n, part in enumerate(parts) if looked.vocabulary.is_person(part)]
    return found[0] if len(found) == 1 else None


def _settle_inspector(kind: Kind, looked: Looked, settled: SettledFields, asked: Asked) -> None:
    sources = settled.sources
    if "inspector" in sources:
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
    lacking = [value for value in values if day_of(value) is None]
    if lacking:
        sources["call_date"] = _in_year(kind, sources, lacking, asked)


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
    sources: Sequence[FieldSource], update: dict[str, object]
) -> tuple[FieldSource, ...]:
    return tuple(source.model_copy(update=update) for source in sources)


def _said_month(kind: Kind) -> tuple[int | None, int | None]:
    """Year and month that title, names of sheets or files say."""
    first = kind.first
    texts = [first.title, *(s.sample.sheet for s in kind.sheets), PurePath(first.sample.file).stem]
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
