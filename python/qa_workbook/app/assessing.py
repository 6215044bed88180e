"""The penalty register of rows that were read already: those that count, with band and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from qa_workbook.analysis.judgements import (
    agent_months,
    counted_rows,
    recording_bands,
    with_bands,
)
from qa_workbook.analysis.model import Analysis
from qa_workbook.app.metrics import analyse_frames
from qa_workbook.arrays import Booleans
from qa_workbook.clock import now
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.penalties import AgentMonths, Memory, Register, assess
from qa_workbook.penalties.breaches import may_breach
from qa_workbook.penalties.cells import Letters
from qa_workbook.penalties.complaints import NO_COMPLAINTS, Complaints
from qa_workbook.penalties.judged import counts_items, is_judged
from qa_workbook.penalties.legality import FactsOfCases
from qa_workbook.penalties.memory import NOTHING
from qa_workbook.penalties.months import has_month_rules
from qa_workbook.penalties.prices import NOTHING_KNOWN
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import with_lost_marks
from qa_workbook.workspace import Config, PenaltyConfig


@dataclass(frozen=True)
class Asked:
    """A register that is asked for: its period, and the days that caps and repeats need."""

    days: Period
    span: Period
    language: str
    memory: Memory = NOTHING


@dataclass(frozen=True)
class Judged:
    """What a register rests on: the rows that count, by version of a scheme, each with its `band`.

    `recordings` is how many of the period count, with a breach or without; `months` are those of
    people, where a rule asks for them.
    """

    rows: Mapping[SchemeKey, pd.DataFrame]
    recordings: int
    months: Sequence[pd.DataFrame] = ()


def judged_rows(
    config: Config,
    penalty: PenaltyConfig,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    asked: Asked,
) -> Judged:
    """Returns what the rows of `frames` (those of `rows_of`) come to.

    A whole analysis is made only for rules that ask for months. Raises SchemeVersionGone.
    """
    if has_month_rules(penalty.tariffs):
        analyses = analyse_frames(config, frames, asked.days, asked.language)
        return judged_by(penalty, schemes, frames, analyses, asked)
    found: dict[SchemeKey, pd.DataFrame] = {}
    recordings, every = 0, is_judged(penalty.tariffs)
    for id_ in sorted({key.id for key in schemes}):
        own = {key: scheme for key, scheme in schemes.items() if key.id == id_}
        counted = counted_rows(
            own,
            {key: frames[key] for key in own},
            asked.days,
            asked.span,
            config.settings.two_inspectors,
            _every if every else may_breach,
        )
        found |= counted.frames
        recordings += counted.recordings
    return Judged(_with_items(penalty, schemes, found), recordings)


def _every(_: Scheme, frame: pd.DataFrame) -> Booleans:
    return np.ones(len(frame), dtype=bool)


def judged_by(
    penalty: PenaltyConfig,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    analyses: Sequence[Analysis],
    asked: Asked,
) -> Judged:
    """Returns what the rows of `frames` come to by the analyses of all schemes among them."""
    found: dict[SchemeKey, pd.DataFrame] = {}
    recordings = 0
    for analysis in analyses:
        of_id = {key: frame for key, frame in frames.items() if key.id == analysis.scheme.id}
        counted = with_bands(recording_bands(analysis), of_id, asked.days, asked.span)
        found |= counted.frames
        recordings += counted.recordings
    by_month = has_month_rules(penalty.tariffs)
    months = [agent_months(analysis) for analysis in analyses] if by_month else []
    return Judged(_with_items(penalty, schemes, found), recordings, months)


def _with_items(
    penalty: PenaltyConfig,
    schemes: Mapping[SchemeKey, Scheme],
    rows: Mapping[SchemeKey, pd.DataFrame],
) -> Mapping[SchemeKey, pd.DataFrame]:
    """The rows, with the items that lost marks where a rule prices these."""
    if not counts_items(penalty.tariffs):
        return rows
    return {key: with_lost_marks(schemes[key], frame) for key, frame in rows.items()}


def assess_rows(
    penalty: PenaltyConfig,
    schemes: Mapping[SchemeKey, Scheme],
    judged: Judged,
    asked: Asked,
    letters: Letters = MappingProxyType({}),
    facts: FactsOfCases = NOTHING_KNOWN,
    complaints: Complaints = NO_COMPLAINTS,
) -> Register:
    """Returns the register of the rows that count.

    `complaints` are those of `read_complaints`, over the same days.
    """
    return assess(
        penalty.tariffs,
        schemes,
        judged.rows,
        penalty.wages,
        asked.span,
        asked.language,
        memory=asked.memory,
        letters=letters,
        facts=facts,
        months=AgentMonths.of(judged.months, asked.memory.today or now().date()),
        complaints=complaints,
    )
