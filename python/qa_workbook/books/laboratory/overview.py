"""Sheet 总览: one plain sentence per figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import LINK, put, wrapped_lines
from qa_workbook.books.laboratory.page import LaboratoryPage
from qa_workbook.laboratory.sentences import item_sentences

_WIDTH = 96.0
_LINE = 16


class OverviewPage(LaboratoryPage):
    """The sentences under their headings, and where the other sheets are."""

    key = "overview"

    def write(self) -> None:
        """Fills the sheet."""
        source = self.source
        self.begin()
        row = FIRST_ROW - 1
        for heading, sentences in self._parts():
            if sentences:
                row = self._part(row, heading, sentences)
        row = self.section(row, self.say("contents"), 1)
        for title, name in source.places.sheets.items():
            style = self.styles("plain", font_color=LINK, underline=1, indent=1)
            self.sheet.write_url(row, 0, sheet_link(name), style, f"{title}")
            row += 1
        self.widths[0] = _WIDTH
        self.close()
        self.sheet.set_portrait()

    def _parts(self) -> Iterator[tuple[str, Sequence[str]]]:
        tested, language = self.source.tested, self.source.language
        analysis = tested.analysis
        versions = "、".join(scheme.version for scheme in analysis.versions)
        sizes = {"recordings": analysis.overall.recordings, "versions": versions}
        yield (
            self.say("of_items"),
            [
                self.say("looked_at", **sizes),
                *item_sentences(tested.items, language),
            ],
        )
        if tested.backtest is None:
            return
        said = self.source.sentences
        new = tested.backtest.new
        about = self.say("new_version", version=new.version, day=new.valid_from.isoformat())
        yield self.say("of_versions"), [about, *said.changes()]
        yield self.say("of_results"), [*said.refusal(), *said.results()]

    def _part(self, row: int, heading: str, sentences: Sequence[str]) -> int:
        row = self.section(row, heading, 1)
        style = self.styles("plain", text_wrap=True, indent=1)
        for words in sentences:
            put(self.sheet, row, 0, words, style)
            self.sheet.set_row(row, _LINE * wrapped_lines(words, _WIDTH - 4) + 4)
            row += 1
        return row + 1
