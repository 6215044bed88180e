"""Papers of penalties: slips and explained scores per agent, and the list for finance (4.4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from qa_workbook.app.cases import cases_of
from qa_workbook.app.earlier_register import EarlierRegister
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.paper_scores import ScoredRecordings, scored_recordings
from qa_workbook.app.paper_slips import SlipWords
from qa_workbook.books.papers.explanation import write_explanation
from qa_workbook.books.papers.finance import write_finance
from qa_workbook.books.papers.model import AgentSlips, Explanation, Slip
from qa_workbook.books.papers.slips import write_slips
from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.errors import UnknownAgent, UnknownPaper
from qa_workbook.files import Together, refuse_if_open, written_together
from qa_workbook.frames import folded
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.people import People
from qa_workbook.workspace import Config, Workspace

SLIPS, EXPLANATION, FINANCE = "slips", "explanation", "finance"
KINDS = (SLIPS, EXPLANATION, FINANCE)


@dataclass(frozen=True)
class Paper:
    """One file: `to` and `cc` are the numbers of those it is for; `kept` a copy written into."""

    kind: str
    to: Sequence[str]
    cc: Sequence[str]
    file: Path
    kept: Path | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object (4.4)."""
        found = {"kind": self.kind, "to": list(self.to), "cc": list(self.cc)}
        kept = {"kept": str(self.kept)} if self.kept else {}
        return {**found, "file": str(self.file), **kept}


@dataclass(frozen=True)
class PapersReport:
    """The files that were written, by kind and agent."""

    period: Period
    files: Sequence[Paper]

    @property
    def counts(self) -> Mapping[tuple[str, Path], int]:
        """How many files there are of each kind and folder."""
        return Counter((one.kind, one.file.parent) for one in self.files)

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object (4.4)."""
        return {"files": [one.as_dict() for one in self.files]}


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
        return scored_recordings(self.workspace, self.config, self.span, self.language)

    @property
    def scores(self) -> ScoredRecordings:
        """The recordings of the period that count."""
        return self._all_scores

    @cached_property
    def words(self) -> SlipWords:
        """What makes slips of cases."""
        tariffs = self.workspace.load_penalties(self.config).tariffs.versions
        return SlipWords(self.config, tariffs, self.scores, self.language)

    @cached_property
    def people(self) -> People:
        """Who takes part in the procedure."""
        return self.workspace.load_procedure(self.config)[1]

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

    def leads(self, team: str) -> list[str]:
        """Returns the numbers of the leads of a team today."""
        today = datetime.now().date()  # noqa: DTZ005 - the day of the user's own clock
        posts = self.people.holders(["team_lead"], today)
        return list(dict.fromkeys(post.number for post in posts if team and post.team == team))

    def finance(self) -> list[str]:
        """Returns the numbers of those in finance today."""
        today = datetime.now().date()  # noqa: DTZ005 - the day of the user's own clock
        return list(dict.fromkeys(one.number for one in self.people.holders(["finance"], today)))

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
            tuple(self.words.shown(one) for one in recordings),
            self.slips.get(agent, []),
        )


def write_papers(
    workspace: Workspace,
    period_text: str,
    language: str,
    *,
    agent: str | None = None,
    kind: str | None = None,
) -> PapersReport:
    """Writes the papers of a period into the output, of all kinds or one, of all agents or one.

    `kind` is `slips`, `explanation` or `finance`; the last one is for all agents together. Where
    somebody wrote into a paper that is there, it is copied beside first. Raises UnknownPaper,
    UnknownAgent, Busy, OutputLocked, and as `cases_of` does.
    """
    if kind is not None and kind not in KINDS:
        raise UnknownPaper(kind=kind, known=", ".join(KINDS))
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        found = Dossiers(workspace, period_text, language, agent)
        with written_together() as files:
            papers = _Papers(found, files).write([kind] if kind else _kinds_for(agent))
            files.publish()
    return PapersReport(found.span, papers)


def _kinds_for(agent: str | None) -> list[str]:
    """What is written when no kind is asked for: of one agent, only what is about the agent."""
    return [SLIPS, EXPLANATION] if agent else [*KINDS]


class _Papers:
    """Papers being written together."""

    def __init__(self, found: Dossiers, files: Together) -> None:
        self._found, self._files = found, files
        self._now = datetime.now()  # noqa: DTZ005 - copies are named by the user's own clock
        self._names: set[str] = set()

    def write(self, kinds: Sequence[str]) -> list[Paper]:
        """Writes the papers of some kinds and returns them."""
        papers = []
        if SLIPS in kinds:
            papers += [self._slips(agent) for agent in self._found.agents if self._has_slips(agent)]
        if EXPLANATION in kinds:
            papers += [self._explanation(agent) for agent in self._found.agents]
        if FINANCE in kinds:
            papers.append(self._finance())
        return papers

    def _has_slips(self, agent: str) -> bool:
        return agent in self._found.slips

    def _slips(self, agent: str) -> Paper:
        paper, language = self._found.agent_slips(agent), self._found.language
        return self._of_agent(SLIPS, agent, lambda path: write_slips(path, paper, language))

    def _explanation(self, agent: str) -> Paper:
        paper, language = self._found.explanation(agent), self._found.language
        return self._of_agent(
            EXPLANATION, agent, lambda path: write_explanation(path, paper, language)
        )

    def _of_agent(self, kind: str, agent: str, write: Callable[[Path], None]) -> Paper:
        file, kept = self._put(kind, agent, write)
        return Paper(kind, [agent], self._found.leads(self._found.who(agent)[1]), file, kept)

    def _finance(self) -> Paper:
        found = self._found
        lines = [
            found.words.finance_line(case, found.files[case["case"]])
            for case in sorted(found.cases.values(), key=lambda one: str(one["number"]))
        ]
        examples = any(not found.files[case].line.confirmed for case in found.cases)

        def write(path: Path) -> None:
            write_finance(
                path, lines, found.span.text, found.organisation, found.language, examples=examples
            )

        file, kept = self._put(FINANCE, "", write)
        return Paper(FINANCE, found.finance(), [], file, kept)

    def _put(
        self, kind: str, agent: str, write: Callable[[Path], None]
    ) -> tuple[Path, Path | None]:
        """Writes a file beside its place, and keeps what somebody wrote into the one there."""
        found = self._found
        folder = found.workspace.output.resolve()
        span, language = found.span.text, found.language
        name = text(f"papers.file_{kind}", language)
        if agent:
            folder = folder / text("papers.folder", language, period=span)
            file = folder / f"{self._free(f'{name}_{span}_{_plain_name(agent)}')}.xlsx"
        else:
            file = folder / f"{name}_{span}.xlsx"
        refuse_if_open(file)
        earlier = EarlierRegister(found.workspace, file, found.config.vocabulary.limits)
        kept = earlier.keep(self._now, self._files)
        beside = self._files.add(file)
        write(beside)
        earlier.save_original(beside.read_bytes(), self._files)
        return file, kept

    def _free(self, wanted: str) -> str:
        """A name that no other agent of this run has, whatever the file system makes of it."""
        name, number = wanted, 1
        while name.casefold() in self._names:
            number += 1
            name = f"{wanted}~{number}"
        self._names.add(name.casefold())
        return name


_UNFIT = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


def _plain_name(agent: str) -> str:
    return _UNFIT.sub("_", agent).strip(" .") or "_"
