"""The figures of a large period, counted block by block, are those of all its recordings at once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from made_recordings import recordings, scheme
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.app.figures import figures_of_period
from qa_workbook.frames import Schema, Table, wide_schema
from qa_workbook.records import RecordStore, cut, store
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise

PERIODS = ("2026-10-01..2026-11-30", "2026-10", "2026-11-02", "2026-12")


def commit(records: RecordStore, rules: Scheme, rows: pd.DataFrame, file: str) -> None:
    """Merges rows as those of one sheet."""
    schema: Schema = wide_schema(node.id for node in rules.graded)
    frame = rows.assign(file=file)[list(schema.names)].astype(dict(schema.dtypes))
    digest = hashlib.sha256(file.encode()).hexdigest()
    sheet = Sheet(file, "表", digest, rules.key, columns={}, rows_read=len(rows))
    records.commit(records.plan({rules.key: Table(schema, frame)}, [sheet]))


def made(rules: Scheme, seed: int, month: int) -> pd.DataFrame:
    """Recordings of a month, each with a number of its own."""
    rows = recordings(rules, seed=seed)
    rows = rows.assign(
        recording=[f"{month}-{number}" for number in range(len(rows))],
        call_date=rows["call_date"] + pd.DateOffset(months=month - 10),
        sheet="表",
        row=range(6, 6 + len(rows)),
        remark=["好", ""] * (len(rows) // 2),
    )
    assert (rows["call_date"].dt.month == month).all()
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three batches: one shares recordings with another, one stands alone."""
    root = tmp_path_factory.mktemp("large") / "w"
    initialise(root)
    rules, records = scheme(), RecordStore(Workspace(root).records)
    october, november = made(rules, 1, 10), made(rules, 2, 11)
    commit(records, rules, october, "a.xlsx")
    commit(records, rules, november, "b.xlsx")
    again = october.head(5).assign(inspector="赵六", call_date=november["call_date"].head(5))
    commit(records, rules, again, "c.xlsx")
    return root


@pytest.mark.parametrize("span", PERIODS)
@pytest.mark.parametrize("step", [1, 1000])
def test_figures__of_a_large_period(
    folder: Path, span: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small the blocks are, to the last byte; also where nothing is recorded."""

    def told() -> str:
        found = figures_of_period(Workspace(folder), span, "zh")
        return json.dumps([published_metrics(one) for one in found], ensure_ascii=False)

    plain = told()
    monkeypatch.setattr(store, "LARGE", 0)
    monkeypatch.setattr(cut, "STEP", step)
    assert told() == plain
