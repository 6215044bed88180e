"""A sheet that isn't ours, read by a layout: same checks, findings in its own cells (contract 4.2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

ITEMS = {
    "opening": "开场",
    "attitude": "态度",
    "wording": "用语",
    "voice": "语速",
    "expression": "表达",
    "promotion": "推介",
    "flexibility": "灵活",
    "dialogue": "沟通",
    "listening": "聆听",
    "business": "业务",
}
LAYOUT = """
format: 1
id: store
name: 门店质检表
source: made for the tests
scheme: monitoring-10x4
match: {headings: [顾问工号, 开场]}
shape: rows
fields:
  recording: [{heading: 录音}]
  call_date: [{sheet_name: '(.+)', year: 2026}]
  agent: [{heading: 顾问工号}]
  inspector: [{label: 检查}]
notations: {default: {reads: deduction, blank: full}}
ignored:
  texts: ["*质检表"]
  rows: [{words: [小计], kind: subtotal}]
totals: [{heading: 总计, kind: score}]
marks:
""" + "".join(f"  {item}: {{heading: {name}}}\n" for item, name in ITEMS.items())


def put(desk: Any, *rows: list[Any], name: str = "门店.xlsx", note: str = "") -> Path:
    """Writes a sheet of the store into the inbox: a row for each recording."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "10.5"
    page.append(["一店质检表"])
    page.append(["检查：李晓", note])
    page.append(["录音", "顾问工号", *ITEMS.values(), "总计"])
    for row in rows:
        page.append(row)
    desk.inbox.mkdir(exist_ok=True)
    book.save(desk.inbox / name)
    return desk.inbox / name


def recording(number: str, agent: str, lost: dict[str, Any], total: Any) -> list[Any]:
    return [number, agent, *(lost.get(item) for item in ITEMS), total]


@pytest.fixture
def store(desk: Any) -> Any:
    """A workspace with the layout of the store."""
    folder = desk.root / "config" / "layouts"
    folder.mkdir(exist_ok=True)
    (folder / "store.yaml").write_text(LAYOUT, "utf-8")
    return desk


def test_a_foreign_sheet_is_built_like_ours(store: Any) -> None:
    """Marks, agent, day and inspector come from where the layout says; twice is once."""
    put(
        store,
        recording("R1", "A1", {"attitude": -2}, 96),
        ["小计", None, *[None] * 10, 96],
        recording("R2", "A2", {"voice": "扣1分"}, 98),
    )
    report = store.build()
    assert report["recordings"]["added"] == 2 and report["recordings"]["rejected"] == 0
    assert store.merge()["recordings"]["unchanged"] == 2
    agents = {
        one["agent"]: one["mean_score"]
        for one in store.json("metrics", "--period", "2026-10")["agents"]
    }
    assert agents == {"A1": 96.0, "A2": 98.0}


def test_findings_stand_in_the_cells_and_words_of_the_sheet(store: Any) -> None:
    """A faulty mark keeps its recording out; what nobody understands is told; totals are compared."""
    file = put(
        store,
        recording("R1", "A1", {"attitude": "很差"}, 96),
        recording("R2", "A2", {}, 90),
        note="随手写的",
    )
    findings = store.json("validate", str(file), code=1)["findings"]
    found = {(one["code"], one["cell"], one["column"]) for one in findings}
    assert ("mark-not-a-number", "D4", "态度") in found
    assert ("total-differs", "M5", "总计") in found
    assert ("cell-not-understood", "B2", "") in found
    assert store.merge(code=1)["recordings"] == {
        "read": 2, "added": 1, "replaced": 0, "unchanged": 0, "rejected": 1
    }  # fmt: skip


def test_a_corrected_foreign_sheet_replaces_its_rows(store: Any) -> None:
    """The same file with one mark changed changes one recording."""
    put(store, recording("R1", "A1", {}, 100), recording("R2", "A2", {}, 100))
    store.merge()
    put(store, recording("R1", "A1", {"opening": -1}, 98), recording("R2", "A2", {}, 100))
    counts = store.build()["recordings"]
    assert counts["replaced"] == 1 and counts["unchanged"] == 1
