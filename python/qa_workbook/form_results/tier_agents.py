"""Everybody beside the figures of the next tier (S20), and what the figures are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from qa_workbook.form_results.inputs import Say
from qa_workbook.form_results.model import (
    Kind,
    Mood,
    Ratio,
    ResultColumn,
    ResultTable,
    Value,
)
from qa_workbook.form_results.tier_rules import Measure
from qa_workbook.form_results.tier_standing import (
    Judgement,
    Standing,
    State,
    TierReport,
    Verdict,
)
from qa_workbook.numbers import half_up
from qa_workbook.tiers.ledger_events import Application
from qa_workbook.tiers.steps import WITHDRAWN

STANDING = "standing"
_MOODS: dict[Judgement, Mood] = {"met": "good", "short": "bad", "unknown": "plain"}
STATES: dict[State, Mood] = {
    "ready": "good",
    "short": "plain",
    "unknown": "warning",
    "top": "plain",
}
_DIGITS = {"percent": 1, "points": 2, "times": 0, "months": 0}
_MOST_DIGITS = 9
_SHARES: tuple[Measure, ...] = ("in_time", "solved", "satisfied", "complaints")


def standing_table(report: TierReport, asked: Sequence[Measure], say: Say) -> ResultTable:
    """Returns agents × criteria: met, how much is short, or unknown."""
    some = report.standing
    states: dict[Value, Mood] = {say(f"state_{state}"): mood for state, mood in STATES.items()}
    columns = [
        *who(some, say),
        ResultColumn("tier", say("tier"), [say(one.tier) for one in some], "centred"),
        ResultColumn("since", say("since"), [one.since for one in some], "date"),
        ResultColumn(
            "state",
            say("state"),
            [say(f"state_{one.state}") for one in some],
            "centred",
            moods=states,
        ),
    ]
    for measure in asked:
        verdicts = [one.of(measure) for one in some]
        words = [_words(verdict, say) if verdict else "" for verdict in verdicts]
        moods: dict[Value, Mood] = {
            word: _MOODS[verdict.judgement]
            for word, verdict in zip(words, verdicts, strict=True)
            if verdict
        }
        columns.append(ResultColumn(measure, say(measure), words, "centred", moods=moods))
    courses = [course(one, say) if one.to_tier else "" for one in some]
    columns.append(ResultColumn("application", say("application"), courses, "centred"))
    missing: list[Value] = [_missing(one, say) for one in some]
    columns.append(ResultColumn("missing", say("missing"), missing, "text"))
    return ResultTable(STANDING, say("standing"), tuple(columns), place="detail")


def _missing(one: Standing, say: Say) -> str:
    """What an agent still lacks for the next tier, in words."""
    parts = []
    for judgement in ("short", "unknown"):
        names = [
            say(verdict.criterion.measure)
            for verdict in one.verdicts
            if verdict.judgement == judgement
        ]
        if names:
            parts.append(say(f"lacks_{judgement}", measures=say("between").join(names)))
    return say("between_parts").join(parts)


def _words(verdict: Verdict, say: Say) -> str:
    """A cell of the table: 达标 92.0%, 差 1.2 个百分点 (88.8%), 未知：没有数据."""
    value, unit = verdict.figure.value, verdict.criterion.unit
    if value is None:
        return say("unknown_cell", why=say(f"short_{verdict.figure.why}"))
    digits = _digits(verdict)
    shown = say(f"value_{unit}", value=half_up(value, digits))
    if verdict.gap is None:
        return say("met_cell", value=shown)
    key = "over_cell" if verdict.criterion.measure == "complaints" else "short_cell"
    return say(key, gap=say(f"gap_{unit}", value=half_up(verdict.gap, digits)), value=shown)


def _digits(verdict: Verdict) -> int:
    """So many digits that what is short doesn't look like nothing, nor met."""
    digits = _DIGITS[verdict.criterion.unit]
    value, gap, limit = verdict.figure.value, verdict.gap, verdict.criterion.limit
    if value is None or gap is None:
        return digits
    while digits < _MOST_DIGITS and (half_up(gap, digits) == 0 or half_up(value, digits) == limit):
        digits += 1
    return digits


def numbers_table(report: TierReport, asked: Sequence[Measure], say: Say) -> ResultTable:
    """Returns what the figures are made of, with live shares."""
    some = [one for one in report.standing if one.verdicts]
    columns = [*who(some, say)]
    for measure in asked:
        verdicts = [one.of(measure) for one in some]
        if all(_is_blank(verdict) for verdict in verdicts):
            continue
        if measure in _SHARES:
            columns += _share(measure, verdicts, say)
            continue
        values = [_number(verdict) for verdict in verdicts]
        kind: Kind = _score_look(verdicts) if measure == "quality" else "integer"
        columns.append(ResultColumn(measure, say(measure), values, kind))
        if measure == "quality":
            counts = _parts(verdicts, lambda verdict: verdict.figure.whole)
            columns.append(ResultColumn("recordings", say("recordings"), counts, "integer"))
    return ResultTable("numbers", say("numbers"), tuple(columns), place="detail")


def _score_look(verdicts: Sequence[Verdict | None]) -> Kind:
    """Scores have two digits, unless one of them would look like the limit that it misses."""
    most = max((_digits(verdict) for verdict in verdicts if verdict), default=0)
    return "number" if most > _DIGITS["points"] else "score"


def _share(measure: Measure, verdicts: Sequence[Verdict | None], say: Say) -> list[ResultColumn]:
    """A share: its part, what it is of, and the quotient as a formula."""
    part, whole = f"{measure}_part", f"{measure}_whole"
    parts = _parts(verdicts, lambda verdict: verdict.figure.part)
    wholes = _parts(verdicts, lambda verdict: verdict.figure.whole)
    shares: list[Value] = [
        float(Fraction(one, of)) if isinstance(one, int) and isinstance(of, int) and of else None
        for one, of in zip(parts, wholes, strict=True)
    ]
    return [
        ResultColumn(part, say(part), parts, "integer"),
        ResultColumn(whole, say(whole), wholes, "integer"),
        ResultColumn(measure, say(measure), shares, "percent", Ratio(part, whole)),
    ]


def _parts(
    verdicts: Sequence[Verdict | None], part: Callable[[Verdict], int | None]
) -> list[Value]:
    return [part(verdict) if verdict else None for verdict in verdicts]


def _is_blank(verdict: Verdict | None) -> bool:
    """Whether there is nothing at all of a figure."""
    figure = verdict.figure if verdict else None
    return figure is None or (figure.value is None and figure.whole is None)


def _number(verdict: Verdict | None) -> Value:
    if verdict is None or verdict.figure.value is None:
        return None
    return float(verdict.figure.value)


def who(some: Sequence[Standing], say: Say) -> list[ResultColumn]:
    """Returns the columns that say who somebody is."""
    return [
        ResultColumn("agent", say("agent"), [one.agent for one in some], "centred"),
        ResultColumn("name", say("name_of"), [one.name for one in some], "centred"),
        ResultColumn("team", say("team"), [one.team for one in some], "centred"),
    ]


def course(one: Standing, say: Say) -> str:
    """Returns where the application for the next tier stands, in words."""
    if one.application is None or one.application.to_tier != one.to_tier:
        return say("not_applied")
    return awaiting(one.application, one.awaits, say)


def awaiting(one: Application, awaited: str, say: Say) -> str:
    """Returns what an application that isn't approved waits for, or how it ended."""
    if awaited:
        return say("awaits", step=say(f"step_{awaited}"))
    return say("withdrawn" if one.last.result == WITHDRAWN else "ended")
