"""The one model of every scoring scheme: a tree whose leaves are graded or counted.

The classes are the file format: `config/schemes/*.yaml` is read into them, the JSON Schema is
generated from them, and `docs/schemes.md` explains them (S1, S2, S3, S13–S16). They hold policy and
no arithmetic (see `qa_workbook.scoring`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from qa_workbook.config.base import (
    Code,
    Identifier,
    Model,
    Name,
    NotApplicable,
    PointsUnit,
    Source,
    Text,
    Words,
)
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.indicators import Choice, Count, Indicator, Scale, ScoringPoint, SectionFail
from qa_workbook.scheme.policies import (
    AlertLevel,
    Alerts,
    Band,
    Bands,
    DefectClass,
    DefectClasses,
    Distribution,
    ErrorCode,
    ErrorDeduction,
    Family,
    Fatal,
    FatalCode,
    ReferenceLevels,
    Score,
    Sheet,
    SheetHeadings,
)

__all__ = [
    "AlertLevel",
    "Alerts",
    "Band",
    "Bands",
    "Choice",
    "Code",
    "Count",
    "DefectClass",
    "DefectClasses",
    "Distribution",
    "ErrorCode",
    "ErrorDeduction",
    "Family",
    "Fatal",
    "FatalCode",
    "Identifier",
    "Indicator",
    "Model",
    "Name",
    "NotApplicable",
    "PointsUnit",
    "ReferenceLevels",
    "Scale",
    "Scheme",
    "Score",
    "ScoringPoint",
    "SectionFail",
    "Sheet",
    "SheetHeadings",
    "Source",
    "Text",
    "Words",
]


class Scheme(Model):
    """One dated version of a scoring scheme; it holds until the next version of the same id."""

    format: Literal[1]
    """Version of this file format; always 1."""
    id: Identifier
    """Id of the scheme; the same in all its versions."""
    version: Annotated[
        str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$", max_length=30)
    ]
    """Name of this version, in quotes, e.g. "2026.1"; stamped on every sheet and record."""
    valid_from: date
    """First day (通话日期) on which this version holds, e.g. 2026-01-01."""
    name: Name
    """What sheets and reports call the scheme."""
    short: Name | None = None
    """A short name, for the names of worksheets; without it the name."""
    source: Source
    """Where the scheme comes from."""
    note: Name | None = None
    """What its users should know."""
    sheet: Sheet = Sheet()
    """What its score sheet looks like."""
    scales: dict[Identifier, Scale] = Field(default_factory=dict)
    """The scales of its graded indicators, by a name of their own."""
    score: Score
    """How the first level of indicators becomes the score."""
    not_applicable: NotApplicable = "refuse"
    """What 不适用 does.

    refuse: it is an error; respread: its weight goes to its siblings; leave: its weight leaves the
    whole form, also that of the sections above; full: it counts as full mark.
    """
    families: tuple[Family, ...] = ()
    """Groups of indicators reported together."""
    critical_families: tuple[Family, ...] = ()
    """Families of critical defects, reported apart."""
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    """The first level of the tree."""
    error_deduction: ErrorDeduction | None = None
    """Gives the sheet the columns 差错扣分 and 差错代码."""
    fatal: Fatal | None = None
    """Gives the sheet the column 致命错误."""
    defect_classes: DefectClasses | None = None
    """Letters for marks below full."""
    bands: Bands | None = None
    """Named ranges of scores."""
    distribution: Distribution | None = None
    """Groups of the score distribution."""
    alerts: Alerts | None = None
    """Alert levels by defect ratio."""
    reference_levels: ReferenceLevels | None = None
    """Reference lines of charts."""

    @property
    def short_name(self) -> Name:
        """What names of worksheets call the scheme."""
        return self.short or self.name

    # --- the tree, read off once

    @cached_property
    def nodes(self) -> tuple[Indicator, ...]:
        """All indicators, parents first, in the order of the file."""
        return tuple(node for top in self.indicators for node in top.walk())

    @cached_property
    def by_id(self) -> dict[str, Indicator]:
        """Indicator of each id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def parent(self) -> dict[str, Indicator | None]:
        """Parent of each indicator id; None for the first level."""
        parents: dict[str, Indicator | None] = {top.id: None for top in self.indicators}
        parents |= {child.id: node for node in self.nodes for child in node.children}
        return parents

    @cached_property
    def level(self) -> dict[str, int]:
        """Level of each indicator id: the score is level 1, the first indicators level 2."""
        levels: dict[str, int] = {}
        for node in self.nodes:
            above = self.parent[node.id]
            levels[node.id] = 2 if above is None else levels[above.id] + 1
        return levels

    @cached_property
    def items(self) -> tuple[Indicator, ...]:
        """评分单项: the topmost indicators that are marked or counted and scored.

        The unit of defects.
        """
        return tuple(node for node in self.entered if node.scored)

    @cached_property
    def entered(self) -> tuple[Indicator, ...]:
        """The items, and what is asked beside them without being scored, in the file's order."""

        def topmost(node: Indicator) -> Iterator[Indicator]:
            if node.scale or node.count:
                yield node
            else:
                for child in node.children:
                    yield from topmost(child)

        return tuple(item for top in self.indicators for item in topmost(top))

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        """The lowest indicators (达标要点 where items have children)."""
        return tuple(node for node in self.nodes if not node.children)

    @cached_property
    def graded(self) -> tuple[Indicator, ...]:
        """Every indicator that may carry a mark: items and leaves with a scale."""
        return tuple(node for node in self.nodes if node.scale)

    @cached_property
    def counted(self) -> tuple[Indicator, ...]:
        """Every counted leaf."""
        return tuple(node for node in self.nodes if node.count)

    @cached_property
    def hierarchical(self) -> bool:
        """Whether there are indicators below the first level; then `metrics.index` is filled."""
        return any(node.children for node in self.indicators)

    def entries(self, entry: Literal["items", "points"]) -> tuple[Indicator, ...]:
        """Returns the indicators that are columns of a wide sheet filled by items or by points."""
        return self.entered if entry == "items" else self.leaves

    def scale_of(self, node: Indicator) -> Scale:
        """Returns the scale of a graded indicator."""
        assert node.scale is not None
        return self.scales[node.scale]

    def blank_mark(self, node: Indicator) -> Decimal | None:
        """Returns the mark that an empty cell stands for; None where it is missing."""
        if self.sheet.blank == "missing" or not node.scored:
            return None
        scale = self.scale_of(node)
        return scale.full if self.sheet.blank == "full" else scale.zero

    def not_applicable_rule(self, node: Indicator) -> NotApplicable:
        """Returns the not-applicable rule of `node`: its own, or that of the nearest above."""
        walker: Indicator | None = node
        while walker is not None:
            if walker.not_applicable:
                return walker.not_applicable
            walker = self.parent[walker.id]
        return self.not_applicable

    @property
    def key(self) -> SchemeKey:
        """Id and version, unique among all schemes."""
        return SchemeKey(self.id, self.version)
