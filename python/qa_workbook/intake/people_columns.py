"""工号, 姓名 and 班组: whose recording it was, held against the roster where there is one."""

from __future__ import annotations

import re

from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import names, nearest
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.id_columns import id_column
from qa_workbook.intake.roster import Person, Roster
from qa_workbook.intake.values import RowValues, SheetValues
from qa_workbook.labels.reasons import reason

_JOINT = r"(?P<joint>[\s(\[【<_/、,:-]*)"
_NAME, _NUMBER = r"(?P<name>[\u4e00-\u9fff·]{2,10})", r"(?P<number>[A-Za-z]{0,4}\d[\dA-Za-z]*)"
_NAME_FIRST = re.compile(rf"{_NAME}{_JOINT}{_NUMBER}[\s)\]】>]*")
_NUMBER_FIRST = re.compile(rf"{_NUMBER}{_JOINT}{_NAME}[\s)\]】>]*")

_SURELY_A_NUMBER = 3
"""So many signs of a number behind a name aren't there to tell two people of one name apart."""


def read_people(sheet: SheetValues, report: Report) -> None:
    """Agent, name and team of every row as written."""
    sheet.columns["agent"] = id_column(sheet, "agent", report)
    sheet.columns["name"] = names(sheet.table.values("name"))
    sheet.columns["team"] = names(sheet.table.values("team"))
    part_names(sheet, report, without_joint=_holds_names(sheet))
    _find_by_name(sheet, report)


def part_names(sheet: RowValues, report: Report, *, without_joint: bool = False) -> None:
    """Numbers with a name beside them in one cell: 王佳(001), 001 王佳.

    客服001 may be a number under 工号; `without_joint` is for a column that holds names, too.
    """
    agents, people = sheet.columns["agent"], sheet.columns["name"]
    if "".join(agents).isascii():
        return
    known = sheet.roster.people if sheet.roster else {}
    for position, typed in enumerate(agents):
        if typed.isascii() or typed in known:
            continue
        if without_joint and not any(map(str.isdigit, typed)):
            agents[position], people[position] = "", people[position] or typed
            continue
        found = _NAME_FIRST.fullmatch(typed) or _NUMBER_FIRST.fullmatch(typed)
        if not found:
            continue
        number, name, said = found["number"], found["name"], people[position]
        place, agrees = sheet.cell(position, "agent"), normal(said) == normal(name)
        is_parted = found["joint"] or (without_joint and len(number) >= _SURELY_A_NUMBER)
        if agrees or (not said and is_parted):
            report.note("agent-with-name", place, typed, read=number)
            agents[position], people[position] = number, said or name
        elif said and found["joint"]:
            report.note("agent-name-unclear", place, typed, name=said)


def _holds_names(sheet: SheetValues) -> bool:
    """Whether the column of numbers is called by what people are, not by 工号.

    A layout that takes numbers and names out of one column says itself what is which.
    """
    column, names_column = (sheet.table.columns.get(key) for key in ("agent", "name"))
    if column and names_column and normal(column.heading) == normal(names_column.heading):
        return False
    aliases = sheet.context.vocabulary.column_aliases
    return column is not None and aliases.get(normal(column.heading)) != "agent"


def _find_by_name(sheet: SheetValues, report: Report) -> None:
    """Empty numbers: the roster knows whom a name means, unless several have it."""
    agents, people = sheet.columns["agent"], sheet.columns["name"]
    if "" not in agents:
        return
    cells = sheet.table.values("agent")
    for position, (agent, name) in enumerate(zip(agents, people, strict=True)):
        faults = report.faults.get(sheet.table.lines[position], ())
        is_told = any(column.key == "agent" for column in faults)
        if agent or is_told or isinstance(cells[position], CellError):
            continue
        numbers = sheet.roster.named(name) if sheet.roster and name else []
        if len(numbers) == 1:
            agents[position] = numbers[0]
            report.note("agent-from-name", sheet.cell(position, "name"), name, read=numbers[0])
            continue
        why: object = ""
        if numbers:
            why = reason("name_shared", person=name, numbers=", ".join(numbers))
        elif sheet.roster and name:
            why = reason("name_unknown", person=name)
        report.note("agent-missing", sheet.cell(position, "agent", "name"), why=why)


