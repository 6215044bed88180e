"""得分与扣罚说明: every point and yuan of one agent and period, with its cause."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import ACCENT, new_workbook, put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.papers.book import PaperBook, PaperPage
from qa_workbook.books.papers.model import Explanation, Part, Recording, SchemeSum
from qa_workbook.books.papers.slips import slip_columns, sums
from qa_workbook.labels import text


def write_explanation(path: Path, paper: Explanation, language: str = "zh") -> None:
    """Writes what the scores and penalties of one agent come from to `path`.

    Raises OutputLocked when another program has `path` open. Same input, same bytes.
    """
    examples = any(slip.examples for slip in paper.slips)
    title = text("papers.explanation", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = PaperBook(workbook, language, examples=examples)
        pages: list[PaperPage] = [RecordingsPage(book, paper), PartsPage(book, paper)]
        if paper.slips:
            pages.append(PenaltiesPage(book, paper))
        for page in pages:
            page.write()


class ExplanationPage(PaperPage):
    """One sheet of the explanation."""

    def __init__(self, book: PaperBook, key: str, paper: Explanation) -> None:
        super().__init__(book, book.say(key), colour=ACCENT)
        self.paper = paper

    def begin(self) -> None:
        """Writes whose explanation it is."""
        paper = self.paper
        who = self.say("who", agent=paper.agent, name=paper.name, team=paper.team)
        parts = [who, self.say("period", period=paper.period), paper.organisation]
        title = f"{self.say('explanation')} · {self.name}"
        self.open(title, "　".join(part for part in parts if part))

    def end(self, header_row: int) -> None:
        """Sets the page setup."""
        self.close(
            f"{self.say('explanation')}  {self.paper.agent}  {self.paper.period}", header_row
        )


class RecordingsPage(ExplanationPage):
    """The month per scheme as the analysis has it, then every recording with its score."""

    def __init__(self, book: PaperBook, paper: Explanation) -> None:
        super().__init__(book, "recordings", paper)
        self.sums = self.place(FIRST_ROW, _sum_columns(book, paper.sums))
        self.table = self.place(self.sums.last + 4, _recording_columns(book, paper.recordings))

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.section(FIRST_ROW - 1, self.say("month_sums"), len(self.table.columns))
        self.write_table(self.sums)
        for place, one in enumerate(self.paper.sums, self.sums.first):
            put(
                self.sheet,
                place,
                len(self.sums.columns),
                one.said,
                self.styles("subtitle", indent=1),
            )
        self.section(self.table.header - 1, self.say("each"), len(self.table.columns))
        self.write_table(self.table)
        lost = sum((one.start - one.final for one in self.paper.recordings), Decimal(0))
        self.total(self.table, {"day": Total(self.say("total")), "gone": Total(lost, "0.00####")})
        note = self.say("recordings_note")
        put(self.sheet, self.table.last + 3, 0, note, self.styles("subtitle"))
        self.end(self.table.header)


class PartsPage(ExplanationPage):
    """Every point lost: recording, item, mark, weight and what it took off."""

    def __init__(self, book: PaperBook, paper: Explanation) -> None:
        super().__init__(book, "parts", paper)
        rows = [(one, part) for one in paper.recordings for part in one.parts]
        self.lost = sum((part.lost for _, part in rows), Decimal(0))
        self.table = self.place(FIRST_ROW, _part_columns(book, rows))

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.write_table(self.table)
        total = {"day": Total(self.say("total")), "lost": Total(self.lost, "0.00####")}
        row = self.total(self.table, total)
        for place, key in enumerate(("parts_note", "weights_note"), row + 2):
            put(self.sheet, place, 0, self.say(key), self.styles("subtitle"))
        self.filter(self.table)
        self.end(FIRST_ROW)


class PenaltiesPage(ExplanationPage):
    """Every penalty point and yuan: clause, inspector, recording, cap, what was decided."""

    def __init__(self, book: PaperBook, paper: Explanation) -> None:
        super().__init__(book, "penalties", paper)
        columns = slip_columns(book, paper.slips)
        more = [
            TableColumn("tariff", book.say("tariff"), self._tariffs(), "wrapped", most=18),
            TableColumn(
                "lost", book.say("lost"), [s.lost for s in paper.slips], "wrapped", most=12
            ),
            TableColumn("steps", book.say("steps"), self._steps(), "wrapped", most=36),
        ]
        if any(slip.inspector for slip in paper.slips):
            inspectors = [slip.inspector for slip in paper.slips]
            more.insert(
                0, TableColumn("inspector", book.say("inspector"), inspectors, "centred", most=12)
            )
        self.table = self.place(FIRST_ROW, [*columns, *more])

    def _tariffs(self) -> list[str]:
        slips = self.paper.slips
        return [f"{one.tariff} {one.tariff_version} {one.rule}".strip() for one in slips]

    def _steps(self) -> list[str]:
        return [
            "\n".join(f"{step.at} {step.what}（{step.who}）{step.reason}" for step in slip.steps)
            for slip in self.paper.slips
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.write_table(self.table)
        row = self.total(self.table, sums(self.book, self.paper.slips))
        put(self.sheet, row + 2, 0, self.say("penalties_note"), self.styles("subtitle"))
        self.filter(self.table, 1)
        self.end(FIRST_ROW)


def _sum_columns(book: PaperBook, found: Sequence[SchemeSum]) -> list[TableColumn]:
    say = book.say
    return [
        TableColumn("scheme", say("scheme"), [one.scheme for one in found], "wrapped", most=26),
        TableColumn("count", say("count"), [one.recordings for one in found], "integer"),
        TableColumn("mean", say("mean_score"), [one.mean_score for one in found], "score"),
        TableColumn("final", say("mean_final"), [one.mean_final for one in found], "score"),
    ]


def _recording_columns(book: PaperBook, found: Sequence[Recording]) -> list[TableColumn]:
    say = book.say
    columns = [
        TableColumn("day", say("day"), [one.day for one in found], "date"),
        TableColumn(
            "recording", say("recording"), [one.recording for one in found], "wrapped", most=24
        ),
        TableColumn("scheme", say("scheme"), [one.scheme for one in found], "wrapped", most=26),
        TableColumn("start", say("start"), [one.start for one in found], "number", width=9),
        TableColumn("raw", say("raw"), [one.raw for one in found], "score", width=12),
        TableColumn("final", say("final"), [one.final for one in found], "score", width=12),
        TableColumn(
            "gone", say("lost_all"), [one.start - one.final for one in found], "number", width=10
        ),
        TableColumn("note", say("note"), [one.note for one in found], "wrapped", most=34),
        TableColumn("remark", say("remark"), [one.remark for one in found], "wrapped", most=30),
    ]
    if any(one.inspector for one in found):
        inspectors = [one.inspector for one in found]
        columns.insert(
            3, TableColumn("inspector", say("inspector"), inspectors, "centred", most=12)
        )
    return columns


def _part_columns(book: PaperBook, rows: list[tuple[Recording, Part]]) -> list[TableColumn]:
    say = book.say
    return [
        TableColumn("day", say("day"), [one.day for one, _ in rows], "date"),
        TableColumn(
            "recording", say("recording"), [one.recording for one, _ in rows], "wrapped", most=24
        ),
        TableColumn("what", say("what"), [part.what for _, part in rows], "wrapped", most=40),
        TableColumn("mark", say("mark"), [part.mark for _, part in rows], "centred", width=8),
        TableColumn("full", say("full"), [part.full for _, part in rows], "centred", width=8),
        TableColumn("times", say("times"), [part.times for _, part in rows], "centred", width=8),
        TableColumn(
            "weight", say("weight"), [part.weight for _, part in rows], "centred", width=10
        ),
        TableColumn("lost", say("part_lost"), [part.lost for _, part in rows], "number", width=12),
        TableColumn("final", say("final"), [one.final for one, _ in rows], "score", width=10),
    ]
