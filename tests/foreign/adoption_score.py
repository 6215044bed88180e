"""How well a reader understood a foreign sheet; and the sheets themselves, written to look at.

    python tests/foreign/adoption_score.py --write DIR

writes every workbook, the truth about it as JSON, and blank ones into DIR/blank.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from foreign.foreign_sheets import BLANKS, CASES, NEEDS_OFFICE
from foreign.kit import Foreign, Item, Mark, Recording, Truth

YES, NO = ("是", "√", "合格", "yes", "true", "1"), ("否", "×", "不合格", "no", "false", "0")
FACTS = ("agent", "name", "date", "inspector", "recording")


@dataclass
class Read:
    """What a program recorded of one call, marks as the sheet means them."""

    agent: str
    name: str
    date: str
    inspector: str
    recording: str
    marks: dict[str, Mark]
    total: Decimal | None


@dataclass
class Wrong:
    """One value that is not what the sheet means."""

    who: str
    item: str
    wanted: object
    found: object


@dataclass
class Score:
    """What became of a workbook; counts are of marks (without those nobody gave) and recordings."""

    layout: str
    recordings: int
    right: int = 0
    missing: int = 0
    wrong_marks: list[Wrong] = field(default_factory=list)
    wrong_facts: list[Wrong] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    totals: int = 0
    totals_agree: int = 0

    def faults(self) -> int:
        """Returns the number of things that went wrong, totals aside."""
        wrong = len(self.wrong_marks) + len(self.wrong_facts)
        return self.missing + wrong + len(self.lost) + len(self.extra)


def number(value: object) -> Decimal | None:
    """Returns a value as a number; None for what is none."""
    try:
        return Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None


def same(item: Item, wanted: Mark, found: object) -> bool:
    """Returns whether a mark means what the sheet means.

    Yes and no may come as words, as 1 and 0, or as the points of the item. What is taken off may
    come with or without its sign.
    """
    if wanted is None or found is None:
        return wanted is found
    if isinstance(wanted, bool):
        text = str(found).strip().lower()
        full = number(found) is not None and item.full is not None and number(found) == item.full
        return found is wanted or (full and wanted) or text in (YES if wanted else NO)
    if isinstance(wanted, Decimal):
        value = number(found)
        if value is None:
            return False
        return (
            abs(value) == abs(wanted) if item.kind in ("deduction", "clause") else value == wanted
        )
    return str(found) == wanted


def _key(agent: str, name: str, date: str, recording: str) -> tuple[str, ...]:
    """Returns what a recording is recognised by: its number, else person and day."""
    return (recording,) if recording else (agent or name, date)


def score(truth: Truth, found: Iterable[Read]) -> Score:
    """Compares what a program recorded with the truth about a workbook.

    Recordings are found by their number, where the sheet has none by agent (or name) and day; of
    several on one day the one with the most equal marks is taken.
    """
    result = Score(truth.layout, len(truth.recordings))
    waiting = list(found)
    for wanted in truth.recordings:
        one = _partner(truth, wanted, waiting)
        who = f"{wanted.agent}{wanted.name} {wanted.date} {wanted.recording}"
        if one is None:
            result.lost.append(who)
            continue
        waiting.remove(one)
        _compare(truth, wanted, one, who, result)
    result.extra = [f"{one.agent}{one.name} {one.date} {one.recording}" for one in waiting]
    result.totals = sum(one.total is not None for one in truth.recordings)
    return result


def _partner(truth: Truth, wanted: Recording, waiting: Sequence[Read]) -> Read | None:
    """Returns the recording read that stands for one of the truth, None where there is none."""
    key = _key(wanted.agent, wanted.name, wanted.date, wanted.recording)
    if wanted.recording:
        like = [one for one in waiting if one.recording == wanted.recording]
    else:
        like = [one for one in waiting if _key(one.agent, one.name, one.date, "") == key]
        like = like or [
            one for one in waiting if (one.name, one.date) == (wanted.name, wanted.date)
        ]
    known = {item.name: item for item in truth.items}

    def alike(one: Read) -> int:
        return sum(same(known[n], mark, one.marks.get(n)) for n, mark in wanted.marks.items())

    return max(like, key=alike, default=None)


def _compare(truth: Truth, wanted: Recording, one: Read, who: str, result: Score) -> None:
    """Adds what is right and wrong in one recording."""
    for fact in FACTS:
        meant, got = getattr(wanted, fact), getattr(one, fact)
        if meant and got != meant:
            result.wrong_facts.append(Wrong(who, fact, meant, got))
    for item in truth.items:
        meant_mark = wanted.marks.get(item.name)
        got_mark = one.marks.get(item.name)
        if same(item, meant_mark, got_mark):
            result.right += meant_mark is not None
        elif got_mark is None:
            result.missing += 1
        else:
            result.wrong_marks.append(Wrong(who, item.name, meant_mark, got_mark))
    if wanted.total is not None and one.total is not None:
        result.totals_agree += abs(wanted.total - one.total) < Decimal("0.01")


def table(results: Iterable[Score]) -> str:
    """Returns a table of results, a line each, and below it the first faults of every workbook."""
    heads = f"{'layout':26}{'calls':>6}{'right':>7}{'wrong':>6}{'gone':>6}{'facts':>6}{'lost':>6}{'extra':>6}  totals"
    lines, more = [heads], []
    for one in results:
        counts = (
            one.recordings,
            one.right,
            len(one.wrong_marks),
            one.missing,
            len(one.wrong_facts),
        )
        shown = f"{one.layout:26}" + "".join(
            f"{n:>{w}}" for n, w in zip(counts, (6, 7, 6, 6, 6), strict=True)
        )
        lines.append(
            f"{shown}{len(one.lost):>6}{len(one.extra):>6}  {one.totals_agree} of {one.totals}"
        )
        for wrong in [*one.wrong_marks[:2], *one.wrong_facts[:2]]:
            more.append(
                f"{one.layout}: {wrong.who}: {wrong.item} {wrong.wanted!r} read as {wrong.found!r}"
            )
        more += [f"{one.layout}: lost {who}" for who in one.lost[:2]]
        more += [f"{one.layout}: extra {who}" for who in one.extra[:2]]
    return "\n".join([*lines, *more])


def write(folder: Path) -> None:
    """Writes all workbooks and their truths into a folder, blank ones into its folder blank."""
    office = NEEDS_OFFICE if shutil.which("soffice") else {}
    for name, make in {**CASES, **office}.items():
        _write_one(folder, name, make())
    for name, make in BLANKS.items():
        _write_one(folder / "blank", name, make())


def _write_one(folder: Path, name: str, made: Foreign) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / made.name).write_bytes(made.data)
    plain = {"file": made.name, **made.truth.plain()}
    text = json.dumps(plain, ensure_ascii=False, indent=1, default=str)
    (folder / f"{name}.truth.json").write_text(text + "\n", "utf-8")


def main() -> None:
    """Writes the sheets into the folder named."""
    parser = argparse.ArgumentParser(description="Write the foreign score sheets to look at.")
    parser.add_argument("--write", type=Path, required=True, metavar="DIR")
    write(parser.parse_args().write)


if __name__ == "__main__":
    main()
