"""Plans the merge of one scheme: candidates from the sheets against the stored rows, and what to tell about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.frames import LONG, RECORDING, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.records.batches import (
    ARRIVAL,
    CONTENT,
    DOCUMENT,
    GENERATION,
    INDEX,
    KEY,
    SOURCE,
    WITHDRAWN,
    BatchReader,
)
from qa_workbook.records.digests import ORIGIN, content_digests, is_long, key_digests
from qa_workbook.records.manifest import Batch, Manifest, MergedFile, MergedSheet, SheetRead
from qa_workbook.records.merging import (
    ADDED,
    REJECTED,
    REPLACED,
    SUPERSEDED,
    Decision,
    decide,
    whole_recordings,
)
from qa_workbook.records.plan import TOLD, nothing_told
from qa_workbook.records.stored import rows_in_full, stored_rows

ORIGIN_OF_OTHER = ("file", "sheet", "row")


@dataclass(frozen=True)
class Incoming:
    """What one run brings for one scheme: its frames by scheme key, its sheets, and the versions of their files."""

    scheme_id: str
    frames: Mapping[SchemeKey, pd.DataFrame]
    sheets: Sequence[SheetRead]
    files: Mapping[str, MergedFile]
    manifest: Manifest
    reader: BatchReader

    @property
    def batches(self) -> tuple[Batch, ...]:
        """The stored batches of the scheme, oldest first."""
        return self.manifest.of_scheme(self.scheme_id)

    @property
    def units(self) -> list[tuple[SchemeKey, pd.DataFrame]]:
        """The frames by number."""
        return list(self.frames.items())

    @property
    def long(self) -> bool:
        """Whether the scheme's sheets hold one breach per row."""
        frame = next(iter(self.frames.values()), None)
        if frame is None and self.batches:
            return "clause" in self.reader.names(self.batches[-1])
        return frame is not None and is_long(frame)


@dataclass(frozen=True)
class SchemePlan:
    """The part of a MergePlan that one scheme makes up; `counts` is indexed by the statuses of `merging`."""

    counts: npt.NDArray[np.int64]
    touched: frozenset[tuple[str, str]]
    writes: Mapping[SchemeKey, pd.DataFrame]
    told: Mapping[str, pd.DataFrame]


def plan_scheme(incoming: Incoming) -> SchemePlan:
    """Returns what merging `incoming` would do."""
    candidates = _candidates(incoming)
    rejected = _rejected_keys(incoming)
    changed = _changed_sheets(incoming)
    keys = np.concatenate([candidates["key"].to_numpy(), rejected["key"].to_numpy()])
    stored = stored_rows(incoming.reader, incoming.batches, keys, sorted(set(changed["document"])))
    stored, heirs = _with_dropped(stored, changed, candidates, rejected, long=incoming.long)
    decision = decide(candidates, stored)
    if incoming.long:
        decision = whole_recordings(
            decision, _recordings(_identified(incoming, candidates)), _recordings(stored)
        )
    gone = stored[decision.withdrawn]
    told = {
        **_told_candidates(incoming, candidates, decision, stored),
        "withdrawn_rows": _told(incoming, gone, heirs.loc[gone.index]),
        "kept_rows": _kept(incoming, stored, candidates, rejected),
    }
    return SchemePlan(
        np.bincount(decision.status, minlength=REJECTED + 1),
        _touched(candidates, decision, told["withdrawn_rows"]),
        _writes(incoming, candidates[decision.writes], gone),
        told,
    )


# --- what is compared -----------------------------------------------------------------------------------------------


def _candidates(incoming: Incoming) -> pd.DataFrame:
    """All rows by origin: key, content, file, sheet, row; arrival, document, source; unit (number of its frame), place in it."""
    parts = [
        frame[list(ORIGIN_OF_OTHER)].assign(
            key=key_digests(frame, long=incoming.long),
            content=content_digests(frame, key),
            unit=unit,
            place=np.arange(len(frame)),
        )
        for unit, (key, frame) in enumerate(incoming.frames.items())
    ]
    rows = pd.concat(parts) if parts else _no_candidates()
    rows = rows.sort_values(["file", "sheet", "row", "unit"], ignore_index=True)
    files = _files(incoming)
    numbers = files.index.get_indexer(rows["file"])
    if (numbers < 0).any():
        raise ValueError(
            f"rows of a file that is not among the sheets: {rows['file'][numbers < 0].iloc[0]}"
        )
    return rows.assign(**{name: files[name].to_numpy()[numbers] for name in files.columns})


def _files(incoming: Incoming) -> pd.DataFrame:
    """The versions of the files by name: arrival, document, source (the first 64 bits of the hash)."""
    merged = incoming.files.values()
    columns = {
        "arrival": pd.Series([file.arrival for file in merged], dtype="int32"),
        "document": pd.Series([file.document for file in merged], dtype="int32"),
        "source": pd.Series([int(file.sha256[:16], 16) for file in merged], dtype="uint64"),
    }
    return pd.DataFrame(columns).set_index(pd.Index(list(incoming.files), dtype="str"))