def check_roster(sheet: RowValues, report: Report) -> None:
    """Agents against the roster, which also fills in names and teams that were left blank."""
    roster = sheet.roster
    if roster is None:
        return
    agents, people, teams = (sheet.columns[key] for key in ("agent", "name", "team"))
    for position, typed in enumerate(agents):
        if not typed:
            continue
        _turn_round(position, roster, sheet, report)
        agents[position] = _as_in_roster(agents[position], position, roster, sheet, report)
        person = roster.people.get(agents[position])
        _check_name(position, person, roster, sheet, report)
        _check_team(position, person, roster, sheet, report)
        if person:
            people[position] = people[position] or person.name
            teams[position] = teams[position] or person.team


def _turn_round(position: int, roster: Roster, sheet: RowValues, report: Report) -> None:
    """Number and name in each other's column: sure where the roster has just this pair."""
    agents, people = sheet.columns["agent"], sheet.columns["name"]
    typed, name = agents[position], people[position]
    if not name or roster.spelt(typed):
        return
    person = roster.people.get(roster.spelt(name))
    if person and person.name and normal(person.name) == normal(typed):
        place = sheet.cell(position, "agent")
        report.note("agent-name-swapped", place, typed, read=person.agent)
        agents[position], people[position] = person.agent, typed


def _as_in_roster(
    typed: str, position: int, roster: Roster, sheet: RowValues, report: Report
) -> str:
    """The agent's number as the roster spells it, with the leading zeros that it has lost."""
    spelt = roster.spelt(typed)
    if spelt and spelt != typed:
        details = {"read": spelt, "where": reason("roster")}
        report.note("id-spelling", sheet.cell(position, "agent", "name"), typed, **details)
    if spelt:
        return spelt
    longer = roster.with_zeros(typed)
    if longer:
        report.note("id-leading-zeros", sheet.cell(position, "agent", "name"), typed, read=longer)
    return longer or typed


def _check_name(
    position: int, person: Person | None, roster: Roster, sheet: RowValues, report: Report
) -> None:
    agent, name = sheet.columns["agent"][position], sheet.columns["name"][position]
    if person is None:
        suggestion = roster.nearest(agent, name)
        report.note(
            "agent-unknown", sheet.cell(position, "agent", "name"), agent, nearest=suggestion
        )
    elif name and person.name and normal(name) != normal(person.name):
        place = sheet.cell(position, "name")
        report.note("name-disagrees", place, name, agent=agent, expected=person.name)


def _check_team(
    position: int, person: Person | None, roster: Roster, sheet: RowValues, report: Report
) -> None:
    agent, team = sheet.columns["agent"][position], sheet.columns["team"][position]
    if not team:
        return
    if roster.teams and team not in roster.teams:
        suggestion = nearest(team, roster.teams)
        report.note("team-unknown", sheet.cell(position, "team"), team, nearest=suggestion)
    elif person and person.team and team != person.team:
        place = sheet.cell(position, "team")
        report.note("team-disagrees", place, team, agent=agent, expected=person.team)


def check_names(sheet: RowValues, report: Report) -> None:
    """Without a roster: one number has one name within a sheet."""
    if sheet.roster:
        return
    agents = sheet.columns["agent"]
    people = list(zip(agents, sheet.columns["name"], strict=True))
    if len(set(people)) == len(set(agents)):
        return
    first: dict[str, str] = {}
    for position, (agent, name) in enumerate(people):
        if agent and name and first.setdefault(agent, name) != name:
            place = sheet.cell(position, "name")
            report.note("name-differs", place, name, agent=agent, expected=first[agent])
