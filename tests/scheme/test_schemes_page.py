"""The page docs/schemes.md: its examples load, its worked numbers are right, its tables are current."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import fold_breaches, score_recordings

PAGE = Path(__file__).parents[2] / "docs" / "schemes.md"
ABSENT, NOT_APPLICABLE = -1, -2


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
    """A wide recordings frame: what a row does not name is absent, not counted, or empty."""
    columns: dict[str, list] = {
        f"mark.{node.id}": [row.get(node.id, ABSENT) for row in rows] for node in scheme.graded
    }
    columns |= {
        f"count.{node.id}": [row.get(node.id, 0) for row in rows] for node in scheme.counted
    }
    for name, empty in (("error_deduction", 0), ("fatal", False), ("fatal_codes", "")):
        columns[name] = [row.get(name, empty) for row in rows]
    whole = {name: "int32" for name in columns if name.startswith(("mark.", "count."))}
    return pd.DataFrame(columns).astype(
        whole | {"error_deduction": "int64", "fatal": bool, "fatal_codes": "str"}
    )


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
    frame = pd.DataFrame(breaches, columns=["clause", "times", "aggravated"]).astype(
        {"times": "int32", "clause": "str"}
    )
    for name in ("recording", "inspector", "agent", "fatal_codes", "file", "sheet"):
        frame[name] = pd.Series("x", index=frame.index, dtype="str")
    frame["fatal_codes"] = ""
    frame["row"] = frame.index.astype("int32")
    frame["error_deduction"], frame["fatal"] = 0, False
    folded = fold_breaches(examples["rules"], frame)
    assert score_recordings(examples["rules"], folded)["raw"].tolist() == [50]