def _no_candidates() -> pd.DataFrame:
    dtypes = dict.fromkeys(("key", "content"), "uint64")
    dtypes |= dict.fromkeys(("row", "unit", "place"), "int64")
    return empty_frame(dtypes | dict.fromkeys(("file", "sheet"), "str"))


def _rejected_keys(incoming: Incoming) -> pd.DataFrame:
    """The keys of the rows that intake rejected, as far as it knows them: key, file, sheet."""
    rows = [
        (*key, sheet.file, sheet.sheet)
        for sheet in incoming.sheets
        for key in sorted(_rejected_of(sheet))
    ]
    frame = pd.DataFrame(rows, columns=[*LONG.key, "file", "sheet"], dtype="str")
    return frame.assign(key=key_digests(frame, long=incoming.long))


def _rejected_of(sheet: SheetRead) -> Collection[tuple[str, str, str, str]]:
    return getattr(sheet, "rejected_keys", ())


def _changed_sheets(incoming: Incoming) -> pd.DataFrame:
    """The sheets that are a corrected version of what was merged last: same path, name, scheme, inspector and 质检日期.

    Only those in which every rejected row is known by its key: for the others nobody can tell what is missing.
    """
    rows = []
    for sheet in incoming.sheets:
        before = incoming.manifest.files.get(sheet.file)
        if (
            before is None
            or before.sha256 == sheet.sha256
            or len(_rejected_of(sheet)) < sheet.rows_rejected
        ):
            continue
        was, now = before.sheets.get(sheet.sheet), incoming.files[sheet.file].sheets[sheet.sheet]
        if was and now.inspected_on and _same_sheet(was, now):
            rows.append(
                (
                    before.document,
                    sheet.sheet,
                    sheet.file,
                    now.inspector,
                    pd.Timestamp(now.inspected_on),
                )
            )
    return pd.DataFrame(rows, columns=["document", "sheet", "heir", "by", "day"]).astype(
        {"day": "datetime64[s]"}
    )


def _same_sheet(was: MergedSheet, now: MergedSheet) -> bool:
    scheme_ids = {SchemeKey.parse(sheet.scheme).id for sheet in (was, now) if sheet.scheme}
    return len(scheme_ids) == 1 and (was.inspector, was.inspected_on) == (
        now.inspector,
        now.inspected_on,
    )


