"""The branches of the demo (S13): what was heard of them, and the rules that name them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_workbook.demo.centre import Agent, Group
from qa_workbook.demo.invented import DemoBranch, invented
from qa_workbook.files import written

SHEETS = {
    "satisfaction-3-9-20": {"large": 3, "medium": 2, "small": 1},
    "dial-test-2011": {"large": 2, "medium": 1, "small": 1},
}
"""So many sheets of a scheme are about a branch of a size: one of them has too few for a rank."""


@dataclass(frozen=True)
class BranchSheet:
    """A sheet about a branch: who fills it in, on which day, about whom; `number` counts them."""

    branch: DemoBranch
    number: int
    group: Group
    day: date


def branch_sheets(
    scheme_id: str,
    branches: Sequence[DemoBranch],
    groups: Sequence[Group],
    days: Sequence[date],
    rows: int,
) -> Iterator[BranchSheet]:
    """Yields the sheets of a scheme that looks at branches, each of at most `rows` agents."""
    everyone = [agent for group in groups for agent in group.agents]
    share, place = max(1, len(everyone) // len(branches)), 0
    for which, branch in enumerate(branches):
        own = everyone[which * share : (which + 1) * share] or everyone
        for number in range(SHEETS[scheme_id][branch.size]):
            inspector = groups[place % len(groups)].inspector
            day = days[place % len(days)]
            yield BranchSheet(branch, number + 1, Group(inspector, _some(own, number, rows)), day)
            place += 1


def _some(agents: Sequence[Agent], number: int, rows: int) -> tuple[Agent, ...]:
    """Other agents on each sheet, as far as there are others."""
    chosen = (agents[place % len(agents)] for place in range(number * rows, (number + 1) * rows))
    return tuple(dict.fromkeys(chosen))


def write_branches(rules: Path, language: str) -> None:
    """Adds the branches to the last version in `config/analysis.yaml`, which has none."""
    names = zip(invented("zh").branches, invented("en").branches, strict=True)
    projects = [branch.project for branch in invented(language).branches]
    lines = [
        f"      - {{id: {zh.id}, name: {{zh: {zh.name}, en: {en.name}}}, size: {zh.size}, "
        f"checked_by: {zh.checked_by}, projects: [{project}]}}\n"
        for (zh, en), project in zip(names, projects, strict=True)
    ]
    text = rules.read_text("utf-8").rstrip()
    with written(rules) as beside:
        beside.write_text(f"{text}\n\n    branches:\n{''.join(lines)}", "utf-8", newline="\n")
