"""客服分级 (S20): everybody beside the figures of the next tier, candidates, applications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_workbook.form_results.inputs import Inputs, Say
from qa_workbook.form_results.model import (
    Counted,
    FormResult,
    Of,
    ResultColumn,
    ResultTable,
    Value,
)
from qa_workbook.form_results.tier_agents import (
    STANDING,
    STATES,
    awaiting,
    course,
    numbers_table,
    standing_table,
    who,
)
from qa_workbook.form_results.tier_rules import MEASURES, Criterion, Measure, TierRules
from qa_workbook.form_results.tier_standing import (
    Standing,
    State,
    TierReport,
    tier_report,
)
from qa_workbook.tiers.ledger_events import Application
from qa_workbook.tiers.steps import STEPS, TIERS

STEP_ROWS = "steps"
_NAMES_TOLD = 8
_MEASURES_TOLD = 3
_FEWEST_TOLD = 2


def tiers_result(inputs: Inputs, rules: TierRules | None) -> FormResult | None:
    """Returns where everybody stands; None where neither figures nor applications are known."""
    say = inputs.sayer("tiers_result")
    if rules is None:
        return _without_rules(inputs, say)
    report = tier_report(inputs, rules)
    if report is None:
        return None
    return FormResult(
        form=inputs.form.id,
        name=say("name"),
        period=inputs.span,
        sentences=tuple(_sentences(report, say)),
        sentences_in_report=tuple(_sentences(report, say, is_named=False)),
        figures=_figures(report),
        tables=tuple(_tables(inputs, rules, report, say)),
        asked=say("asked") if report.in_state("ready") or report.open else "",
        attention=bool(report.unrecorded or report.refused),
    )


def _without_rules(inputs: Inputs, say: Say) -> FormResult | None:
    """Rows of a time before the first version: they are shown, and nobody is judged."""
    if inputs.rows.empty:
        return None
    return FormResult(
        form=inputs.form.id,
        name=say("name"),
        period=inputs.span,
        sentences=(say("no_rules", day=inputs.span.last),),
        tables=(inputs.detail(STEP_ROWS, say("steps"), inputs.rows),),
    )


def _figures(report: TierReport) -> dict[str, Value]:
    states: tuple[State, ...] = ("ready", "short", "unknown", "top")
    return {
        "agents": len(report.standing),
        **{tier: len(report.in_tier(tier)) for tier in TIERS},
        **{state: len(report.in_state(state)) for state in states},
        "open": len(report.open),
        "unrecorded": report.unrecorded,
        "refused": report.refused,
    }


def _sentences(report: TierReport, say: Say, *, is_named: bool = True) -> list[str]:
    found = [say("said", **_figures(report))]
    ready = report.in_state("ready")
    if ready and is_named:
        found.append(say("ready_names", names=_names(ready, say)))
    found += _most_short(report, say)
    for why, count, measures in _unknown(report):
        names = say("between").join(say(measure) for measure in measures)
        found.append(say(f"why_{why}", measures=names, count=count))
    if report.open:
        found.append(say("open_said", count=len(report.open)))
    if report.unrecorded:
        found.append(say("unrecorded", count=report.unrecorded))
    if report.refused:
        found.append(say("refused_rows", count=report.refused))
    return [*found, say("proposes")]


def _names(some: Sequence[Standing], say: Say) -> str:
    names = say("between").join(one.name or one.agent for one in some[:_NAMES_TOLD])
    more = len(some) - _NAMES_TOLD
    return names + (say("more_names", count=more) if more > 0 else "")


def _most_short(report: TierReport, say: Say) -> list[str]:
    """What most agents fall short in, all that tie; nothing where it is one agent each."""
    counts = _short(report)
    most = max(counts.values(), default=0)
    if most < _FEWEST_TOLD:
        return []
    names = [say(measure) for measure, count in counts.items() if count == most]
    measures = say("between").join(names[:_MEASURES_TOLD])
    if len(names) > _MEASURES_TOLD:
        measures = say("more_measures", measures=measures, count=len(names))
    key = "most_short" if len(names) == 1 else "most_short_each"
    return [say(key, measures=measures, count=most)]


def _short(report: TierReport) -> dict[Measure, int]:
    """How many agents fall short in each measure."""
    return {
        measure: sum(
            verdict.judgement == "short" for one in report.standing if (verdict := one.of(measure))
        )
        for measure in MEASURES
    }


def _unknown(report: TierReport) -> list[tuple[str, int, list[Measure]]]:
    """Why figures are unknown: of how many agents, and which figures."""
    agents: dict[str, set[str]] = {}
    measures: dict[str, list[Measure]] = {}
    for one in report.standing:
        for verdict in one.verdicts:
            if verdict.judgement == "unknown":
                why, measure = verdict.figure.why, verdict.criterion.measure
                agents.setdefault(why, set()).add(one.agent)
                measures.setdefault(why, [])
                if measure not in measures[why]:
                    measures[why].append(measure)
    return [(why, len(agents[why]), measures[why]) for why in agents]


def _tables(inputs: Inputs, rules: TierRules, report: TierReport, say: Say) -> list[ResultTable]:
    asked = [one for one in MEASURES if any(standing.of(one) for standing in report.standing)]
    tables = [
        _by_tier(report, say),
        _candidates(report, say),
        _applications(report, say),
        _policy(rules, inputs.language, say),
        standing_table(report, asked, say),
        numbers_table(report, asked, say),
    ]
    if not inputs.rows.empty:
        own = inputs.detail(STEP_ROWS, say("steps"), inputs.rows)
        is_open = report.unrecorded or report.refused
        tables.append(replace(own, note=say("steps_note") if is_open else ""))
    return tables


def _by_tier(report: TierReport, say: Say) -> ResultTable:
    """How many there are of each tier, and how far they are."""
    parts = [report.in_tier(tier) for tier in TIERS]
    names: list[Value] = [*(say(tier) for tier in TIERS), say("sum")]
    columns = [ResultColumn("tier", say("tier"), names, "centred", span=2)]
    counts: list[Value] = [*(len(part) for part in parts), len(report.standing)]
    live = Counted(STANDING, {"tier": Of("tier")})
    columns.append(ResultColumn("agents", say("agents"), counts, "integer", live))
    for state in STATES:
        counted = [
            *(sum(one.state == state for one in part) for part in parts),
            len(report.in_state(state)),
        ]
        live = Counted(STANDING, {"tier": Of("tier"), "state": say(f"state_{state}")})
        columns.append(ResultColumn(state, say(f"state_{state}"), counted, "integer", live))
    return ResultTable("by_tier", say("by_tier"), tuple(columns), totals=1, in_report=True)


def _candidates(report: TierReport, say: Say) -> ResultTable:
    """Who may move up: all that the next tier asks for is met."""
    ready = report.in_state("ready")
    columns = (
        *who(ready, say),
        ResultColumn("tier", say("tier"), [say(one.tier) for one in ready], "centred"),
        ResultColumn("to", say("to"), [say(one.to_tier or "") for one in ready], "centred"),
        ResultColumn("since", say("since"), [one.since for one in ready], "date"),
        ResultColumn("application", say("application"), [course(one, say) for one in ready]),
    )
    return ResultTable(
        "candidates",
        say("candidates"),
        columns,
        note=say("proposes") if ready else "",
        empty=say("no_candidates"),
    )


def _applications(report: TierReport, say: Say) -> ResultTable:
    """The applications under way, and those of the window, as the ledger has them."""
    some = report.recent
    columns = [
        ResultColumn("application", say("number"), [one.number for one in some]),
        ResultColumn("name", say("name_of"), [one.name or one.agent for one in some]),
        ResultColumn("to", say("applied_for"), [say(one.to_tier) for one in some], "centred"),
    ]
    for step in STEPS[1:]:
        said: list[Value] = [_said(one, step, say) for one in some]
        columns.append(ResultColumn(step, say(f"step_{step}"), said, "centred"))
    states = [_state(one, report, say) for one in some]
    columns.append(ResultColumn("state", say("state"), states, "centred"))
    return ResultTable(
        "applications",
        say("applications"),
        tuple(columns),
        note=say("applications_note", count=report.months) if some else "",
        empty=say("no_applications"),
    )


def _said(one: Application, step: str, say: Say) -> str:
    """What a step said and when: 同意 10-12; "" where it wasn't taken."""
    taken = one.steps.get(step)
    if taken is None:
        return ""
    return say("step_said", result=say(f"result_{taken.result}"), day=f"{taken.on:%m-%d}")


