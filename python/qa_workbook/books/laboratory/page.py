"""What all sheets of the workbook have in common."""

from __future__ import annotations

from dataclasses import dataclass, field

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.places import Places
from qa_workbook.books.cloth.reconcile import Check
from qa_workbook.laboratory.outcome import Outcome
from qa_workbook.laboratory.sentences import Sentences
from qa_workbook.laboratory.tested import Tested


@dataclass
class Source:
    """What the workbook is made from; `live` is False where figures are written as values.

    `checks` are those of all sheets, once they are placed.
    """

    tested: Tested
    language: str
    live: bool
    places: Places = field(default_factory=Places)
    checks: list[Check] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """The back-test. Only for sheets that are there when it is."""
        backtest = self.tested.backtest
        assert backtest is not None
        assert backtest.outcome is not None
        return backtest.outcome

    @property
    def sentences(self) -> Sentences:
        """Says what the back-test came to."""
        assert self.tested.backtest is not None
        return Sentences(self.tested.backtest, self.tested.small_sample, self.language)

    @property
    def title(self) -> str:
        """The scheme and the period."""
        analysis = self.tested.analysis
        return f"{analysis.scheme.name.say(self.language)}  {analysis.period.text}"

    def band(self, id_: str) -> str:
        """Returns what a band is called in the newer version that has it."""
        assert self.tested.backtest is not None
        versions = (self.tested.backtest.new, *reversed(self.tested.backtest.versions))
        for scheme in versions:
            for band in scheme.bands.bands if scheme.bands else ():
                if band.id == id_:
                    return band.name.say(self.language)
        return id_ or self.sentences.say("unjudged")


class LaboratoryPage(Page):
    """A sheet; `key` names its title and its line of explanation in the words of the workbook."""

    key = ""

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, book.say(self.key))
        self.source = source

    @property
    def about(self) -> str:
        """The name of the line of explanation."""
        return f"{self.key}_about"

    def checks(self) -> list[Check]:
        """Returns its figures that a live formula gives, too; asked when every sheet is placed."""
        return []

    def begin(self, notice: str = "") -> None:
        """Writes what stands above the table."""
        about = self.say(self.about)
        self.heading(self.say(self.key), f"{self.source.title}　{about}")
        self.notice(notice)

    def close(self, header_row: int | None = None) -> None:
        """Sets widths and the page; wide tables lie on their side."""
        self.finish(f"{self.say('book')}  {self.source.title}", header_row)
