"""What a period comes to, in plain sentences made from its figures.

A sentence leaves out what isn't known and says nothing where nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from qa_workbook.analysis.intervals import is_chance, pairs
from qa_workbook.analysis.key_figures import (
    KeyFigure,
    alert_days,
    has_score,
    is_weak,
    judged_days,
    key_figure,
    points_lost,
)
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.labels import text
from qa_workbook.numbers import as_shown, percent

_POINTS = 2  # decimal places of scores in words


@dataclass(frozen=True)
class NextWeek:
    """What is to be done: the names of the themes, and how many agents are to be coached.

    `coached` is None where nobody knows; agents on several of the `lists` count once.
    """

    themes: Sequence[str] = ()
    coached: int | None = None
    lists: int = 1


def report_sentences(report: PeriodReport, language: str, ahead: NextWeek) -> list[str]:
    """Returns up to five sentences on a period: the largest scheme's, and what concerns all.

    How good, what is weakest, who stands out, what is serious, what to do next week; without
    recordings none.
    """
    if not report.recordings:
        return []
    words = _Words(language)
    first, *others = [one for one in report.schemes if one.analysis.overall.recordings]
    few = report.small_sample
    return words.sentences(
        [
            [*_quality(words, first, few), *_others(words, others, few)],
            _weakest(words, first, few),
            _standing_out(words, first.analysis, few),
            _serious(words, [first, *others], few),
            _ahead(words, ahead),
        ]
    )


class _Words:
    """The texts of this room in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, /, **details: object) -> str:
        return text(f"sentences.{key}", self.language, **details)

    def listed(self, parts: Iterable[str]) -> str:
        """Several things in a row."""
        return self("and").join(parts)

    def sentences(self, found: Iterable[Sequence[str]]) -> list[str]:
        """A sentence of the parts that are known, none where there are none."""
        joined = (self("but").join(parts) for parts in found if parts)
        return [f"{sentence[0].upper()}{sentence[1:]}{self('end')}" for sentence in joined]

    def number(self, value: float, figure: KeyFigure) -> str:
        """A figure as its cell shows it."""
        return percent(value) if figure.unit == "fraction" else f"{as_shown(value, figure.places)}"

    def change(self, figure: KeyFigure | None) -> str:
        """How a figure has changed, "" where that isn't known."""
        if figure is None or figure.change is None:
            return ""
        moved = as_shown(figure.change, figure.places)
        if not moved:
            return self("level")
        verdict = figure.verdict
        if verdict == "chance":
            return self("within_chance", change=self.signed(figure))
        meaning = self("meaning", verdict=self(verdict)) if verdict else ""
        more, less = "more", "fewer"
        if figure.unit in ("points", "fraction"):
            more, less = "higher", "lower"
        words = self.amount(abs(moved), figure)
        return self(more if moved > 0 else less, amount=words, verdict=meaning)

    def signed(self, figure: KeyFigure) -> str:
        """A change that is known, with its sign and unit."""
        moved = as_shown(figure.change or 0, figure.places)
        return ("+" if moved > 0 else "−") + self.amount(abs(moved), figure)

    def amount(self, moved: Decimal, figure: KeyFigure) -> str:
        """So much of a figure's unit, of a fraction in percentage points."""
        if figure.unit == "fraction":
            moved = (100 * moved).quantize(moved.scaleb(2))
        unit = figure.unit if figure.unit in ("points", "fraction") else "number"
        return self(unit, amount=moved)


def _mean(value: float) -> str:
    return f"{as_shown(value, _POINTS)}"


