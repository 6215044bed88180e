"""Fixtures for the tests of layouts: the shipped names."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    model, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert model is not None, faults
    return model
