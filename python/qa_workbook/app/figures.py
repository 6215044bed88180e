"""The figures that `metrics` publishes: large periods are counted block by block.

Of a recording that occurs once, nothing depends on any other: it counts in whatever block it comes.
Whether it does is known of most batches by what lies beside them; of the others a first pass makes
a hash of each recording's number. Those that occur more than once (several inspectors scored it) or
that decisions on cases corrected are put together and counted by themselves. The totals of all
blocks are added up (`analysis.totals`), so that memory doesn't grow with the period. Small periods
are one block of the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from qa_workbook.analysis.analyse import Asked, figures_of, pool_of
from qa_workbook.analysis.model import Figures, PeopleSource
from qa_workbook.analysis.pool import pool_recordings
from qa_workbook.analysis.rechecks import rechecks_of
from qa_workbook.analysis.sums import sums_of
from qa_workbook.analysis.totals import Totals, added_totals, totals_of
from qa_workbook.app.corrections import Frames, corrected_recordings, with_corrections
from qa_workbook.app.in_turn import in_turn
from qa_workbook.app.metrics import only_within, people_in, rows_of, scheme_versions
from qa_workbook.app.quotas import quotas_of_heard, recordings_heard
from qa_workbook.frames import AGGRAVATED, COUNT, MARK, RECORDING, WIDE
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.people import People
from qa_workbook.records import Block, Cut, RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace

Versions = Mapping[str, Mapping[SchemeKey, Scheme]]
"""Of each scheme id the versions that are in use, by key."""
Task = Callable[[], tuple[str, Totals]]

_PIECE = 31 * 2**20
"""A little less than the largest piece of memory that glibc keeps."""
_TOGETHER = 16
"""So many totals are added up at a time."""
_READ = (
    *("recording", "inspector", "call_date", "agent", "name", "team", "inspected_on"),
    *("error_deduction", "fatal", "fatal_codes", "remark", "file", "sheet", "row"),
)
"""The columns that figures are made of, besides marks and counts."""
_CODED = ("inspector", "agent", "name", "team", "fatal_codes", "remark", "file", "sheet")
"""Those of them in which thousands of rows have the same few texts."""


def figures_of_period(workspace: Workspace, period_text: str, language: str) -> list[Figures]:
    """Returns the figures that `metrics` publishes of each scheme, by scheme id.

    They are those of `metrics.analyse_period`, with what depends on the list of people: quotas,
    re-checks. Raises ConfigError also for faults of that list and of the calendar.
    """
    span = period(period_text)
    config = workspace.required().load()
    people, rules = workspace.load_procedure(config)[1], config.rules.at(span.last)
    counting = _Counting(workspace, config, span, language, people)
    found = counting.figures()
    quotas = quotas_of_heard(workspace, config, counting.heard, span)
    return [
        replace(one, quotas=quotas, rechecks=rechecks_of(one, people.posts, rules)) for one in found
    ]


class _Counting:
    """Counts the recordings of a period; `heard` are those that people of the list scored."""

    def __init__(
        self, workspace: Workspace, config: Config, span: Period, language: str, people: People
    ) -> None:
        self.workspace, self.config, self.span = workspace, config, span
        self.language, self.people = language, people
        self.rules = config.rules.at(span.last)
        self.heard: list[pd.DataFrame] = []
        self._clean_from: PeopleSource = "breaches"

    def figures(self) -> list[Figures]:
        """Returns the figures of each scheme that has rows, by id. Raises SchemeVersionGone."""
        store = RecordStore(self.workspace.records)
        names = corrected_recordings(self.workspace, self.config)
        if store.is_large(self.span):
            cut = Cut.of(store, self.span, RECORDING[0], names)
            versions = scheme_versions(self.config, sorted(cut.keys))
            # Agents without a breach are looked for among the recordings of all schemes.
            if not _any_long(versions):
                _keep_memory()
                columns = None if names else _columns(_schemes(versions))
                return self._figures(versions, cut.blocks(columns, _CODED))
        frames = self._read(store, None if names else self._wide_in(store))
        if any("clause" in frame for frame in frames.values()):
            # The order of breaches matters: the last one of a day names the agent.
            frames = rows_of(store, self.span)
        keys = sorted(key for key, frame in frames.items() if len(frame))
        return self._figures(scheme_versions(self.config, keys), [Block(frames, once=False)])

    def _read(self, store: RecordStore, known: Mapping[SchemeKey, Scheme] | None) -> Frames:
        """All rows at once, with the columns that figures of `known` are made of (None for all)."""
        columns = None if known is None else _columns(known.values())
        frames = store.read(self.span, also=RECORDING[0], columns=columns, ordered=False)
        # Somebody may have merged sheets of another scheme meanwhile.
        strange = known is not None and not set(frames) <= set(known)
        return self._read(store, None) if strange else frames

    def _wide_in(self, store: RecordStore) -> dict[SchemeKey, Scheme] | None:
        """The schemes of the store; None where sheets of any are long, or one isn't there."""
        found = {}
        for batch in store.reading().batches:
            scheme = self.config.schemes.version(*batch.key)
            if scheme is None or scheme.sheet.layout == "long":
                return None
            found[batch.key] = scheme
        return found

    def _figures(self, versions: Versions, blocks: Iterable[Block]) -> list[Figures]:
        asked = Asked(self.span, self.language, "breaches", self.rules)
        asked = replace(asked, small_sample=self.config.settings.small_sample)
        parts: dict[str, list[Totals]] = {id_: [] for id_ in versions}
        for id_, totals in in_turn(self._tasks(versions, blocks)):
            own = parts[id_]
            own.append(totals)
            if len(own) == _TOGETHER:
                parts[id_] = [added_totals(own)]
        return [
            figures_of(added_totals(own), replace(asked, clean_from=self._clean_from))
            for own in parts.values()
        ]

    def _tasks(self, versions: Versions, blocks: Iterable[Block]) -> Iterator[Task]:
        """Yields what is to be counted of each block, a task for each scheme in it."""
        for block in blocks:
            inside = block.frames if block.once else only_within(block.frames, self.span)
            self.heard.append(recordings_heard(inside, self.people, once=block.once))
            frames, people = block.frames, None
            if not block.once:
                frames = self._corrected(frames)
                people, self._clean_from = people_in(
                    self.config, frames, self.span, asked=_any_long(versions)
                )
            for id_, own in versions.items():
                if any(len(frames.get(key, ())) for key in own):
                    yield partial(self._totals, id_, own, frames, people, once=block.once)

    def _corrected(self, frames: Frames) -> Frames:
        return with_corrections(self.workspace, self.config, frames, self.language).frames

    def _totals(
        self,
        id_: str,
        versions: Mapping[SchemeKey, Scheme],
        frames: Frames,
        people: pd.DataFrame | None,
        *,
        once: bool,
    ) -> tuple[str, Totals]:
        # Versions without rows are there, too: what all have together must be the same everywhere.
        own = {key: frames[key] if key in frames else WIDE.empty() for key in versions}
        policy = self.config.settings.two_inspectors
        values = any(scheme.hierarchical for scheme in versions.values())
        if once:
            pool = pool_recordings(versions, own, policy, once=True, values=values)
        else:
            pool = pool_of(versions, own, policy, values=values).within(self.span)
        several = bool(self.people.posts) and not once
        totals = totals_of(pool, sums_of(pool), self.rules, people, several=several)
        return id_, totals


def _keep_memory() -> None:
    """Has the C library keep what blocks give back for those that follow.

    glibc takes the largest piece that it was ever given back, up to 32 MiB, for what a program
    needs again and again; anything larger goes back to the system, which clears it page by page the
    next time. That took a sixth of all the time. Nothing is written here, so it costs no memory.
    """
    np.empty(_PIECE, dtype=np.uint8)


def _any_long(versions: Versions) -> bool:
    return any(scheme.sheet.layout == "long" for scheme in _schemes(versions))


def _schemes(versions: Versions) -> list[Scheme]:
    return [scheme for own in versions.values() for scheme in own.values()]


def _columns(schemes: Iterable[Scheme]) -> list[str]:
    """The columns that figures are made of."""
    names = dict.fromkeys(_READ)
    for scheme in schemes:
        names |= dict.fromkeys(MARK + node.id for node in scheme.graded)
        for node in scheme.counted:
            names |= dict.fromkeys((COUNT + node.id, AGGRAVATED + node.id))
    return list(names)
