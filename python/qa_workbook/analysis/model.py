"""What an analysis holds: figures of the whole period, and the frame behind each sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from qa_workbook.analysis.quotas import no_quotas
from qa_workbook.analysis.recheck_frames import Rechecks, no_rechecks
from qa_workbook.frames import CORRECTED
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme

PeopleSource = Literal["roster", "recordings", "breaches"]
"""Where the agents without a breach come from: the roster, other schemes' recordings, nowhere."""


@dataclass(frozen=True)
class Overall:
    """The figures of all counted recordings together.

    None is a figure that the scheme doesn't have, or that no recording gives. `uncounted`: scores
    that don't count, because another inspector's does. `rates` by band id, `alert_days` by colour.
    Scores and deductions are points, ratios and rates fractions; nothing is rounded.
    """

    recordings: int
    uncounted: int
    agents: int
    mean_score: float | None
    mean_final: float | None
    rates: Mapping[str, float | None]
    average_defect_ratio: float | None
    alert: str | None
    alert_days: Mapping[str, int]
    defects: int
    error_deduction: float
    fatal: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of one scheme over one period that `metrics` publishes.

    Ratios are unrounded fractions; text columns use "" for "none". `scheme` is the newest of the
    versions in use: names, bands, groups and alert levels are its own. `versions` are all of them,
    oldest first.

    `items`: a row per 评分单项 in the scheme's order. id, name, family, A, B, C, D, E, defective,
    held (recordings whose version has the item), ratio (不良比率: `defective` of `held`), share
    (不良占比), rank (1 = largest share), cumulative_share (of the ranks up to this one), alert
    (colour).

    `distribution`: group, upper, lower, midpoint, count, share.

    `days`, `agents`: date, or agent, name and team; then recordings, mean_score, mean_final,
    average_defect_ratio, alert, defects, error_deduction, fatal, good (share of recordings in the
    band `good`, NaN without one). In days also judgements (an item in a recording is one; 0 without
    平均不良比率) and defective (of those). In agents also share (of all agents' defects; with
    `months` of the points they lost), rank, cumulative_share; and n (scores), good_low, good_high
    (Wilson's interval of `good`), place (1 = the best mean_final; None for small samples). `date`
    is datetime64[s]; an agent's name and team are the latest ones.

    `months`: only for schemes of long sheets, the frame of `agent_month_table`: scores of agents
    and teams, overall means and rates, and `distribution` count its rows, not recordings. `agents`
    and `teams` then have `lost` too (points), and agents without a breach; `clean_from` says where
    those come from.

    `critical_accuracy`: family, name, state, applied, errors (recordings), accuracy, low, high.

    `inspectors`: see `inspector_figures.inspector_table`. `repeats`: agent, item, times, window,
    proposal. `quotas`: who, role, required, done; of all schemes together, and empty without a
    list of people. `rechecks`: see `recheck_frames`; none without such a list, too.

    `index`: level, id, name, parent, weight (NaN if none), value; parents before children; empty
    for a flat scheme.

    `several`: those rows of `Analysis.detail` that are of recordings with several scores.
    """

    scheme: Scheme
    period: Period
    overall: Overall
    items: pd.DataFrame
    distribution: pd.DataFrame
    days: pd.DataFrame
    agents: pd.DataFrame
    index: pd.DataFrame
    critical_accuracy: pd.DataFrame
    inspectors: pd.DataFrame
    repeats: pd.DataFrame
    several: pd.DataFrame = field(default_factory=pd.DataFrame)
    months: pd.DataFrame | None = None
    clean_from: PeopleSource = "breaches"
    quotas: pd.DataFrame = field(default_factory=no_quotas)
    rechecks: Rechecks = field(default_factory=no_rechecks)
    versions: tuple[Scheme, ...] = ()

    @property
    def judged_size(self) -> int:
        """How many scores bands and groups count: recordings, or else `months`."""
        return self.overall.recordings if self.months is None else len(self.months)


@dataclass(frozen=True, kw_only=True)
class Analysis(Figures):
    """All figures of one scheme over one period, and the frame behind each sheet of the workbook.

    `detail`: a row per recording, by version and then by call date, file, sheet and row.
    recording, inspector, call_date, agent, name, team, round, project, inspected_on, remark,
    points, error_codes, fatal, fatal_codes, file, sheet, row, version,
    counted (False: another inspector's score of that recording counts), `mark.<id>` (float64; NaN
    = not entered or not applicable), `count.<id>` (int32), raw, final, band, defects, deduction
    (float64), critical (ids of the critical families it has an error of) and excused (ids of the
    indicators that are 不适用), both as `joined` has them; `value.<id>` (0–100) of every node that
    was marked, `defective.<id>` (bool) of every item and, of long sheets, `lost` (float64): points
    that it lost, and `lost.<id>`: those that the clause took off. With the mean of the inspectors
    also own_raw, own_final, own_fatal and averaged: raw and final of a counted row are means then,
    and fatal anybody's (`inspectors.with_means`). Where a recording was corrected also `corrected`
    (what, in words; "" for nothing), former_raw and former_final (NaN for nothing). All other
    frames and `overall` look at counted rows only.

    `teams`: team; then as `days`, with `agents` after recordings.

    `agent_items`: a row per agent with recordings and item. agent, item, defective, held, ratio
    (as in `items`), lost (points that the clause took off; NaN for other items), alert.

    `weeks`: as `days`, by the Monday that a week begins with.

    `families`: id, name, owner, defective, ratio (mean of its items' ratios), share (of all
    defects).

    `critical`: id, name, recordings (with an event of that critical family), ratio.

    `fatal_codes`: code, name, critical, recordings, ratio.

    `attained`: level, id, name, units, count, see `index.attained_table`; of flat schemes, too.
    """

    detail: pd.DataFrame
    weeks: pd.DataFrame
    agent_items: pd.DataFrame
    teams: pd.DataFrame
    families: pd.DataFrame
    critical: pd.DataFrame
    attained: pd.DataFrame
    fatal_codes: pd.DataFrame

    @property
    def averages_inspectors(self) -> bool:
        """Whether scores are the mean of all inspectors of a recording."""
        return "averaged" in self.detail

    @property
    def corrected(self) -> int:
        """How many counted recordings have another score than the sheet, by decision of a case."""
        if not self.has_corrections:
            return 0
        counted = self.detail["counted"].astype(bool)
        return int((counted & self.detail["former_final"].notna()).sum())

    @property
    def has_corrections(self) -> bool:
        """Whether any recording was corrected, counted or not."""
        return CORRECTED in self.detail and bool((self.detail[CORRECTED] != "").any())

    @property
    def judged(self) -> pd.DataFrame:
        """What bands and groups count: counted rows of `detail`, or else `months`."""
        if self.months is not None:
            return self.months
        return self.detail[self.detail["counted"].astype(bool)]
