"""What a penalty register rests on: the rows that count, judged, and the complaints.

Of a large store they are read and judged a part at a time. One row in twenty is a breach: the
others needn't stay in memory, and what they took of it serves for the next part. The system clears
fresh memory page by page, which took longer than reading and judging.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from qa_workbook.analysis.judgements import CountedRows, counted_rows
from qa_workbook.app.assessing import Asked, Judged, judged_rows
from qa_workbook.app.complaints import PEOPLE, read_complaints
from qa_workbook.app.in_turn import in_turn
from qa_workbook.app.metrics import narrowed, rows_of, scheme_versions
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.breaches import may_breach
from qa_workbook.penalties.complaints import Complaints
from qa_workbook.penalties.judged import is_judged
from qa_workbook.penalties.months import has_month_rules
from qa_workbook.records import Block, Cut, MergePlan, RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, PenaltyConfig

_MANY = 200_000
"""From so many rows on they are read in parts."""
_PART = 100_000
"""About so many rows make a part: those that stand together in the store."""

Versions = Mapping[str, Mapping[SchemeKey, Scheme]]


@dataclass(frozen=True)
class RegisterRows:
    """The rows that count, the versions of the schemes that they are of, and the complaints."""

    schemes: Mapping[SchemeKey, Scheme]
    judged: Judged
    complaints: Complaints


def register_rows(
    config: Config,
    penalty: PenaltyConfig,
    store: RecordStore,
    asked: Asked,
    plan: MergePlan | None = None,
) -> RegisterRows:
    """Returns what the register rests on that is asked for, with a `plan` as records will be.

    Raises RecordsDamaged, SchemeVersionGone, VersionChanged.
    """
    read = partial(rows_of, store, asked.days, plan)
    told = partial(
        read_complaints, config, penalty.tariffs, store, asked.days,
        given_out=asked.memory.given_out, plan=plan,
    )  # fmt: skip
    if plan is None and _may_be_in_parts(config, penalty, store, asked):
        cut = Cut.of(store, asked.days, RECORDING[0])
        versions = scheme_versions(config, sorted(cut.keys))
        schemes = _by_key(versions)
        if not any(scheme.sheet.layout == "long" for scheme in schemes.values()):
            people = partial(read, ordered=False, columns=[*RECORDING, *PEOPLE])
            return RegisterRows(schemes, _in_parts(config, versions, cut, asked), told(people))
    # One row in twenty is a breach, and these are put in order later; months need all in order.
    frames = read(ordered=has_month_rules(penalty.tariffs))
    keys = sorted(key for key, frame in frames.items() if len(frame))
    schemes = _by_key(scheme_versions(config, keys))
    complaints = told(lambda: frames)
    return RegisterRows(schemes, judged_rows(config, penalty, schemes, frames, asked), complaints)


def _may_be_in_parts(
    config: Config, penalty: PenaltyConfig, store: RecordStore, asked: Asked
) -> bool:
    """Whether a recording with a breach can be judged without all others."""
    every = has_month_rules(penalty.tariffs) or is_judged(penalty.tariffs)
    mean = config.settings.two_inspectors == "mean"
    return not every and not mean and store.is_large(asked.days, most=_MANY)


def _by_key(versions: Versions) -> dict[SchemeKey, Scheme]:
    return {key: scheme for of_id in versions.values() for key, scheme in of_id.items()}


def _in_parts(config: Config, versions: Versions, cut: Cut, asked: Asked) -> Judged:
    """The rows that may be breaches, out of parts that each have all rows of a recording."""
    tasks = (
        partial(_judged, config, versions, asked, block) for block in cut.blocks(None, most=_PART)
    )
    rows: dict[SchemeKey, list[pd.DataFrame]] = {}
    recordings = 0
    for part in in_turn(tasks):
        for counted in part:
            recordings += counted.recordings
            for key, frame in counted.frames.items():
                rows.setdefault(key, []).append(frame)
    whole = {key: pd.concat(frames, ignore_index=True) for key, frames in rows.items()}
    return Judged(whole, recordings)


def _judged(config: Config, versions: Versions, asked: Asked, block: Block) -> list[CountedRows]:
    """What the rows of a part come to, by scheme id."""
    return list(_counted(config, versions, asked, block))


def _counted(
    config: Config, versions: Versions, asked: Asked, block: Block
) -> Iterator[CountedRows]:
    frames = block.frames if block.once else narrowed(block.frames, asked.days)
    policy = config.settings.two_inspectors
    for own in versions.values():
        found = {key: frames[key] for key in own if len(frames.get(key, ()))}
        if found:
            yield counted_rows(
                own, found, asked.days, asked.span, policy, may_breach, once=block.once
            )
