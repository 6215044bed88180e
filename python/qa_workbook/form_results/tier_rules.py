"""The policy of 客服分级 (S20): which figures each move up needs, and who takes which step."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name
from qa_workbook.config.dated import repeated
from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.form_results.rules import ResultRules, ResultRulesFile
from qa_workbook.tiers.steps import Step, Tier, next_tier

Measure = Literal[
    "in_time", "solved", "satisfied", "complaints", "trainings", "assessment", "quality", "time"
]
MEASURES: tuple[Measure, ...] = (
    "in_time", "solved", "satisfied", "complaints", "trainings", "assessment", "quality", "time",
)  # fmt: skip
"""In the order in which tables show them."""
AT_MOST: tuple[Measure, ...] = ("complaints",)
"""Measures that are good when they are low; all others are good when they are high."""


Actor = Literal[
    "self", "team_lead", "qa_lead", "inspector", "project_manager", "department_manager"
]

WITHOUT_WINDOW: tuple[Measure, ...] = ("quality", "time")
OF_EXAMS: tuple[Measure, ...] = ("trainings", "assessment")
UNITS: dict[Measure, str] = {
    "in_time": "percent",
    "solved": "percent",
    "satisfied": "percent",
    "complaints": "percent",
    "trainings": "times",
    "assessment": "times",
    "quality": "points",
    "time": "months",
}
"""The unit in which each measure is worked out."""


class Criterion(Model):
    """One figure that a move up needs."""

    measure: Measure
    """Which figure: in_time responses within 30 s / contacts; solved at first contact / contacts;
    satisfied / rated; complaints upheld complaints / contacts; trainings different exams and
    trainings taken part in; assessment exams passed; quality mean final score of the period; time
    whole months in the tier."""
    limit: Annotated[Decimal, Field(ge=0)]
    """At least so much; of complaints at most so much. The edge itself is met."""
    unit: Literal["percent", "times", "points", "months"]
    """Unit of the limit."""
    window: Annotated[int, Field(ge=1, le=60)] | None = None
    """Whole months, up to the last day of the period, whose rows are counted; left out for quality
    (the period itself) and time."""
    least: Annotated[int, Field(ge=0)] = 0
    """On fewer contacts, ratings or recordings nobody is judged: the figure is unknown."""
    scheme: Identifier | None = None
    """Of quality: the scheme whose scores count; left out: the one with most recordings."""
    kinds: tuple[Literal["exam", "retake", "training"], ...] = ()
    """Of trainings and assessment: which kinds of the list of exams count."""
    computed_from: Name
    """What it is computed from, in words."""
    source: Name
    """Where the limit comes from."""


class Move(Model):
    """What must be true before somebody may move up a tier."""

    from_tier: Annotated[Tier, Field(alias="from")]
    """The tier below."""
    to_tier: Annotated[Tier, Field(alias="to")]
    """The tier above."""
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    """The figures; all of them must be met."""


class StepRule(Model):
    """Who may take one step, and what a no there means."""

    step: Step
    """Which step."""
    by: Annotated[tuple[Actor, ...], Field(min_length=1)]
    """Who may take it: self is the agent, the others are roles of the list of people."""
    ends_on_disagree: bool
    """Whether the application is over when this step says 不同意."""
    source: Name
    """Where it comes from."""


class TierRules(ResultRules):
    """One version of the policy of tiers."""

    moves: Annotated[tuple[Move, ...], Field(min_length=1)]
    """The moves up."""
    steps: Annotated[tuple[StepRule, ...], Field(min_length=1)]
    """The steps of an application, in their order."""
    one_step_each: bool
    """Whether whoever isn't the agent may take one step of an application only."""

    def move_from(self, tier: str) -> Move | None:
        """Returns the move up from a tier, None where there is none."""
        return next((move for move in self.moves if move.from_tier == tier), None)


class TierRulesFile(ResultRulesFile):
    """The file `config/results/tiers.yaml`."""

    versions: Annotated[tuple[TierRules, ...], Field(min_length=1)]
    """The versions; each holds from its day until the next one begins."""

    def faults(self, places: Places) -> Iterator[Fault]:
        """Yields moves that skip a tier, figures named twice, wrong units, keys that lack."""
        for number, rules in enumerate(self.versions):
            above = ("versions", number)
            moves = [move.from_tier for move in rules.moves]
            yield from repeated(moves, places, (*above, "moves"), ("from",))
            steps = [rule.step for rule in rules.steps]
            yield from repeated(steps, places, (*above, "steps"), ("step",))
            for place, move in enumerate(rules.moves):
                yield from _faults_of_move(move, places, (*above, "moves", place))


def _faults_of_move(move: Move, places: Places, above: Steps) -> Iterator[Fault]:
    if move.to_tier != next_tier(move.from_tier):
        yield places.fault("skips-a-tier", *above, "to", found=move.to_tier)
    measures = [one.measure for one in move.criteria]
    yield from repeated(measures, places, (*above, "criteria"), ("measure",))
    for number, one in enumerate(move.criteria):
        place, measure = (*above, "criteria", number), one.measure
        if one.unit != UNITS[measure]:
            details = {"measure": measure, "expected": UNITS[measure], "found": one.unit}
            yield places.fault("unit-of-another", *place, "unit", **details)
        if one.window is None and measure not in WITHOUT_WINDOW:
            yield places.fault("no-window", *place, "window", measure=measure)
        if not one.kinds and measure in OF_EXAMS:
            yield places.fault("no-kinds", *place, "kinds", measure=measure)
