"""The penalty register of rows that were read already: those that count, with band and marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from qa_workbook.analysis.judgements import agent_months, recording_bands
from qa_workbook.analysis.model import Analysis
from qa_workbook.app.metrics import only_within
from qa_workbook.clock import now
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.penalties import AgentMonths, Memory, Register, assess
from qa_workbook.penalties.cells import Letters
from qa_workbook.penalties.complaints import NO_COMPLAINTS, Complaints
from qa_workbook.penalties.judged import counts_items
from qa_workbook.penalties.legality import FactsOfCases
from qa_workbook.penalties.memory import NOTHING
from qa_workbook.penalties.months import has_month_rules
from qa_workbook.penalties.prices import NOTHING_KNOWN
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import with_lost_marks
from qa_workbook.workspace import PenaltyConfig


@dataclass(frozen=True)
class Asked:
    """A register that is asked for: its period, and the days that caps and repeats need."""

    days: Period
    span: Period
    language: str
    memory: Memory = NOTHING


def assess_rows(
    penalty: PenaltyConfig,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    analyses: Sequence[Analysis],
    asked: Asked,
    letters: Letters = MappingProxyType({}),
    facts: FactsOfCases = NOTHING_KNOWN,
    complaints: Complaints = NO_COMPLAINTS,
) -> tuple[Register, dict[SchemeKey, pd.DataFrame]]:
    """Returns the register of the rows that count, and those rows.

    `frames` are those of `rows_of`, `analyses` those of all schemes among them, `complaints` those
    of `read_complaints`, over the same days.
    """
    limited = _counted_rows(analyses, frames, asked.days)
    if counts_items(penalty.tariffs):
        limited = {key: with_lost_marks(schemes[key], rows) for key, rows in limited.items()}
    by_month = has_month_rules(penalty.tariffs)
    months = [agent_months(analysis) for analysis in analyses] if by_month else []
    today = asked.memory.today or now().date()
    register = assess(
        penalty.tariffs,
        schemes,
        limited,
        penalty.wages,
        asked.span,
        asked.language,
        memory=asked.memory,
        letters=letters,
        facts=facts,
        months=AgentMonths.of(months, today),
        complaints=complaints,
    )
    return register, limited


def _counted_rows(
    analyses: Iterable[Analysis], frames: Mapping[SchemeKey, pd.DataFrame], days: Period
) -> dict[SchemeKey, pd.DataFrame]:
    """The rows of the recordings that count, with the band of each, by version of a scheme."""
    found: dict[SchemeKey, pd.DataFrame] = {}
    for analysis in analyses:
        counted = recording_bands(analysis)
        of_id = {key: frame for key, frame in frames.items() if key.id == analysis.scheme.id}
        found |= {
            key: frame.merge(counted, on=list(RECORDING), how="inner")
            for key, frame in only_within(of_id, days).items()
        }
    return found
