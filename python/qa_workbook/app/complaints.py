"""The upheld complaints of some days, for the penalty register (S12)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from qa_workbook.analysis.pool import reading_order
from qa_workbook.forms.frames import form_schema
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.penalties.complaints import (
    FORM,
    NO_COMPLAINTS,
    Complaints,
    complaints_of,
    counts_complaints,
    with_people,
)
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Config, known_complaints

_TEXTS = ("name", "team", "recording", "remark")
"""Columns of the form that a centre may have left out of its own."""
_SAID = ["agent", "name", "team"]
PEOPLE = (*_SAID, "call_date", "file", "sheet", "row")
"""The columns of recordings that say who somebody is, the latest ones last."""


def read_complaints(
    config: Config,
    book: TariffBook,
    store: RecordStore,
    days: Period,
    frames: Callable[[], Mapping[SchemeKey, pd.DataFrame]],
    given_out: GivenOut | None = None,
    plan: MergePlan | None = None,
) -> Complaints:
    """Returns the complaints received on `days`, none where no rule prices any.

    Names and teams that a ticket leaves out are those of the recordings that `frames` gives (their
    PEOPLE columns), else those of the roster. With a `plan` they are those of the records as they
    will be. Raises RecordsDamaged.
    """
    known, form = known_complaints(config.forms), config.forms.get(FORM)
    is_wanted = counts_complaints(book, given_out or GivenOut())
    if form is None or known.words is None or known.lacking or not is_wanted:
        return NO_COMPLAINTS
    schema = form_schema(form)
    columns = [*schema.names, *(name for name in _TEXTS if name not in schema.names)]
    parts = [
        frame.reindex(columns=columns).assign(version=key.version)
        for key, frame in store.read(days, schema=FORM, plan=plan).items()
    ]
    if not parts:
        return Complaints(known.words)
    rows = pd.concat(parts, ignore_index=True)
    # What an older version of the form had no column for says nothing.
    texts = [name for name in columns if schema.dtypes.get(name, "str") == "str"]
    found = complaints_of(rows.fillna(dict.fromkeys(texts, "")), known.words)
    return with_people(found, _people(config, frames())) if len(found.breaches) else found


def _people(config: Config, frames: Mapping[SchemeKey, pd.DataFrame]) -> pd.DataFrame:
    """Agent, name and team as the roster and then the recordings say it, the latest ones last."""
    listed = config.roster.people.values() if config.roster else ()
    roster = pd.DataFrame([vars(one) for one in listed], columns=_SAID, dtype="str")
    rows = [frame[[*_SAID, "call_date"]].take(reading_order(frame)) for frame in frames.values()]
    if not rows:
        return roster
    recordings = pd.concat(rows).sort_values("call_date", kind="stable")
    return pd.concat([roster, recordings[_SAID]], ignore_index=True)
