"""The papers of penalties: slips and explained scores per agent, and the list for finance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa_workbook.app.paper_kinds.kind import Draft, PaperKind
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.books.papers.explanation import write_explanation
from qa_workbook.books.papers.finance import write_finance
from qa_workbook.books.papers.model import AgentSlips, Explanation
from qa_workbook.books.papers.slips import write_slips
from qa_workbook.numbers import Period


def _slips(material: Material, _span: Period) -> Iterator[Draft]:
    found = material.dossiers
    for agent in found.agents:
        if agent not in found.slips:
            continue
        paper = found.agent_slips(agent)

        def write(path: Path, paper: AgentSlips = paper) -> None:
            write_slips(path, paper, material.language)

        yield Draft(write, agent, paper.team)


def _explanation(material: Material, _span: Period) -> Iterator[Draft]:
    found = material.dossiers
    for agent in found.agents:
        paper = found.explanation(agent)

        def write(path: Path, paper: Explanation = paper) -> None:
            write_explanation(path, paper, material.language)

        yield Draft(write, agent, paper.team)


def _finance(material: Material, span: Period) -> Iterator[Draft]:
    found = material.dossiers
    lines = [
        found.words.finance_line(case, found.files[case["case"]])
        for case in sorted(found.cases.values(), key=lambda one: str(one["number"]))
    ]
    examples = any(not found.files[case].line.confirmed for case in found.cases)

    def write(path: Path) -> None:
        of, language = found.organisation, material.language
        write_finance(path, lines, span.text, of, language, examples=examples)

    yield Draft(write)


# They are handed over and signed; what a mail would say of them stands in the paper alone.
SLIPS = PaperKind(
    "slips", "asked", _slips, per_agent=True, place="papers", mailed=False, short=False
)
EXPLANATION = PaperKind(
    "explanation", "asked", _explanation, per_agent=True, place="papers", mailed=False, short=False
)
FINANCE = PaperKind("finance", "asked", _finance, place="output", mailed=False, short=False)
