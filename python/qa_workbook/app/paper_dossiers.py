"""All that is known of the agents of a period: cases, slips and explained scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from qa_workbook.app.cases import cases_of
from qa_workbook.app.corrections import Frames
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.metrics import rows_of
from qa_workbook.app.paper_others import Others, others_of
from qa_workbook.app.paper_scores import ScoredRecordings, scored_recordings
from qa_workbook.app.paper_slips import SlipWords
from qa_workbook.books.papers.model import AgentSlips, Explanation, Slip
from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.errors import UnknownAgent
from qa_workbook.frames import folded
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Config, Workspace


class Dossiers:
    """All that is known of the agents of a period: their cases, slips and scored recordings.

    Making it raises as `cases_of` does; with an `agent` who has nothing there, UnknownAgent.
    """

    def __init__(
        self, workspace: Workspace, period_text: str, language: str, agent: str | None = None
    ) -> None:
        self.workspace, self.language = workspace, language
        self.config: Config = workspace.required().load()
        self.span = period(period_text)
        found = cases_of(workspace, period_text, language)
        files = case_files(WorkspaceLedger(workspace, self.config.settings).events())
        self._told = files.values()
        # A case that no register gave out yet has no number: nobody is told of it on paper.
        self.cases = {one["case"]: one for one in found if one["number"] and one["case"] in files}
        self.files: Mapping[str, CaseFile] = {case: files[case] for case in self.cases}
        self.agent = self._known(agent) if agent else None
        if self.agent:
            own = {case for case, one in self.cases.items() if one["agent"] == self.agent}
            self.cases = {case: self.cases[case] for case in own}

    def _known(self, agent: str) -> str:
        """The agent as the records spell the number. Raises UnknownAgent."""
        cases = (str(one["agent"]) for one in self.cases.values())
        everybody = [*self._all_scores.recordings, *cases]
        for one in everybody:
            if folded(one) == folded(agent):
                return one
        raise UnknownAgent(agent=agent, period=self.span.text)

    @cached_property
    def _all_scores(self) -> ScoredRecordings:
        rows = self._rows
        return scored_recordings(self.workspace, self.config, self.span, self.language, rows=rows)

    @cached_property
    def _rows(self) -> Frames:
        return rows_of(RecordStore(self.workspace.records), self.span)

    @property
    def scores(self) -> ScoredRecordings:
        """The recordings of the period that count."""
        return self._all_scores

    @cached_property
    def words(self) -> SlipWords:
        """What makes slips of cases."""
        tariffs = self.workspace.load_penalties(self.config).tariffs.versions
        return SlipWords(self.config, tariffs, self.scores, self._others, self.language)

    @cached_property
    def _others(self) -> Others:
        """What hides other people in texts: everybody of the records, the ledger and the lists."""
        people = self.workspace.load_procedure(self.config)[1]
        told = {(one.line.agent, one.line.name) for one in self._told}
        return others_of(self.config, people, self._rows, self.language, told)

    @cached_property
    def slips(self) -> dict[str, list[Slip]]:
        """The slips by agent, by number."""
        found: dict[str, list[Slip]] = {}
        for case in sorted(self.cases.values(), key=lambda one: str(one["number"])):
            slip = self.words.slip(case, self.files[case["case"]])
            found.setdefault(slip.agent, []).append(slip)
        return found

    @property
    def agents(self) -> list[str]:
        """Whoever has a recording or a case, by number."""
        if self.agent:
            return [self.agent]
        return sorted({*self.scores.recordings, *self.slips})

    def who(self, agent: str) -> tuple[str, str]:
        """Returns name and team."""
        slips = self.slips.get(agent)
        return self.scores.who.get(agent) or (slips[-1].name, slips[-1].team)  # type: ignore[index]

    @property
    def organisation(self) -> str:
        """The name that stands on papers, "" for none."""
        return self.config.settings.organisation

    def agent_slips(self, agent: str) -> AgentSlips:
        """Returns the slips of an agent as they are written."""
        name, team = self.who(agent)
        return AgentSlips(
            agent, name, team, self.span.text, self.organisation, self.slips.get(agent, [])
        )

    def explanation(self, agent: str) -> Explanation:
        """Returns the explained scores and penalties of an agent."""
        name, team = self.who(agent)
        recordings = self.scores.recordings.get(agent, [])
        return Explanation(
            agent,
            name,
            team,
            self.span.text,
            self.organisation,
            tuple(self.scores.sums.get(agent, [])),
            tuple(self.words.shown(one, agent) for one in recordings),
            self.slips.get(agent, []),
        )