def _with_dropped(
    stored: pd.DataFrame,
    changed: pd.DataFrame,
    candidates: pd.DataFrame,
    rejected: pd.DataFrame,
    *,
    long: bool,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns `stored` with the column `dropped`, and the file and sheet that dropped each row."""
    if changed.empty:
        return stored.assign(dropped=False), pd.DataFrame(
            index=stored.index, columns=list(ORIGIN_OF_OTHER)
        )
    corrected = changed.drop_duplicates(["document", "sheet"])
    heirs = (
        stored[["document", "sheet"]]
        .merge(corrected, how="left", on=["document", "sheet"])
        .set_axis(stored.index)
    )
    own = stored["inspected_on"].eq(heirs["day"]) & (long | stored["inspector"].eq(heirs["by"]))
    present = pd.MultiIndex.from_frame(
        pd.concat([rows[["key", "file", "sheet"]] for rows in (candidates, rejected)])
    )
    asked = pd.MultiIndex.from_arrays([stored["key"], heirs["heir"], stored["sheet"]])
    dropped = stored["live"] & own & ~asked.isin(present)
    if long:  # a recording that is only partly in order stays as it was, for its other breaches may be those rejected
        halved = pd.MultiIndex.from_frame(
            _unread(rejected, candidates)[[*RECORDING, "file", "sheet"]]
        )
        theirs = pd.MultiIndex.from_arrays(
            [*(stored[name] for name in RECORDING), heirs["heir"], stored["sheet"]]
        )
        dropped &= ~theirs.isin(halved)
    return stored.assign(dropped=dropped), heirs.assign(file=heirs["heir"], row=0)[
        list(ORIGIN_OF_OTHER)
    ]


# --- what is told ---------------------------------------------------------------------------------------------------


def _unread(rejected: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """The rejected rows in whose place their sheet has no other row (of equal rows the first is accepted)."""
    places = ["key", "file", "sheet"]
    return rejected[
        ~pd.MultiIndex.from_frame(rejected[places]).isin(
            pd.MultiIndex.from_frame(candidates[places])
        )
    ]


def _recordings(rows: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([rows[name] for name in RECORDING])


def _told(incoming: Incoming, rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Returns `rows` as told rows held against `others` (aligned by position; file, sheet, row)."""
    if rows.empty:
        return nothing_told()
    named = {f"other_{name}": others[name].to_numpy() for name in ORIGIN_OF_OTHER}
    return (
        rows[list(TOLD)]
        .assign(scheme=incoming.scheme_id, **named, changed="")
        .reset_index(drop=True)
    )


def _identified(incoming: Incoming, candidates: pd.DataFrame) -> pd.DataFrame:
    """Returns the candidates with the columns of TOLD instead."""
    parts = [
        incoming.units[unit][1][list(TOLD)].iloc[part["place"]].set_axis(part.index)
        for unit, part in candidates.groupby("unit")
    ]
    return pd.concat(parts).loc[candidates.index] if parts else nothing_told()


def _told_candidates(
    incoming: Incoming, candidates: pd.DataFrame, decision: Decision, stored: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    places = pd.Index(stored["key"]).get_indexer(candidates["key"])
    frames = {}
    for name, status in (
        ("superseded_rows", SUPERSEDED),
        ("conflicting_rows", REJECTED),
        ("replaced_rows", REPLACED),
    ):
        chosen = np.flatnonzero(decision.status == status)
        rival, rows = decision.rival[chosen], candidates.take(chosen)
        others = candidates[list(ORIGIN_OF_OTHER)].take(np.maximum(rival, 0)).reset_index(drop=True)
        if (rival < 0).any():
            by_store = stored[list(ORIGIN_OF_OTHER)].take(places[chosen]).reset_index(drop=True)
            others = others.where(pd.Series(rival >= 0), by_store)
        frames[name] = _told(incoming, _identified(incoming, rows), others)
        if status == REPLACED and len(rows):
            frames[name]["changed"] = _changes(incoming, rows, stored.take(places[chosen]))
    return frames


def _changes(incoming: Incoming, new: pd.DataFrame, old: pd.DataFrame) -> npt.NDArray:
    """Returns the names of the columns in which each new row differs from the stored one, joined by ";"."""
    found = np.full(len(new), "", object)
    old = old.reset_index(drop=True)
    before = rows_in_full(incoming.reader, incoming.batches, old)
    new = new.reset_index(drop=True)
    for old_key, was in before.items():
        for unit, part in new.loc[was.index].groupby("unit"):
            new_key, frame = incoming.units[unit]
            now = frame.iloc[part["place"]].set_index(part.index)
            if old_key != new_key:
                found[part.index] += "version;"
            for name in now.columns.intersection(was.columns, sort=False):
                if name not in (*ORIGIN, *INDEX):
                    left, right = now[name], was.loc[part.index, name]
                    differs = (left != right) & ~(left.isna() & right.isna())
                    found[part.index] += np.where(differs, f"{name};", "").astype(object)
    return np.array([names.rstrip(";") for names in found], object)


def _kept(
    incoming: Incoming, stored: pd.DataFrame, candidates: pd.DataFrame, rejected: pd.DataFrame
) -> pd.DataFrame:
    if rejected.empty:
        return nothing_told()
    if incoming.long:
        by, waiting = list(RECORDING), _unread(rejected, candidates)
        held = stored[stored["live"] & ~stored["key"].isin(candidates["key"])].drop_duplicates(by)
    else:
        by, waiting, held = (
            ["key"],
            rejected[~rejected["key"].isin(candidates["key"])],
            stored[stored["live"]],
        )
    both = held.merge(
        waiting.drop_duplicates(by)[[*by, "file", "sheet"]], on=by, suffixes=("", "_now")
    )
    return _told(
        incoming,
        both,
        both[["file_now", "sheet_now"]].set_axis(["file", "sheet"], axis=1).assign(row=0),
    )


def _touched(
    candidates: pd.DataFrame, decision: Decision, withdrawn: pd.DataFrame
) -> frozenset[tuple[str, str]]:
    """The sheets by which something changes."""
    came = candidates.loc[np.isin(decision.status, (ADDED, REPLACED)), ["file", "sheet"]]
    left = withdrawn[["other_file", "other_sheet"]].set_axis(["file", "sheet"], axis=1)
    return frozenset(pd.concat([came, left]).drop_duplicates().itertuples(index=False, name=None))


# --- what is written ------------------------------------------------------------------------------------------------


def _writes(
    incoming: Incoming, chosen: pd.DataFrame, gone: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The new batch of each scheme version: rows that came or changed, and withdrawn rows marked so."""
    parts: dict[SchemeKey, list[pd.DataFrame]] = {}
    generation = np.int32(incoming.manifest.generation + 1)
    for unit, rows in chosen.groupby("unit"):
        index = {
            KEY: rows["key"].to_numpy(),
            CONTENT: rows["content"].to_numpy(),
            ARRIVAL: rows["arrival"].to_numpy(),
            DOCUMENT: rows["document"].to_numpy(),
            SOURCE: rows["source"].to_numpy(),
            GENERATION: generation,
            WITHDRAWN: False,
        }
        key, frame = incoming.units[unit]
        parts.setdefault(key, []).append(frame.iloc[rows["place"]].assign(**index))
    for key, rows in rows_in_full(incoming.reader, incoming.batches, gone).items():
        parts.setdefault(key, []).append(
            rows.sort_values(["file", "sheet", "row"]).assign(
                **{GENERATION: generation, WITHDRAWN: True}
            )
        )
    return {key: pd.concat(frames, ignore_index=True) for key, frames in sorted(parts.items())}
