"""What foreign score sheets are made of: the truth about them, people, and a pen.

None of the sheets is the project's own. They are written as contact centres write theirs; beside
each stands what a careful person reads in it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

NA = "NA"
"""The mark of an item that does not apply to a recording."""
Mark = Decimal | bool | str | None
"""Points, yes or no, a word of the sheet's scale or NA, None where nobody marked."""


@dataclass
class Item:
    """One item of a sheet; full mark and weight only where the sheet states them.

    Kinds: points, words, yesno, percent (a fraction), deduction (points taken off, negative),
    clause (of a list of breaches and bonuses; `full` is what it adds, negative for a breach).
    """

    name: str
    full: Decimal | None = None
    group: str = ""
    weight: Decimal | None = None
    kind: str = "points"
    words: tuple[str, ...] = ()


@dataclass
class Recording:
    """What must be recorded of one call; "" and None where the sheet says nothing.

    `cells` says where each mark stands (item name → "sheet!A1"), and the total ("total").
    """

    agent: str = ""
    name: str = ""
    team: str = ""
    date: str = ""
    inspector: str = ""
    recording: str = ""
    marks: dict[str, Mark] = field(default_factory=dict)
    total: Decimal | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    remark: str = ""
    deduction: Decimal | None = None
    fatal: str = ""
    phone: str = ""
    started: str = ""
    inspected: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    def points(self) -> Decimal:
        """Returns the sum of the marks that are points."""
        return sum((m for m in self.marks.values() if isinstance(m, Decimal)), Decimal(0))


class Noise(NamedTuple):
    """Cells that are no recordings, and what they are."""

    sheet: str
    cells: str
    what: str


