"""What papers are made of: the figures of any span, read once however many papers there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import PeriodReport, report_alone
from qa_workbook.analysis.themes import Theme
from qa_workbook.app.corrections import Frames
from qa_workbook.app.left_out import remembered
from qa_workbook.app.metrics import analyse_corrected, narrowed, rows_of
from qa_workbook.app.paper_dossiers import Dossiers
from qa_workbook.app.paper_means import SchemeMeans
from qa_workbook.app.paper_others import Others, others_of
from qa_workbook.app.paper_scores import ScoredRecordings, scored_recordings
from qa_workbook.app.period_report import report_of
from qa_workbook.app.themes import themes_of
from qa_workbook.errors import UnknownAgent
from qa_workbook.frames import folded
from qa_workbook.numbers import Period, period, week_of
from qa_workbook.procedure.people import People
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Config, Workspace

TREND_WEEKS = 8
"""So many weeks, the last one included, stand in a trend."""


class Material:
    """The period that was asked for, the one agent (as it was typed) or "", and all figures.

    Raises UnknownPeriod, ConfigError.
    """

    def __init__(
        self, workspace: Workspace, period_text: str, language: str, agent: str = ""
    ) -> None:
        self.workspace, self.language, self.asked_agent = workspace, language, agent
        self.asked = period(period_text)
        self.config: Config = workspace.required().load()
        self._analyses: dict[Period, list[Analysis]] = {}
        self._reports: dict[Period, PeriodReport] = {}
        self._themes: dict[Period, list[Theme]] = {}

    @property
    def organisation(self) -> str:
        """The name that stands on papers, "" for none."""
        return self.config.settings.organisation

    @cached_property
    def people(self) -> People:
        """The list of people."""
        return self.workspace.load_procedure(self.config)[1]

    @cached_property
    def today(self) -> datetime:
        """Now, by the user's own clock: who holds a post, and how copies are named."""
        return datetime.now()  # noqa: DTZ005 - the user's own clock

    @cached_property
    def dossiers(self) -> Dossiers:
        """The cases and explained scores of the period. Raises as `cases_of`, and UnknownAgent."""
        return Dossiers(self.workspace, self.asked.text, self.language, self.asked_agent or None)

    def report(self, span: Period) -> PeriodReport:
        """Returns the report of any span; of one without recordings it has no schemes.

        Raises as `report_of` does.
        """
        if not any(one.overall.recordings for one in self.analyses(span)):
            return report_alone([], span)
        if span not in self._reports:
            earlier = self.analyses(span.before)
            self._reports[span] = report_of(
                self.workspace,
                self.config,
                self.analyses(span),
                self.rows(span),
                span,
                self.language,
                earlier=earlier,
                left_out=remembered(self.workspace, span),
            )
        return self._reports[span]

    def analyses(self, span: Period) -> list[Analysis]:
        """Returns the analyses of any span, those of schemes with rows, by scheme id."""
        if span not in self._analyses:
            self._analyses[span] = analyse_corrected(
                self.workspace, self.config, self.rows(span), span, self.language
            )
        return self._analyses[span]

    def themes(self, week: Period) -> list[Theme]:
        """Returns the themes of a week. Raises as `themes_of` does."""
        if week not in self._themes:
            self._themes[week] = themes_of(self.workspace, week.text, self.language)
        return self._themes[week]

    def rows(self, span: Period) -> Frames:
        """Returns the rows of a span as `metrics.rows_of` does."""
        whole, frames = self._read
        if whole.first <= span.first and span.last <= whole.last:
            return narrowed(frames, span)
        return rows_of(RecordStore(self.workspace.records), span)

    @cached_property
    def _read(self) -> tuple[Period, Frames]:
        """All that papers of the asked period look at, read at once, and of which days it is."""
        first = self.weeks.first - timedelta(weeks=TREND_WEEKS)
        whole = Period("", min(first, self.asked.before.first), self.weeks.last)
        store = RecordStore(self.workspace.records)
        return whole, store.read(whole, also="recording")

    @cached_property
    def weeks(self) -> Period:
        """All weeks that touch the asked period."""
        return _between(week_of(self.asked.first), week_of(self.asked.last))

    @cached_property
    def scores(self) -> ScoredRecordings:
        """Every recording of `weeks` that counts, with each point it lost."""
        rows = self.rows(self.weeks)
        return scored_recordings(self.workspace, self.config, self.weeks, self.language, rows=rows)

    @cached_property
    def means(self) -> dict[str, SchemeMeans]:
        """The means of any days of `weeks` and of the weeks of a trend before them, by scheme."""
        first = week_of(self.weeks.first - timedelta(weeks=TREND_WEEKS - 1))
        analyses = self.analyses(_between(first, self.weeks))
        return {one.scheme.id: SchemeMeans(one) for one in analyses}

    @cached_property
    def others(self) -> Others:
        """What hides other people in texts."""
        _whole, frames = self._read
        return others_of(self.config, self.people, frames, self.language)

    def only(self, agents: Sequence[str]) -> list[str]:
        """Returns the agents that papers are about: all of them, or the one that was asked for.

        Raises UnknownAgent where that one is none of them.
        """
        if not self.asked_agent:
            return list(agents)
        found = [one for one in agents if folded(one) == folded(self.asked_agent)]
        if not found:
            raise UnknownAgent(agent=self.asked_agent, period=self.asked.text)
        return found[:1]


def _between(first: Period, last: Period) -> Period:
    return period(f"{first.first}..{last.last}")
