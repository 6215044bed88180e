"""Which of several files of one origin counts: a faulty file, and copies that came back of it.

Nothing is read twice. Where it can't be told which copy is the newest, none of them is taken.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.files import relative
from qa_workbook.intake.returned import CameBack, agrees, is_as_it_was
from qa_workbook.returning.copies import ReturnedCopy
from qa_workbook.sheets import Original


@dataclass(frozen=True)
class Lying:
    """A file that was read: what it says of itself, and what its rows are about."""

    path: Path
    file: str
    sha256: str
    came: CameBack | None = None
    labels: Sequence[Sequence[str]] = ()
    about: str = "[]"
    """What its rows are about, as JSON: sets of texts of thousands of files take a lot of room, and
    few of them are ever looked at."""

    @property
    def subjects(self) -> frozenset[str]:
        """The recordings, or first parts of keys, that its rows are about."""
        return frozenset(json.loads(self.about))

    @property
    def copy(self) -> ReturnedCopy:
        """What is kept of the copy that came back."""
        assert self.came is not None
        assert self.came.copy is not None
        return self.came.copy


@dataclass(frozen=True)
class Fate:
    """What becomes of a file: it is `passed_over`, `refused`, or it `corrects` another one.

    `findings` come beside its own, or in their place where its rows don't count.
    """

    findings: Sequence[Finding]
    passed_over: str = ""
    refused: bool = False
    corrects: Original | None = None

    @property
    def is_out(self) -> bool:
        """Whether its rows don't count."""
        return self.refused or bool(self.passed_over)


def fates(files: Sequence[Lying], context: IntakeContext) -> dict[str, Fate]:
    """Returns what becomes of the files that have to do with copies, by name of file."""
    found: dict[str, Fate] = {}
    families: dict[str, list[Lying]] = defaultdict(list)
    for one in files:
        if one.came and one.came.copy is None:
            found[one.file] = Fate([finding("copy-unknown", one.file, value=one.came.number)])
        elif one.came and not agrees(one.came, one.labels, one.subjects):
            found[one.file] = Fate([_of_other(one)])
        elif one.came:
            families[one.copy.lineage[0]].append(one)
    for family in families.values():
        found |= _of_family(family, files, context)
    return found | _replaced_before(files, found, context)


def _of_other(one: Lying) -> Finding:
    assert one.came is not None
    original = one.copy.original
    return finding("copy-of-other", one.file, value=one.came.number, original=original)


def _of_family(
    copies: Sequence[Lying], files: Sequence[Lying], context: IntakeContext
) -> dict[str, Fate]:
    """What becomes of the copies of one original, and of that original."""
    newest = _newest(copies)
    hashes = {digest for one in copies for digest in one.copy.lineage}
    names = {one.file for one in copies}
    others = [one for one in files if one.file not in names]
    originals = [one for one in others if one.sha256 in hashes and one.came is None]
    rivals = _changed_originals(newest[0], others, originals, context)
    originals += [one for one in rivals if _is_untouched(one, newest[0], context)]
    rivals = [one for one in rivals if one not in originals]
    if len(newest) + len(rivals) > 1:
        found = _refused([*newest, *rivals])
    else:
        found = {newest[0].file: _successor(newest[0])}
    into = newest[0].file
    aside = [*(one for one in copies if one not in newest), *originals]
    return found | {one.file: _passed_over(one.file, into) for one in aside}


def _newest(copies: Sequence[Lying]) -> list[Lying]:
    """The copies that no other one has overtaken: one, unless nobody can tell.

    A copy that was sent back again is older than the one made from it; one in which nothing was
    corrected yet is older than one that was; of equal ones the first by name stands for all.
    """
    ancestors = {digest for one in copies for digest in one.copy.lineage}
    left = [one for one in copies if one.sha256 not in ancestors] or list(copies)
    corrected = [one for one in left if one.came and one.came.changed]
    by_content: dict[str, Lying] = {}
    for one in sorted(corrected or left, key=lambda one: one.file):
        assert one.came is not None
        by_content.setdefault(one.came.content, one)
    return list(by_content.values())


def _changed_originals(
    copy: Lying, others: Sequence[Lying], originals: Sequence[Lying], context: IntakeContext
) -> list[Lying]:
    """The original where it was changed in its place, too; not a new sheet under its name."""
    before = {normal(subject) for subject in copy.copy.subjects}
    places = {copy.copy.original, copy.copy.file}
    names = {place.rpartition("/")[2] for place in places}
    known = {one.file for one in originals}
    found = []
    for one in others:
        if one.came or one.file in known or one.path.name not in names:
            continue
        if relative(one.path, context.returned.inbox) not in places:
            continue
        now = {normal(subject) for subject in one.subjects}
        common = before & now
        if not now or not before or 2 * len(common) >= min(len(before), len(now)):
            found.append(one)
    return found


def _is_untouched(one: Lying, copy: Lying, context: IntakeContext) -> bool:
    """Whether a file only was opened and saved: it says what it said before."""
    kept = context.returned.read(copy.copy.number)
    if kept is None:
        return False
    try:
        workbook = open_workbook(one.path.read_bytes(), context.vocabulary.limits)
    except (FileFault, OSError):
        return False
    return is_as_it_was(workbook, kept)


def _refused(rivals: Sequence[Lying]) -> dict[str, Fate]:
    found = {}
    for one in rivals:
        others = "、".join(other.file for other in rivals if other is not one)
        told = finding("copies-differ", one.file, others=others)
        original = _original(one.copy) if one.came else None
        found[one.file] = Fate([told], refused=True, corrects=original)
    return found


def _original(copy: ReturnedCopy) -> Original:
    return Original(copy.file, copy.sha256, copy.lineage)


def _successor(one: Lying) -> Fate:
    copy = one.copy
    assert one.came is not None
    told = finding(
        "copy-came-back",
        one.file,
        value=one.came.number,
        original=copy.original,
        changed=str(one.came.changed),
    )
    return Fate([told, *one.came.findings], corrects=_original(copy))


def _passed_over(file: str, into: str) -> Fate:
    return Fate([finding("copy-passed-over", file, other_file=into)], passed_over=into)


def _replaced_before(
    files: Sequence[Lying], known: Mapping[str, Fate], context: IntakeContext
) -> dict[str, Fate]:
    """Originals whose corrected copies were merged, and don't lie here any more."""
    successors = context.returned.successors()
    return {
        one.file: _passed_over(one.file, successors[one.sha256])
        for one in files
        if one.sha256 in successors and one.file not in known
    }
