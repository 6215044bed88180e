"""Fixtures for the tests of forms: the shipped names and schemes."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.loader import load_schemes

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def schemes() -> SchemeBook:
    return load_schemes(CONFIG / "schemes")[0]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    model, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert model is not None, faults
    return model