@dataclass
class Truth:
    """What a workbook says, what must be asked about it, and what in it is no recording."""

    layout: str
    items: list[Item]
    recordings: list[Recording]
    questions: tuple[str, ...] = ()
    noise: list[Noise] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Returns it as plain values for JSON, numbers as decimal text."""
        return asdict(self)


class Foreign(NamedTuple):
    """A workbook: its bytes, the name of its file, and the truth about it."""

    data: bytes
    name: str
    truth: Truth


AGENTS = [
    ("001", "王佳", "1班"),
    ("002", "李敏", "1班"),
    ("003", "张伟", "2班"),
    ("004", "赵静", "2班"),
    ("005", "欧阳雪", "3班"),
    ("006", "刘畅", "3班"),
    ("007", "陈思琪", "1班"),
    ("008", "孙浩然", "2班"),
]
INSPECTORS = ["陈晨", "刘洋", "周敏"]
REMARKS = ["", "", "", "语速偏快，注意停顿", "未核实客户身份", "抢话一次", "表扬：安抚到位"]
REASONS = ["语速偏快", "未使用规范用语", "解释不完整", "打断客户", "漏记工单要点"]


def items(text: str, **more: Any) -> list[Item]:
    """Returns the items of "group:name=full,name=full;group:…"; group and full may be left out."""
    found = []
    for part in text.split(";"):
        group, _, names = part.rpartition(":")
        for one in names.split(","):
            name, _, full = one.partition("=")
            found.append(Item(name, Decimal(full) if full else None, group, **more))
    return found


def sample(
    seed: str,
    count: int,
    people: Sequence[tuple[str, str, str]] = AGENTS,
    inspectors: Sequence[str] = INSPECTORS[:2],
    number: str = "LY202610{day:02}{n:05}",
) -> list[Recording]:
    """Returns recordings of October 2026 without marks, the agents by turns, days in order."""
    rng = random.Random(seed)
    found = []
    for n in range(count):
        agent, name, team = people[n % len(people)]
        day = 8 + n * 22 // max(count, 1)
        one = Recording(agent, name, team, f"2026-10-{day:02}", inspectors[n % len(inspectors)])
        one.recording = number.format(day=day, n=rng.randrange(1, 900) * 100 + n)
        one.remark = rng.choice(REMARKS)
        one.phone = f"13{rng.randrange(10)}{rng.randrange(10**7, 10**8)}"
        one.started = f"{rng.randrange(9, 18):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
        one.inspected = f"2026-10-{min(day + 1, 31):02}"
        found.append(one)
    return found


def with_points(seed: str, found: list[Recording], of: list[Item]) -> list[Recording]:
    """Marks recordings in points, most items full, with the sum as total; returns them."""
    rng = random.Random(seed + " marks")
    for one in found:
        for item in of:
            full = item.full or Decimal(100)
            lost = 0 if rng.random() < 0.7 else rng.choice([1, 2, 3, 5] if full >= 10 else [1, 2])
            one.marks[item.name] = max(full - lost, Decimal(0))
            if lost:
                one.reasons[item.name] = rng.choice(REASONS)
        one.total = one.points()
    return found


def with_words(
    seed: str, found: list[Recording], of: list[Item], marks: Sequence[Mark]
) -> list[Recording]:
    """Marks recordings with some of the words, truths or points given, at random; returns them."""
    rng = random.Random(seed + " words")
    for one in found:
        one.marks = {item.name: rng.choice(marks) for item in of}
    return found


def day_of(one: Recording) -> date | None:
    """Returns the day of a recording."""
    return date.fromisoformat(one.date) if one.date else None


BORDER: dict[str, Any] = {"border": 1, "valign": "vcenter", "align": "center", "text_wrap": True}
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {"font_color": "#7F7F7F", "italic": True},
    "head": {**BORDER, "bold": True, "bg_color": "#BDD7EE"},
    "group": {**BORDER, "bold": True, "bg_color": "#9DC3E6"},
    "weight": {**BORDER, "bg_color": "#FFF2CC"},
    "cell": BORDER,
    "text": {**BORDER, "align": "left"},
    "day": {**BORDER, "num_format": "yyyy/m/d"},
    "percent": {**BORDER, "num_format": "0%"},
    "rate": {**BORDER, "num_format": "0.0%"},
    "low": {**BORDER, "bg_color": "#FFC7CE", "font_color": "#C00000"},
    "total": {**BORDER, "bold": True, "bg_color": "#E2EFDA"},
    "sum": {**BORDER, "bold": True, "bg_color": "#F2F2F2", "num_format": "0.0"},
}


class Page:
    """One sheet being written; rows and columns count from 0."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.name = name
        self.sheet = book.file.add_worksheet(name)
        self.sheet.set_column(0, 40, 11)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def put(self, row: int, col: int, value: object, look: str = "cell") -> None:
        """Writes a value; None is an empty cell with its border."""
        pen = self.book.pen("day" if isinstance(value, date) and look == "cell" else look)
        if value is None or value == "":
            self.sheet.write_blank(row, col, None, pen)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, col, datetime(*value.timetuple()[:6]), pen)  # noqa: DTZ001
        elif isinstance(value, str):
            self.sheet.write_string(row, col, value, pen)
        else:
            self.sheet.write_number(row, col, float(str(value)), pen)

    def row(self, row: int, col: int, values: Iterable[object], look: str = "cell") -> None:
        """Writes values beside each other."""
        for offset, value in enumerate(values):
            self.put(row, col + offset, value, look)

    def merge(self, area: tuple[int, int, int, int], value: object, look: str = "head") -> None:
        """Writes a value into merged cells: first row, first column, last row, last column."""
        if area[:2] == area[2:]:
            self.put(area[0], area[1], value, look)
            return
        self.sheet.merge_range(*area, "", self.book.pen(look))
        self.put(area[0], area[1], value, look)

    def formula(self, row: int, col: int, text: str, value: object, look: str = "total") -> None:
        """Writes a formula with its cached value."""
        self.sheet.write_formula(row, col, text, self.book.pen(look), float(str(value or 0)))

    def mark(self, row: int, col: int, of: Recording, item: str, value: object) -> None:
        """Writes what the sheet says for a mark, and notes where it stands."""
        of.cells[item] = f"{self.name}!{xl_rowcol_to_cell(row, col)}"
        self.put(row, col, value, "low" if item in of.reasons else "cell")

    def total(self, row: int, col: int, of: Recording, formula: str, look: str = "total") -> None:
        """Writes the total of a recording as a formula, or as a number where that is ""."""
        of.cells["total"] = f"{self.name}!{xl_rowcol_to_cell(row, col)}"
        if formula:
            self.formula(row, col, formula, of.total, look)
        else:
            self.put(row, col, of.total, look)

    def noise(self, area: tuple[int, int, int, int], what: str) -> None:
        """Notes that cells are no recordings."""
        self.book.noise.append(Noise(self.name, xl_range(*area), what))

    def title(self, text: str, width: int, row: int = 0) -> None:
        """Writes a merged title line."""
        self.merge((row, 0, row, width - 1), text, "title")
        self.sheet.set_row(row, 28)
        self.noise((row, 0, row, width - 1), "title")

    def signatures(
        self, row: int, text: str = "制表人：{}    审核人：张主管    日期：2026年11月2日"
    ) -> None:
        """Writes the line of signatures below a sheet."""
        self.put(row, 0, text.format("陈晨"), "plain")
        self.noise((row, 0, row, 0), "signature")


class Book:
    """A workbook being written, the same bytes every time."""

    def __init__(self) -> None:
        self.stream = BytesIO()
        self.file = Workbook(self.stream, {"in_memory": True})
        self.file.set_properties({"created": datetime(2026, 11, 2, tzinfo=UTC)})
        self.noise: list[Noise] = []
        self.pens: dict[str, Format] = {}

    def pen(self, look: str) -> Format:
        """Returns the format of a look."""
        if look not in self.pens:
            self.pens[look] = self.file.add_format({"font_name": "宋体", **LOOKS[look]})
        return self.pens[look]

    def page(self, name: str) -> Page:
        """Adds a sheet."""
        return Page(self, name)

    def done(self) -> bytes:
        """Closes the workbook and returns its bytes."""
        self.file.close()
        return self.stream.getvalue()

    def foreign(self, file: str, truth: Truth) -> Foreign:
        """Closes the workbook and returns it with its truth, the noise noted while writing in it."""
        truth.noise += self.noise
        return Foreign(self.done(), file, truth)
