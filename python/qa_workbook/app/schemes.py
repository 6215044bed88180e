"""Checks the whole config, worked cases included."""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.config.faults import Fault
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scoring_cases.run import check_worked_cases
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class ConfigCheck:
    """The faultless schemes, the number of worked cases that agree with them, and every fault."""

    schemes: SchemeBook
    cases: int
    faults: list[Fault]


def check_config(workspace: Workspace) -> ConfigCheck:
    """Reads and checks the config.

    Worked cases are run only where nothing else is wrong: on top of a faulty scheme each of them
    would be one more fault, and none would say anything new.
    """
    schemes, faults = workspace.check()
    if faults:
        return ConfigCheck(schemes, 0, faults)
    tariffs = workspace.load_penalties(workspace.load()).tariffs
    agreed, faults = check_worked_cases(workspace.config_folder / "cases", schemes, tariffs)
    return ConfigCheck(schemes, agreed, faults)
