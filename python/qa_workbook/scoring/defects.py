"""Defects, defect classes and critical families of every recording (S3)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring.marks import Marks

CLASSES = ("", "A", "B", "C", "D", "E")


def defect_count(marks: Marks) -> npt.NDArray:
    """Returns how many marks of each row are below full, plus the deducting clauses that occurred (int32)."""
    masks = [*marks.below_full.values(), *marks.occurred.values()]
    return sum((mask.astype(np.int32) for mask in masks), np.zeros(marks.length, dtype=np.int32))


def class_codes(marks: Marks, item: Indicator) -> npt.NDArray | None:
    """Returns positions in CLASSES (int8) of an item marked directly; None when it has no classes in these rows."""
    classes = marks.scheme.defect_classes
    if classes is None or item.id not in marks.ticks:
        return None
    scale = marks.scheme.scale_of(item)
    ticks = marks.ticks[item.id]
    codes = np.zeros(marks.length, dtype=np.int8)
    for one in classes.classes:
        codes[ticks == int(one.mark.scaleb(scale.decimals))] = CLASSES.index(one.id)
    return codes


def critical_indicators(marks: Marks) -> Iterator[tuple[str, npt.NDArray]]:
    """Yields (critical family, mask of rows) for each critical indicator that was marked or counted."""
    for node in marks.scheme.nodes:
        if node.critical:
            occurred = marks.defective(node)
            if occurred is not None:
                yield node.critical, occurred


def critical_codes(scheme: Scheme, frame: pd.DataFrame) -> Iterator[tuple[str, npt.NDArray]]:
    """Yields (critical family, mask of rows) for the fatal codes of a frame that belong to a critical family."""
    families = (
        {code.id: code.critical for code in scheme.fatal.codes if code.critical}
        if scheme.fatal
        else {}
    )
    if not families or "fatal_codes" not in frame:
        return
    group, texts = pd.factorize(frame["fatal_codes"])
    for family in dict.fromkeys(families.values()):
        hits = [
            any(families.get(code) == family for code in str(text).split(";")) for text in texts
        ]
        if family and hits:
            yield family, np.array(hits, dtype=bool)[group]
