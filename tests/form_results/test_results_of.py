"""What a build asks of forms: nothing of those without rows, and the ledger once."""

from __future__ import annotations

from qa_workbook.app import form_results
from qa_workbook.app.form_results import inputs_maker, results_of
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore

OCTOBER = period("2026-10")


def asked_of(workspace, monkeypatch, kept: set[str], only=()) -> list[str]:
    """The forms whose result was asked for where `kept` have rows."""
    asked: list[str] = []

    def result_of(inputs, _rules):
        asked.append(inputs.form.id)

    monkeypatch.setattr(form_results, "result_of", result_of)
    monkeypatch.setattr(RecordStore, "schemas", lambda *_: frozenset(kept))
    results_of(workspace, workspace.load(), [], OCTOBER, "zh", only=only)
    return asked


def test_forms_without_rows_cost_nothing(workspace, monkeypatch):
    """Only forms with rows are told, and what others' rows may tell of; the catalogue's order holds."""
    assert asked_of(workspace, monkeypatch, set()) == []
    kept = {"exams", "complaints", "recordings"}
    assert asked_of(workspace, monkeypatch, kept) == ["complaints", "exams"]
    assert asked_of(workspace, monkeypatch, {"chat-kpi"}) == ["tiers", "chat-kpi"]
    assert asked_of(workspace, monkeypatch, kept, only=("exams",)) == ["exams"]


def test_the_ledger_is_read_once_for_all_forms(workspace, monkeypatch):
    """Reading it takes longer the more has happened: no form reads it anew."""
    read: list[int] = []
    monkeypatch.setattr(WorkspaceLedger, "events", lambda _: read.append(1) or [])
    made = inputs_maker(workspace, workspace.load(), [], OCTOBER, "zh")
    forms = workspace.load().forms.inbox
    assert all(made(form).events() == [] for form in forms)
    assert len(read) == 1
