"""The one model of every scoring scheme: a tree of indicators whose leaves are graded or counted (S1, S2, S3, S13–S16).

The classes are the file format: `config/schemes/*.yaml` is read into them, the JSON Schema is generated from them, and
`docs/schemes.md` explains them. They hold policy and no arithmetic (see `qa_workbook.scoring`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from qa_workbook.numbers import places

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]*$", max_length=60)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=30)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Source = Annotated[str, StringConstraints(min_length=1, max_length=200)]
PointsUnit = Literal["points"]
NotApplicable = Literal["refuse", "respread", "full"]


class Model(BaseModel):
    """Frozen; unknown keys are refused; nothing is guessed from another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=False)


class Text(Model):
    """A name in the languages of the product. A plain string in YAML stands for both."""

    zh: Words
    en: Words

    def say(self, language: str) -> str:
        """Returns the words in `language` ("zh" or "en")."""
        return self.en if language == "en" else self.zh


def _both_languages(value: Any) -> Any:
    return {"zh": value, "en": value} if isinstance(value, str) else value


Name = Annotated[Text, BeforeValidator(_both_languages)]


class Choice(Model):
    """One allowed mark of a scale, with the words an inspector may write instead of it."""

    mark: Annotated[Decimal, Field(ge=0)]
    name: Name


class Scale(Model):
    """How a graded indicator is marked: from `lowest` to `full` in steps, or one of `choices`. A leaf attains mark / full."""

    full: Annotated[Decimal, Field(gt=0)]
    lowest: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    step: Annotated[Decimal, Field(gt=0)] | None = None
    choices: tuple[Choice, ...] = ()
    unit: Literal["mark", "percent", "points"]
    source: Source

    @cached_property
    def decimals(self) -> int:
        """Places that a mark can need; marks are stored as whole numbers of 10^-decimals."""
        numbers = [self.full, self.lowest, *([self.step] if self.step else []), *(choice.mark for choice in self.choices)]
        return max(places(number) for number in numbers)

    @cached_property
    def full_ticks(self) -> int:
        """The full mark as a whole number of 10^-decimals."""
        return int(self.full.scaleb(self.decimals))

    @cached_property
    def allowed(self) -> tuple[Decimal, ...]:
        """Every allowed mark in rising order; empty when there are more than 200 of them."""
        if self.choices:
            return tuple(sorted(choice.mark for choice in self.choices))
        assert self.step is not None
        count = int((self.full - self.lowest) / self.step) + 1
        return () if count > 200 else tuple(self.lowest + self.step * index for index in range(count))


class ScoringPoint(Model):
    """评分点: says why marks were lost on an item; it carries no number itself."""

    id: Identifier
    name: Name
    note: Name | None = None


class Count(Model):
    """A counted leaf: points per occurrence, taken off (deduct) or added (bonus)."""

    points: Annotated[Decimal, Field(gt=0)]
    direction: Literal["deduct", "bonus"] = "deduct"
    per: Literal["occurrence", "once"] = "occurrence"
    aggravated: Annotated[Decimal, Field(ge=1)] | None = None
    cap: Annotated[Decimal, Field(gt=0)] | None = None
    unit: PointsUnit
    source: Source


class SectionFail(Model):
    """When a section fails as a whole: its value becomes zero (or its floor)."""

    mark_at_or_below: Annotated[Decimal, Field(ge=0)] | None = None
    count_at_or_above: Annotated[int, Field(ge=1)] | None = None
    of: tuple[Identifier, ...] = ()
    unit: Literal["mark", "occurrence"]
    source: Source


class Indicator(Model):
    """A node of the tree. With `children` it aggregates; with `scale` it is marked; with `count` occurrences are counted.

    A node with both `scale` and `children` may be marked directly or through its children (`sheet.entry` decides).
    """

    id: Identifier
    name: Name
    weight: Annotated[Decimal, Field(gt=0)] | None = None
    aggregate: Literal["weighted", "equal", "sum"] | None = None
    children: tuple[Indicator, ...] = ()
    base: Decimal | None = None
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    bonus_cap: Annotated[Decimal, Field(ge=0)] | None = None
    section_fail: SectionFail | None = None
    scale: Identifier | None = None
    points: tuple[ScoringPoint, ...] = ()
    count: Count | None = None
    not_applicable: NotApplicable | None = None
    family: Identifier | None = None
    critical: Identifier | None = None
    note: Name | None = None
    source: Source | None = None

    def walk(self) -> Iterator[Indicator]:
        """Yields this node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


class Score(Model):
    """The root of the tree: how the first level becomes the score of a recording."""

    id: Identifier = "score"
    name: Name | None = None
    aggregate: Literal["weighted", "equal", "sum"]
    full: Annotated[Decimal, Field(gt=0)]
    base: Decimal | None = None
    floor: Decimal = Decimal(0)
    ceiling: Decimal = Decimal(100)
    bonus_cap: Annotated[Decimal, Field(ge=0)] | None = None
    decimals: Annotated[int, Field(ge=0, le=6)]
    unit: PointsUnit
    source: Source


class Sheet(Model):
    """What the score sheet of the scheme looks like (contract 3.2)."""

    layout: Literal["wide", "long"] = "wide"
    entry: Literal["items", "points", "either"] = "items"
    deduction_points: Literal["none", "optional", "required"] = "none"
    rows: Annotated[int, Field(ge=1, le=5000)] = 60


class Family(Model):
    """A group of indicators reported together, e.g. 服务素质 (S1), or a critical family reported apart."""

    id: Identifier
    name: Name
    owner: Name | None = None


class ErrorCode(Model):
    """A code of the column 差错代码 that explains an error deduction."""

    id: Code
    name: Name


class ErrorDeduction(Model):
    """差错扣分 (S2): points off the recording, outside the item scores."""

    lowest: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    highest: Annotated[Decimal, Field(gt=0)]
    step: Annotated[Decimal, Field(gt=0)]
    reason: Literal["required", "optional"] = "required"
    codes: tuple[ErrorCode, ...] = ()
    unit: PointsUnit
    source: Source

    @cached_property
    def decimals(self) -> int:
        """Places that a deduction can need."""
        return max(places(self.lowest), places(self.highest), places(self.step))


class FatalCode(Model):
    """One coded fatal error (S13); `effect` and `cap` override the scheme's."""

    id: Code
    name: Name
    effect: Literal["zero", "cap", "flag"] | None = None
    cap: Annotated[Decimal, Field(ge=0)] | None = None
    critical: Identifier | None = None