def _quality(words: _Words, report: SchemeReport, few: int | None) -> list[str]:
    analysis = report.analysis
    if not has_score(analysis):
        return [_breaches(words, analysis)]
    mean = key_figure(report, "mean_final", few)
    if mean is None:
        return []
    said = {
        "scheme": analysis.scheme.short_name.say(words.language),
        "count": analysis.overall.recordings,
        "agents": analysis.overall.agents,
        "mean": _mean(mean.value),
        "mean_change": words.change(mean),
    }
    key = "quality" if analysis.months is None else "quality_by_month"
    parts = [words(key, **said)]
    good = key_figure(report, "rates.good", few)
    if good is not None and good.interval is not None:
        low, high = (percent(end) for end in good.interval)
        rate, change = percent(good.value), words.change(good)
        parts.append(words("good", rate=rate, low=low, high=high, change=change))
    if is_weak([analysis], few):
        parts.append(words("few", few=few))
    if report.before is None:
        parts.append(words("no_before", period=analysis.period.before.text))
    return parts


def _breaches(words: _Words, analysis: Analysis) -> str:
    """What was found under a scheme whose scores are of months, in a period that is none."""
    name = analysis.scheme.short_name.say(words.language)
    lost = f"{points_lost(analysis):g}"
    return words("breaches", scheme=name, count=analysis.overall.recordings, lost=lost)


def _others(words: _Words, others: Sequence[SchemeReport], few: int | None) -> list[str]:
    """The means of the schemes that the other sentences don't speak of."""
    said = []
    scored = [report for report in others if has_score(report.analysis)]
    found = [_breaches(words, one.analysis) for one in others if not has_score(one.analysis)]
    for report in scored:
        if mean := key_figure(report, "mean_final", few):
            verdict = words("in_brackets", words=words(mean.verdict)) if mean.verdict else ""
            name = report.analysis.scheme.short_name.say(words.language)
            said.append(words("other", scheme=name, mean=_mean(mean.value), change=verdict))
    means = [words("others", schemes=words.listed(said))] if said else []
    return [*means, *found]


def _weakest(words: _Words, report: SchemeReport, few: int | None) -> list[str]:
    """The item with the most defects; of equal ones the first of the scheme."""
    items = report.analysis.items
    if items.empty:
        return []
    item = items.loc[items["defective"].idxmax()]
    if not item["defective"]:
        return [words("flawless")]
    names = {one.id: one.name.say(words.language) for one in report.analysis.scheme.items}
    before, held_before = _former_ratio(report.before, str(item["id"]))
    sample = report.analysis.months is None and few is not None
    weak = sample and min(item["held"], held_before) < (few or 0)
    said = {"held": int(item["held"]), "count": int(item["defective"])}
    chance = False
    if before is not None and report.analysis.months is None:
        counts = [said["count"], round(before * held_before)]
        now, former = pairs(counts, [said["held"], held_before])
        chance = is_chance(before, float(item["ratio"]), former, now)
    value = float(item["ratio"])
    ratio = KeyFigure("items.ratio", "fraction", value, before, -1, weak=weak, chance=chance)
    name = names.get(str(item["id"]), str(item["name"]))
    share = percent(ratio.value)
    return [words("weakest", item=name, ratio=share, change=words.change(ratio), **said)]


def _former_ratio(before: Analysis | None, item: str) -> tuple[float | None, int]:
    """不良比率 of an item in the period before, and how many recordings it is of."""
    if before is None:
        return None, 0
    found = before.items[(before.items["id"] == item) & (before.items["held"] > 0)]
    if found.empty:
        return None, 0
    return float(found["ratio"].iloc[0]), int(found["held"].iloc[0])


def _standing_out(words: _Words, analysis: Analysis, few: int | None) -> list[str]:
    """The best and the weakest team and the best agent, of those that are large enough."""
    if not has_score(analysis):
        return []
    if analysis.months is not None:  # no sample, but all breaches; agents have no places
        return _teams(words, analysis, None)
    return [*_teams(words, analysis, few), *_agents(words, analysis, few)]


