"""The foreign sheets with a recording or an answer in each row, read by layouts written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from foreign.adoption_score import Read, score
from foreign.foreign_sheets import CASES
from foreign.kit import NA, Foreign, Item, Mark
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.kinds.numbers import read_number
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfold import unfold
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.model import Scheme
from scheme_factory import SOURCE, scheme

LAYOUTS: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "foreign_layouts.yaml").read_text("utf-8")
)
WORDS = {"优": 10, "良": 8, "中": 6, "差": 0}
YES_NO = {"是": 1, "否": 0}


def scale(item: Item) -> dict[str, Any]:
    if item.kind in ("words", "yesno"):
        known = WORDS if item.kind == "words" else YES_NO
        choices = [{"mark": mark, "name": word} for word, mark in known.items()]
        return {"full": max(known.values()), "choices": choices, "unit": "mark", **SOURCE}
    full = 100 if item.full is None or item.kind == "percent" else str(item.full)
    return {"full": full, "step": "0.5", "unit": "mark", **SOURCE}


def scheme_of(items: list[Item]) -> Scheme:
    """Returns a scheme with the items of a sheet, by the ids i0, i1 …"""
    scales = {f"s{n}": scale(item) for n, item in enumerate(items)}
    nodes = [
        {"id": f"i{n}", "name": item.name, "weight": 1, "scale": f"s{n}"}
        for n, item in enumerate(items)
    ]
    code = {"id": "F1", "name": "致命错误"}
    fatal = {"effect": "zero", "unit": "points", "codes": [code], **SOURCE}
    deduction = {"lowest": 0, "highest": 100, "step": 1, "unit": "points", **SOURCE}
    return scheme(
        nodes,
        scales=scales,
        not_applicable="respread",
        fatal=fatal,
        error_deduction=deduction,
    )


def layout_of(case: str, items: list[Item]) -> Layout:
    said = dict(LAYOUTS[case])
    pattern = said.pop("marks", {"heading": "{}"})
    marks = {
        f"i{n}": {key: heading.replace("{}", item.name) for key, heading in pattern.items()}
        for n, item in enumerate(items)
    }
    whole = {
        "format": 1,
        "id": "foreign",
        "name": case,
        "scheme": "test",
        "match": {"headings": [items[0].name]},
        "shape": "rows",
        "marks": marks,
        **SOURCE,
        **said,
    }
    return Layout.model_validate(whole)


@cache
def made(case: str) -> Foreign:
    return CASES[case]()


def unfolded(case: str, vocabulary: Vocabulary) -> Iterator[Unfolded]:
    """Yields what the layout makes of each sheet with recordings."""
    file = made(case)
    of, layout = scheme_of(file.truth.items), layout_of(case, file.truth.items)
    form = score_form(of, vocabulary)
    book = open_workbook(file.data, vocabulary.limits)
    for name, _ in book.sheets:
        if name not in ("汇总", "评分标准"):
            yield unfold(book.grid(name), layout, of, form, vocabulary, file.name)


def read(found: Unfolded, items: list[Item], vocabulary: Vocabulary) -> Iterator[Read]:
    """Yields the recordings of a plain table as the truth has them."""
    totals = {row: cell for stated in found.stated for row, (cell, _) in stated.cells.items()}
    for row, cells in enumerate(found.grid.rows[1:], 1):
        said = dict(zip(found.keys, cells, strict=True))
        day = read_date(said["call_date"], vocabulary.limits.earliest_date).value
        marks: dict[str, Mark] = {}
        for n, item in enumerate(items):
            cell = said[f"mark.i{n}"]
            number = read_number(cell, ("分",)).value
            word = NA if words(cell) in ("不适用", "N/A") else words(cell)
            plain = item.kind in ("points", "percent") and number is not None
            mark = (
                number / 100 if plain and item.kind == "percent" and number is not None else number
            )
            marks[item.name] = mark if plain else word or None
        total = read_number(totals.get(row, "")).value
        facts = (words(said.get(key, "")) for key in ("agent", "name"))
        date = "" if day is None else day.date().isoformat()
        rest = (words(said.get(key, "")) for key in ("inspector", "recording"))
        yield Read(*facts, date, *rest, marks=marks, total=total)


@pytest.mark.parametrize("case", LAYOUTS)
def test_every_recording_is_read_as_it_is_meant(case: str, vocabulary: Vocabulary) -> None:
    """Marks, days, people and totals are those of the truth; no row is lost or invented."""
    truth = made(case).truth
    tables = list(unfolded(case, vocabulary))
    found = [one for table in tables for one in read(table, truth.items, vocabulary)]
    result = score(truth, found)
    assert (result.wrong_marks, result.wrong_facts) == ([], [])
    assert (result.missing, result.lost, result.extra) == (0, [], [])
    assert result.totals_agree == result.totals
    assert [noted for table in tables for noted in table.noted] == []


@pytest.mark.parametrize("case", LAYOUTS)
def test_every_filled_cell_is_accounted_for(case: str, vocabulary: Vocabulary) -> None:
    """The counts add up to the filled cells, and none is left that no rule is about."""
    for table in unfolded(case, vocabulary):
        counts = table.counts()
        assert sum(counts.values()) == len(table.cells)
        assert counts["unsure"] == 0
