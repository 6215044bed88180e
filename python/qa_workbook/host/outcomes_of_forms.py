"""What the buttons of 其他业务 show: blank sheets and results of forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.host.outcome import MOST_LONG, MOST_NAMED, Outcome, state_of, told
from qa_workbook.host.tier_steps import not_entered
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.form_results import WrittenResult
    from qa_workbook.app.tiers import TierRecord
    from qa_workbook.forms.model import Form


def of_blank_form(file: Path, form: Form | None, language: str) -> Outcome:
    """Returns what to tell of the blank sheet of a form (None: of a scheme): where it goes."""
    key = "made"
    if form is not None:
        key = "made_list" if form.place == "config" else "made_form"
    return Outcome(message=text(f"host.{key}", language, name=file.name), files=(file,))


def of_results(
    written: Sequence[WrittenResult], form: Form | None, period: str, language: str
) -> Outcome:
    """Returns what to tell of results: the first sentences of one; of several those to look at.

    `form` is the one that was asked for, None for all. Without entries: how to get some.
    """
    if not written:
        key = "no_rows" if form else "no_rows_at_all"
        name = form.name.say(language) if form else ""
        nothing = text(f"host.{key}", language, period=period, name=name)
        return Outcome(state="attention", message=nothing)
    results = [one.result for one in written]
    to_see = [one for one in results if one.attention]
    if form:
        first, *more = results[0].sentences
        said, counts = [first], more[:MOST_NAMED]
    else:
        names = _names([one.name for one in results], language)
        said = [text("host.results_made", language, count=len(results), names=names)]
        if to_see:
            names = _names([one.name for one in to_see], language)
            said.append(text("host.results_to_see", language, names=names))
        counts = [
            text("host.result_of_form", language, name=one.name, words=one.sentences[0])
            for one in to_see[:MOST_LONG]
        ]
    return Outcome(
        state=state_of(rejected=False, nothing=bool(to_see)),
        counts="\n".join(counts),
        message=told(said, language),
        files=tuple(one.file for one in written),
    )


def _names(names: Sequence[str], language: str) -> str:
    return text("host.between_names", language).join(names)


def with_tier_steps(outcome: Outcome, record: TierRecord, base: Path, language: str) -> Outcome:
    """Returns what is told of tiers with what became of the steps of applications before it."""
    counted, said = text("tiers.told_recorded", language, **record.counts), [outcome.message]
    if record.unlisted:
        said.insert(0, text("tiers.told_unlisted", language, count=record.unlisted))
    refused = not_entered(record)
    if refused:
        said.insert(0, text("host.tier_steps_refused", language, count=len(refused)))
    return replace(
        outcome,
        state="rejected" if refused else outcome.state,
        counts="\n".join([counted, *outcome.counts.splitlines()[: MOST_NAMED - 1]]),
        message=told(said, language),
        findings=refused,
        base=base,
        errors=len(refused),
    )
