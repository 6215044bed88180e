"""The demo's exams look like a month's work: two exams, and a retake of those who need it (S11)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.demo.centre import found_centre
from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.exams import LOW, exam_sheets
from qa_workbook.demo.form_sheet import FormSheet
from qa_workbook.demo.invented import invented
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.book import SchemeBook

CONFIG = Path(__file__).parents[1] / "config"


@pytest.fixture(scope="module")
def form() -> Form:
    vocabulary, _ = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert vocabulary is not None
    return load_forms(CONFIG / "forms", vocabulary)[0].form("exams")


def made(form: Form, language: str = "zh") -> tuple[DemoCentre, list[FormSheet]]:
    words, rng = invented(language), np.random.default_rng(1)
    agents = [agent for group in found_centre(4, words, rng) for agent in group.agents]
    day = date(2026, 10, 8)
    centre = DemoCentre(agents, (), (), "2026-10", [day], SchemeBook(()), words, language)
    return centre, exam_sheets(centre, form, rng)


def test_the_retake_has_those_who_need_it(form: Form) -> None:
    """Who failed the first exam or was absent sits it again, under the same number; nobody else does."""
    _, (first, retake, second) = made(form)
    again = {row["agent"] for row in first.rows if "mark" not in row or int(str(row["mark"])) < LOW}
    assert {row["agent"] for row in retake.rows} == again and 0 < len(again) < len(first.rows) / 3
    numbers = [sheet.labels["exam"] for sheet in (first, retake, second)]
    assert numbers[0] == numbers[1] != numbers[2]


def test_the_numbers_above_agree_with_the_rows(form: Form) -> None:
    """Papers and heads are counted as the rows have them."""
    for sheet in made(form)[1]:
        papers = sum("paper" in row for row in sheet.rows)
        assert (sheet.labels["papers"], sheet.labels["heads"]) == (papers, len(sheet.rows))


def test_marks_follow_skill_a_little(form: Form) -> None:
    """Who works well mostly knows more, but the exam is no copy of the skill."""
    centre, (first, *_) = made(form)
    skills = {agent.number: agent.skill for agent in centre.agents}
    pairs = [
        (skills[str(row["agent"])], float(str(row["mark"]))) for row in first.rows if "mark" in row
    ]
    assert 0.3 < np.corrcoef(np.array(pairs).T)[0, 1] < 0.9


def test_english_files_have_english_names(form: Form) -> None:
    """The demo in English names its files so."""
    assert [sheet.file for sheet in made(form, "en")[1]][1] == "exams/PX202610-1 Retake.xlsx"
