"""What a scheme says beside its indicators: score, sheet, effects, bands, alerts (S2, S3, S13)."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from qa_workbook.config.base import Code, Identifier, Model, Name, PointsUnit, Source
from qa_workbook.numbers import places

MOST_ROWS = 5000
"""Rows that a blank sheet can have at most: each has formulas; nobody fills in more."""


class Score(Model):
    """The root of the tree: how the first level becomes the score of a recording."""

    id: Identifier = "score"
    """Id of the score itself; level 1 of a hierarchical index."""
    name: Name | None = None
    """Name of the score, e.g. 服务满意率."""
    aggregate: Literal["weighted", "equal", "sum"]
    """How the first level of indicators becomes the score."""
    full: Annotated[Decimal, Field(ge=0)]
    """The score of a recording without any defect, in points; 0 only with `aggregate: sum`."""
    base: Decimal | None = None
    """Points to start from; only with `aggregate: sum`."""
    floor: Decimal = Decimal(0)
    """The least score, in points; final scores are below 0 only where this is."""
    ceiling: Decimal = Decimal(100)
    """The greatest score, in points."""
    bonus_cap: Annotated[Decimal, Field(ge=0)] | None = None
    """The most points that bonus leaves of the first level add; only with `aggregate: sum`."""
    decimals: Annotated[int, Field(ge=0, le=6)]
    """Decimal places of all scores; rounded once, at the end."""
    rounding: Literal["half_up", "down"] = "half_up"
    """Whether a half goes up (66.67 for 2 of 3), or further digits are cut off (66.66)."""
    unit: PointsUnit
    """Unit of all numbers here."""
    source: Source
    """Where the rule comes from."""

    @property
    def least_final(self) -> Decimal:
        """The least final score: 0, or the floor where that is lower."""
        return min(self.floor, Decimal(0))


class SheetHeadings(Model):
    """What a wide sheet calls fixed columns, where what is inspected are no calls."""

    recording: Name | None = None
    """Instead of 录音编号, e.g. 会话编号 for chats."""
    call_date: Name | None = None
    """Instead of 通话日期, e.g. 会话日期 for chats."""


class Sheet(Model):
    """What the score sheet of the scheme looks like."""

    layout: Literal["wide", "long"] = "wide"
    """wide: 评分表, a row per recording; long: 违规登记, a row per breach of a clause."""
    entry: Literal["items", "points", "either"] = "items"
    """Wide sheets: a column per item, a column per point (the leaves), or either."""
    blank: Literal["missing", "full", "zero"] = "missing"
    """What an empty cell of a mark is: missing (an error), the full mark, or the scale's `zero`."""
    deduction_points: Literal["none", "optional", "required"] = "none"
    """Whether there is a column 扣分点, and whether a mark below full needs an entry there."""
    rows: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 60
    """Rows of a blank sheet."""
    headings: SheetHeadings | None = None
    """Wide sheets: other headings of fixed columns; the usual names are understood as well."""


class Family(Model):
    """A group of indicators reported together, e.g. 服务素质 (S1), or a critical family."""

    id: Identifier
    """Unique among the families; named by `family` or `critical`."""
    name: Name
    """What reports call it."""
    owner: Name | None = None
    """Who answers for it."""


class ErrorCode(Model):
    """A code of the column 差错代码 that explains an error deduction."""

    id: Code
    """The code as written in the sheet; unique among error and fatal codes."""
    name: Name
    """What it means."""


class ErrorDeduction(Model):
    """差错扣分 (S2): points off the recording, outside the item scores."""

    lowest: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    """The least deduction, in points."""
    highest: Annotated[Decimal, Field(gt=0)]
    """The greatest deduction, in points."""
    step: Annotated[Decimal, Field(gt=0)]
    """Distance between two allowed deductions, in points; divides highest − lowest."""
    reason: Literal["required", "optional"] = "required"
    """Whether a deduction needs a code or a remark."""
    codes: tuple[ErrorCode, ...] = ()
    """Codes for 差错代码."""
    unit: PointsUnit
    """Unit of all numbers here."""
    source: Source
    """Where the rule comes from."""

    @cached_property
    def decimals(self) -> int:
        """Places that a deduction can need."""
        return max(places(self.lowest), places(self.highest), places(self.step))

    def allows(self, points: Decimal) -> bool:
        """Returns whether a deduction of so many points can be entered; none always can."""
        in_range = self.lowest <= points <= self.highest
        return not points or (in_range and not (points - self.lowest) % self.step)


