"""What can be wrong with the names of config/intake.yaml: one that can't take effect."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_workbook.config.faults import Fault, Places
from qa_workbook.forms.score_form import LAYOUT_COLUMNS
from qa_workbook.forms.vocabulary import Labels, Vocabulary, normal


def check_names(vocabulary: Vocabulary, places: Places) -> list[Fault]:
    """Returns a fault for every name that means two columns of one sheet, or two labels.

    Only one of the two would be read. A name may mean one column of a wide sheet and another one of
    a long sheet.
    """
    worded, columns = places.worded_by("forms"), vocabulary.columns
    found: dict[tuple[str, int], Fault] = {}
    for keys in LAYOUT_COLUMNS.values():
        for key, place, name, other in _taken([(key, getattr(columns, key)) for key in keys]):
            where = ("columns", key, place)
            found[key, place] = worded.fault("heading-twice", *where, found=name, other=other)
    labels = [(key, getattr(vocabulary.labels, key)) for key in Labels.model_fields]
    for key, place, name, other in _taken(labels):
        where = ("labels", key, place)
        found[key, place] = worded.fault("heading-twice", *where, found=name, other=other)
    return sorted(found.values(), key=lambda fault: fault.line)


def _taken(
    named: Sequence[tuple[str, Sequence[str]]],
) -> Iterator[tuple[str, int, str, str]]:
    """Yields key, place and name of every alias that another key has; first names own theirs."""
    owners = {normal(names[0]): key for key, names in reversed(named) if names}
    for key, names in named:
        for place, name in enumerate(names):
            owner = owners.setdefault(normal(name), key)
            if owner != key:
                yield key, place, name, owner