class Fatal(Model):
    """致命性错误 (S13): what a fatal error does to the final score; the raw score is always kept."""

    effect: Literal["zero", "cap", "flag"]
    cap: Annotated[Decimal, Field(ge=0)] | None = None
    codes: tuple[FatalCode, ...] = Field(min_length=1)
    unit: PointsUnit
    source: Source


class DefectClass(Model):
    """不良等级 (S3): the letter for one mark."""

    id: Literal["A", "B", "C", "D", "E"]
    mark: Annotated[Decimal, Field(ge=0)]


class DefectClasses(Model):
    """All defect classes of a scheme."""

    classes: tuple[DefectClass, ...] = Field(min_length=1)
    unit: Literal["mark"]
    source: Source


class Band(Model):
    """A named range of scores with stated edges: `above` (exclusive) or `from` (inclusive); `below` (exclusive) or `to` (inclusive)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Identifier
    name: Name
    above: Decimal | None = None
    from_: Decimal | None = Field(default=None, alias="from")
    below: Decimal | None = None
    to: Decimal | None = None
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = None

    def holds(self, score: Decimal) -> bool:
        """Returns whether `score` lies in the band."""
        return (
            (self.above is None or score > self.above)
            and (self.from_ is None or score >= self.from_)
            and (self.below is None or score < self.below)
            and (self.to is None or score <= self.to)
        )


class Bands(Model):
    """Score bands (S3); ids good, minor, ordinary, fail feed the four published rates."""

    score: Literal["raw", "final"] = "raw"
    bands: tuple[Band, ...] = Field(min_length=1)
    unit: PointsUnit
    source: Source


class Distribution(Model):
    """分数分布 (S3): group k runs from bounds[k-1] (included) to bounds[k] (not included; the last group includes it)."""

    score: Literal["raw", "final"] = "raw"
    bounds: tuple[Decimal, ...] = Field(min_length=2)
    unit: PointsUnit
    source: Source


class AlertLevel(Model):
    """服务质量警示级别 (S3): lower bounds, included, as fractions."""

    id: Identifier
    name: Name
    colour: Literal["black", "red", "yellow", "blue", "white"]
    item_from: Annotated[Decimal, Field(ge=0, le=1)]
    average_from: Annotated[Decimal, Field(ge=0, le=1)]


class Alerts(Model):
    """All alert levels, worst first; the last one starts at 0."""

    levels: tuple[AlertLevel, ...] = Field(min_length=1)
    unit: Literal["ratio"]
    source: Source


class ReferenceLevels(Model):
    """最高期望 · 良好水平 · 最低允许 (S3): reference lines of charts."""

    best: Decimal
    good: Decimal
    lowest: Decimal
    unit: PointsUnit
    source: Source


class Scheme(Model):
    """One dated version of a scoring scheme. It holds from `valid_from` until the next version of the same id."""

    format: Literal[1]
    id: Identifier
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$", max_length=30)]
    valid_from: date
    name: Name
    source: Source
    note: Name | None = None
    sheet: Sheet = Sheet()
    scales: dict[Identifier, Scale] = {}
    score: Score
    not_applicable: NotApplicable = "refuse"
    families: tuple[Family, ...] = ()
    critical_families: tuple[Family, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    error_deduction: ErrorDeduction | None = None
    fatal: Fatal | None = None
    defect_classes: DefectClasses | None = None
    bands: Bands | None = None
    distribution: Distribution | None = None
    alerts: Alerts | None = None
    reference_levels: ReferenceLevels | None = None

    # --- the tree, read off once -----------------------------------------------------------------------------------

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
        """评分单项: the topmost indicators that can be marked or counted; the unit of defects and of `metrics.items`."""

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
        """True when the tree has indicators below the first level (then `metrics.index` is filled)."""
        return any(node.children for node in self.indicators)

    def entries(self, entry: Literal["items", "points"]) -> tuple[Indicator, ...]:
        """Returns the indicators that have a column each in a wide sheet filled by items or by points."""
        return self.items if entry == "items" else self.leaves

    def scale_of(self, node: Indicator) -> Scale:
        """Returns the scale of a graded indicator."""
        assert node.scale is not None
        return self.scales[node.scale]

    def item_of(self, node: Indicator) -> Indicator:
        """Returns the item that `node` is or lies under."""
        walker: Indicator | None = node
        items = set(self.items)
        while walker is not None and walker not in items:
            walker = self.parent[walker.id]
        return walker or node

    def not_applicable_rule(self, node: Indicator) -> NotApplicable:
        """Returns the not-applicable rule of `node`: its own, its nearest ancestor's, or the scheme's."""
        walker: Indicator | None = node
        while walker is not None:
            if walker.not_applicable:
                return walker.not_applicable
            walker = self.parent[walker.id]
        return self.not_applicable

    @property
    def key(self) -> str:
        """`id@version`, unique among all schemes."""
        return f"{self.id}@{self.version}"