def _state(one: Application, report: TierReport, say: Say) -> str:
    awaited = one.awaited(report.steps)
    if one.is_approved:
        return say("approved")
    return awaiting(one, awaited, say)


def _policy(rules: TierRules, language: str, say: Say) -> ResultTable:
    """The limits that hold, with unit, window and source."""
    pairs = [(move, one) for move in rules.moves for one in move.criteria]
    columns = (
        ResultColumn(
            "move",
            say("move"),
            [say("from_to", one=say(move.from_tier), other=say(move.to_tier)) for move, _ in pairs],
            "centred",
        ),
        ResultColumn("measure", say("measure"), [say(one.measure) for _, one in pairs]),
        ResultColumn("limit", say("limit"), [_limit(one, say) for _, one in pairs], "centred"),
        ResultColumn("window", say("window"), [_window(one, say) for _, one in pairs], "centred"),
        ResultColumn("least", say("least"), [one.least or None for _, one in pairs], "integer"),
        ResultColumn(
            "source", say("source"), [one.source.say(language) for _, one in pairs], "centred"
        ),
        ResultColumn("computed_from", say("computed_from"), [
            one.computed_from.say(language) for _, one in pairs
        ]),
    )  # fmt: skip
    title = say("policy", version=rules.version)
    return ResultTable("policy", title, columns, note=say("policy_note"))


def _limit(one: Criterion, say: Say) -> str:
    key = "at_most" if one.measure == "complaints" else "at_least"
    return say(key, value=say(f"value_{one.unit}", value=f"{one.limit.normalize():f}"))


def _window(one: Criterion, say: Say) -> str:
    if one.measure == "time":
        return say("window_none")
    return say("window_months", count=one.window) if one.window else say("window_period")
