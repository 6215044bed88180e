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
from qa_workbook.adopt.settled_days import SHEET_NAME, Sources, settle_day
from qa_workbook.adopt.values import mostly
from qa_workbook.config.base import Text
from qa_workbook.forms.text_cells import words
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.model import FieldSource

_RANK_RECORDING, _RANK_AGENT, _RANK_INSPECTOR = 75, 76, 78
_RANK_COLUMNS = 90
_MOST_OFFERED = 5
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
    settle_day(kind, settled.sources, asked)
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
        sources["name"] = (FieldSource(sheet_name=SHEET_NAME),)
        return True
    stems = [PurePath(sheet.sample.file).stem for sheet in kind.sheets]
    said = (("sheet_name", names), ("file_name", stems))
    return any(_person_from(where, texts, looked, sources) for where, texts in said)


def _person_from(where: str, texts: Sequence[str], looked: Looked, sources: Sources) -> bool:
    """Takes name and number of the agent from names that hold both, or the name beside more."""
    for place, expression in enumerate(FILE_NAMES):
        if all(_is_person_in(text, expression, looked) for text in texts):
            sources["name"] = (FieldSource.model_validate({where: expression}),)
            if place < len(FILE_NUMBERS):
                numbered = {where: FILE_NUMBERS[place]}
                sources["agent"] = (FieldSource.model_validate(numbered),)
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
        sources["inspector"] = (FieldSource(sheet_name=SHEET_NAME),)
        return
    signed = {name: word for sheet in kind.sheets for word, name, _ in sheet.signed}
    offered = [
        Answer(name, Text(zh=f"{name}（{word}）", en=f"{name} ({word})"))
        for name, word in signed.items()
    ]
    likely = [name for name, word in signed.items() if looked.names.may_inspect(word)]
    proposed = likely[0] if len({signed[name] for name in likely}) == 1 else ""
    asks = question(
        "inspector",
        "inspector_likely" if proposed else "inspector",
        offered[:6],
        kind="text",
        proposed=proposed,
        word=signed.get(proposed, ""),
        person=proposed,
    )
    answer = asked.ask(_RANK_INSPECTOR, asks)
    if answer in signed:
        sources["inspector"] = (FieldSource(label=signed[answer]),)
    else:
        sources["inspector"] = (FieldSource(constant=answer or "？"),)


# --- which recording, and what is left -----------------------------------------------------------


def _settle_recording(kind: Kind, settled: SettledFields, asked: Asked) -> None:
    sources = settled.sources
    if "recording" in sources or "basis" in sources:
        return
    parts = ["agent" if "agent" in sources else "name", "call_date"]
    texts = [one.heading for one in kind.unknown if len(set(map(words, one.cells.values))) > 1]
    texts = [*(one.heading for one in kind.numbers), *texts][:_MOST_OFFERED]
    offered = [Answer(f"column:{one}", said("recording.column", column=one)) for one in texts]
    codes = [one.heading for one in kind.numbers if mostly(one.cells.values, _is_code)]
    proposed = f"column:{codes[0]}" if codes else "made_of"
    asks = question("recording", "recording", ["made_of", *offered], proposed=proposed)
    answer = asked.ask(_RANK_RECORDING, asks)
    if answer.startswith("column:"):
        sources["recording"] = (FieldSource(heading=answer.removeprefix("column:")),)
    else:
        sources["recording"] = (FieldSource(made_of=tuple(parts)),)


def _is_code(value: CellValue) -> bool:
    """Whether a value is made for telling things apart: LY00001; not a phone number, which may be
    that of several calls.
    """
    return re.fullmatch(r"[A-Za-z]{1,8}[-_]?\d+", words(value).strip()) is not None


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
