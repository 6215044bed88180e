"""校正通知: the page that announces a session, to be printed or sent."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import new_workbook, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.calibration.session import Session
from qa_workbook.labels import text
from qa_workbook.scheme.model import Scheme

_STEPS = 6


def write_announcement(path: Path, session: Session, scheme: Scheme, language: str) -> None:
    """Writes the announcement to `path`. It says nothing that could colour a mark."""
    title = text("calibration_book.announcement", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = ResultBook(workbook, "calibration_book", language)
        _AnnouncementPage(book, session, scheme).write()


class _AnnouncementPage(Page):
    """When, who, which recordings, and how it is done."""

    def __init__(self, book: ResultBook, session: Session, scheme: Scheme) -> None:
        super().__init__(book, book.say("announcement"))
        self.session, self.scheme = session, scheme
        self.table: PlacedTable = self.place(FIRST_ROW + 7, self._columns())

    def write(self) -> None:
        """Fills the sheet."""
        say, session = self.say, self.session
        name = self.scheme.name.say(self.book.language)
        self.heading(say("announcement"), f"{session.id}　{name} {self.scheme.version}")
        facts = {
            "when": f"{session.day:%Y-%m-%d}",
            "announced_at": f"{session.announced_on:%Y-%m-%d}",
            "lead_role": session.lead.called,
            "takes_part": "、".join(one.called for one in session.inspectors),
            "late_because": session.late,
        }
        row = FIRST_ROW
        for key, value in facts.items():
            if value:
                put(self.sheet, row, 0, say(key), self.styles("label"))
                put(self.sheet, row, 1, value, self.styles("plain", indent=1))
                row += 1
        columns = len(self.table.columns)
        self.section(self.table.header - 1, say("recordings_to_score"), columns)
        self.write_table(self.table)
        row = self.section(self.table.last + 2, say("how"), columns)
        for number in range(1, _STEPS + 1):
            put(self.sheet, row, 0, say(f"how_{number}"), self.styles("plain"))
            row += 1
        self.finish(f"{say('announcement')}  {session.id}", self.table.header)

    def _columns(self) -> list[TableColumn]:
        say, calls = self.say, self.session.calls
        return [
            TableColumn("recording", say("recording"), [one.recording for one in calls], width=26),
            TableColumn("day", say("call_date"), [one.call_date for one in calls], "date", 16),
            TableColumn("agent", say("agent"), [one.agent for one in calls], "centred", 14),
            TableColumn("name", say("agent_name"), [one.name for one in calls], "centred", 14),
        ]
