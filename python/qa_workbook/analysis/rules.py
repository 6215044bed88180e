"""The dated rules of the analysis (S4, S9, S10, S13, S14): the format of `config/analysis.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name, VersionName, Words
from qa_workbook.config.dated import in_force, repeated
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.frames import folded

FILE = "analysis.yaml"
Status = Literal["normal", "intern", "helper"]
Share = Annotated[Decimal, Field(ge=0, le=1)]


class ThemeRules(Model):
    """How the themes of a week are chosen (S4)."""

    family: Identifier
    """Only items of this family of the scheme become themes."""
    first_week: tuple[Identifier, ...] = Field(min_length=1)
    """The items of the first week of a project."""
    most: Annotated[int, Field(ge=1, le=10)]
    """At most so many themes in a week."""
    defects_from: Annotated[Decimal, Field(gt=0, le=1)]
    """The largest items are taken until this share of the family's defects is reached."""
    cases: Annotated[int, Field(ge=1, le=10)] = 1
    """So many cases of each theme are explained."""
    source: Name
    """Where the rule comes from."""


class Quota(Model):
    """How many recordings somebody has to listen to."""

    role: Literal["inspector", "qa_lead", "team_lead", "project_manager"]
    """The role in the list of people."""
    count: Annotated[int, Field(ge=1, le=10_000)]
    """So many recordings."""
    per: Literal["day", "week", "month"]
    """In a working day, a week or a month."""


class Quotas(Model):
    """All quotas (S9)."""

    roles: tuple[Quota, ...]
    """One for each role that has to listen."""
    share: dict[Status, Share]
    """Which part of it is due, by status in the list of people."""
    unit: Literal["recordings"]
    """Unit of the counts."""
    source: Name
    """Where the quotas come from."""


class Proposal(Model):
    """What is proposed for a repeated problem."""

    id: Identifier
    """What `metrics` calls it."""
    from_: Annotated[int, Field(ge=1, alias="from")]
    """From so many times on."""
    name: Name
    """What reports call it."""


class RepeatRules(Model):
    """When a problem counts as repeated (S10)."""

    times: Annotated[int, Field(ge=2)]
    """Recordings in which the same item lost marks."""
    window: Literal["week", "month"]
    """Within this calendar unit."""
    proposals: tuple[Proposal, ...] = Field(min_length=1)
    """What is proposed; the last one that is reached."""
    unit: Literal["recordings"]
    """Unit of `times`."""
    source: Name
    """Where the rule comes from."""

    def proposal(self, times: int) -> str:
        """Returns the id of what is proposed after so many times, "" for nothing."""
        reached = [one for one in self.proposals if one.from_ <= times]
        return max(reached, key=lambda one: one.from_).id if reached else ""


class CoachingRules(Model):
    """Whom to coach, and in what (S5, S10)."""

    agents: Annotated[int, Field(ge=1, le=500)]
    """At most so many agents on the list."""
    least: Annotated[int, Field(ge=1)]
    """Agents with fewer recordings are not on it."""
    items: Annotated[int, Field(ge=1, le=10)]
    """At most so many items of each agent, the weakest."""
    points: Annotated[int, Field(ge=1, le=10)]
    """At most so many scoring points of each item, the most frequent."""
    recordings: Annotated[int, Field(ge=1, le=10)]
    """So many recordings of each agent to listen to, the gravest."""
    alarming: tuple[Literal["black", "red", "yellow", "blue"], ...] = ()
    """An item with one of these alert levels is weak even where the agent is no worse than all."""
    repeats: Annotated[int, Field(ge=1, le=1000)]
    """At most so many agents in the list of repeated problems, those with the most."""
    unit: Literal["recordings"]
    """Unit of `least`."""
    source: Name
    """Where the rule comes from."""


class InspectorRules(Model):
    """From how many on something is told of an inspector, and who re-checks inspectors (S8, S9)."""

    not_applicable_from: Annotated[int, Field(ge=1)]
    """A share of 不适用 is judged from so many marks on."""
    same_remark_from: Annotated[int, Field(ge=2)]
    """A remark with the same words in so many recordings is told."""
    same_marks_from: Annotated[int, Field(ge=2)]
    """So many recordings in a row on a sheet with the same marks are told."""
    recheck_roles: tuple[Literal["qa_lead", "team_lead", "project_manager"], ...] = Field(
        min_length=1
    )
    """Whose scores re-check those of inspectors, by role in the list of people."""
    rechecked_from: Annotated[int, Field(ge=1)]
    """Re-checks are judged from so many recordings on."""
    rechecked_listed: Annotated[int, Field(ge=1, le=10_000)]
    """At most so many re-checked recordings are listed where the list has no formulas."""
    unit: Literal["recordings"]
    """Unit of the counts, but for `not_applicable_from`, which are marks."""
    source: Name
    """Where the rules come from."""


class CriticalFamily(Model):
    """A family of critical errors that every scheme is asked about."""

    id: Identifier
    """Id of the critical family in schemes."""
    name: Name
    """What reports call it."""


class CriticalRules(Model):
    """Which families of critical errors are always listed."""

    families: tuple[CriticalFamily, ...]
    """The families, in their order."""
    source: Name
    """Where they come from."""


