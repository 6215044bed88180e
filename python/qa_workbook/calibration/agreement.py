"""How far inspectors agree on each item: equal marks, and a coefficient that takes chance off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.panel import DEDUCTION, FATAL, ItemKind, Panel, PanelItem
from qa_workbook.statistics.agreement import percent_agreement, percent_agreement_of_items
from qa_workbook.statistics.alpha import Alpha, krippendorff_alpha
from qa_workbook.statistics.coefficient import Coefficient
from qa_workbook.statistics.disagreement import Scale
from qa_workbook.statistics.gwet import ac1, ac2
from qa_workbook.statistics.kappa import conger_kappa
from qa_workbook.statistics.prevalence import APART, FREQUENT, prevalence_warning
from qa_workbook.statistics.reasons import Reason

_PAIR = 2
MEASURES = {ItemKind.TWO_VALUED: "AC1", ItemKind.ORDERED: "AC2", ItemKind.NUMBER: "alpha"}
"""The coefficient of each kind of item."""


@dataclass(frozen=True)
class ItemAgreement:
    """The agreement of inspectors on one item; gold marks are not among theirs.

    `percent` is the share of pairs of inspectors that gave the same recording the same mark,
    `coefficient` the one that `measure` names. Two-valued items have `kappa` (Conger's, for two
    inspectors Cohen's) beside it, other items with a few marks `alpha` (Krippendorff's, for
    intervals); `prevalent` says that some marks are so frequent that the two fall apart.
    """

    item: PanelItem
    percent: Figure
    coefficient: Figure
    kappa: Figure | None = None
    alpha: Figure | None = None
    prevalent: bool = False

    @property
    def measure(self) -> str:
        """Which coefficient it is."""
        return MEASURES[self.item.kind]


def agreement_of(panel: Panel) -> list[ItemAgreement]:
    """Returns the agreement of each item of a panel (S8; "Statistics")."""
    return list(_each(panel))


def overall_agreement(panel: Panel) -> Figure:
    """Returns the share of equal marks over all items together; 致命错误 and 差错扣分 are none."""
    items = [item.id for item in panel.items if item.id not in (FATAL, DEDUCTION)]
    tables = [panel.marks[item].given for item in items]
    _, whole = percent_agreement_of_items(tables)
    return Figure.of(whole, _units(whole))


def shared_units(given: Floats) -> int:
    """Returns how many recordings have marks of two inspectors or more."""
    return int((np.isfinite(given).sum(axis=1) >= _PAIR).sum())


def _each(panel: Panel) -> Iterator[ItemAgreement]:
    for item in panel.items:
        given = panel.marks[item.id].given
        n = shared_units(given)
        percent = Figure.of(percent_agreement(given), n)
        if item.kind is ItemKind.TWO_VALUED:
            yield _two_valued(item, given, percent, n)
        elif item.kind is ItemKind.ORDERED:
            yield _ordered(item, given, percent, n)
        else:
            yield ItemAgreement(item, percent, _alpha(given, n))


def _ordered(item: PanelItem, given: Floats, percent: Figure, n: int) -> ItemAgreement:
    weighted = Figure.of(ac2(given, categories=_known(item, given)), n)
    alpha = _alpha(given, n)
    apart = (weighted.value or 0.0) - (alpha.value or 0.0)
    known = weighted.value is not None and alpha.value is not None
    prevalent = known and apart >= APART and _most_frequent(given) >= FREQUENT
    return ItemAgreement(item, percent, weighted, alpha=alpha, prevalent=prevalent)


def _most_frequent(given: Floats) -> float:
    """The share of the most frequent mark."""
    _, counts = np.unique(given[np.isfinite(given)], return_counts=True)
    return float(counts.max() / counts.sum())


def _two_valued(item: PanelItem, given: Floats, percent: Figure, n: int) -> ItemAgreement:
    known = _known(item, given)
    kappa = Figure.of(conger_kappa(given, categories=known), n)
    apart = prevalence_warning(given, known) is not None
    return ItemAgreement(item, percent, Figure.of(ac1(given, known), n), kappa, prevalent=apart)


def _known(item: PanelItem, given: Floats) -> Floats:
    """The marks that an item may have, and those that an older version allowed."""
    return np.union1d(np.array(item.allowed), given[np.isfinite(given)])


def _alpha(given: Floats, n: int) -> Figure:
    return Figure.of(krippendorff_alpha(given, Scale.INTERVAL), n)


def _units(found: Coefficient | Alpha | Reason) -> int:
    return 0 if isinstance(found, Reason) else found.units
