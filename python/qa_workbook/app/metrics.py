"""The figures of a period, for the analysis workbook, `metrics` and the exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis
from qa_workbook.errors import SchemeVersionGone, VersionChanged
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period, period
from qa_workbook.records import RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace


def analyse_period(workspace: Workspace, period_text: str, language: str) -> list[Analysis]:
    """Returns the analysis of each scheme that has recordings in the period, by scheme id."""
    span = period(period_text)
    return analyse_frames(
        workspace.required().load(), RecordStore(workspace.records).read(span), span, language
    )


def analyse_frames(
    config: Config, frames: Mapping[SchemeKey, pd.DataFrame], span: Period, language: str
) -> list[Analysis]:
    """Returns the analysis of each scheme that has rows, by scheme id. Raises SchemeVersionGone."""
    versions = scheme_versions(config, sorted(key for key, frame in frames.items() if len(frame)))
    policy = config.settings.two_inspectors
    return [
        analyse(of_id, {key: frames[key] for key in of_id}, span, policy, language)
        for of_id in versions.values()
    ]


def scheme_versions(
    config: Config, keys: Sequence[SchemeKey]
) -> dict[str, dict[SchemeKey, Scheme]]:
    """Returns scheme id → key → version for the keys of records.

    Raises SchemeVersionGone, and VersionChanged where one isn't what scored them before.
    """
    versions: dict[str, dict[SchemeKey, Scheme]] = {}
    for key in keys:
        scheme = config.schemes.version(*key)
        if scheme is None:
            raise SchemeVersionGone(scheme=key.id, version=key.version)
        versions.setdefault(key.id, {})[key] = scheme
    used = [scheme for of_id in versions.values() for scheme in of_id.values()]
    changed = config.used_schemes.changed(used)
    if changed:
        raise VersionChanged(versions=" ".join(changed))
    return versions