class ProjectGroup(Model):
    """Projects that are looked at together: a line of business or a branch."""

    id: Identifier
    """What `compare` calls it."""
    name: Name
    """What reports call it."""
    projects: tuple[Words, ...] = Field(min_length=1)
    """Its projects, as they are written on score sheets."""


class Branch(ProjectGroup):
    """A branch of the company (S13)."""

    size: Literal["large", "medium", "small"]
    """Its size, by which checks are due."""
    checked_by: Status = "normal"
    """Status of whoever checks it: of interns and helpers the part of `quotas.share` is due."""


class BranchCheck(Model):
    """How many recordings of some schemes a branch is checked by in a month (S13)."""

    id: Identifier
    """Its id."""
    name: Name
    """What the notice calls it."""
    schemes: tuple[Identifier, ...] = Field(min_length=1)
    """Ids of the schemes whose recordings count."""
    bound: Literal["at_least", "at_most"]
    """Whether there must be at least or at most so many."""
    large: Annotated[int, Field(ge=1, le=10_000)]
    """So many for a large branch."""
    medium: Annotated[int, Field(ge=1, le=10_000)]
    """So many for a medium one."""
    small: Annotated[int, Field(ge=1, le=10_000)]
    """So many for a small one."""

    def count(self, branch: Branch) -> int:
        """Returns the number for a branch of that size."""
        return {"large": self.large, "medium": self.medium, "small": self.small}[branch.size]


class BranchChecks(Model):
    """The checks of branches in a month."""

    checks: tuple[BranchCheck, ...]
    """Each kind of check."""
    unit: Literal["recordings"]
    """Unit of the counts."""
    source: Name
    """Where they come from."""


class AnalysisRules(Model):
    """One version of the rules."""

    version: VersionName
    """Its name."""
    valid_from: date
    """Periods that end on this day or later are analysed under it, until the next version."""
    source: Name
    """Where it comes from."""
    themes: ThemeRules
    """Themes of the week."""
    quotas: Quotas
    """Recordings to listen to."""
    repeats: RepeatRules
    """Repeated problems."""
    critical: CriticalRules
    """Families of critical errors."""
    coaching: CoachingRules | None = None
    """The coaching list; there is none without it."""
    inspectors: InspectorRules | None = None
    """What is told of inspectors; without it nothing that needs a threshold."""
    lines: tuple[ProjectGroup, ...] = ()
    """Lines of business, e.g. mobile and fixed (S14); a project is of one line at most."""
    branches: tuple[Branch, ...] = ()
    """Branches (S13); a project is of one branch at most."""
    branch_checks: BranchChecks | None = None
    """Checks that are due for a branch in a month (S13)."""


class AnalysisFile(Model):
    """The file `config/analysis.yaml`."""

    format: Literal[1]
    """Version of this file format."""
    versions: tuple[AnalysisRules, ...] = Field(min_length=1)
    """The versions; each holds from its day until the next one begins."""


@dataclass(frozen=True)
class RuleBook:
    """All versions of the rules."""

    versions: tuple[AnalysisRules, ...] = ()

    def at(self, day: date) -> AnalysisRules | None:
        """Returns the version that holds on `day`, None before the first one."""
        return in_force(self.versions, day)


def by_project(groups: Sequence[ProjectGroup]) -> Mapping[str, str]:
    """Returns the id of the group of each project, spelt as `frames.folded` spells it."""
    return {folded(project): group.id for group in groups for project in group.projects}


def load_rules(folder: Path) -> tuple[RuleBook | None, list[Fault]]:
    """Reads `analysis.yaml` of a config folder.

    Returns the rules, None where there are faults, and all of them.
    """
    file, faults, places = read_with_places(folder / FILE, AnalysisFile)
    if file is None:
        return None, faults
    faults += _check(file, places.worded_by("analysis"))
    return (None if faults else RuleBook(file.versions)), faults


def _check(file: AnalysisFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        values = [getattr(rules, name) for rules in file.versions]
        yield from repeated(values, places, ("versions",), (name,))
    for number, rules in enumerate(file.versions):
        here = ("versions", number)
        roles = [quota.role for quota in rules.quotas.roles]
        yield from repeated(roles, places, (*here, "quotas", "roles"), ("role",))
        first, times = rules.repeats.proposals[0], rules.repeats.times
        if min(one.from_ for one in rules.repeats.proposals) > times:
            steps = (*here, "repeats", "proposals", 0, "from")
            yield places.fault("proposal-late", *steps, found=first.from_, times=times)
        yield from _check_groups(rules.lines, places, (*here, "lines"))
        yield from _check_groups(rules.branches, places, (*here, "branches"))


def _check_groups(
    groups: Sequence[ProjectGroup], places: Places, here: tuple[str | int, ...]
) -> Iterator[Fault]:
    """Ids and names differ, and no project is written twice, however it is spelt."""
    yield from repeated([group.id for group in groups], places, here, ("id",))
    yield from repeated([group.name.zh for group in groups], places, here, ("name",))
    holders: dict[str, str] = {}
    for number, group in enumerate(groups):
        for position, project in enumerate(group.projects):
            if other := holders.get(folded(project)):
                steps = (*here, number, "projects", position)
                yield places.fault("project-twice", *steps, found=project, other=other)
            holders.setdefault(folded(project), group.id)
