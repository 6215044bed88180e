"""The figures of a period, for the analysis workbook, `metrics` and the exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from qa_workbook.analysis.agent_months import NOBODY
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.model import Analysis, PeopleSource
from qa_workbook.app.corrections import Frames, with_corrections
from qa_workbook.arrays import Booleans
from qa_workbook.errors import SchemeVersionGone, VersionChanged
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period, period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace


def analyse_period(workspace: Workspace, period_text: str, language: str) -> list[Analysis]:
    """Returns the analysis of each scheme that has recordings in the period, by scheme id."""
    span = period(period_text)
    config = workspace.required().load()
    frames = rows_of(RecordStore(workspace.records), span)
    return analyse_corrected(workspace, config, frames, span, language)


def analyse_corrected(
    workspace: Workspace, config: Config, frames: Frames, span: Period, language: str
) -> list[Analysis]:
    """Returns the analysis of each scheme, with the scores that decisions on cases corrected.

    `frames` are those of `rows_of`. Raises SchemeVersionGone, and as `Ledger` does.
    """
    corrected = with_corrections(workspace, config, frames, language)
    return analyse_frames(config, corrected.frames, span, language, corrected.former)


def rows_of(
    store: RecordStore,
    span: Period,
    plan: MergePlan | None = None,
    *,
    ordered: bool = True,
    columns: Sequence[str] | None = None,
) -> dict[SchemeKey, pd.DataFrame]:
    """Returns the recordings of a period, and what other inspectors say of them on other days.

    Inspectors may disagree on the day. Which score counts, and so in which period, must not depend
    on the period that is asked for. With a `plan` they are those of the records as they will be.
    They come by file, sheet and row where they are to be `ordered`. Of some `columns` (None for
    all) those of RECORDING and `call_date`, which narrow them down, must be some.
    """
    return narrowed(
        store.read(span, plan=plan, also="recording", ordered=ordered, columns=columns), span
    )


def narrowed(frames: Frames, span: Period) -> dict[SchemeKey, pd.DataFrame]:
    """Returns those of `rows_of` out of rows that were read for a span around it.

    What was read has the rows of other days that are about the same recordings, too.
    """
    if all(_within(frame, span).all() for frame in frames.values()):
        return dict(frames)
    names = list(RECORDING)
    inside = only_within(frames, span)
    found = {}
    for key, frame in frames.items():
        kept = _within(frame, span)
        own = pd.concat([rows[names] for same, rows in inside.items() if same.id == key.id])
        others = np.flatnonzero(~kept)
        about = frame["recording"].take(others).isin(own["recording"]).to_numpy()
        others = others[about]
        # Rows of the same inspector on another day are another period's.
        named = pd.MultiIndex.from_frame(frame[names].take(others))
        own = own[own["recording"].isin(frame["recording"].take(others))]
        kept[others[~named.isin(pd.MultiIndex.from_frame(own))]] = True
        found[key] = frame[kept].reset_index(drop=True)
    return {key: frame for key, frame in found.items() if len(frame)}


def _within(frame: pd.DataFrame, span: Period) -> Booleans:
    days = frame["call_date"].to_numpy().astype("datetime64[D]")
    inside: Booleans = (days >= np.datetime64(span.first)) & (days <= np.datetime64(span.last))
    return inside


def only_within(
    frames: Mapping[SchemeKey, pd.DataFrame], span: Period
) -> dict[SchemeKey, pd.DataFrame]:
    """Returns the rows of the period alone."""
    inside = {key: _within(frame, span) for key, frame in frames.items()}
    return {
        # Nearly always all are: then nothing need be copied.
        key: frame if inside[key].all() else frame[inside[key]].reset_index(drop=True)
        for key, frame in frames.items()
    }


def analyse_frames(
    config: Config,
    frames: Frames,
    span: Period,
    language: str,
    former: Frames | None = None,
) -> list[Analysis]:
    """Returns the analysis of each scheme that has rows, by scheme id.

    `frames` are those of `rows_of`, corrected or not; `former` the corrected recordings as they
    were. Raises SchemeVersionGone.
    """
    return [
        analyse(
            one.versions,
            one.frames,
            span,
            **one.options,
            language=language,
            former={key: former[key] for key in one.versions if key in former} if former else None,
        )
        for one in _by_scheme(config, frames, span)
    ]


class _OfScheme(NamedTuple):
    """What `analyse` is given of a scheme; `options` are its arguments that config decides."""

    versions: Mapping[SchemeKey, Scheme]
    frames: Frames
    options: Mapping[str, Any]


def _by_scheme(config: Config, frames: Frames, span: Period) -> list[_OfScheme]:
    """The schemes that have rows, by id. Raises SchemeVersionGone."""
    versions = scheme_versions(config, sorted(key for key, frame in frames.items() if len(frame)))
    layouts = {scheme.sheet.layout for of_id in versions.values() for scheme in of_id.values()}
    people, source = people_in(config, frames, span, asked="long" in layouts)
    options = {
        "two_inspectors": config.settings.two_inspectors,
        "people": people,
        "clean_from": source,
        "rules": config.rules.at(span.last),
        "small_sample": config.settings.small_sample,
    }
    return [
        _OfScheme(of_id, {key: frames[key] for key in of_id}, options)
        for of_id in versions.values()
    ]


def people_in(
    config: Config, frames: Mapping[SchemeKey, pd.DataFrame], span: Period, *, asked: bool = True
) -> tuple[pd.DataFrame, PeopleSource]:
    """Returns who may have lost no points (agent, name, team, month), and where that is known from.

    With a roster everybody on it has every month in which anybody has a recording; else an agent
    has the months of the own recordings of any scheme. Only sheets of breaches ask for them; where
    nothing has `asked` there are none.
    """
    columns = ["call_date", "agent", "name", "team"]
    inside = {key: rows for key, rows in only_within(frames, span).items() if len(rows)}
    if not inside or (config.roster is None and len({key.id for key in inside}) == 1):
        return NOBODY, "breaches"
    if not asked:
        return NOBODY, "recordings" if config.roster is None else "roster"
    rows = pd.concat([frame[columns] for frame in inside.values()])
    months = rows["call_date"].dt.strftime("%Y-%m")
    rows = rows.assign(month=months).sort_values("call_date", kind="stable")
    if config.roster is None:
        last = rows.drop_duplicates(["agent", "month"], keep="last")
        return last[list(NOBODY)], "recordings"
    people = pd.DataFrame([vars(one) for one in config.roster.people.values()])
    active = pd.DataFrame({"month": months.unique()})
    return people.merge(active, how="cross")[list(NOBODY)], "roster"


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