def _teams(words: _Words, analysis: Analysis, few: int | None) -> list[str]:
    teams, size = analysis.teams, "recordings" if analysis.months is None else "months"
    large = teams[(teams["team"] != "") & (teams[size] >= (few or 1))]
    if len(large) < 2:
        return []
    means = {
        str(team): as_shown(mean, _POINTS)
        for team, mean in zip(large["team"], large["mean_final"], strict=True)
    }
    order = sorted(means, key=natural_order)
    best, worst = max(order, key=lambda team: means[team]), min(order, key=lambda team: means[team])
    if means[best] == means[worst]:
        return [words("teams_alike", mean=means[best])]
    said = {"best": best, "best_mean": means[best], "worst": worst, "worst_mean": means[worst]}
    return [words("teams", **said)]


def _agents(words: _Words, analysis: Analysis, few: int | None) -> list[str]:
    agents = analysis.agents
    placed = agents[agents["place"].notna() & (agents["n"] >= (few or 1))]
    if placed.empty:
        return [words("no_places", few=few)] if few and len(agents) else []
    best = placed[placed["place"] == placed["place"].min()]
    first = best.iloc[0]
    said = {
        "agent": str(first["name"] or first["agent"]),
        "mean": _mean(float(first["mean_final"])),
        "count": int(first["n"]),
    }
    if len(best) > 1:
        return [words("best_agents", people=len(best), **said)]
    return [words("best_agent", **said)]


def _serious(words: _Words, reports: Sequence[SchemeReport], few: int | None) -> list[str]:
    analyses = [one.analysis for one in reports]
    alarms = _alert_days(words, analyses, few)
    return [*_fatal(words, reports), *_critical(words, analyses), *alarms]


def _fatal(words: _Words, reports: Sequence[SchemeReport]) -> list[str]:
    """Fatal errors of all schemes that know them; compared where all had recordings before."""
    found = [figure for one in reports if (figure := key_figure(one, "fatal"))]
    if not found:
        return []
    before = [one.before for one in found if one.before is not None]
    total = KeyFigure(
        "fatal",
        "recordings",
        sum(one.value for one in found),
        sum(before) if len(before) == len(found) else None,
    )
    key = "fatal" if total.value else "no_fatal"
    return [words(key, count=int(total.value), change=words.change(total))]


def _critical(words: _Words, analyses: Sequence[Analysis]) -> list[str]:
    frames = [one.critical[["name", "recordings"]] for one in analyses if len(one.critical)]
    if not frames:
        return []
    counts = pd.concat(frames).groupby("name", sort=False)["recordings"].sum()
    said = [
        words("critical_family", name=name, count=count) for name, count in counts.items() if count
    ]
    if not said:
        return [words("no_critical")]
    return [words("critical", families=words.listed(said))]


def _alert_days(words: _Words, analyses: Sequence[Analysis], few: int | None) -> list[str]:
    """The days of each alert level among those with enough recordings, by scheme if several."""
    parts = []
    for analysis in analyses:
        days = len(judged_days(analysis, few))
        key = "all_days" if days == len(analysis.days) else "large_days"
        span = words(key, days=days, few=few)
        counts = list(alert_days(analysis, few))
        colours = words.listed(
            words(
                "colour_days",
                colour=words(level.colour),
                level=level.name.say(words.language),
                count=count,
            )
            for level, count in counts
            if count
        )
        if colours:
            scheme = analysis.scheme.short_name.say(words.language)
            key = "alert_days_of" if len(analyses) > 1 else "alert_days"
            parts.append(words(key, scheme=scheme, days=span, colours=colours))
        elif days and counts and len(analyses) == 1:
            parts.append(words("no_alert_days", days=span))
    return parts


def _ahead(words: _Words, ahead: NextWeek) -> list[str]:
    parts = []
    if ahead.themes:
        themes = words.listed(words("quoted", name=name) for name in ahead.themes)
        parts.append(words("themes", themes=themes))
    if ahead.coached is not None:
        key = "coached" if ahead.lists < 2 else "coached_together"
        key = key if ahead.coached else "nobody"
        parts.append(words(key, count=ahead.coached))
    return parts
