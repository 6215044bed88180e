"""Defects, defect classes and critical families of every recording (S3)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.codes import separated
from qa_workbook.scheme.model import Fatal, Indicator, Scheme
from qa_workbook.scoring.marks import Marks

CLASSES = ("", "A", "B", "C", "D", "E")


def defect_count(marks: Marks) -> Integers:
    """Returns how many defects each row has (int32).

    That is how many marks are below full, plus how many clauses that deduct occurred.
    """
    count = np.zeros(marks.length, dtype=np.int32)
    for mask in (*marks.below_full.values(), *marks.occurred.values()):
        count += mask
    return count


def class_codes(marks: Marks, item: Indicator) -> Integers | None:
    """Returns positions in CLASSES (int8) of an item marked directly.

    None when it has no classes in these rows.
    """
    classes = marks.scheme.defect_classes
    if classes is None or item.id not in marks.ticks:
        return None
    scale = marks.scheme.scale_of(item)
    ticks = marks.ticks[item.id]
    # Classes have different marks, so that at most one adds anything; adding is many times faster
    # than writing into the rows of a mask.
    letters = {
        int(one.mark.scaleb(scale.decimals)): CLASSES.index(one.id) for one in classes.classes
    }
    codes = np.zeros(marks.length, dtype=np.int8)
    for mark, letter in letters.items():
        codes += np.multiply(ticks == mark, letter, dtype=np.int8)
    return codes


def critical_indicators(marks: Marks) -> Iterator[tuple[str, Booleans]]:
    """Yields (critical family, mask of rows) for each critical indicator that was used."""
    for node in marks.scheme.nodes:
        if node.critical:
            occurred = marks.defective(node)
            if occurred is not None:
                yield node.critical, occurred


def critical_codes(scheme: Scheme, frame: pd.DataFrame) -> Iterator[tuple[str, Booleans]]:
    """Yields (critical family, mask of rows) for each family that has fatal codes of its own."""
    if scheme.fatal is None or "fatal_codes" not in frame:
        return
    # few rows have different codes, so each text is taken apart once
    group, texts = pd.factorize(frame["fatal_codes"])
    codes_of = [set(separated(str(text))) for text in texts]
    for family, codes in _codes_by_family(scheme.fatal).items():
        hits = np.array([not codes.isdisjoint(here) for here in codes_of], dtype=bool)
        if len(hits):
            yield family, hits[group]


def _codes_by_family(fatal: Fatal) -> dict[str, set[str]]:
    families: dict[str, set[str]] = {}
    for code in fatal.codes:
        if code.critical:
            families.setdefault(code.critical, set()).add(code.id)
    return families
