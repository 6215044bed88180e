"""The lists of recordings that were handed out to be scored, and what each was handed out for.

A list has a number that stands on its sheet (清单编号). From it follows what its scores are made
for, whatever else the sheet says; so the number itself tells nothing to whoever fills it in.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from qa_workbook.errors import ListsDamaged
from qa_workbook.files import written
from qa_workbook.frames import folded
from qa_workbook.keys import Purpose

FORMAT = 1
_DASHES = re.compile(r"[-‐‑‒–—―−_.·\s]")
_SEPARATOR = "\x1f"


def list_number(issue: str, *parts: str) -> str:
    """Returns the number of a list, the same for the same issue and parts, e.g. inspector, round.

    It says nothing about what the list is for.
    """
    digest = hashlib.sha256(_SEPARATOR.join((issue, *parts)).encode()).hexdigest()
    return f"QD-{digest[:8].upper()}"


def _plain(number: str) -> str:
    """What numbers of lists are compared by: width, case, blanks and dashes tell none apart."""
    return _DASHES.sub("", unicodedata.normalize("NFKC", number)).upper()


@dataclass(frozen=True)
class ListEntry:
    """One list: what it was handed out for, to whom, and the recordings on it.

    `scheme` is the id of the scheme, `inspector` the name that its sheet has, `round` the round of
    a draw, "" without rounds. `repeats` are those of `recordings` that the same inspector scored
    before: in a random list they are hidden repeats. `replaced` has the recordings that were taken
    off the list, each with the one that took its place, "" for none.
    """

    number: str
    purpose: Purpose
    scheme: str
    inspector: str
    recordings: tuple[str, ...]
    round: str = ""
    repeats: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _repeated(self) -> frozenset[str]:
        return frozenset(map(folded, self.repeats))

    @cached_property
    def listed(self) -> frozenset[str]:
        """The recordings, folded."""
        return frozenset(map(folded, self.recordings))

    def purpose_of(self, recording: str) -> Purpose:
        """Returns what the score of a recording on this list is made for."""
        return Purpose.REPEAT if folded(recording) in self._repeated else self.purpose


@dataclass(frozen=True)
class Issue:
    """All lists that were handed out together: those of a draw, or of a calibration session.

    `id` names the file that it is kept in; `about` is what whoever handed them out wants to know
    again, as JSON holds it.
    """

    id: str
    lists: tuple[ListEntry, ...]
    about: Mapping[str, Any] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """Returns the file of the issue; the same issue gives the same bytes."""
        lists = [
            {
                "number": one.number,
                "purpose": one.purpose.value,
                "scheme": one.scheme,
                "inspector": one.inspector,
                "round": one.round,
                "recordings": list(one.recordings),
                "repeats": list(one.repeats),
                "replaced": dict(one.replaced),
            }
            for one in self.lists
        ]
        content = {"format": FORMAT, "issue": self.id, "about": self.about, "lists": lists}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

    def write(self, folder: Path) -> Path:
        """Writes the file of the issue into the folder of the lists, and returns it."""
        path = folder / f"{self.id}.json"
        with written(path) as beside:
            beside.write_bytes(self.as_bytes())
        return path


@dataclass(frozen=True)
class IssuedLists:
    """All lists that were ever handed out in a workspace."""

    issues: tuple[Issue, ...] = ()

    @cached_property
    def _by_number(self) -> Mapping[str, ListEntry]:
        return {_plain(one.number): one for issue in self.issues for one in issue.lists}

    def get(self, number: str) -> ListEntry | None:
        """Returns the list with a number, however it is typed; None for an unknown one."""
        return self._by_number.get(_plain(number)) if number else None

    @cached_property
    def _uses(self) -> Mapping[tuple[str, str], Sequence[ListEntry]]:
        found: dict[tuple[str, str], list[ListEntry]] = {}
        for issue in self.issues:
            for one in issue.lists:
                for name in one.listed:
                    found.setdefault((one.scheme, name), []).append(one)
        return found

    def uses_of(self, scheme: str, recording: str) -> Sequence[ListEntry]:
        """Returns the lists of a scheme that a recording stands on."""
        return self._uses.get((scheme, folded(recording)), ())

    @cached_property
    def _recordings(self) -> Mapping[tuple[str, Purpose], frozenset[str]]:
        found: dict[tuple[str, Purpose], set[str]] = {}
        for issue in self.issues:
            for one in issue.lists:
                own = found.setdefault((one.scheme, one.purpose), set())
                own.update(map(folded, one.recordings))
        return {key: frozenset(names) for key, names in found.items()}

    def random(self, scheme: str) -> frozenset[str]:
        """Returns the recordings, folded, that stand on random lists of a scheme."""
        return self._recordings.get((scheme, Purpose.RANDOM), frozenset())

    def targeted(self, scheme: str) -> frozenset[str]:
        """Returns the recordings, folded, that were only ever handed out as targeted samples."""
        chosen = self._recordings.get((scheme, Purpose.TARGETED), frozenset())
        return chosen - self._recordings.get((scheme, Purpose.RANDOM), frozenset())

    @cached_property
    def _replaced(self) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for issue in self.issues:
            for one in issue.lists:
                taken_off = {folded(old): one.number for old, _ in one.replaced}
                found.setdefault(one.scheme, {}).update(taken_off)
        for scheme, numbers in found.items():
            for drawn_again in self._recordings.get((scheme, Purpose.RANDOM), ()):
                numbers.pop(drawn_again, None)
        return found

    def replaced(self, scheme: str) -> Mapping[str, str]:
        """Returns the recordings, folded, that were taken off a list, each with its number.

        One that stands on another random list is none of them.
        """
        return self._replaced.get(scheme, {})

    def issue(self, id_: str) -> Issue | None:
        """Returns an issue by its id."""
        return next((one for one in self.issues if one.id == id_), None)


def read_lists(folder: Path) -> IssuedLists:
    """Returns all lists that are kept in a folder, by the names of their files; none without it.

    Raises ListsDamaged for a file that isn't one of ours: without it scores of a targeted sample
    would count.
    """
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return IssuedLists(tuple(_issue(file) for file in files if not file.name.startswith(".")))


def _issue(file: Path) -> Issue:
    try:
        content = json.loads(file.read_bytes())
        if content["format"] != FORMAT:
            raise ValueError(content["format"])
        return Issue(content["issue"], tuple(_lists(content["lists"])), content["about"])
    except (ValueError, KeyError, TypeError) as error:
        raise ListsDamaged(path=file) from error


def _lists(entries: Sequence[Mapping[str, Any]]) -> Iterable[ListEntry]:
    for one in entries:
        yield ListEntry(
            one["number"],
            Purpose(one["purpose"]),
            one["scheme"],
            one["inspector"],
            tuple(one["recordings"]),
            one["round"],
            tuple(one["repeats"]),
            tuple(one.get("replaced", {}).items()),
        )
