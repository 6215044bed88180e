"""The optional roster config/roster.csv or .xlsx (工号, 姓名, 班组), by which a mistyped number is
noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from qa_workbook.config.strict import read_model
from qa_workbook.findings.finding import Finding, finding
from qa_workbook.forms.kinds.ids import read_id
from qa_workbook.forms.text_cells import nearest, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import CellError
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.labels.reasons import reason

FILES = ("roster.csv", "roster.xlsx", "roster.xlsm", "roster.xls", "roster.ods")
_KEYS = ("agent", "name", "team")


@dataclass(frozen=True)
class Person:
    """One agent of the roster."""

    agent: str
    name: str
    team: str


@dataclass(frozen=True)
class Roster:
    """All agents by number, and what was found wrong with the roster itself."""

    people: dict[str, Person]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def teams(self) -> frozenset[str]:
        """All teams."""
        return frozenset(person.team for person in self.people.values() if person.team)

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for agent in self.people:
            found.setdefault(agent.lstrip("0"), []).append(agent)
        return found

    def with_zeros(self, agent: str) -> str:
        """Returns the one number of the roster that `agent` is without its leading zeros, "" if
        there isn't one.
        """
        found = self._by_shortened.get(agent.lstrip("0"), [])
        return found[0] if len(found) == 1 and len(found[0]) > len(agent) else ""

    def nearest(self, agent: str, name: str) -> str:
        """Returns the likeliest entry for an unknown number: the same name, else the nearest
        number; "" if none.
        """
        for person in self.people.values():
            if name and normal(person.name) == normal(name):
                return f"{person.agent} {person.name}"
        close = nearest(agent, self.people, cutoff=0.6)
        return f"{close} {self.people[close].name}".strip() if close else ""


def _table(rows: list[list[Any]], vocabulary: Vocabulary) -> tuple[int, dict[str, int]]:
    """Row and columns of the header: the first row that names the agent number."""
    for index, row in enumerate(rows[: vocabulary.limits.header_rows]):
        columns = {
            vocabulary.column_aliases.get(normal(cell), ""): place
            for place, cell in enumerate(row)
            if isinstance(cell, str)
        }
        if "agent" in columns:
            return index, {key: columns[key] for key in _KEYS if key in columns}
    return -1, {}


def read_roster(config_folder: Path) -> tuple[Roster | None, list[Finding]]:
    """Returns the roster (None when there is none or it can't be read) and what is wrong with it."""
    file = next((config_folder / name for name in FILES if (config_folder / name).exists()), None)
    vocabulary, _ = read_model(config_folder / "intake.yaml", Vocabulary)
    if file is None or vocabulary is None:
        return None, []
    try:
        rows = _rows(file, vocabulary.limits)
    except FileFault as fault:
        return None, [
            finding("roster-unreadable", file.name, why=fault.why, technical=fault.technical)
        ]
    header, columns = _table(rows, vocabulary)
    if header < 0:
        return None, [
            finding(
                "roster-unreadable",
                file.name,
                why=reason("column_missing", column="工号"),
                technical="",
            )
        ]
    people: dict[str, Person] = {}
    findings = []
    for number, row in enumerate(rows[header + 1 :], header + 2):
        agent, name, team = (_cell(row, columns, key) for key in _KEYS)
        person = Person(agent, name, team)
        if agent and people.get(agent, person) != person:
            findings.append(
                finding("roster-repeated", file.name, cell=f"A{number}", column="工号", value=agent)
            )
        if agent:
            people.setdefault(agent, person)
    return Roster(people, tuple(findings)), findings


def _rows(file: Path, limits: Limits) -> list[list[Any]]:
    workbook = open_workbook(file.read_bytes(), limits)
    grid = workbook.grid(workbook.sheets[0][0])
    if grid.open_quote:
        raise FileFault("file-unreadable", "damaged")
    return grid.rows


def _cell(row: list[Any], columns: dict[str, int], key: str) -> str:
    value = row[columns[key]] if key in columns else ""
    if isinstance(value, CellError):
        return ""
    return read_id(value).value or "" if key == "agent" else words(value)
