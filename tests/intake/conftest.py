"""Fixtures for the tests of intake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sheets_for_intake import Reader

from qa_workbook.config.strict import read_model
from qa_workbook.findings.finding import Finding
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.lists import read_roster
from qa_workbook.intake.reader import Intake, IntakeContext, ReadFiles, read_paths
from qa_workbook.intake.roster import Roster
from qa_workbook.numbers import period
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


@pytest.fixture
def read_people(vocabulary: Vocabulary) -> Callable[[Path], tuple[Roster | None, list[Finding]]]:
    """Reads the roster of a config folder by the shipped form."""
    form = load_forms(CONFIG / "forms", vocabulary)[0].form("roster")
    return lambda folder: read_roster(folder, form, vocabulary)


@pytest.fixture
def read(tmp_path: Path, schemes: SchemeBook, vocabulary: Vocabulary) -> Reader:
    """Reads files or folders as of 1 December 2026."""

    def reader(
        *paths: Path,
        span: str = "",
        roster: Roster | None = None,
        book: SchemeBook = schemes,
        read_files: ReadFiles | None = None,
        **more: Any,
    ) -> Intake:
        wanted = period(span) if span else None
        context = IntakeContext(
            book, vocabulary, roster, date(2026, 12, 1), wanted, tmp_path, **more
        )
        return read_paths(paths or [tmp_path], context, read=read_files)

    return reader
