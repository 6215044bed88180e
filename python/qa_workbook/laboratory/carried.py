"""The recordings of one version of a scheme as another version would have had them.

Marks are matched by the ids of indicators, which are the same in all versions. What can't be known
is an obstacle or, for new items alone, what the caller assumes; nothing else is put in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.codes import code_rows
from qa_workbook.frames import ABSENT, COUNT, MARK, NOT_APPLICABLE
from qa_workbook.laboratory.differences import Change, Difference, Obstacle
from qa_workbook.laboratory.lacking import lacking
from qa_workbook.numbers import plain
from qa_workbook.scheme.indicators import FormerScale, Scale
from qa_workbook.scheme.model import Indicator, Scheme

Assume = Literal["full", "na", "refuse"]
"""What becomes of items that nobody marked: full marks, not applicable, or no score at all."""


@dataclass
class Carried:
    """Recordings for the new version; `told` says what was done about them, and what forbids it."""

    frame: pd.DataFrame
    told: list[Difference] = field(default_factory=list)


def carried(old: Scheme, new: Scheme, frame: pd.DataFrame, assume: Assume) -> Carried:
    """Returns recordings of the version `old` as the version `new` can score them.

    `frame` is a recordings frame, wide or long, and isn't changed. Where `told` has obstacles the
    frame isn't to be scored.
    """
    if old.sheet.layout != new.sheet.layout:
        told = [Difference(Obstacle.LAYOUT, old.version, "", old.sheet.layout, new.sheet.layout)]
        return Carried(frame, told)
    move = _Move(old, new, frame, assume)
    if "clause" in frame:
        move.clauses()
    else:
        move.marks()
        move.fill()
    move.deductions()
    move.codes()
    return Carried(move.result, move.told)


class _Move:
    def __init__(self, old: Scheme, new: Scheme, frame: pd.DataFrame, assume: Assume) -> None:
        self.old, self.new, self.frame, self.assume = old, new, frame, assume
        self.told: list[Difference] = []
        self.result = frame

    def tell(
        self, kind: Obstacle | Change, rows: Booleans, id_: str, before: str = "", after: str = ""
    ) -> None:
        """Notes a difference that concerns the recordings of some rows, if there are any."""
        count = self._recordings(rows)
        if count:
            self.told.append(Difference(kind, self.old.version, id_, before, after, count))

    def _recordings(self, rows: Booleans) -> int:
        key = ["recording", "agent"] if "clause" in self.frame else ["recording"]
        return len(self.frame.loc[rows, key].drop_duplicates())

    def marks(self) -> None:
        """Takes over the marks and counts of the indicators that both versions have."""
        own = [name for name in self.frame if not str(name).startswith((MARK, COUNT))]
        columns = {}
        for node in self.new.graded:
            ticks = self._ticks(node)
            if ticks is not None:
                columns[MARK + node.id] = ticks
        for node in self.new.counted:
            before = self.old.by_id.get(node.id)
            if before is not None and before.count and COUNT + node.id in self.frame:
                columns[COUNT + node.id] = self.frame[COUNT + node.id].to_numpy()
        marked = pd.DataFrame(columns, index=self.frame.index)
        self.result = pd.concat([self.frame[own], marked], axis=1)

    def _ticks(self, node: Indicator) -> Integers | None:
        """The marks of an indicator on its new scale, None where there are none to take over."""
        before, name = self.old.by_id.get(node.id), MARK + node.id
        if before is None or not before.scale or name not in self.frame:
            return None
        stored: Integers = self.frame[name].to_numpy()
        scales = self.old.scale_of(before), self.new.scale_of(node)
        ticks = stored.copy()
        foreign = np.zeros(len(stored), dtype=bool)
        for value in np.unique(stored[stored >= 0]).tolist():
            mark, where = scales[0].given(value), stored == value
            becomes = self._mark(mark, *scales)
            if isinstance(becomes, Decimal):
                ticks[where] = scales[1].stored(becomes)
            elif becomes is Obstacle.SCALE:
                foreign |= where
            else:
                self.tell(becomes, where, node.id, plain(mark))
        self.tell(Obstacle.SCALE, foreign, node.id, *(plain(scale.full) for scale in scales))
        if _former(scales[1], self.old):
            self.tell(Change.CONVERTED, stored >= 0, node.id)
        if node.scored and self.new.not_applicable_rule(node) == "refuse":
            self.tell(Obstacle.EXCUSED, stored == NOT_APPLICABLE, node.id)
        return ticks

    def _mark(self, mark: Decimal, before: Scale, after: Scale) -> Decimal | Obstacle:
        """What a mark of the old scale is on the new one."""
        former = _former(after, self.old)
        becomes: Decimal | None = mark
        if former is None:
            if (before.full, before.zero, before.unit) != (after.full, after.zero, after.unit):
                return Obstacle.SCALE
        elif former.marks == "proportional":
            becomes = _in_proportion(mark, before, after)
        else:
            pairs = {pair.former: pair.mark for pair in former.marks}
            becomes = pairs.get(mark)
        if becomes is None or not after.allows(becomes):
            return Obstacle.MARK
        return becomes

    def fill(self) -> None:
        """Puts in what is assumed for marks that nobody gave."""
        gaps = lacking(self.new, self.result)
        assumed = {}
        for id_, rows in gaps.items():
            node = self.new.by_id[id_]
            name = (COUNT if node.count else MARK) + id_
            value = self._assumed(node, rows)
            if value is not None:
                empty = 0 if node.count else ABSENT
                held = self.result.get(name, pd.Series(empty, self.frame.index)).to_numpy()
                assumed[name] = np.where(rows, value, held).astype(np.int32)
        self.result = self.result.assign(**assumed)

    def _assumed(self, node: Indicator, rows: Booleans) -> int | None:
        """What stands for a mark or a count that nobody gave; notes what is done about it."""
        if self.assume == "refuse":
            self.tell(Obstacle.NEW_ITEM, rows, node.id)
            return None
        if self.assume == "full":
            self.tell(Change.ASSUMED_FULL, rows, node.id)
            return 0 if node.count else _full(self.new, node)
        if node.count or self.new.not_applicable_rule(node) == "refuse":
            self.tell(Obstacle.NOT_APPLICABLE, rows, node.id)
            return None
        self.tell(Change.ASSUMED_NOT_APPLICABLE, rows, node.id)
        return NOT_APPLICABLE

    def clauses(self) -> None:
        """Of long sheets: clauses that are gone count nothing, of new ones nobody was asked."""
        everywhere = np.ones(len(self.frame), dtype=bool)
        for node in self.new.counted:
            before = self.old.by_id.get(node.id)
            if before is None or not before.count:
                self._assumed(node, everywhere)
        ids = [node.id for node in self.new.counted]
        gone = ~self.frame["clause"].isin(ids).to_numpy(dtype=bool)
        for clause in sorted(set(self.frame.loc[gone, "clause"])):
            self.tell(Change.DROPPED, (self.frame["clause"] == clause).to_numpy(), str(clause))
        times = self.frame["times"].mask(gone, 0).astype("int32")
        # The recording stays, without the breach: its agent was listened to all the same.
        self.result = self.frame.assign(times=times)

    def deductions(self) -> None:
        """Error deductions in the unit of the new version."""
        given = self.frame["error_deduction"].to_numpy(dtype=np.int64)
        policy = self.new.error_deduction
        if policy is None:
            self.tell(Change.GONE_DEDUCTION, given != 0, "")
            empty = {"error_deduction": np.int64(0), "error_codes": ""}
            self.result = self.result.assign(**empty)
            return
        places = self.old.error_deduction.decimals if self.old.error_deduction else 0
        units = given.copy()
        for value in np.unique(given).tolist():
            points = Decimal(value).scaleb(-places)
            if policy.allows(points):
                units[given == value] = int(points.scaleb(policy.decimals))
            else:
                self.tell(Obstacle.DEDUCTION, given == value, "", plain(points))
        self.result = self.result.assign(error_deduction=units)

    def codes(self) -> None:
        """Codes that the new version doesn't have, or has as something else."""
        known, fatal = _error_codes(self.new), _fatal_codes(self.new)
        for code, rows in _used(self.result, "error_codes"):
            if code in fatal:
                self.tell(Obstacle.MOVED_CODE, rows, code)
            elif code in _error_codes(self.old) - known:
                self.tell(Change.GONE_CODE, rows, code)
        # A code that neither version has does what fatal errors do in general.
        missed = _fatal_codes(self.old) - fatal
        for code, rows in _used(self.result, "fatal_codes"):
            if code in missed or self.new.fatal is None:
                self.tell(Obstacle.FATAL_CODE, rows, code)


