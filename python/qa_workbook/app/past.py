"""The periods before one, out of the records."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.past import past_by_analysis, past_table, periods_before
from qa_workbook.app.corrections import Frames, with_corrections
from qa_workbook.app.metrics import only_within, people_in, rows_of, scheme_versions
from qa_workbook.errors import SchemeVersionGone, VersionChanged
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace


def past_of(
    workspace: Workspace,
    config: Config,
    span: Period,
    language: str,
    plan: MergePlan | None = None,
) -> dict[str, pd.DataFrame]:
    """Returns the frame of the periods before a period (`analysis.past.PAST`) by scheme id.

    As many as `trend_periods` of the settings. A scheme with versions there that the config no
    longer has is left out: no build may fail for what was long ago. Raises RecordsDamaged.
    """
    periods = periods_before(span, config.settings.trend_periods)
    if not periods:
        return {}
    whole = Period("", periods[0].first, periods[-1].last)
    stored = rows_of(RecordStore(workspace.records), whole, plan)
    frames = with_corrections(workspace, config, stored, language).frames
    found = {}
    for id_ in sorted({key.id for key, frame in frames.items() if len(frame)}):
        own = {key: frame for key, frame in frames.items() if key.id == id_ and len(frame)}
        try:
            versions = scheme_versions(config, sorted(own))[id_]
        except (SchemeVersionGone, VersionChanged):
            continue
        if any(scheme.sheet.layout == "long" for scheme in versions.values()):
            found[id_] = _by_month(config, versions, frames, periods)
        else:
            policy = config.settings.two_inspectors
            found[id_] = past_table(versions, own, periods, policy)
    return found


def _by_month(
    config: Config,
    versions: Mapping[SchemeKey, Scheme],
    frames: Frames,
    periods: list[Period],
) -> pd.DataFrame:
    """Of long sheets, whose scores are those of months of the people who were there."""
    analyses = []
    for one in periods:
        inside = only_within(frames, one)
        people, source = people_in(config, inside, one)
        own = {key: inside[key] for key in versions if len(inside[key])}
        policy = config.settings.two_inspectors
        analyses.append(analyse(versions, own, one, policy, people=people, clean_from=source))
    return past_by_analysis(periods, analyses)
