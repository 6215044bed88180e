"""Checks across files: versions of one scheme, and names of different ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from qa_workbook.config.faults import Fault, Places
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scheme.placed import placed


@dataclass(frozen=True)
class Filed:
    """A scheme and the places of its file."""

    scheme: Scheme
    places: Places


def check_book(filed: Iterable[Filed]) -> list[Fault]:
    """Versions of a scheme have days of their own and like indicators; schemes have own names.

    The fault is reported in the later file in the order of the file names; for an indicator that
    became another kind, marked or counted, in the later version.
    """
    faults: list[Fault] = []
    files = sorted(filed, key=lambda one: one.places.file)
    for first, second in combinations(files, 2):
        check = _same_scheme if first.scheme.id == second.scheme.id else _other_scheme
        faults += check(first, second)
    by_id: dict[str, list[Filed]] = {}
    for one in sorted(files, key=lambda one: one.scheme.valid_from):
        by_id.setdefault(one.scheme.id, []).append(one)
    for versions in by_id.values():
        for earlier, later in pairwise(versions):
            faults += _changed_kinds(earlier, later)
    return faults


def _same_scheme(first: Filed, second: Filed) -> Iterator[Fault]:
    file = first.places.file.name
    if first.scheme.version == second.scheme.version:
        yield second.places.fault(
            "version-twice", "version", found=second.scheme.version, file=file
        )
    if first.scheme.valid_from == second.scheme.valid_from:
        yield second.places.fault(
            "valid-from-twice", "valid_from", found=second.scheme.valid_from, file=file
        )


def _other_scheme(first: Filed, second: Filed) -> Iterator[Fault]:
    names = [_called(one.scheme) for one in (first, second)]
    shared = sorted(names[0] & names[1])
    if shared:
        yield second.places.fault(
            "scheme-name-twice", "name", found=shared[0], file=first.places.file.name
        )


def _called(scheme: Scheme) -> set[str]:
    return {name.casefold() for name in (scheme.id, scheme.name.zh, scheme.name.en)}


def _changed_kinds(earlier: Filed, later: Filed) -> Iterator[Fault]:
    before = earlier.scheme.by_id
    for one in placed(later.scheme):
        old = before.get(one.node.id)
        if old and _kind(old) != _kind(one.node):
            details = {"id": one.node.id, "version": earlier.scheme.version}
            yield later.places.fault("kind-changed", *one.steps, "id", **details)


def _kind(node: Indicator) -> str:
    return "counted" if node.count else "graded"
