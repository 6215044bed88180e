"""Sheet 定稿: the lead writes down what was agreed, a row per recording of the session."""

from __future__ import annotations

from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.notes import hide_marks, write_room
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.calibration.agreed import AGREED, DISPUTED
from qa_workbook.calibration.panel import PanelItem
from qa_workbook.frames import folded

KEY = "agreed"
"""What the keys of its rows begin with; `verdict`, `items`, `disputed_by`, `reason` and
`mark.<item>` are its cells."""
WORDS = {AGREED: "verdict_agreed", DISPUTED: "verdict_disputed"}
_WIDTHS = {"verdict": 9.0, "items": 18.0, "disputed_by": 14.0, "reason": 22.0}
_LONGEST_LIST = 255  # signs that Excel takes for the choices of a cell


def row_key(session: str, recording: str) -> str:
    """Returns the key of the row of a recording."""
    return "/".join([KEY, folded(session), folded(recording)])


class AgreedPage(CalibrationPage):
    """Yellow cells: an empty mark stands for the gold mark that the line above it shows."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "agreed")
        session, panel = self.report.session, self.panel
        self.units = [call.recording for call in session.calls]
        # Of several sessions this one is the last.
        first = len(panel.units) - len(self.units)
        self.rows = range(first, len(panel.units))
        # Each recording has a line with the gold marks and one to write into.
        doubled = [unit for unit in self.units for _ in range(2)]
        lines = [self.say("gold"), self.say("agreed_line")] * len(self.units)
        columns = [
            TableColumn("unit", self.say("recording"), doubled, "text", most=24),
            TableColumn("line", self.say("line"), lines, "centred", 9),
            *(self._item(item) for item in panel.items),
            *(
                TableColumn(key, self.say(f"agreed_{key}"), [None] * len(lines), "wrapped", width)
                for key, width in _WIDTHS.items()
            ),
        ]
        self.table = self.place(FIRST_ROW + 3, columns)

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.lines(FIRST_ROW, [self.say(f"agreed_how_{number}") for number in (1, 2)])
        self.write_table(self.table)
        last = self.table.left + len(self.table.columns)
        cells = {f"mark.{item.id}": self.table.index(item.id) for item in self.panel.items}
        cells |= {key: self.table.index(key) for key in _WIDTHS}
        for number, unit in enumerate(self.units):
            row = self.table.first + 2 * number + 1
            write_room(self, row, row_key(self.report.session.id, unit), cells, last)
            self._validate(row)
        hide_marks(self, last)
        self.sheet.freeze_panes(self.table.first, 2)
        self._settled(max(self.table.last, self.table.header) + 2)
        self.close(self.table.header)

    def _item(self, item: PanelItem) -> TableColumn:
        gold = self.panel.marks[item.id].gold
        values = [value for row in self.rows for value in (float(gold[row]), None)]
        return TableColumn(item.id, self.sheets.names[item.id], values, "mark", 7)

    def _validate(self, row: int) -> None:
        words = [self.say(word) for word in WORDS.values()]
        column = self.table.index("verdict")
        self.sheet.data_validation(row, column, row, column, {"validate": "list", "source": words})
        for item in self.panel.items:
            choices = [f"{mark:g}" for mark in item.allowed]
            if choices and len(",".join(choices)) <= _LONGEST_LIST:
                marks = {"validate": "list", "source": choices}
                column = self.table.index(item.id)
                self.sheet.data_validation(row, column, row, column, marks)

    def _settled(self, row: int) -> None:
        """What is on record already, with who, when and why: nothing of it is ever taken away."""
        settled = self.report.session.settled
        if not settled:
            return
        row = self.section(row, self.say("on_record"), len(self.table.columns))
        headings = ("recording", "item", "kind", "mark", "by", "at", "agreed_reason")
        for column, key in enumerate(headings):
            put(self.sheet, row, column, self.say(key), self.styles("header"))
        for one in settled:
            row += 1
            name = self.sheets.names.get(one.item, one.item)
            who = "、".join(one.disputed_by)
            why = "　".join(filter(None, [who, one.reason]))
            kind, mark = self.say(f"kind_{one.kind}"), one.mark or None
            for column, value in enumerate((one.recording, name, kind, mark, one.by, one.at, why)):
                put(self.sheet, row, column, value, self.styles("cell", "text"))
