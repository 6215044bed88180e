"""On a scale of yes and no alone the words of yes and no are marks; everywhere else they are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.marks import MarkReader, Ticks
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.frames import NOT_APPLICABLE
from qa_workbook.scheme.model import Scale

VOCABULARY, _ = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)


def scale(*names: str) -> Scale:
    """A scale whose choices are worth 0, 1 … in the order of their names."""
    choices = [{"mark": mark, "name": name} for mark, name in enumerate(names)]
    full = len(names) - 1
    return Scale(full=full, choices=choices, unit="mark", source="made up")  # type: ignore[arg-type]


def read(cell: Any, of: Scale, rule: Any = "respread") -> Ticks:
    return MarkReader(of, rule, VOCABULARY).read(cell)


@pytest.mark.parametrize(
    "word",
    ["是", "√", "✓", "✔", "Y", "yes", "合格", "达标", "通过", "符合", "TRUE", True, 1.0, "1"],
)
def test_words_of_yes(word):
    """Whatever a centre writes for yes is the higher mark; a ticked box of a sheet is one, too."""
    assert read(word, scale("否", "是")).value == 1


@pytest.mark.parametrize(
    "word",
    ["否", "×", "✘", "N", "no", "不合格", "未达标", "不通过", "不符合", "FALSE", False, 0.0, "0"],
)
def test_words_of_no(word):
    """Whatever it writes for no is the lower mark."""
    assert read(word, scale("否", "是")).value == 0
    assert read(word, scale("不合格", "合格")).value == 0


@pytest.mark.parametrize("word", ["/", "-", "不适用", "N/A"])
def test_what_means_not_applicable__is_no_no(word):
    """A dash is 不适用 where the scheme knows that, and is refused where it doesn't; never no."""
    assert read(word, scale("否", "是")).value == NOT_APPLICABLE
    assert read(word, scale("否", "是"), "refuse").code == "not-applicable-refused"


@pytest.mark.parametrize("names", [("差", "中", "优"), ("差", "好"), ("是", "否")])
def test_other_scales__know_none_of_these_words(names):
    """Three choices, other words, or a yes that is the worse one: nothing is guessed."""
    for word in ("√", "合格", True):
        assert read(word, scale(*names)).code == "mark-not-a-number"