class FatalCode(Model):
    """One coded fatal error (S13); `effect` and `cap` override the scheme's."""

    id: Code
    """The code as written in the sheet; unique among error and fatal codes."""
    name: Name
    """What it means."""
    effect: Literal["zero", "cap", "flag"] | None = None
    """Effect of this code, instead of the general one."""
    cap: Annotated[Decimal, Field(ge=0)] | None = None
    """Greatest final score with this code, in points; only where its effect is `cap`.

    Without it the general `cap` holds.
    """
    critical: Identifier | None = None
    """The critical family it is reported in."""


class Fatal(Model):
    """致命性错误 (S13): what it does to the final score; the raw score is always kept."""

    effect: Literal["zero", "cap", "flag"]
    """zero: the final score is 0; cap: at most `cap`; flag: unchanged, only reported."""
    cap: Annotated[Decimal, Field(ge=0)] | None = None
    """Greatest final score with a fatal error, in points; exactly with the effect `cap`."""
    codes: tuple[FatalCode, ...] = Field(min_length=1)
    """Codes for 差错代码; a fatal error needs one."""
    unit: PointsUnit
    """Unit of `cap`."""
    source: Source
    """Where the rule comes from."""


class DefectClass(Model):
    """不良等级 (S3): the letter for one mark."""

    id: Literal["A", "B", "C", "D", "E"]
    """The letter; A is the worst."""
    mark: Decimal
    """The mark that has this letter: an allowed mark below full."""


class DefectClasses(Model):
    """All defect classes of a scheme."""

    classes: tuple[DefectClass, ...] = Field(min_length=1)
    """The letters with their marks."""
    unit: Literal["mark"]
    """Unit of `mark`."""
    source: Source
    """Where the classes come from."""


class Band(Model):
    """A named range of scores with stated edges.

    `above` (exclusive) or `from` (inclusive); `below` (exclusive) or `to` (inclusive).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)

    id: Identifier
    """Unique; good, minor, ordinary and fail feed the four published rates."""
    name: Name
    """What sheets and reports call it."""
    above: Decimal | None = None
    """Scores greater than this, in points."""
    from_: Decimal | None = Field(default=None, alias="from")
    """Scores of this and more, in points."""
    below: Decimal | None = None
    """Scores less than this, in points."""
    to: Decimal | None = None
    """Scores up to and including this, in points."""
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = None
    """Colour in charts, as "#RRGGBB" in quotes."""

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
    """Which score is banded: before or after error deduction and fatal effect."""
    bands: tuple[Band, ...] = Field(min_length=1)
    """All bands; together they hold every possible score exactly once."""
    unit: PointsUnit
    """Unit of all edges."""
    source: Source
    """Where the bands come from."""


class Distribution(Model):
    """分数分布 (S3): groups of scores between neighbouring bounds.

    Group k runs from bounds[k-1] (included) to bounds[k]; only the last group includes both.
    """

    score: Literal["raw", "final"] = "raw"
    """Which score is grouped."""
    bounds: tuple[Decimal, ...] = Field(min_length=2)
    """Rising bounds in points that reach from the floor of the score to its ceiling."""
    unit: PointsUnit
    """Unit of the bounds."""
    source: Source
    """Where the groups come from."""


class AlertLevel(Model):
    """服务质量警示级别 (S3): lower bounds, included, as fractions."""

    id: Identifier
    """Unique."""
    name: Name
    """What reports call it, e.g. 紧急."""
    colour: Literal["black", "red", "yellow", "blue", "white"]
    """Its colour; unique."""
    item_from: Annotated[Decimal, Field(ge=0, le=1)]
    """Least 不良比率 of an item with this level, as a fraction: 0.30 is 30 %."""
    average_from: Annotated[Decimal, Field(ge=0, le=1)]
    """Least 平均不良比率 of a day, team or period with this level, as a fraction."""


class Alerts(Model):
    """All alert levels, worst first; the last one starts at 0."""

    levels: tuple[AlertLevel, ...] = Field(min_length=1)
    """The levels, worst first."""
    unit: Literal["ratio"]
    """Unit of the bounds: fractions, not percent."""
    source: Source
    """Where the levels come from."""


class ReferenceLevels(Model):
    """最高期望 · 良好水平 · 最低允许 (S3): reference lines of charts."""

    best: Decimal
    """最高期望, in points."""
    good: Decimal
    """良好水平, in points."""
    lowest: Decimal
    """最低允许, in points."""
    unit: PointsUnit
    """Unit of the levels."""
    source: Source
    """Where the levels come from."""
