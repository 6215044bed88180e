"""Online chat of a period (S21): figures of the chat system beside targets and inspectors."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from qa_workbook.form_results.chat_figures import MEASURES, lacking
from qa_workbook.form_results.chat_month import (
    ALL_MET,
    NOT_JUDGED,
    PARTLY,
    SOME_SHORT,
    ChatMonth,
    interval,
)
from qa_workbook.form_results.chat_rules import ChatRules
from qa_workbook.form_results.chat_tables import ROWS, chat_tables
from qa_workbook.form_results.chat_words import ROOM, changes, said_of_all, verdict_on_all
from qa_workbook.form_results.inputs import Inputs, Say
from qa_workbook.form_results.model import FormResult, Value
from qa_workbook.numbers import as_shown


def chat_result(inputs: Inputs, rules: ChatRules | None) -> FormResult | None:
    """Returns what the figures of online chat come to; None without rows in the period."""
    if inputs.rows.empty:
        return None
    say, month = inputs.sayer(ROOM), ChatMonth(inputs, rules)
    rows = inputs.detail(ROWS, say("rows"), inputs.rows)
    return FormResult(
        form=inputs.form.id,
        name=say("name"),
        period=inputs.span,
        sentences=tuple(_sentences(say, month)),
        figures=_figures(month),
        tables=(*chat_tables(say, month), rows),
        asked=say("asked"),
        attention=bool((month.verdicts == "short").any()),
    )


def _sentences(say: Say, month: ChatMonth) -> Iterator[str]:
    inputs = month.inputs
    contacts = month.total["contacts"]
    details = {
        "agents": len(month.agents),
        "measures": said_of_all(say, month),
        "verdict": verdict_on_all(say, month),
    }
    if isnan(contacts):
        yield say("said_without_contacts", **details)
    else:
        yield say("said", **details, contacts=int(contacts))
    before = inputs.span.before.text
    if month.before is None:
        yield say("nothing_before", before=before)
    else:
        yield say("changed", before=before, measures=say("comma").join(changes(say, month)))
    for name, count in lacking(month.numbers).items():
        word = "lacking_all" if count == len(month.numbers) else "lacking"
        yield say(word, count=count, heading=inputs.form.by_id[name].heading)
    if month.rules is None:
        yield say("no_rules", day=inputs.span.last)
        return
    least = month.rules.least
    counts = {one: int((month.standing == one).sum()) for one in _STANDINGS}
    yield say("standing", **counts, contacts=least.contacts, ratings=least.ratings)
    yield from _beside_inspectors(say, month, month.rules)


_STANDINGS = (ALL_MET, SOME_SHORT, PARTLY, NOT_JUDGED)
_APART = ("praised_by_customers", "praised_by_inspectors")


def _beside_inspectors(say: Say, month: ChatMonth, rules: ChatRules) -> Iterator[str]:
    if month.analysis is None:
        yield say("no_quality", scheme=rules.quality.scheme)
        return
    mean, inspected = month.inspected
    counts = {one: int((month.apart == one).sum()) for one in _APART}
    both = int(month.apart.notna().sum())
    details = {"inspected": inspected, "mean": as_shown(mean, 2), "both": both}
    least = {"ratings": rules.least.ratings, "least": rules.least.inspected}
    yield say("quality" if both else "quality_few", **details, **least, **counts)
    if len(month.only_inspected):
        yield say("only_inspected_said", count=len(month.only_inspected))


def _figures(month: ChatMonth) -> dict[str, Value]:
    """The figures of everybody: shares as fractions with their intervals, times in seconds."""
    total, before = month.total, month.before
    found: dict[str, Value] = {
        "agents": len(month.agents),
        "contacts": float(total["contacts"]),
        "contacts_before": None if before is None else float(before["contacts"]),
    }
    for one in MEASURES:
        found[one.key] = float(total[one.key])
        found[f"{one.key}_of"] = float(total[f"{one.key}.base"])
        found[f"{one.key}_before"] = None if before is None else float(before[one.key])
        if one.is_share:
            low, high = interval(total, one.key)
            found |= {f"{one.key}_low": low, f"{one.key}_high": high}
    found |= {one: int((month.standing == one).sum()) for one in _STANDINGS}
    mean, inspected = month.inspected
    found |= {"score": mean, "inspected": inspected}
    found |= {one: int((month.apart == one).sum()) for one in _APART}
    return {key: _plain(value) for key, value in found.items()}


def _plain(value: Value) -> Value:
    """A figure without a false fraction; None for what isn't known."""
    if not isinstance(value, float):
        return value
    if isnan(value):
        return None
    return int(value) if value.is_integer() else value
