"""投诉 / 表扬 of a period (S12): by site and source, agents, answers, and what inspectors heard."""

from __future__ import annotations

from qa_workbook.form_results.complaint_rules import ComplaintRules
from qa_workbook.form_results.complaint_sentences import figures_of, sentences_of
from qa_workbook.form_results.complaint_tables import tables_of
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.model import FormResult
from qa_workbook.form_results.plain import plain_result
from qa_workbook.form_results.tickets import Tickets, fits


def complaints_result(inputs: Inputs, rules: ComplaintRules | None) -> FormResult | None:
    """Returns what the tickets of a period come to; None where there are none.

    A form that no longer has the columns and choices of ours (`tickets.fits`) has the plain result.
    """
    if inputs.rows.empty:
        return None
    if not fits(inputs.form):
        return plain_result(inputs)
    say = inputs.sayer("complaints_result")
    standard = rules.standard_time(inputs.calendar) if rules else None
    tickets = Tickets(inputs, say, standard)
    figures = figures_of(tickets)
    needs_looking = [figures["overdue"], figures["upheld_scored_good"], len(tickets.wrong_agents)]
    return FormResult(
        form=inputs.form.id,
        name=say("title"),
        period=inputs.span,
        sentences=tuple(sentences_of(tickets, figures, rules)),
        sentences_in_report=tuple(sentences_of(tickets, figures, rules, is_named=False)),
        figures=figures,
        tables=tuple(tables_of(tickets)),
        asked=say("asked"),
        attention=any(needs_looking),
    )
