"""服务质量案例库 (S22): what inspectors owe, what items lack, which sessions were held."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.analysis.case_library import KINDS
from qa_workbook.form_results.case_figures import CaseFigures, Figures
from qa_workbook.form_results.case_rules import CaseRules
from qa_workbook.form_results.case_tables import CaseTables
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult

_ASKS_FOR_ATTENTION = ("missing", "sessions_missing", "without_positive", "without_negative")


def cases_result(inputs: Inputs, rules: CaseRules | None) -> FormResult | None:
    """Returns the case library of a period; None without rules or where no case was handed in."""
    if rules is None:
        return None
    of = CaseFigures(inputs, rules)
    if of.rows.empty:
        return None

    figures, tables = of.named(), CaseTables(inputs, of)

    def sentences(*, is_named: bool) -> tuple[str, ...]:
        return (
            _of_weeks(of, figures, tables),
            *_of_last_weeks(of, tables, is_named=is_named),
            _of_items(of, tables),
            tables.say("handed_in", **figures),
            *_of_names(of, tables),
        )

    return FormResult(
        form=inputs.form.id,
        name=tables.say("name"),
        period=inputs.span,
        sentences=sentences(is_named=True),
        sentences_in_report=sentences(is_named=False),
        figures=figures,
        tables=tables.all(),
        asked=tables.say("asked"),
        attention=any(figures[key] for key in _ASKS_FOR_ATTENTION),
    )


def _of_weeks(of: CaseFigures, figures: Figures, tables: CaseTables) -> str:
    """Returns what was owed and done in the weeks that are over."""
    say = tables.say
    if not of.over:
        return say("no_week")
    names = {"first": of.over[0].name, "last": of.over[-1].name, **figures}
    weeks = say("one_week" if len(of.over) == 1 else "many_weeks", **names)
    owed = say("owed" if figures["due"] is not None else "owed_unknown", **names)
    return say("of_weeks", span=weeks, owed=owed, **figures)


def _of_last_weeks(of: CaseFigures, tables: CaseTables, *, is_named: bool) -> Iterator[str]:
    """Yields who lacks what in the last week that is over, and in the one that isn't.

    Without `is_named` only how many they are.
    """
    say = tables.say
    for week in of.over[-1:]:
        if of.is_owed(week):
            key = "last_week" if of.lacking(week) else "last_week_done"
            yield say(key, week=week.name, names=tables.short(week, is_named=is_named))
    for week in of.weeks:
        if not week.over and week.due:
            done = "open_week_done" if of.is_owed(week) else "open_week_unknown"
            key = "open_week" if of.lacking(week) else done
            sessions = of.sessions_missing(week)
            names = tables.short(week, is_named=is_named)
            yield say(key, week=week.name, names=names, sessions=sessions)


def _of_names(of: CaseFigures, tables: CaseTables) -> Iterator[str]:
    """Yields how many comments name the agent whom everybody would see."""
    pairs = zip(of.handed_in["comment"], tables.unnamed(), strict=True)
    if count := sum(written != unnamed for written, unnamed in pairs):
        yield tables.say("named", count=count)


def _of_items(of: CaseFigures, tables: CaseTables) -> str:
    """Returns which items have no positive or no negative case."""
    if not of.items:
        return tables.say("items_unknown")
    parts = []
    for kind in KINDS:
        without = [one.name for one in of.items if not getattr(one, kind)]
        if without:
            names = tables.joined(without)
            parts.append(tables.say(f"no_{kind}", count=len(without), names=names))
    details = {"months": of.rules.window, "first": of.window.first, "last": of.window.last}
    lacking = tables.say("comma").join(parts)
    key = "items_lack" if parts else "items_full"
    return tables.say(key, items=len(of.items), lacking=lacking, **details)
