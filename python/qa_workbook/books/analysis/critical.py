"""Sheet 关键错误: accuracy of each critical family, fatal codes, and the recordings behind them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qa_workbook.analysis.formulas import (
    Formula,
    code_recordings,
    critical_recordings,
    recordings_share,
    wilson_ends,
)
from qa_workbook.analysis.model import Analysis
from qa_workbook.books.analysis.critical_recordings import wrong_recordings
from qa_workbook.books.analysis.live import RowFormula, live_cells
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets, small_sample_hints
from qa_workbook.books.analysis.sources import write_links
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ALERT, SEVERITY, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.codes import separated
from qa_workbook.frames import evidence

LABELS = "critical_sheet"
_WORST, _SOME, _BEST = ALERT["red"], SEVERITY["warning"], SEVERITY["none"]


def has_critical(analysis: Analysis) -> bool:
    """Returns whether there is anything to say: a family that is asked about, or fatal errors."""
    return bool(len(analysis.critical_accuracy) or len(analysis.fatal_codes))


class CriticalPage(AnalysisPage):
    """Three tables below one another: families, fatal codes, recordings."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "critical", labels=LABELS)
        self.frame = self.analysis.critical_accuracy
        self.wrong = wrong_recordings(self.analysis, self.book.language)
        row = FIRST_ROW + 1
        self.families = self.place(row, self._family_columns())
        row = self.families.last + 3
        self.codes = self.place(row, self._code_columns())
        if len(self.analysis.fatal_codes):
            row = self.codes.last + 3
        self.recordings = self.place(row, self._recording_columns())
        self.places.tables["critical_accuracy"] = self.families
        self.places.tables["critical_codes"] = self.codes

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self._section(self.families, "families")
        if len(self.codes):
            self._section(self.codes, "fatal_codes")
        row = self.recordings.header
        if len(self.recordings):
            self._section(self.recordings, "recordings_title")
            write_links(self, self.recordings, self.wrong, self._cells())
            row = self.recordings.last + 1
        else:
            put(self.sheet, row, 0, self.say("none"), self.styles("plain"))
        self._legend(row + 2)
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.close()

    def _notice(self) -> str:
        """Beside what every sheet says: that the scheme has no critical family at all."""
        unset = (self.frame["state"] == "not_configured").all()
        return super()._notice() or (self.say("nothing_configured") if unset else "")

    def _section(self, table: PlacedTable, key: str) -> None:
        self.section(table.header - 1, self.say(key), len(table.columns))
        self.write_table(table)

    def _legend(self, row: int) -> None:
        for number, key in enumerate(("legend_accuracy", "legend_states", "legend_counted"), row):
            put(self.sheet, number, 0, self.say(key), self.styles("subtitle"))

    def _cells(self) -> list[str]:
        return [f"A{row}" for row in self.wrong["row"].tolist()]

    def _family_columns(self) -> list[TableColumn]:
        say, frame = self.say, self.frame
        configured, measured = frame["state"] != "not_configured", frame["state"] == "measured"
        counts = {key: frame[key].where(configured) for key in ("applied", "errors")}
        words = [say("state_none"), say("state_some"), say("state_all")]
        tones = dict(zip(words, (_BEST, _SOME, _WORST), strict=True))
        hints: list[TableColumn] = []
        if measured.any():
            sizes = frame["applied"].where(measured, self.sheets.small_sample or 0)
            hints = small_sample_hints(self.book, sizes.tolist(), self.sheets.small_sample)
        return [
            TableColumn("name", say("family"), frame["name"], most=24),
            TableColumn("id", say("code"), frame["family"], "centred", most=16),
            self._live("applied", "integer", counts["applied"], self._applied),
            self._live("errors", "integer", counts["errors"], self._errors()),
            self._live("accuracy", "percent", frame["accuracy"], self._accuracy),
            self._live("low", "percent", frame["low"], self._low),
            self._live("high", "percent", frame["high"], self._high),
            TableColumn(
                "state",
                say("state"),
                self._states(),
                "centred",
                26,
                tones=tones,
                formula=self._state,
            ),
            *hints,
        ]

    def _live(self, key: str, kind: str, values: pd.Series, formula: RowFormula) -> TableColumn:
        return TableColumn(key, self.say(key), values, kind, 10, formula=formula)

    def _measured(self, row: int) -> bool:
        return self.sheets.live and bool(self.frame["state"].iloc[row] == "measured")

    def _states(self) -> list[str]:
        """What an accuracy is, in words: four cases that no number can tell apart."""
        found = []
        for state, applied, errors in zip(
            self.frame["state"], self.frame["applied"], self.frame["errors"], strict=True
        ):
            key = str(state)
            if key == "measured":
                key = "state_none" if errors == 0 else "state_some"
                key = "state_all" if errors == applied else key
            found.append(self.say(key))
        return found

    def _applied(self, row: int) -> str:
        """Repeats the counted recordings of 总览 where a family applies to all of them."""
        whole = self.places.figures.get("recordings")
        everybody = self.frame["applied"].iloc[row] == self.analysis.overall.recordings
        return f"={whole}" if whole and everybody and self._measured(row) else ""

    def _errors(self) -> RowFormula:
        """Counts the recordings in 明细 with an error of the family; values where it can't."""
        families = self.frame["family"].tolist()
        counted = live_cells(self.sheets, "critical_accuracy", critical_recordings, families)
        return lambda row: counted(row) if self._measured(row) else ""

    def _accuracy(self, row: int) -> str:
        if not self._measured(row):
            return ""
        applied, errors = (self.families.cell(key, row) for key in ("applied", "errors"))
        return f"=({applied}-{errors})/{applied}"

    def _low(self, row: int) -> str:
        return f"={self._ends(row)[0]}" if self._measured(row) else ""

    def _high(self, row: int) -> str:
        return f"={self._ends(row)[1]}" if self._measured(row) else ""

    def _ends(self, row: int) -> tuple[str, str]:
        size, errors = (self.families.cell(key, row) for key in ("applied", "errors"))
        return wilson_ends(f"{size}-{errors}", size)

    def _state(self, row: int) -> str:
        if not self._measured(row):
            return ""
        applied, errors = (self.families.cell(key, row) for key in ("applied", "errors"))
        none, some, every = (self.say(f"state_{key}") for key in ("none", "some", "all"))
        return f'=IF({errors}=0,"{none}",IF({errors}={applied},"{every}","{some}"))'

    def _code_columns(self) -> list[TableColumn]:
        say, frame = self.say, self.analysis.fatal_codes
        families = dict(zip(self.frame["family"], self.frame["name"], strict=True))
        fatal, language = self.analysis.scheme.fatal, self.book.language
        names = {code.id: code.name.say(language) for code in fatal.codes} if fatal else {}
        named = [
            names.get(id_, name) for id_, name in zip(frame["code"], frame["name"], strict=True)
        ]
        owners = [families.get(id_, id_) or say("no_family") for id_ in frame["critical"]]
        return [
            TableColumn("name", say("fatal_code"), named, "wrapped", most=44),
            TableColumn("code", say("code"), frame["code"], "centred", most=16),
            TableColumn("critical", say("family"), owners, "centred", most=20),
            self._live("recordings", "integer", frame["recordings"], self._code(code_recordings)),
            self._live("ratio", "percent", frame["ratio"], self._code(recordings_share)),
        ]

    def _code(self, formula: Formula) -> RowFormula:
        codes = self.analysis.fatal_codes["code"].tolist()
        return live_cells(self.sheets, "critical_codes", formula, codes)

    def _recording_columns(self) -> list[TableColumn]:
        say, frame = self.say, self.wrong
        return [
            TableColumn("recording", say("recording"), evidence(frame), "centred", most=26),
            TableColumn("agent", say("agent"), frame["agent"], "centred", most=16),
            TableColumn("name", say("name"), frame["name"], "centred", most=16),
            TableColumn("team", say("team"), frame["team"], "centred", most=16),
            TableColumn("call_date", say("call_date"), frame["call_date"], "date"),
            *self._flags(),
            TableColumn("final", say("final"), frame["final"], "score", 9),
            TableColumn("what", say("what"), frame["what"], "wrapped", most=44),
            TableColumn("inspector", say("inspector"), frame["inspector"], "centred", most=16),
            TableColumn("remark", say("remark"), frame["remark"], "wrapped", most=30),
            TableColumn("file", say("file"), frame["file"], "link", most=34),
        ]

    def _flags(self) -> Sequence[TableColumn]:
        """是 for each family of which a recording has an error, and its fatal codes."""
        say, frame, yes = self.say, self.wrong, self.say("yes")
        own = self.frame[self.frame["state"] != "not_configured"]
        held = [set(separated(text)) for text in frame["critical"]]
        columns = []
        for id_, name in zip(own["family"], own["name"], strict=True):
            flags = [yes if id_ in families else "" for families in held]
            columns.append(TableColumn(f"family.{id_}", name, flags, "centred", 10))
        if not self.analysis.scheme.fatal:
            return columns
        fatal = frame["fatal"].map({True: yes, False: ""})
        codes = [say("between").join(separated(text)) for text in frame["fatal_codes"]]
        return [
            *columns,
            TableColumn("fatal", say("fatal"), fatal, "centred", 9),
            TableColumn("codes", say("fatal_code"), codes, "centred", most=18),
        ]