def _error_codes(scheme: Scheme) -> set[str]:
    return {code.id for code in scheme.error_deduction.codes} if scheme.error_deduction else set()


def _fatal_codes(scheme: Scheme) -> set[str]:
    return {code.id for code in scheme.fatal.codes} if scheme.fatal else set()


def _used(frame: pd.DataFrame, column: str) -> Iterator[tuple[str, Booleans]]:
    """Yields each code that stands in a column, with the rows that have it."""
    codes = code_rows(frame[column].reset_index(drop=True))
    codes = codes[codes != ""]
    for code in sorted(set(codes)):
        rows = np.zeros(len(frame), dtype=bool)
        rows[codes.index[(codes == code).to_numpy(dtype=bool)]] = True
        yield str(code), rows


def _full(scheme: Scheme, node: Indicator) -> int:
    scale = scheme.scale_of(node)
    return scale.stored(scale.full)


def _former(scale: Scale, old: Scheme) -> FormerScale | None:
    """What the scale says of the marks of the version `old`, if anything."""
    former = scale.former
    return former if former and former.version == old.version else None


def _in_proportion(mark: Decimal, before: Scale, after: Scale) -> Decimal | None:
    """The mark that attains the same share, None where no decimal number does."""
    share = Fraction(mark - before.zero) / Fraction(before.full - before.zero)
    becomes = Fraction(after.zero) + share * Fraction(after.full - after.zero)
    ticks = becomes * 10**after.decimals
    if ticks.denominator != 1:
        return None
    return Decimal(ticks.numerator).scaleb(-after.decimals)
