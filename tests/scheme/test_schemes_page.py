"""The page docs/schemes.md: its examples load, its worked numbers are right, its tables are current."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from frames import long_frame, wide_frame
from qa_workbook.frames import COUNT, MARK, NOT_APPLICABLE
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import fold_breaches, score_recordings

PAGE = Path(__file__).parents[2] / "docs" / "schemes.md"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scheme]:
    """The example schemes of the page, by id; all are without fault."""
    folder = tmp_path_factory.mktemp("examples")
    for number, block in enumerate(
        re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    ):
        (folder / f"{number}.yaml").write_text(block, "utf-8")
    book, faults = load_schemes(folder)
    assert [str(fault) for fault in faults] == []
    return {name: book.latest(name) for name in book.ids}


def recordings(scheme: Scheme, rows: list[dict]) -> pd.DataFrame:
    """A wide recordings frame of rows that name marks, counts and columns by id."""
    named = {node.id: MARK + node.id for node in scheme.graded}
    named |= {node.id: COUNT + node.id for node in scheme.counted}
    return wide_frame(scheme, [{named.get(key, key): row[key] for key in row} for row in rows])


def test_page__flat_example(examples: dict[str, Scheme]):
    """The bonus is added after the weights are spread again, and is capped."""
    marks = {"greeting": 4, "answer": 5, "closing": NOT_APPLICABLE}
    frame = recordings(examples["chat"], [marks | {"praise": 1}, marks | {"praise": 2}])
    assert score_recordings(examples["chat"], frame)["raw"].tolist() == [95.5, 97.5]


def test_page__hierarchical_example(examples: dict[str, Scheme]):
    """An item by its points, equal and weighted sections, deduction, fatal codes, and a failed section."""
    answer = {"ability.answer.correct": 10, "ability.answer.complete": 5, "ability.speed": 10}
    marks = answer | {"manner.voice": 5, "manner.attitude": 10}
    less = marks | {"error_deduction": 25}
    fatal = [less | {"fatal": True, "fatal_codes": code} for code in ("F1", "F2")]
    frame = recordings(examples["index"], [marks, less, *fatal, marks | {"manner.attitude": 1}])
    scored = score_recordings(examples["index"], frame)
    assert scored["raw"].tolist() == [80, 80, 80, 80, 50]
    assert scored["final"].tolist() == [80, 77.5, 60, 0, 50]


def test_page__clause_example(examples: dict[str, Scheme]):
    """Aggravated breaches, a cap per clause, once per recording, and the floor of a section."""
    breaches = [
        ("manner.rude", 1, False),
        ("manner.rude", 1, True),
        ("tickets.text", 3, False),
        ("tickets.late", 2, False),
    ]
    names = ("clause", "times", "aggravated")
    rows = [dict(zip(names, breach, strict=True)) for breach in breaches]
    frame = long_frame(rows, recording="x", inspector="x", agent="x")
    folded = fold_breaches(examples["rules"], frame)
    assert score_recordings(examples["rules"], folded)["raw"].tolist() == [50]
